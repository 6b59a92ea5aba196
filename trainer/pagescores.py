"""``python -m trainer.pagescores``: what becomes of made pages in the scan pipeline, by damage, the worst first.

Every page is of one writer of a training set (or of the hand that code has, without ``--data``). For each damage: how many pages come the
right way up; how many lie level within 0.3 degrees, by the baselines known to be in them; how much of the ink is found and how much of
what is found is ink; and, with ``--read``, the characters that are wrong from the picture and from the same ink as strokes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from hcr_desktop import Ink, Recogniser
from hcr_desktop.document.page import Page
from hcr_desktop.inference.layout import fit_slope, text_height
from hcr_desktop.inference.scan import page_from_picture
from trainer.corpora import InkSet, ink_set
from trainer.look import DAMAGES
from trainer.paint import PageTruth, picture_of, written
from trainer.sheet import Block, projected

LEVEL = 0.3
"""Degrees within which a page counts as level."""

LINES = 14
"""Lines of a page."""

SHORTEST, LONGEST = 12, 60
"""Characters of a line."""

MADE = (
    "The quick brown fox jumps over",
    "13 lazy dogs near the bank of a river.",
    "Is it really 50% of $20? (yes)",
    "When the wind blows from the east we",
    "stay in and read old letters by the fire.",
    "Send 4 boxes of nails, 2 hammers and",
    "a saw to Mr. Jones, 17 King Street.",
)


@dataclass(frozen=True, slots=True)
class Score:
    """What became of one page.

    Attributes:
        upright: Whether it lies the right way up.
        lean: Degrees by which its lines lean in the mean, 0 perfect.
        found: Share of the drawn ink that is in the mask.
        pure: Share of the mask that is drawn ink.
        seconds: How long the pipeline took.
        wrong: Characters wrong when the picture is read, of ``characters``; 0 where it was not read.
        wrong_strokes: The same when the strokes are read.
        characters: Characters of the page, less spaces.
    """

    upright: bool
    lean: float
    found: float
    pure: float
    seconds: float
    wrong: int = 0
    wrong_strokes: int = 0
    characters: int = 0


def score(picture: NDArray[np.uint8], truth: PageTruth, reader: Recogniser | None = None) -> Score:
    """Send one page through the pipeline, and read it where there is a reader."""
    begun = time.perf_counter()
    page = page_from_picture(picture)
    seconds = time.perf_counter() - begun
    upright, lean = _lie(page, truth)
    found, pure = _ink(page, truth)
    if reader is None:
        return Score(upright, lean, found, pure, seconds)
    reference = "".join("".join(truth.texts).split())
    said = (str(reader.read(picture)), "".join(str(reader.read(ink)) for ink in _blocks(truth)))
    wrong = [Levenshtein.distance("".join(text.split()), reference) for text in said]
    return Score(upright, lean, found, pure, seconds, wrong[0], wrong[1], len(reference))


def _lie(page: Page, truth: PageTruth) -> tuple[bool, float]:
    """Whether the page's lines run to the right in the mask, and how far they lean, degrees."""
    to_mask = np.asarray(np.linalg.inv(page.matrix), dtype=np.float64)
    ways = [projected(line.astype(np.float64), to_mask) for line in truth.baselines]
    steps = np.array([way[-1] - way[0] for way in ways])
    angles = np.rad2deg(np.arctan2(steps[:, 1], steps[:, 0]))
    return bool((np.abs(angles) < 45).mean() > 0.5), float(abs(np.median(angles)))


def _ink(page: Page, truth: PageTruth) -> tuple[float, float]:
    """Shares of the drawn ink found, and of the found ink that was drawn, both allowed a pixel of play."""
    halves = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    matrix = np.linalg.inv(halves) @ page.matrix @ halves
    height, width = truth.coverage.shape
    mask = cv2.warpPerspective(page.mask, matrix, (width, height), flags=cv2.INTER_LINEAR) > 96
    drawn = truth.coverage > 127
    play = np.ones((3, 3), np.uint8)
    near_mask = cv2.dilate(mask.astype(np.uint8), play) > 0
    near_ink = cv2.dilate((truth.coverage > 60).astype(np.uint8), play) > 0
    return float((drawn & near_mask).sum() / max(drawn.sum(), 1)), float((mask & near_ink).sum() / max(mask.sum(), 1))


def _blocks(truth: PageTruth) -> Iterator[Ink]:
    """Each block as ink, seen straight."""
    for ids in truth.blocks:
        back = np.asarray(np.linalg.inv(truth.view.matrix), dtype=np.float64)
        yield Ink.from_arrays([projected(truth.ink.strokes[i].xy.astype(np.float64), back) for i in ids])


