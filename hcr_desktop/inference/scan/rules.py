"""Printed lines to write on, found and taken out of the ink; strokes on and across them stay whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

MIN_SHARE = 1 / 3
"""A rule is at least this share of the longer side of the page long ..."""

MIN_ASPECT = 40.0
"""... and this many times as long as thick: a dash, a bar or the stroke of an l never is."""

PROBE = 1 / 12
"""Straight runs of this share of the longer side are what rules are put together from."""

DARKER = 1.3
"""Ink this many times as dark as the rule it lies on is writing."""


FEWEST, AGREED = 3, 0.5
"""Rules that tell how a page leans, and degrees within which the middle half of them agree."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One level rule.

    Attributes:
        columns: int [n], the columns it crosses.
        rows: int [n], its middle in every column.
        reach: Rows by which it and its soft edge go to either side of the middle.
    """

    columns: NDArray[np.intp]
    rows: NDArray[np.intp]
    reach: int


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """The rules of a page.

    Attributes:
        level: From left to right.
        upright: Up and down: their columns are rows of the page, and their rows columns.
    """

    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]

    @classmethod
    def of(cls, ink: NDArray[np.uint8]) -> Rules:
        """Those in nearly level ink uint8 [h, w], faint ones too."""
        return cls(tuple(_level_rules(ink)), tuple(_level_rules(np.ascontiguousarray(ink.T))))

    @property
    def lean(self) -> float:
        """Degrees by which they go down to the right; 0 where they do not tell."""
        leans = [_lean(rule) for rule in self.level]
        if len(leans) < FEWEST:
            leans = [-_lean(rule) for rule in self.upright]
        if len(leans) < FEWEST or np.ptp(np.quantile(leans, (0.25, 0.75))) > AGREED:
            return 0.0
        return float(np.median(leans))


def without_rules(ink: NDArray[np.uint8], rules: Rules, full: int) -> NDArray[np.uint8]:
    """Ink uint8 [h, w] less its rules; the same where there are none, or where nothing else is.

    Args:
        ink: How much ink each pixel holds.
        rules: The rules in it.
        full: From this value on a pixel surely is ink.
    """
    if not rules.level and not rules.upright:
        return ink
    cleared = ink.copy()
    for rule in rules.level:
        _clear(cleared, rule, full)
    for rule in rules.upright:
        _clear(cleared.T, rule, full)
    return cleared if (cleared >= full).any() else ink


def _lean(rule: Rule) -> float:
    """Degrees by which the chord of a rule goes down to the right."""
    return float(np.rad2deg(np.arctan2(rule.rows[-1] - rule.rows[0], rule.columns[-1] - rule.columns[0])))


def _level_rules(ink: NDArray[np.uint8]) -> Iterator[Rule]:
    """The level rules in ink uint8 [h, w], faint ones too."""
    longest = max(ink.shape)
    probe = max(int(longest * PROBE), 8)
    if probe > ink.shape[1]:
        return
    # One pixel of play up and down lets a run go on where the rule is not quite straight or level.
    loose = cv2.dilate((ink > 0).astype(np.uint8), np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(loose, cv2.MORPH_OPEN, np.ones((1, probe), np.uint8))
    joined = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((1, probe), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for number, (left, top, width, height, area) in enumerate(np.asarray(stats[1:], dtype=np.int64).tolist(), 1):
        thickness = max(area / width - 2, 1)
        if width >= MIN_SHARE * longest and width >= MIN_ASPECT * thickness:
            yield _rule(np.asarray(labels[top : top + height, left : left + width] == number), left, top, thickness, ink.shape, 2 * probe)


def _rule(piece: NDArray[np.bool_], left: int, top: int, thickness: float, shape: tuple[int, ...], beyond: int) -> Rule:
    """The rule through a run of ink ``piece`` [h, w] at (left, top), led on by ``beyond`` columns at either end.

    A curve of second order, because a photographed sheet is seldom flat.
    """
    rows, columns = np.nonzero(piece)
    middle = np.polynomial.Polynomial.fit(columns + left, rows + top, 2 if piece.shape[0] > 2 * thickness + 2 else 1)
    led = np.arange(max(0, left - beyond), min(shape[1], left + piece.shape[1] + beyond))
    return Rule(led, np.round(middle(led)).astype(np.intp), int(np.ceil(thickness / 2)))


def _clear(ink: NDArray[np.uint8], rule: Rule, full: int) -> None:
    """Take a rule out of ``ink``, in place.

    What stays: pixels much darker than the rule, and columns in which a stroke goes on above or below, or near by on both sides.
    """
    height = len(ink)
    rows = rule.rows + np.arange(-rule.reach, rule.reach + 1)[:, None]  # [2 reach + 1, n]
    inside = (rows >= 0) & (rows < height)
    band = ink[rows.clip(0, height - 1), rule.columns]
    tone = float(np.median(band[rule.reach]))
    above, below = (ink[(rule.rows + step).clip(0, height - 1), rule.columns] >= full for step in (-rule.reach - 1, rule.reach + 1))
    stroke = above | below | (_near(above, rule.reach) & _near(below, rule.reach))
    gone = inside & (band <= DARKER * tone) & ~stroke
    which = np.nonzero(gone)
    ink[rows[which], rule.columns[which[1]]] = 0


def _near(here: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """Whether within ``reach`` places on either side there is one that is true, bool [n]: strokes cross at a slant."""
    near: NDArray[np.bool_] = np.convolve(here, np.ones(2 * reach + 1), "same") > 0
    return near
