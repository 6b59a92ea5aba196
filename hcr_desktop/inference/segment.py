"""Page to segments, and a line's segments to glyph hypotheses."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box, Stroke
from hcr_desktop.document.page import Page
from hcr_desktop.inference.lattice import Glyph, Line, Segment
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.inference.raster import draw_stroke, overlay, to_pixels

MOST_SEGMENTS = 6
"""Most segments of one glyph."""

WIDEST = 2.6
"""Widest glyph hypothesis of several segments, in text heights (x-height / 0.7)."""

WIDEST_GAP = 0.45
"""Widest gap inside a hypothesis, in text heights."""

_POINTS = 48  # outline points kept of a scanned component


def segments_of(page: Page) -> list[Segment]:
    """Every stroke of pen ink, or every component of a scan, as a segment."""
    return _from_ink(page) if page.ink is not None else _from_marks(page)


def _from_ink(page: Page) -> list[Segment]:
    """A segment for each stroke, drawn on its own, so that crossing strokes do not damage each other."""
    assert page.ink is not None
    return [_of_stroke(stroke, page.scale, page.origin) for stroke in page.ink.strokes]


@lru_cache(maxsize=3000)
def _of_stroke(stroke: Stroke, scale: float, origin: tuple[float, float]) -> Segment:
    """A stroke as a segment; a page is read anew with every stroke that is written, most of it unchanged."""
    xy = to_pixels(stroke, scale, origin)
    patch, left, top = draw_stroke(xy)
    return Segment(frozenset((stroke.id,)), Box.of(xy), patch, left, top, xy)


def forget() -> None:
    """Forget the strokes that were made segments of."""
    _of_stroke.cache_clear()


def _from_marks(page: Page) -> list[Segment]:
    """A segment for each mark of a scan."""
    found = page.marks < 0
    found &= page.mask > 0
    if not found.any():
        return []
    # Marks of a scan count from -1 down: their negatives are labels.
    labels = np.where(found, -page.marks, 0).astype(np.int32)
    segments, half = [], pen_width(page.mask) / 2
    for label, window in _windows(labels):
        own = labels[window] == label
        patch = np.where(own, page.mask[window], 0).astype(np.uint8)
        top, left = window[0].start, window[1].start
        box = _track(left, top, patch, half)
        segments.append(Segment(frozenset((-label,)), box, patch, left, top, outline(patch, left, top), half))
    return segments


def pen_width(mask: NDArray[np.uint8]) -> float:
    """The width of the pen in a scan, pixels: a stroke's area is its length times the width, its outline twice the length."""
    ink = (mask >= 128).astype(np.uint8)
    contours, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    around = sum(cv2.arcLength(contour, True) for contour in contours)
    return float(2 * ink.sum() / around) if around else 1.0


def _track(left: int, top: int, patch: NDArray[np.uint8], half: float) -> Box:
    """The box of a component less half a pen all round, but never inside out: a dot becomes its middle."""
    inset_x, inset_y = min(half, patch.shape[1] / 2), min(half, patch.shape[0] / 2)
    return Box(left + inset_x, top + inset_y, left + patch.shape[1] - inset_x, top + patch.shape[0] - inset_y)


def _windows(labels: NDArray[np.int32]) -> list[tuple[int, tuple[slice, slice]]]:
    """For each label > 0 its bounding window in the array."""
    rows, columns = np.nonzero(labels)
    values = labels[rows, columns]
    order = np.argsort(values, kind="stable")
    values, rows, columns = values[order], rows[order], columns[order]
    starts = np.flatnonzero(np.r_[True, np.diff(values) > 0])
    tops, bottoms = np.minimum.reduceat(rows, starts), np.maximum.reduceat(rows, starts) + 1
    lefts, rights = np.minimum.reduceat(columns, starts), np.maximum.reduceat(columns, starts) + 1
    return [
        (int(values[start]), (slice(int(top), int(bottom)), slice(int(left), int(right))))
        for start, top, bottom, left, right in zip(starts, tops, bottoms, lefts, rights, strict=True)
    ]


