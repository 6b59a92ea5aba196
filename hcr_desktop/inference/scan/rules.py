"""Printed lines to write on, found and taken out of the ink; strokes that cross them stay whole."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

MIN_SHARE = 1 / 3
"""A rule is at least this share of the longer side of the page long ..."""

MIN_ASPECT = 40.0
"""... and this many times as long as thick: a dash, a bar or the stroke of an l never is."""

PROBE = 1 / 12
"""Straight runs of this share of the longer side are what rules are put together from."""


def without_rules(ink: NDArray[np.uint8], core: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ink uint8 [h, w] less its level and upright rules; the same where there are none, or where nothing else is.

    Args:
        ink: How much ink each pixel holds.
        core: uint8 [h, w], 1 where it surely is ink.
    """
    level = _level_rules(core)
    upright = _level_rules(np.ascontiguousarray(core.T)).T
    if not level.any() and not upright.any():
        return ink
    rest = np.where(level | upright, np.uint8(0), core)
    keep = _crossings(level, rest) | _crossings(np.ascontiguousarray(upright.T), np.ascontiguousarray(rest.T)).T
    cleared = np.where((_thicker(level) | _thicker(upright)) > keep, np.uint8(0), ink)
    return cleared if cleared.any() else ink


def _level_rules(core: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Where level rules are, uint8 [h, w], 0 or 1."""
    longest = max(core.shape)
    probe = max(int(longest * PROBE), 8)
    if probe > core.shape[1]:
        return np.zeros_like(core)
    # One pixel of play up and down lets a run go on where the rule is not quite straight or level.
    loose = cv2.dilate(core, np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(loose, cv2.MORPH_OPEN, np.ones((1, probe), np.uint8))
    joined = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((1, probe), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    areas, lengths = stats[:, cv2.CC_STAT_AREA], stats[:, cv2.CC_STAT_WIDTH]
    thickness = np.maximum(areas / lengths - 2, 1)
    rules = (lengths >= MIN_SHARE * longest) & (lengths >= MIN_ASPECT * thickness)
    rules[0] = False
    if not rules.any():
        return np.zeros_like(core)
    return np.asarray(rules[labels] & (core > 0) & (runs > 0), dtype=np.uint8)


def _thicker(rules: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Rules with their soft edges."""
    return np.asarray(cv2.dilate(rules, np.ones((3, 3), np.uint8)), dtype=np.uint8)


def _crossings(level: NDArray[np.uint8], rest: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pixels in or next to level rules that belong to a stroke: there is other ink right above and right below."""
    if not level.any():
        return np.zeros_like(level)
    reach = int(np.ceil(_thickness(level))) + 3
    down, up = np.zeros((2 * reach + 1, 3), np.uint8), np.zeros((2 * reach + 1, 3), np.uint8)
    down[reach:], up[: reach + 1] = 1, 1
    return np.asarray(cv2.min(cv2.dilate(rest, down), cv2.dilate(rest, up)), dtype=np.uint8)


def _thickness(level: NDArray[np.uint8]) -> float:
    """How thick level rules are, the median over columns of the ink per rule."""
    tops = (np.diff(level.astype(np.int8), axis=0, prepend=0) == 1).sum()
    return float(level.sum() / max(int(tops), 1))
