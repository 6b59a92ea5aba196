"""How far the lines of a page lean, and turning them level.

The angle is the one under which the rows of ink are most unequal: many between the lines hold none (Postl 1986, projection profiles).
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.float32]

LARGEST = 16.0
"""Degrees, either way, within which the lean is sought."""

SMALLEST = 0.2
"""Degrees below which a page is left as it is ..."""

SMALLEST_ON_SHEET = 1.0
"""... and one whose sheet is seen: its edges tell better how it lies than lines do."""

POINTS = 20_000
"""Pixels of ink that are looked at, at most."""

GUTTER, BARE = 1.2, 0.02
"""Letters between two columns of writing at least, and how much of the usual ink may lie there."""

GAIN = 0.015
"""By what share per degree rows must become more unequal: less is chance. Measured on words and lines drawn by code."""

DOUBTFUL, CLEAR, CLEAR_IN_COLUMNS = 1.0, 0.02, 0.01
"""A lean of fewer degrees than DOUBTFUL counts only where it makes rows more unequal by the share CLEAR: pages mostly lie straight. Rows of
columns are half as wide."""

BOW, BOW_GAIN = 12.0, 0.05
"""Eighths of a letter by which lines may bow between their ends, and by what share rows must become more unequal for it."""

BAND, FEW = 4.0, 60
"""Letters in the height of a band that is looked at on its own, and pixels of ink below which it says nothing."""

SPREAD, SURE = 1.0, 3.0
"""Degrees by which bands may differ and still be one page's, and standard errors from which on the mean of others counts."""

RULED, THROUGH, THIN, SHARP = 3, 0.12, 2.0, 1.8
"""So many rows at least, apart from one another, that are filled for so much of the width are rules; pixels across a row; and how much more
uneven rows are along rules than at most angles."""

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
    lean = _lean(x, y, np.zeros(len(x), np.int32), width)
    column = _columns(x, y, lean, letter)
    if column.any():  # lines of two columns need not be level with one another
        return _lean(x, y, column, width)
    return lean if _agree(x, y, lean, letter, width) else 0.0


