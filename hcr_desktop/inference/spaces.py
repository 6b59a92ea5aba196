"""Word spaces: whether a word ends between two glyphs, from the gaps of the whole line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.lattice import Glyph
from hcr_desktop.inference.parameters import DecodeParameters

SPACE_FEATURES = 13

_CLOSING = frozenset(".,;:!?)]}%")
_STOP = frozenset(".,;:!?")


def gaps_between(glyphs: Sequence[Glyph], x_height: float) -> NDArray[np.float32]:
    """The blank before each glyph but the first, in x-heights, float32 [glyphs - 1]; negative where they overlap.

    A long bar may reach over the next letter, so the farther right of the two glyphs before counts.
    """
    left = np.array([glyph.box.left for glyph in glyphs[1:]], np.float32)
    right = np.array([max(glyph.box.right for glyph in glyphs[max(0, k - 1) : k + 1]) for k in range(len(glyphs) - 1)], np.float32)
    return np.asarray((left - right) / x_height, np.float32)


TIED = 1e-3
"""Splits that part a line's gaps this nearly as well as the best are as good."""


def two_kinds(gaps: NDArray[np.float32]) -> tuple[float, float]:
    """Otsu's split of a line's gaps into narrow and wide: the middle between their means, and how far these lie apart."""
    ordered = np.sort(gaps)
    if len(ordered) < 2:
        return 0.6, 0.0
    count = np.arange(1, len(ordered))
    low = np.cumsum(ordered)[:-1] / count
    high = (ordered.sum() - np.cumsum(ordered)[:-1]) / (len(ordered) - count)
    between = count * (len(ordered) - count) * (high - low) ** 2
    best = int(np.argmax(between >= (1 - TIED) * between.max()))  # of even gaps always the same split, whatever the rounding
    return float((low[best] + high[best]) / 2), float(high[best] - low[best])


def space_features(glyphs: Sequence[Glyph], characters: Sequence[str], x_height: float) -> NDArray[np.float32]:
    """What tells whether a word ends before each glyph but the first, float32 [glyphs - 1, SPACE_FEATURES].

    Args:
        glyphs: Of a line, left to right.
        characters: What each was read as.
        x_height: Of the line, in pixels.
    """
    gap = gaps_between(glyphs, x_height)
    usual = float(np.median(gap)) if len(gap) else 0.0
    middle, apart = two_kinds(gap)
    wide, over = np.clip(gap, -1, 3), np.clip(gap - middle, -1.5, 2)
    spread = np.full_like(gap, min(apart, 2.0))
    before = np.array([character in _STOP for character in characters[:-1]], np.float32)
    closing = np.array([character in _CLOSING for character in characters[1:]], np.float32)
    digits = np.array([a.isdigit() and b.isdigit() for a, b in pairwise(characters)], np.float32)
    columns = [
        wide,
        np.maximum(wide, 0) ** 0.5,
        np.minimum(wide, 0.5),
        np.clip(gap - usual, -2, 3),
        np.full_like(gap, np.clip(usual, -1, 2)),
        over,
        spread,
        over * spread,
        np.sign(over) * np.minimum(spread, 1),
        before,
        before * wide,
        closing,
        digits,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def word_breaks(glyphs: Sequence[Glyph], characters: Sequence[str], x_height: float, parameters: DecodeParameters) -> tuple[bool, ...]:
    """Whether a word space stands before each glyph."""
    if len(glyphs) < 2:
        return (False,) * len(glyphs)
    odds = space_features(glyphs, characters, x_height) @ parameters.space[:-1] + parameters.space[-1]
    return (False, *(bool(value > 0) for value in odds))
