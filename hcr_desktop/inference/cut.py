"""Over-segmentation: wide ink, which may be several touching characters, is cut where it is thin."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box
from hcr_desktop.inference.lattice import Line, Segment

WIDE_STROKE, WIDE_COMPONENT = 1.9, 1.35
"""Strokes, and components of a scan, wider than this many text heights (x-height / 0.7) are cut.

Neighbours that touch become one component, but they stay two strokes unless they were written in one go."""

APART = 0.28
"""Least distance of two cuts, and of a cut from the ends, in text heights."""

THIN = 1.9
"""A column may be cut where its ink is no thicker than this many pen widths."""

FLAT = 0.35
"""Segments lower than this many text heights are bars and dashes: not cut."""


def cut_line(line: Line) -> Line:
    """The line with its wide segments cut, in order from left to right."""
    size = line.x_height / 0.7
    segments = [part for segment in line.segments for part in cut_segment(segment, size)]
    if len(segments) == len(line.segments):
        return line
    return replace(line, segments=tuple(sorted(segments, key=lambda segment: segment.box.left + segment.box.right)))


def cut_segment(segment: Segment, size: float) -> list[Segment]:
    """A segment's parts, left to right; itself where it is not wide or nowhere thin."""
    wide = WIDE_STROKE if min(segment.marks) >= 0 else WIDE_COMPONENT
    if segment.box.width <= wide * size or segment.box.height <= FLAT * size:
        return [segment]
    # Very small writing is cut so close that a cut may fall into the patch's empty margin.
    columns = [column for column in cut_columns(segment.patch, size) if segment.box.left < segment.left + column < segment.box.right]
    if not columns:
        return [segment]
    edges = [0, *columns, segment.patch.shape[1]]
    return [_part(segment, start, stop) for start, stop in pairwise(edges)]


def cut_columns(patch: NDArray[np.uint8], size: float) -> list[int]:
    """Columns of a patch uint8 [h, w] at which to cut: local minima of the thickness, thin enough and apart."""
    ink = patch >= 64  # the soft edge does not count
    thickness = ink.sum(axis=0).astype(np.float32)
    inked = thickness[thickness > 0]
    if not len(inked):
        return []
    # The pen: what most thin columns measure.
    pen = float(np.percentile(inked, 15))
    apart = max(2, round(APART * size))
    smooth = np.convolve(np.pad(thickness, 2, mode="edge"), np.ones(5, np.float32) / 5, mode="valid")
    chosen: list[int] = []
    for column in np.argsort(smooth, kind="stable"):
        if smooth[column] > THIN * pen:
            break
        if apart <= column <= len(thickness) - apart and all(abs(column - other) >= apart for other in chosen):
            chosen.append(int(column))
    return sorted(chosen)


def _part(segment: Segment, start: int, stop: int) -> Segment:
    """The columns start..stop of a segment, as a segment."""
    patch = np.ascontiguousarray(segment.patch[:, start:stop])
    rows = np.flatnonzero((patch >= 64).any(axis=1))
    top, bottom = (int(rows[0]), int(rows[-1]) + 1) if len(rows) else (0, patch.shape[0])
    left = segment.left + start
    inside = segment.xy[(segment.xy[:, 0] >= left) & (segment.xy[:, 0] <= segment.left + stop)]
    if not len(inside):
        inside = np.array([(left + (stop - start) / 2, segment.top + (top + bottom) / 2)], np.float32)
    right = min(float(segment.left + stop), segment.box.right)
    box = Box(max(float(left), segment.box.left), float(segment.top + top), right, float(segment.top + bottom))
    return Segment(segment.marks, box, patch[top:bottom], left, segment.top + top, inside, segment.margin, cut=start > 0)