def outline(patch: NDArray[np.uint8], left: int, top: int) -> NDArray[np.float32]:
    """About _POINTS points on the outline of a patch's ink, page pixels, float32 [n, 2]."""
    contours, _ = cv2.findContours((patch >= 64).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return np.array([(left, top)], np.float32)
    points = np.concatenate([contour[:, 0] for contour in contours])
    step = max(1, len(points) // _POINTS)
    return np.asarray(points[::step] + (left, top), np.float32)


def glyph_hypotheses(line: Line) -> tuple[Glyph, ...]:
    """All runs of segments that could be one character: not too many, too wide, or too far apart."""
    size = line.x_height / 0.7
    segments = line.segments
    glyphs = []
    for start in range(len(segments)):
        box, marks = segments[start].box, segments[start].marks
        glyphs.append(Glyph(start, start + 1, marks, box))
        for stop in range(start + 2, min(start + MOST_SEGMENTS, len(segments)) + 1):
            new = segments[stop - 1].box
            if new.left - box.right > WIDEST_GAP * size:
                break
            box, marks = Box.around((box, new)), marks | segments[stop - 1].marks
            if box.width > WIDEST * size:
                break
            glyphs.append(Glyph(start, stop, marks, box))
    return tuple(glyphs)


def compose(segments: tuple[Segment, ...]) -> NDArray[np.uint8]:
    """The segments' patches laid over one another, uint8 [h, w]."""
    if len(segments) == 1:
        return segments[0].patch
    return overlay([(segment.patch, segment.left, segment.top) for segment in segments])


JOIN_FEATURES = 12


def join_odds(line: Line, parameters: DecodeParameters) -> NDArray[np.float32]:
    """Log odds that each segment is of the same glyph as the one before it, float32 [segments - 1]."""
    odds = join_features(line) @ parameters.join[:-1] + parameters.join[-1]
    cut = np.array([segment.cut for segment in line.segments[1:]], bool)
    return np.asarray(np.where(cut, np.float32(parameters.cut_join), odds), np.float32)


def join_features(line: Line) -> NDArray[np.float32]:
    """What tells whether each segment is of the same glyph as the one before it, float32 [segments - 1, JOIN_FEATURES]."""
    size = line.x_height / 0.7
    rows = [_pair_features(before, after, size) for before, after in zip(line.segments[:-1], line.segments[1:], strict=True)]
    return np.array(rows, np.float32).reshape(-1, JOIN_FEATURES)


def _pair_features(before: Segment, after: Segment, size: float) -> list[float]:
    """Geometry of two neighbouring segments, lengths in text heights."""
    a, b = before.box, after.box
    gap = (b.left - a.right) / size
    shared = min(a.right, b.right) - max(a.left, b.left)
    narrow = max(min(a.width, b.width), 0.05 * size)
    vertical = (min(a.bottom, b.bottom) - max(a.top, b.top)) / max(min(a.height, b.height), 0.05 * size)
    distance = (float(np.sqrt(_nearest_squared(before.xy, after.xy))) + before.margin + after.margin) / size
    lower, higher = sorted((a.height, b.height))
    union = (max(a.right, b.right) - min(a.left, b.left)) / size
    return [
        float(np.clip(gap, -1, 1)),
        float(np.clip(shared / narrow, -1, 1)),
        float(np.clip(vertical, -2, 1)),
        min(distance, 1.0),
        1.0 if distance < 0.06 else 0.0,  # they touch
        lower / size,
        higher / size,
        min(union, 3.0),
        float(np.exp(-8 * distance)),
        float(max(0.0, min(shared / narrow, 1)) * (vertical < 0)),
        float(lower < 0.3 * size and gap < 0),  # something small over or under something
        min(max(gap, 0.0), 1.0) ** 0.5,
    ]


def _nearest_squared(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Least squared distance between two point sets [n, 2], [m, 2]; long ones are thinned."""
    first, second = first[:: max(1, len(first) // 40)], second[:: max(1, len(second) // 40)]
    difference = first[:, None] - second[None]
    return float((difference**2).sum(axis=2).min())
