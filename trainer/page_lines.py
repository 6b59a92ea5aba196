"""Lines as the application cuts them out of pages: made pages of training writers, sent through the very scan pipeline and layout.

What a line drawn alone lacks is what the way from a picture leaves: masks of pencil and chalk, remains of rules and of what shows through,
ends of other lines, the posture that is found in all this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Ink
from hcr_desktop.inference.lattice import Line
from hcr_desktop.inference.layout import find_lines
from hcr_desktop.inference.printed import without_print
from hcr_desktop.inference.scan import page_from_picture
from hcr_desktop.inference.segment import compose, segments_of
from hcr_desktop.inference.strip import StripSpec, strip
from trainer.augment_line import LineAugment, vary_line
from trainer.kept import kept
from trainer.lines import LineData, LineSample, beside, strokes_of
from trainer.look import DAMAGES, Look
from trainer.paint import picture_of
from trainer.progress import progress
from trainer.sheet import Block, projected

Mask = NDArray[np.uint8]
Random = np.random.Generator

UNIT = 60.0
"""Ink units to the height of a small letter."""

FEWEST_WORDS, FEWEST_TEXTS = 20, 6
"""What a hand must have written to fill a page."""

LONGEST = 60
"""Characters of a line."""

FOUND, PURE = 0.94, 0.88
"""Shares of a line's ink that are in what was cut out, and of the latter that are the line's; others may be two lines, or half of one."""

HARD = ("blackboard", "blackboard", "blackboard", "bleed-through", "pencil", "whiteboard", "all at once", "perspective", "ruled", "photo",
        "low resolution", "noise")  # fmt: skip
"""Damages that befall pages more often than others do."""


@dataclass(frozen=True, slots=True, eq=False)
class PageLine:
    """A line cut out of a page.

    Attributes:
        pixels: uint8 [rows, columns], the strip that the reader is shown.
        text: What it says.
    """

    pixels: Mask
    text: str


def kept_page_lines(data: LineData, pages: int, seed: int, work: Path) -> list[PageLine]:
    """The lines of so many pages, kept in the work folder."""
    return kept(work / f"page-lines-{pages}-{seed}.pickle", lambda: list(page_lines(data, pages, seed)))


def page_lines(data: LineData, pages: int, seed: int) -> Iterator[PageLine]:
    """The lines of so many pages, each of one hand and one damage."""
    hands = list(_hands(data))
    kinds = (*DAMAGES, *HARD)
    for number in progress(range(pages), pages, "made pages"):
        rng = np.random.default_rng((seed, number))
        words, texts = hands[int(rng.integers(len(hands)))]
        look = _look(kinds[int(rng.integers(len(kinds)))], rng)
        yield from lines_of_page([_block(words, texts, rng) for _ in range(int(rng.integers(8, 15)))], look, rng)


def lines_of_page(blocks: Sequence[Block], look: Look, rng: Random) -> Iterator[PageLine]:
    """The lines that are found whole and by themselves on a page of one-line blocks."""
    picture, truth = picture_of(blocks, look, rng)
    page = page_from_picture(picture)
    segments = without_print(segments_of(page))
    if not segments:
        return
    there = np.asarray(np.linalg.inv(page.matrix), np.float64)
    drawn = [projected(np.concatenate([truth.ink.strokes[number].xy for number in own]).astype(np.float64), there) for own in truth.blocks]
    for line in find_lines(segments, single=False):
        mask = compose(line.segments)
        which = _whose(mask, line, drawn)
        if which is not None:
            yield PageLine(strip(mask, StripSpec()).pixels, truth.texts[which])


def _whose(mask: Mask, line: Line, drawn: Sequence[NDArray[np.float64]]) -> int | None:
    """Which block's ink, points [n, 2] in pixels of the page, a line's mask holds whole and hardly anything besides."""
    corner = min(segment.left for segment in line.segments), min(segment.top for segment in line.segments)
    inked = mask > 64
    near = cv2.dilate(inked.astype(np.uint8), np.ones((5, 5), np.uint8))
    places = [_inside(np.rint(xy - corner).astype(np.int64), mask.shape) for xy in drawn]
    shares = [float(near[own[:, 1], own[:, 0]].sum()) / len(xy) for own, xy in zip(places, drawn, strict=True)]
    best = int(np.argmax(shares))
    own = np.zeros_like(near)
    own[places[best][:, 1], places[best][:, 0]] = 1
    own = np.asarray(cv2.dilate(own, np.ones((15, 15), np.uint8)), np.uint8)
    pure = float((inked & (own > 0)).sum()) / max(int(inked.sum()), 1)
    return best if shares[best] >= FOUND and pure >= PURE else None


def _inside(xy: NDArray[np.int64], shape: tuple[int, ...]) -> NDArray[np.int64]:
    """The points that lie in a mask of a shape."""
    return xy[(xy >= 0).all(axis=1) & (xy[:, 0] < shape[1]) & (xy[:, 1] < shape[0])]


def _hands(data: LineData) -> Iterator[tuple[list[LineSample], list[LineSample]]]:
    """The words and the texts of every writer who can fill a page."""
    written: dict[str, tuple[list[LineSample], list[LineSample]]] = {}
    for place, lines in enumerate((data.words, data.texts)):
        for line in lines:
            if 1 < len(line.text) <= LONGEST:
                written.setdefault(line.writer, ([], []))[place].append(line)
    for words, texts in written.values():
        if len(words) >= FEWEST_WORDS or len(texts) >= FEWEST_TEXTS:
            yield words, texts


def _block(words: list[LineSample], texts: list[LineSample], rng: Random) -> Block:
    """A text, or some words side by side, varied a little."""
    if texts and (len(words) < FEWEST_WORDS or rng.random() < 0.5):
        line = texts[int(rng.integers(len(texts)))]
    else:
        line = beside([words[index] for index in rng.integers(len(words), size=int(rng.integers(2, 6)))], rng)
    ink = vary_line(line.ink, LineAugment().scaled(0.8), rng)
    return Block(Ink.from_arrays([UNIT * stroke for stroke in strokes_of(ink)]), line.text, UNIT, 0.0)


def _look(kind: str, rng: Random) -> Look:
    """A page of a kind, with another pen and another size; never on its side, which is found out before lines are."""
    look = DAMAGES[kind](rng)
    pen, size = np.exp(rng.normal(0, 0.15)), np.exp(rng.uniform(-0.1, 0.25))
    return replace(look, quarter=0, pen=look.pen * float(pen), x_height=look.x_height * float(size))
