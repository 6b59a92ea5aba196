"""Which way up a page lies: letters stand close along their line, and look like letters only the right way up.

The second is told by a small network over pieces of ink, made by ``trainer.upright``. It gives a number f for a piece's picture, and the
log odds that the piece is upright are f of the picture less f of the picture on its head: so neither way up is preferred.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.scan.pieces import Pieces
from hcr_desktop.resources import models_dir

SIDEWAYS = 0.65
"""Share of the pieces whose nearest neighbour must stand above or below them for a page to lie on its side."""

RULE = 0.5
"""A piece of this share of the longer side of the picture is a rule, beside which everything stands."""

RULES, SPAN, LEANING = 3, 0.7, 0.35
"""So many rules that lie one way tell how lines do: pieces that go through SPAN of the picture and, with what is written on them, are no
wider than LEANING of their length."""

WORD, SLIM, ALONG, JOINED = 3.0, 0.6, 0.8, 0.2
"""A joined word is longer than WORD letters and no slimmer than SLIM of one; where ALONG of them lie one way, so do the lines.

Asked where JOINED of all pieces are such words. Letters are measured by the median of the shorter sides of pieces, whichever way they lie.
"""

STROKES = 1.4
"""A joined word holds at least this many times the ink of a straight stroke along it: a bar or an l lies along nothing."""

ONE_LINE = 2.5
"""Writing that is no higher than this many of its pieces, and wider than high, is one line as it stands."""

BESIDE = 0.5
"""Pieces stand side by side, or one above the other, where this part of the smaller one lies level with the other."""

FEWEST = 10
"""Pieces as large as letters that a page must have to be turned from its side or its head: a word is taken as it stands."""

SIDE, INSIDE = 24, 20
"""A piece is drawn into a square of SIDE pixels, its longer side INSIDE."""

MOST = 300
"""Pieces that are looked at, at most."""

SURE = 4.0
"""Log odds at which a page is taken as it stands without more ado, or turned over."""

BOUND = 3.0
"""Log odds that one piece may give either way."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """The network: ``relu(x @ hidden + bias) @ out``.

    Attributes:
        hidden: float32 [SIDE * SIDE, n].
        bias: float32 [n].
        out: float32 [n].
    """

    hidden: NDArray[np.float32]
    bias: NDArray[np.float32]
    out: NDArray[np.float32]

    def odds(self, pictures: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log odds [k] that pieces, float32 [k, SIDE, SIDE] in 0..1, are the right way up."""
        return np.asarray(self._value(pictures) - self._value(pictures[:, ::-1, ::-1]), dtype=np.float32)

    def _value(self, pictures: NDArray[np.float32]) -> NDArray[np.float32]:
        flat = pictures.reshape(len(pictures), -1)
        return np.asarray(np.maximum(flat @ self.hidden + self.bias, 0) @ self.out, dtype=np.float32)


@cache
def network() -> Network:
    """The shipped network."""
    with np.load(models_dir() / "scan" / "upright.npz") as held:
        return Network(*(held[name].astype(np.float32) for name in ("hidden", "bias", "out")))