def pages(data: Path | None, source: str, count: int, seed: int) -> Iterator[list[Block]]:
    """The writing of ``count`` pages, each of one hand."""
    rng = np.random.default_rng(seed)
    if data is None:
        for _ in range(count):
            yield [written(MADE[row % len(MADE)], rng) for row in range(LINES)]
        return
    held = ink_set(data, source)
    lengths = np.array([len(str(text)) for text in held.text])
    fit = np.flatnonzero((lengths >= SHORTEST) & (lengths <= LONGEST))
    hands = [hand for hand in np.unique(held.writer[fit]) if (held.writer[fit] == hand).sum() >= LINES // 2]
    for _ in range(count):
        own = fit[held.writer[fit] == hands[rng.integers(len(hands))]]
        chosen = rng.permutation(own)[:LINES]
        yield [block_of(held, int(index)) for index in chosen]


def block_of(held: InkSet, index: int) -> Block:
    """A sample as a block; its x-height and baseline are guessed from the boxes of its strokes."""
    ink = _levelled(Ink.from_arrays(held.strokes(index)))
    boxes = np.array([(s.box.left, s.box.top, s.box.right, s.box.bottom) for s in ink.strokes], np.float32)
    height = text_height(boxes)
    tall = boxes[boxes[:, 3] - boxes[:, 1] >= 0.5 * height]
    baseline = float(np.median(tall[:, 3])) if len(tall) else float(boxes[:, 3].max())
    return Block(ink, str(held.text[index]), 0.7 * height, baseline)


def _levelled(ink: Ink) -> Ink:
    """The ink less the slope that its hand gave the line: what is left is the page's."""
    boxes = np.array([(s.box.left, s.box.top, s.box.right, s.box.bottom) for s in ink.strokes], np.float32)
    slope, _, _ = fit_slope(boxes, text_height(boxes))
    return Ink.from_arrays([stroke.xy - np.column_stack([0 * stroke.xy[:, 0], slope * stroke.xy[:, 0]]) for stroke in ink.strokes])


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; returns the exit status."""
    parser = argparse.ArgumentParser("python -m trainer.pagescores", description="Measure the scan pipeline on made pages, by damage.")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the corpora; without it, ink that code makes")
    parser.add_argument("--source", default="segmented-train", metavar="NAME", help="ink set to write with (default: segmented-train)")
    parser.add_argument("--damage", action="append", choices=DAMAGES, help="a damage to measure; may be repeated (default: all)")
    parser.add_argument("--pages", type=int, default=8, metavar="N", help="pages of each damage (default: 8)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, other pages (default: 1)")
    parser.add_argument("--read", action="store_true", help="read the pages too: characters wrong from the picture and from strokes")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="keep the worst page of each damage there, with its mask")
    args = parser.parse_args(argv)
    cv2.setNumThreads(1)
    reader = Recogniser.load() if args.read else None
    rows: dict[str, list[Score]] = {}
    for name in args.damage or DAMAGES:
        worst: float | None = None
        rows[name] = []
        for number, blocks in enumerate(pages(args.data, args.source, args.pages, args.seed)):
            rng = np.random.default_rng((args.seed, number, list(DAMAGES).index(name)))
            picture, truth = picture_of(blocks, DAMAGES[name](rng), rng)
            rows[name].append(score(picture, truth, reader))
            badness = _badness(rows[name][-1])
            if args.pictures is not None and (worst is None or badness > worst):
                worst = badness
                _keep(args.pictures, name, picture)
        sys.stderr.write(_row(name, rows[name], args.read) + "\n")
    sys.stdout.write(table(rows) + "\n")
    return 0


def _badness(found: Score) -> float:
    """How bad a page came out, for choosing the one to look at."""
    return (not found.upright) + (1 - found.found) + (1 - found.pure) + found.lean / 5 + found.wrong / max(found.characters, 1)


def _keep(folder: Path, name: str, picture: NDArray[np.uint8]) -> None:
    """Write a picture and its mask beside one another."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = name.replace(" ", "-")
    cv2.imwrite(str(folder / f"{stem}.jpg"), picture[..., ::-1])
    cv2.imwrite(str(folder / f"{stem}-mask.png"), cv2.bitwise_not(page_from_picture(picture).mask))


def table(rows: dict[str, list[Score]]) -> str:
    """One row a damage, the worst first, and one over all."""
    read = any(found.characters for scores in rows.values() for found in scores)
    head = f"{'damage':<16}{'pages':>6}{'upright':>9}{'level':>8}{'lean':>7}{'found':>8}{'pure':>8}{'seconds':>9}"
    lines = [head + (f"{'picture':>9}{'strokes':>9}" if read else "")]
    order = sorted(rows, key=lambda name: -float(np.mean([_badness(found) for found in rows[name]])))
    lines += [_row(name, rows[name], read) for name in order]
    everything = [found for scores in rows.values() for found in scores]
    return "\n".join([*lines, _row("all", everything, read)])


def _row(name: str, scores: list[Score], read: bool) -> str:
    """One row: shares in percent, the lean as the median in degrees."""
    upright, level = np.mean([s.upright for s in scores]), np.mean([s.lean <= LEVEL for s in scores])
    found, pure = np.mean([s.found for s in scores]), np.mean([s.pure for s in scores])
    lean, seconds = np.median([s.lean for s in scores]), np.mean([s.seconds for s in scores])
    row = f"{name:<16}{len(scores):>6}{100 * upright:>9.1f}{100 * level:>8.1f}{lean:>7.2f}"
    row += f"{100 * found:>8.1f}{100 * pure:>8.1f}{seconds:>9.2f}"
    total = max(sum(s.characters for s in scores), 1)
    wrong = [100 * sum(values) / total for values in ([s.wrong for s in scores], [s.wrong_strokes for s in scores])]
    return row + (f"{wrong[0]:>9.1f}{wrong[1]:>9.1f}" if read else "")


if __name__ == "__main__":
    sys.exit(main())
