"""A sheet of paper photographed on something darker or lighter: its four corners, and how to see it straight from above.

Of all outlines at several levels of brightness and of colour the four-sided one with the sharpest edge is taken. Where none is good, the
picture is taken as it stands: writing that fills it has no outline, and a wrong one would cut writing off.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.scan import tone

Points = NDArray[np.float64]

SMALL = 400
"""Longest side of the copy in which the sheet is sought."""

LEAST_SIDE = 200
"""Pixels below which a picture is of a word, not of a sheet on a table: a bold letter may have four sides too."""

LEVELS = 7
"""Levels of brightness that are tried in each channel."""

MIN_AREA, MAX_AREA = 0.12, 0.97
"""Shares of the picture that a sheet covers."""

MIN_FILL = 0.93
"""Share of its four-sided outline that a sheet fills ..."""

MIN_EDGE = 10.0
"""... and grey levels per pixel by which its edges stand out in the mean."""

SHARP = 0.6
"""Part of the sharpest outline's slope from which on another is as good."""

POINTS = 60
"""Of an outline, about how many a side is fitted to."""

BESIDE, MIN_STEP = (3, 5, 7), 12.0
"""Pixels of the small copy beside an edge at which it is looked for a difference, and how many grey levels it must be."""

MOST_ALIKE = 0.2
"""Part of what lies just within an edge that may look like what lies outside: where letters make a patch, as much as half is paper."""

MIN_ANGLE = 45.0
"""Degrees below which no corner of a sheet is seen."""

HEM = 0.003
"""Part of a sheet's longer side that is cut off all around: its edge is not found to the pixel."""

BORDER = 3
"""Pixels of the small copy within which a corner counts as lying at the picture's edge."""


