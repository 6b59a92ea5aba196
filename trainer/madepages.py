"""Made pages of one hand each: of a corpus, or the hand that code has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Ink
from hcr_desktop.inference.layout import find_lines
from hcr_desktop.inference.raster import page_from_ink
from hcr_desktop.inference.segment import segments_of
from hcr_desktop.inference.trace import posture
from trainer.corpora import InkSet, ink_set
from trainer.lines import HELD_OUT, validation_writers
from trainer.look import DAMAGES
from trainer.paint import PageTruth, picture_of, written
from trainer.sheet import Block

LINES = 14
"""Lines of a page."""

LEVELLED = 4
"""How often a line is levelled: the slope of a short one is taken for less than it is."""

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


@dataclass(frozen=True, slots=True, eq=False)
class MadePage:
    """A page: its picture and what it shows.

    Attributes:
        picture: uint8 [h, w, 3], RGB.
        truth: What the picture shows.
        blocks: The writing on it.
        writer: Whose hand it is.
    """

    picture: NDArray[np.uint8]
    truth: PageTruth
    blocks: tuple[Block, ...]
    writer: str


class Hands:
    """Hands that write pages."""

    def __init__(self, ink: InkSet, among: set[str] | None = None) -> None:
        """The writers of an ink set, or those ``among`` them, who wrote lines enough for half a page."""
        self._ink = ink
        self._blocks: dict[int, Block] = {}
        lengths = np.array([len(str(text)) for text in ink.text])
        fit = np.flatnonzero((lengths >= SHORTEST) & (lengths <= LONGEST))
        every = {str(hand): fit[ink.writer[fit] == hand] for hand in np.unique(ink.writer[fit]) if among is None or str(hand) in among}
        self._lines = [(hand, own) for hand, own in every.items() if len(own) >= LINES // 2]

    def writing(self, rng: np.random.Generator) -> tuple[str, tuple[Block, ...]]:
        """Whose hand it is, and what it writes on a page."""
        hand, own = self._lines[rng.integers(len(self._lines))]
        return hand, tuple(self._block(int(index)) for index in rng.permutation(own)[:LINES])

    def _block(self, index: int) -> Block:
        """A sample as a block, the same whenever it is asked for."""
        if index not in self._blocks:
            self._blocks[index] = block_of(self._ink.strokes(index), str(self._ink.text[index]))
        return self._blocks[index]


class CodeHand:
    """The hand that code has."""

    def writing(self, rng: np.random.Generator) -> tuple[str, tuple[Block, ...]]:
        """A page of its lines."""
        return "code", tuple(written(MADE[row % len(MADE)], rng) for row in range(LINES))


def block_of(strokes: Sequence[NDArray[np.float32]], text: str) -> Block:
    """Ink as a block, less the slope that its hand gave its lines: what is left is the page's. Its size is that of the whole block."""
    level = list(strokes)
    lines = _lines(level)
    for _ in range(LEVELLED):
        rise = _slope(level, lines)
        level = [np.column_stack([xy[:, 0], xy[:, 1] + rise * xy[:, 0]]) for xy in level]
    stands, _ = posture(level, part=np.inf)
    return Block(Ink.from_arrays(level), text, stands.size, -stands.baseline)


def _lines(strokes: Sequence[NDArray[np.float32]]) -> list[list[int]]:
    """Which strokes stand on a line: the slope of several at once would be that of where each begins and ends."""
    page = page_from_ink(Ink.from_arrays(strokes), drawn=False)
    return [sorted({mark for segment in line.segments for mark in segment.marks}) for line in find_lines(segments_of(page))]


def _slope(strokes: Sequence[NDArray[np.floating[Any]]], lines: Sequence[Sequence[int]]) -> float:
    """Rise of the lines, per unit to the right: their mean, each weighed by how wide it is."""
    found = [posture([strokes[number] for number in line], part=np.inf) for line in lines]
    widths = np.array([float(np.ptp(ink.xy[:, 0])) for _, ink in found])
    return float(np.average([stands.slope for stands, _ in found], weights=np.maximum(widths, 1e-6)))


def hands_of(data: Path, source: str, *, held_out: bool = False) -> Hands:
    """The hands of an ink set below ``data``; with ``held_out`` only those that readers of lines were not trained on."""
    if not held_out:
        return Hands(ink_set(data, source))
    words, texts, chars = (ink_set(data, f"{name}-train") for name in ("words", "texts", "chars"))
    return Hands(ink_set(data, source), validation_writers(chars, (words, texts), HELD_OUT))


def pages(name: str, hands: Sequence[Hands | CodeHand], count: int, seed: int) -> Iterator[MadePage]:
    """``count`` pages of every set of hands that a damage has befallen; the same for the same seed."""
    for number in range(count):
        for place, own in enumerate(hands):
            rng = np.random.default_rng((seed, number, place, list(DAMAGES).index(name)))
            writer, blocks = own.writing(rng)
            yield MadePage(*picture_of(blocks, DAMAGES[name](rng), rng), blocks, writer)