def is_sideways(found: Pieces) -> bool:
    """Whether the lines of a page run down or up: letters stand closer to those of their word than to those of other lines.

    Dark rules to write on tell it. So do joined words by themselves: they lie along their line, further from each other than from those
    below. Else nearest neighbours do (O'Gorman 1993, the document spectrum), of one line as of many. False for a word or two.
    """
    level, upright = _rules(found)
    if max(level, upright) >= RULES and min(level, upright) == 0:
        return upright > 0
    numbers = _letters(found)
    numbers = numbers[np.maximum(found.widths, found.heights)[numbers] < RULE * max(found.labels.shape)]
    if len(numbers) < FEWEST:
        return False
    numbers = numbers[:: max(1, -(-len(numbers) // MOST))]
    low = found.corners[numbers].astype(np.float64)
    size = np.stack([found.widths[numbers], found.heights[numbers]], axis=1).astype(np.float64)
    wide, high = np.ptp(np.concatenate([low, low + size]), axis=0)
    if high < min(wide, ONE_LINE * float(np.median(size.max(axis=1)))):
        return False
    lying = _words_that_lie(size, found.areas[numbers] / (STROKES * found.pen))
    if len(lying) >= max(FEWEST, JOINED * len(size)) and not 1 - ALONG < lying.mean() < ALONG:
        return bool(lying.mean() <= 1 - ALONG)
    across, down = (_nearest(low, size, axis) for axis in (0, 1))
    told = across != down
    return bool(told.any() and (down < across)[told].mean() > SIDEWAYS)


def _rules(found: Pieces) -> tuple[int, int]:
    """How many dark rules run from left to right, and how many up and down."""
    height, width = found.labels.shape
    across, down = found.widths[1:], found.heights[1:]
    level = (across >= SPAN * width) & (down <= LEANING * across)
    upright = (down >= SPAN * height) & (across <= LEANING * down)
    return int(level.sum()), int(upright.sum())


def _words_that_lie(size: NDArray[np.float64], longest: NDArray[np.float64]) -> NDArray[np.bool_]:
    """For each piece among sizes [n, 2] that is a joined word, and no longer than its ink reaches [n], whether it is wider than high."""
    shorter, longer = size.min(axis=1), size.max(axis=1)
    letter = float(np.median(shorter))
    words = (longer > WORD * letter) & (longer > 2 * shorter) & (shorter > SLIM * letter) & (longer < longest)
    return np.asarray(size[words, 0] > size[words, 1])


def _nearest(low: NDArray[np.float64], size: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """How far the nearest box along an axis is, [n]; infinite where none stands level with it. Boxes are [n, 2] corners and sizes."""
    high, other = low + size, 1 - axis
    level = np.minimum(high[:, None, other], high[None, :, other]) - np.maximum(low[:, None, other], low[None, :, other])
    beside = level >= BESIDE * np.minimum(size[:, None, other], size[None, :, other])
    np.fill_diagonal(beside, val=False)
    gap = np.maximum(low[:, None, axis], low[None, :, axis]) - np.minimum(high[:, None, axis], high[None, :, axis])
    return np.asarray(np.where(beside, np.maximum(gap, 0), np.inf).min(axis=1))


def odds_upright(found: Pieces) -> float:
    """Log odds that a page of level lines is the right way up; infinite for a word, which is taken as it stands."""
    pictures = pictures_of(found)
    if len(pictures) < FEWEST:
        return float("inf")
    return float(np.clip(network().odds(pictures), -BOUND, BOUND).sum())


def pictures_of(found: Pieces) -> NDArray[np.float32]:
    """Pieces as large as letters, float32 [k, SIDE, SIDE] in 0..1, spread over the page."""
    numbers = _letters(found)
    numbers = numbers[:: max(1, -(-len(numbers) // MOST))]
    pictures = [_picture(found, int(number)) for number in numbers]
    return np.stack(pictures) if pictures else np.zeros((0, SIDE, SIDE), np.float32)


def _letters(found: Pieces) -> NDArray[np.intp]:
    """The numbers of the pieces that are as large as letters or words."""
    tall = (found.heights > 0.6 * found.letter) & (found.heights < 4 * found.letter) & (found.areas > 2 * found.pen**2)
    tall[0] = False
    return np.flatnonzero(tall)


def _picture(found: Pieces, number: int) -> NDArray[np.float32]:
    """One piece in the middle of its square."""
    left, top = (int(value) for value in found.corners[number])
    width, height = int(found.widths[number]), int(found.heights[number])
    piece = (found.labels[top : top + height, left : left + width] == number).astype(np.float32)
    share = INSIDE / max(width, height)
    # Even sizes stand exactly in the middle: else where a piece stands would tell which way up it is.
    size = 2 * max(1, round(width * share / 2)), 2 * max(1, round(height * share / 2))
    small = cv2.resize(piece, size, interpolation=cv2.INTER_AREA if share < 1 else cv2.INTER_LINEAR)
    picture = np.zeros((SIDE, SIDE), np.float32)
    x, y = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    picture[y : y + size[1], x : x + size[0]] = small
    return picture