def lean_of_rules(faint: NDArray[np.bool_]) -> float | None:
    """Degrees by which printed rules go down to the right, None where there are none.

    Args:
        faint: [h, w], ink too faint for writing and away from it: rules, what shows through, specks.
    """
    y, x = (values.astype(np.float32) for values in np.nonzero(faint))
    if not len(x) or len(x) < RULED * THROUGH * np.ptp(x):
        return None
    step = max(1, len(x) // POINTS)
    x, y = x[::step], y[::step]

    def rows(angle: float) -> NDArray[np.intp]:
        turned = y * np.float32(np.cos(np.deg2rad(angle))) - x * np.float32(np.sin(np.deg2rad(angle)))
        numbers = (turned / np.float32(THIN)).astype(np.int32)
        return np.bincount(numbers - numbers.min())

    def unevenness(angle: float) -> float:
        return float(np.square(rows(angle), dtype=np.float64).sum())

    coarse = np.arange(-LARGEST, LARGEST + 0.01, 0.2)
    scores = np.array([unevenness(angle) for angle in coarse.tolist()])
    best = int(scores.argmax())
    if scores[best] < SHARP * np.median(scores) or best in {0, len(coarse) - 1}:
        return None
    fine = coarse[best] + np.arange(-0.2, 0.21, 0.05)
    lean = float(fine[int(np.argmax([unevenness(angle) for angle in fine.tolist()]))])
    through = rows(lean) * step >= THROUGH * np.ptp(x)
    return lean if np.count_nonzero(through[1:] & ~through[:-1]) >= RULED else None


def _agree(x: Coordinates, y: Coordinates, lean: float, letter: float, width: float) -> bool:
    """Whether the lines as a whole lean: not where every one leans its own way, and their mean is within what chance gives."""
    slope = np.deg2rad(lean)
    down, along = (y * np.cos(slope) - x * np.sin(slope)).astype(np.float32), (x * np.cos(slope) + y * np.sin(slope)).astype(np.float32)
    band = ((down - down.min()) / max(BAND * letter, 1.0)).astype(np.int32)
    leans, counts = [], []
    for number in range(int(band.max()) + 1):
        inside = np.flatnonzero(band == number)
        if len(inside) > FEW and np.ptp(along[inside]) > MIN_ASPECT * letter:
            leans.append(lean + _lean_of_band(along[inside], down[inside], width))
            counts.append(len(inside))
    if len(leans) < 3:
        return True
    weights = np.array(counts) / sum(counts)
    mean = float(weights @ leans)
    spread = float(np.sqrt(weights @ np.square(np.array(leans) - mean)))
    return spread < SPREAD or abs(mean) > SURE * spread * float(np.sqrt(weights @ weights))


def _lean_of_band(along: Coordinates, down: Coordinates, width: float) -> float:
    """Degrees by which the writing of one band leans beyond what the page does."""
    angles = np.arange(-4, 4.01, 0.25)
    rows = (down[:, None] - along[:, None] * np.tan(np.deg2rad(angles)).astype(np.float32)) / np.float32(width)
    rows = (rows - rows.min()).astype(np.int32)
    counts = np.bincount((rows + np.arange(len(angles)) * (int(rows.max()) + 1)).ravel(), minlength=len(angles) * (int(rows.max()) + 1))
    return float(angles[int(np.square(counts.reshape(len(angles), -1), dtype=np.float64).sum(axis=1).argmax())])


def _lean(x: Coordinates, y: Coordinates, column: NDArray[np.int32], width: float) -> float:
    """The lean of ink at these pixels, each in a column of the page, by rows of some width."""
    middle, half = (float(x.max()) + float(x.min())) / 2, max(1.0, float(np.ptp(x)) / 2)
    bowed = np.square((x - np.float32(middle)) / np.float32(half))

    def unevenness(angle: float, bow: float = 0.0) -> float:
        level = y * np.float32(np.cos(np.deg2rad(angle))) - x * np.float32(np.sin(np.deg2rad(angle)))
        rows = np.floor((level + bowed * np.float32(bow) if bow else level) / np.float32(width))
        rows = (rows - rows.min()).astype(np.int32)
        counts = np.bincount(rows + column * (int(rows.max()) + 1))
        return float(np.square(counts, dtype=np.float64).sum())

    def best_of(angles: NDArray[np.floating[Any]], bows: NDArray[np.floating[Any]]) -> tuple[float, float, float]:
        return max((unevenness(angle, bow), angle, bow) for angle in angles.tolist() for bow in bows.tolist())

    coarse = np.arange(-LARGEST, LARGEST + 0.01, 0.5)
    scores = [unevenness(float(angle)) for angle in coarse]
    best = float(coarse[int(np.argmax(scores))])
    if max(scores) < (1 + GAIN * abs(best)) * scores[len(coarse) // 2] or abs(best) == LARGEST:
        best = 0.0
    flat, angle, _ = best_of(best + np.arange(-0.5, 0.51, 0.1), np.zeros(1))
    # Lines that bow lean one way where they are short: the sheet's own direction is that in the middle of the bow.
    near = best_of(angle + np.arange(-1.5, 1.51, 0.3), np.arange(-BOW, BOW + 0.1, 2.0) * width)
    bent, within, bow = best_of(near[1] + np.arange(-0.2, 0.21, 0.1), near[2] + np.arange(-1.5, 1.6, 0.5) * width)
    found = (bent, within, bow) if bent > (1 + BOW_GAIN) * flat else (flat, angle, 0.0)
    clear = CLEAR_IN_COLUMNS if column.any() else CLEAR
    if abs(found[1]) < DOUBTFUL and found[0] < (1 + clear) * unevenness(0.0, found[2]):
        return 0.0
    return found[1]


def _columns(x: Coordinates, y: Coordinates, lean: float, letter: float) -> NDArray[np.int32]:
    """The column of the page in which each pixel of ink lies, from 0: parted by the widest strip without ink."""
    across = x * np.float32(np.cos(np.deg2rad(lean))) + y * np.float32(np.sin(np.deg2rad(lean)))
    bins = ((across - across.min()) / max(letter / 4, 1.0)).astype(np.int32)
    bare = np.bincount(bins) <= BARE * len(x) / (bins.max() + 1)
    edges = np.flatnonzero(np.diff(np.r_[False, bare, False].astype(np.int8)))
    starts, stops = edges[::2], edges[1::2]
    if not len(starts) or (stops - starts).max() < 4 * GUTTER:
        return np.zeros(len(x), np.int32)
    widest = int((stops - starts).argmax())
    return np.asarray(bins > (starts[widest] + stops[widest]) / 2, np.int32)


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
