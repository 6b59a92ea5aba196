"""What lies between ink and text: segments, lines, glyph hypotheses and their scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A piece of ink that no glyph shares with another: a stroke, a component, or a part of one.

    Attributes:
        marks: The marks it is (part) of.
        box: The middle of the pen's track in page pixels: the ink less half a pen all round.
        patch: uint8 [h, w], its pixels (255 ink).
        left: Page pixel of the patch's left edge.
        top: Page pixel of the patch's top edge.
        xy: float32 [n, 2], points on the ink in page pixels: the pen's path, or pixels of the outline.
        margin: How far ``xy`` lies outside the middle of the pen's track: 0 for a path, half a pen for an outline.
        cut: Whether its left edge is a cut through ink that goes on to the left.
    """

    marks: frozenset[int]
    box: Box
    patch: NDArray[np.uint8]
    left: int
    top: int
    xy: NDArray[np.float32]
    margin: float = 0.0
    cut: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of writing.

    Attributes:
        box: All of its ink, page pixels.
        baseline: Where small letters stand: y at the middle of the box.
        x_height: Height of small letters, pixels.
        segments: From left to right.
        slope: Rise of the baseline, pixels down per pixel right.
    """

    box: Box
    baseline: float
    x_height: float
    segments: tuple[Segment, ...]
    slope: float = 0.0

    def baseline_at(self, x: float) -> float:
        """The baseline's y at page pixel ``x``."""
        return self.baseline + self.slope * (x - (self.box.left + self.box.right) / 2)


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """A hypothesis that segments start..stop (stop excluded) of a line are one character: a lattice edge."""

    start: int
    stop: int
    marks: frozenset[int]
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """All glyph hypotheses of a line with the glyph model's opinion of each.

    Attributes:
        line: The line.
        glyphs: The hypotheses.
        log_probs: float32 [glyphs, LABELS], log probability of every label.
        join: float32 [segments - 1], log odds that a segment belongs to the same glyph as the one before it.
    """

    line: Line
    glyphs: tuple[Glyph, ...]
    log_probs: NDArray[np.float32]
    join: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One reading of a line.

    Attributes:
        glyphs: Indices into ``Lattice.glyphs``, left to right, that cover every segment once.
        characters: The character of each glyph.
        space_before: Whether a word space stands before each glyph; False for the first.
        choices: For each glyph the ranked (character, probability) pairs.
        score: Log score of the whole reading; larger is better.
    """

    glyphs: tuple[int, ...]
    characters: tuple[str, ...]
    space_before: tuple[bool, ...]
    choices: tuple[tuple[tuple[str, float], ...], ...]
    score: float