def corners_of(picture: NDArray[np.uint8]) -> Points | None:
    """The corners of a sheet in a picture uint8 [h, w] or [h, w, 3]; None where none is seen.

    Returns:
        Pixels [4, 2], clockwise from the upper left.
    """
    if min(picture.shape[:2]) < LEAST_SIDE:
        return None
    small, share = _small(picture)
    channels = [small] if small.ndim == 2 else [tone.to_grey(small), *(small[..., colour].copy() for colour in range(3))]
    side = max(small.shape[:2]) // 24 | 1
    found: list[tuple[float, Points]] = []
    for channel in channels:
        # Without writing, dark or light (under a shadow on a dark table neither is sure): a sheet is then a smooth patch.
        for without in (cv2.MORPH_CLOSE, cv2.MORPH_OPEN):
            plain = np.asarray(cv2.medianBlur(cv2.morphologyEx(channel, without, np.ones((side, side), np.uint8)), 5), dtype=np.uint8)
            slopes = cv2.magnitude(cv2.Sobel(plain, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(plain, cv2.CV_32F, 0, 1, scale=1 / 8))
            quads = (quad for quad in _quads(plain) if _differs(channel, quad))
            found += [(_edge(np.asarray(slopes, dtype=np.float32), quad), quad) for quad in quads]
    sharpest = max((edge for edge, _ in found), default=0.0)
    if sharpest < MIN_EDGE:
        return None
    # A sheet may be cut short along its writing, which is as sharp as its edge: of the sharp ones the largest.
    sharp = [quad for edge, quad in found if edge >= max(MIN_EDGE, SHARP * sharpest)]
    return np.asarray(_clockwise(max(sharp, key=lambda quad: float(cv2.contourArea(quad.astype(np.float32))))) / share)


def _small(picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """A small copy, and how much smaller it is."""
    share = min(1.0, SMALL / max(picture.shape[:2]))
    size = max(1, round(picture.shape[1] * share)), max(1, round(picture.shape[0] * share))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), share


def _quads(plain: NDArray[np.uint8]) -> Iterator[Points]:
    """The four-sided outlines of what is lighter, or darker, than some level."""
    low, high = np.percentile(plain, (3, 97))
    for level in np.linspace(low, high, LEVELS + 2)[1:-1]:
        for patch in (plain > level, plain <= level):
            contours, _ = cv2.findContours(patch.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
            if not contours:
                continue
            outline = max(contours, key=cv2.contourArea)
            quad = _quad(outline[:, 0].astype(np.float32), plain.shape)
            if quad is not None:
                yield quad


def _quad(outline: NDArray[np.float32], shape: tuple[int, ...]) -> Points | None:
    """The outline [n, 2] as four corners, where it nearly is that: each side fitted to the points along it."""
    hull = cv2.convexHull(outline)
    area = cv2.contourArea(hull)
    if not MIN_AREA * shape[0] * shape[1] <= area <= MAX_AREA * shape[0] * shape[1]:
        return None
    around = cv2.arcLength(hull, True)
    rough = next((found for share in (0.02, 0.03, 0.05, 0.08) if len(found := cv2.approxPolyDP(hull, share * around, True)) == 4), None)
    if rough is None:
        return None
    quad = _fitted(rough[:, 0].astype(np.float64), outline.astype(np.float64))
    if quad is None or cv2.contourArea(outline) < MIN_FILL * cv2.contourArea(quad.astype(np.float32)):
        return None
    return quad if _is_sheet(quad, shape) else None


def _fitted(rough: Points, outline: Points) -> Points | None:
    """Corners where the lines through the middle parts of the four sides meet."""
    lines = []
    for start, stop in zip(rough, np.roll(rough, -1, axis=0), strict=True):
        along = stop - start
        length = float(np.hypot(*along))
        offset = outline - start
        t = offset @ along / length**2
        aside = (offset[:, 0] * along[1] - offset[:, 1] * along[0]) / length
        near = np.flatnonzero((t > 0.08) & (t < 0.92) & (np.abs(aside) < 0.04 * length + 2))
        if len(near) < 8:
            return None
        some = outline[near[:: max(1, len(near) // POINTS)]]
        vx, vy, x, y = cv2.fitLine(some.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel().tolist()
        lines.append((vy, -vx, vy * x - vx * y))
    corners = []
    for (a, b, c), (d, e, f) in zip(lines[-1:] + lines[:-1], lines, strict=True):
        cross = a * e - b * d
        if abs(cross) < 1e-6:
            return None
        corners.append(((c * e - b * f) / cross, (a * f - c * d) / cross))
    return np.array(corners)


def _is_sheet(quad: Points, shape: tuple[int, ...]) -> bool:
    """Whether the corners are those of a sheet: none too sharp, none far outside, and not just the picture itself."""
    before, after = np.roll(quad, 1, axis=0) - quad, np.roll(quad, -1, axis=0) - quad
    cosines = (before * after).sum(axis=1) / np.maximum(np.hypot(*before.T) * np.hypot(*after.T), 1e-9)
    if (np.abs(cosines) > np.cos(np.deg2rad(MIN_ANGLE))).any():
        return False
    size = np.array([shape[1], shape[0]], np.float64)
    outside = np.maximum(-quad, quad - (size - 1)).max()
    inside = np.minimum(quad, size - 1 - quad).min(axis=1)
    return bool(outside <= 0.02 * size.max() and (inside > BORDER).sum() >= 3)


def _edge(slopes: NDArray[np.float32], quad: Points) -> float:
    """How sharp the edges are: of the four sides' mean slopes, the least."""
    height, width = slopes.shape
    sides = []
    for start, stop in zip(quad, np.roll(quad, -1, axis=0), strict=True):
        way = start + np.linspace(0.05, 0.95, 80)[:, None] * (stop - start)
        x, y = np.round(way).astype(int).T
        near = [slopes[np.clip(y + dy, 0, height - 1), np.clip(x + dx, 0, width - 1)] for dx, dy in _AROUND]
        sides.append(np.maximum.reduce(near).mean())
    return float(min(sides))


def _differs(channel: NDArray[np.uint8], quad: Points) -> bool:
    """Whether along all sides what lies within differs from what lies outside; a patch of writing has paper on both sides."""
    height, width = channel.shape
    corners = _clockwise(quad)
    steps = []
    for start, stop in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = (stop - start) / max(float(np.hypot(*(stop - start))), 1e-9)
        inward = np.array([-along[1], along[0]])
        way = start + np.linspace(0.08, 0.92, 60)[:, None] * (stop - start)
        greys = []
        for side in (1, -1):
            x, y = np.round(np.concatenate([way + side * deep * inward for deep in BESIDE])).astype(int).T
            seen = (x >= 0) & (x < width) & (y >= 0) & (y < height)
            greys.append(channel[y[seen], x[seen]].astype(np.float64))
        within, outside = greys
        if min(len(within), len(outside)) <= len(way):
            continue
        beyond = float(np.median(outside))
        steps.append(float(np.median(within)) - beyond)
        if (np.abs(within - beyond) < abs(steps[-1]) / 2).mean() > MOST_ALIKE:
            return False
    known = np.array(steps)
    return bool(len(known)) and (bool((known > MIN_STEP).all()) or bool((known < -MIN_STEP).all()))


_AROUND = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))


def _clockwise(quad: Points) -> Points:
    """The corners clockwise from the upper left, so that the picture is turned as little as possible."""
    middle = quad.mean(axis=0)
    turn = np.arctan2(*(quad - middle).T[::-1])
    ordered = quad[np.argsort(turn)]
    tops = np.argsort((ordered + np.roll(ordered, -1, axis=0))[:, 1])
    return np.asarray(np.roll(ordered, -int(tops[0]), axis=0))


def straightened(corners: Points) -> tuple[Points, tuple[int, int]]:
    """How to see a sheet from above.

    Args:
        corners: [4, 2], clockwise from the upper left, picture pixels.

    Returns:
        The homography [3, 3] from picture pixels to those of the sheet, and the sheet's (width, height): those of its longer
        sides, less a hem in which the table might be seen.
    """
    top, right, bottom, left = (float(np.hypot(*(corners[(i + 1) % 4] - corners[i]))) for i in range(4))
    width, height = round(max(top, bottom)), round(max(left, right))
    hem = 1 + round(HEM * max(width, height))
    target = np.array([(-hem, -hem), (width - hem, -hem), (width - hem, height - hem), (-hem, height - hem)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    return np.asarray(matrix, dtype=np.float64), (max(1, width - 2 * hem), max(1, height - 2 * hem))
