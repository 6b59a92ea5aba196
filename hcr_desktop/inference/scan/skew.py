"""How far the lines of a page lean, and turning them level.

The angle is the one under which the rows of ink are most unequal: many between the lines hold none (Postl 1986, projection profiles).
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

LARGEST = 16.0
"""Degrees, either way, within which the lean is sought."""

SMALLEST = 0.2
"""Degrees below which a page is left as it is."""

POINTS = 20_000
"""Pixels of ink that are looked at, at most."""

GAIN = 0.015
"""By what share per degree rows must become more unequal: less is chance. Measured on words and lines drawn by code."""

MIN_ASPECT = 6.0
"""Writing that is not this many times as wide as a letter is high, a single word, tells no direction: half of them would be misled."""


def lean_of(core: NDArray[np.integer[Any]], letter: float) -> float:
    """Degrees by which the lines go down to the right (negative: up), 0 where nothing tells.

    Args:
        core: [h, w], not 0 where there is ink.
        letter: Height of a typical letter in pixels.
    """
    y, x = (values.astype(np.float32) for values in np.nonzero(core))
    if not len(x) or np.ptp(x) < MIN_ASPECT * letter:
        return 0.0
    step = max(1, len(x) // POINTS)
    x, y = x[::step], y[::step]
    width = max(1.0, letter / 8)  # of a row: thin ones find the angle well, but not below the unevenness of a hand
    coarse = np.arange(-LARGEST, LARGEST + 0.01, 0.5)
    scores = [_unevenness(x, y, float(angle), width) for angle in coarse]
    best = float(coarse[int(np.argmax(scores))])
    if max(scores) < (1 + GAIN * abs(best)) * scores[len(coarse) // 2] or abs(best) == LARGEST:
        best = 0.0
    fine = best + np.arange(-0.5, 0.51, 0.1)
    return float(fine[int(np.argmax([_unevenness(x, y, float(angle), width) for angle in fine]))])


def _unevenness(x: NDArray[np.float32], y: NDArray[np.float32], angle: float, width: float) -> float:
    """The sum of squares of the ink in the rows of a page that leans by ``angle`` degrees."""
    slope = np.deg2rad(angle)
    rows = (y * np.float32(np.cos(slope)) - x * np.float32(np.sin(slope))) / np.float32(width)
    counts = np.bincount((rows - rows.min()).astype(np.int32))
    return float(np.square(counts, dtype=np.float64).sum())


def turned(ink: NDArray[np.uint8], rotation: float) -> tuple[NDArray[np.uint8], tuple[float, float]]:
    """Turn ink clockwise by ``rotation`` degrees about its top-left corner, nothing cut off.

    Returns:
        The turned ink, and where its top-left corner lies, (x, y) in pixels from the point it was turned about.
    """
    angle = np.deg2rad(rotation)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    height, width = ink.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) @ turn.T
    origin = np.floor(corners.min(axis=0))
    size = np.ceil(corners.max(axis=0) - origin).astype(int)
    # OpenCV counts from the centres of pixels, we from their corners: hence the halves.
    shift = turn @ (0.5, 0.5) - origin - 0.5
    matrix = np.column_stack([turn, shift])
    moved = cv2.warpAffine(ink, matrix, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR)
    return np.asarray(moved, dtype=np.uint8), (float(origin[0]), float(origin[1]))
