"""``python -m trainer.pagescores``: what becomes of made pages in the scan pipeline, by damage, the worst first.

Every page is of one writer of an ink set (or of the hand that code has, without ``--data``). For each damage: how many pages come the
right way up; how many lie level within 0.3 degrees, by the direction known of their sheet; how much of the ink is found and how much of
what is found is ink; and, with ``--read``, the characters that are wrong from the picture and from the same ink as strokes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop import Recogniser
from hcr_desktop.document.page import Page
from hcr_desktop.inference.scan import page_from_picture
from trainer.look import DAMAGES
from trainer.madepages import CodeHand, MadePage, hands_of, pages
from trainer.metrics import edit_distance, unspaced
from trainer.paint import PageTruth
from trainer.sheet import Block, projected

ACROSS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Where on the sheet, in parts of its height, it is seen how it lies."""

LEVEL = 0.3
"""Degrees within which a page counts as level."""


@dataclass(frozen=True, slots=True)
class Score:
    """What became of one page.

    Attributes:
        upright: Whether it lies the right way up.
        lean: Degrees by which the sheet leans, 0 perfect.
        found: Share of the drawn ink that is in the mask.
        pure: Share of the mask that is drawn ink.
        seconds: How long the pipeline took.
        wrong: Characters wrong when the picture is read, of ``characters``; 0 where it was not read.
        wrong_strokes: The same when the strokes are read.
        characters: Characters of the page, less spaces.
        writer: Whose hand it is.
    """

    upright: bool
    lean: float
    found: float
    pure: float
    seconds: float
    wrong: int = 0
    wrong_strokes: int = 0
    characters: int = 0
    writer: str = ""


def score(picture: NDArray[np.uint8], truth: PageTruth) -> Score:
    """Send one page through the pipeline."""
    begun = time.perf_counter()
    page = page_from_picture(picture)
    return Score(*_lie(page, truth), *_ink(page, truth), time.perf_counter() - begun)


class Reading:
    """Reads pages from their pictures and from their strokes; a block of strokes is read once, on however many pages it stands."""

    def __init__(self, reader: Recogniser) -> None:
        """Read with a recogniser."""
        self._reader = reader
        self._strokes: dict[Block, str] = {}

    def added(self, found: Score, page: MadePage) -> Score:
        """A page's score with the characters that are wrong."""
        for block in page.blocks:
            if block not in self._strokes:
                self._strokes[block] = str(self._reader.read(block.ink))
        whole = unspaced("".join(block.text for block in page.blocks))
        strokes = unspaced("".join(self._strokes[block] for block in page.blocks))
        picture = unspaced(str(self._reader.read(page.picture)))
        return replace(found, wrong=edit_distance(whole, picture), wrong_strokes=edit_distance(whole, strokes), characters=len(whole))


def _lie(page: Page, truth: PageTruth) -> tuple[bool, float]:
    """Whether the sheet's lines run to the right in the mask, and how far they lean, degrees; not those that lean on their own."""
    to_mask = np.asarray(np.linalg.inv(page.matrix), dtype=np.float64) @ truth.view.matrix
    width, height = truth.view.size
    starts, stops = (projected(np.array([(x, share * height) for share in ACROSS]), to_mask) for x in (0.0, width))
    angles = np.rad2deg(np.arctan2(*(stops - starts).T[::-1]))
    return bool((np.abs(angles) < 45).all()), float(abs(np.median(angles)))


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


def scores(made: Iterable[MadePage], reading: Reading | None) -> Iterator[tuple[MadePage, Score]]:
    """Pages and what became of them."""
    for page in made:
        found = replace(score(page.picture, page.truth), writer=page.writer)
        yield page, found if reading is None else reading.added(found, page)


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; returns the exit status."""
    parser = argparse.ArgumentParser("python -m trainer.pagescores", description="Measure the scan pipeline on made pages, by damage.")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the corpora; without it, ink that code makes")
    parser.add_argument("--source", action="append", metavar="NAME", help="ink set to write with; repeatable (default: segmented-train)")
    parser.add_argument("--held-out", action="store_true", help="only hands of a training set that no reader was trained on")
    parser.add_argument("--damage", action="append", choices=DAMAGES, help="a damage to measure; may be repeated (default: all)")
    parser.add_argument("--pages", type=int, default=8, metavar="N", help="pages of each damage and source (default: 8)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, other pages (default: 1)")
    parser.add_argument("--read", action="store_true", help="read the pages too: characters wrong from the picture and from strokes")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="keep the worst page of each damage there, with its mask")
    args = parser.parse_args(argv)
    cv2.setNumThreads(1)
    reading = Reading(Recogniser.load()) if args.read else None
    sources = args.source or ["segmented-train"]
    hands = [CodeHand()] if args.data is None else [hands_of(args.data, name, held_out=args.held_out) for name in sources]
    rows: dict[str, list[Score]] = {}
    for name in args.damage or DAMAGES:
        found = list(scores(pages(name, hands, args.pages, args.seed), reading))
        rows[name] = [each for _, each in found]
        if args.pictures is not None:
            _keep(args.pictures, name, max(found, key=lambda each: _badness(each[1]))[0].picture)
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
