"""Print among handwriting, such as a stamp: lines by another pen, straight as a ruler. They are left alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hcr_desktop.inference.lattice import Line, Segment
from hcr_desktop.inference.layout import TALL, Boxes, boxes_of, find_lines
from hcr_desktop.inference.segment import pen_width

OTHER_PEN = 1.5
"""By this factor the strokes of print are thinner or thicker than those of the handwriting."""

LETTERS, WIDEST = 7, 2.0
"""Letters of a printed line, at least, none wider than so many times the height of a usual one."""

STRAIGHT = 0.8
"""This part of the letters of a printed line stands on one straight baseline (held-out writers: 0.7 at most, print 0.9) ..."""

PLAY, LEAST_PLAY = 0.03, 0.75
"""... to this part of their height, or so many pixels;"""

FAR = 6.0
"""a baseline is laid through two letters at least so many heights apart,"""

STEEPEST = 0.06
"""and rises by no more than this."""

MOST = 0.5
"""Where this part of the segments is by another pen, neither is a stamp among the other's writing."""


def without_print(segments: Sequence[Segment]) -> list[Segment]:
    """The segments of a scanned page less those of printed lines."""
    if len(segments) <= LETTERS:
        return list(segments)
    pen = 2 * segments[0].margin  # of the pen that most of the page is written with
    widths = np.array([pen_width(segment.patch) for segment in segments])
    other = np.flatnonzero(np.abs(np.log(widths / pen)) > np.log(OTHER_PEN))
    if not LETTERS <= len(other) < MOST * len(segments):
        return list(segments)
    lines = find_lines([segments[index] for index in other])
    printed = frozenset().union(*(_marks(line) for line in lines if straightness(line) >= STRAIGHT))
    return [segment for segment in segments if not segment.marks <= printed]


def _marks(line: Line) -> frozenset[int]:
    """The marks of a printed line: its letters and what stands among them; a dot far away is of the handwriting."""
    letters = _letters(line)
    left, right, size = float(letters[:, 0].min()), float(letters[:, 2].max()), line.x_height / 0.7
    near = [each for each in line.segments if left - size <= each.box.right and each.box.left <= right + size]
    return frozenset().union(*(each.marks for each in near))


def _letters(line: Line) -> Boxes:
    """The boxes of what is as large as letters, [n, 4]."""
    boxes = boxes_of(line.segments)
    heights = boxes[:, 3] - boxes[:, 1]
    size = float(np.median(heights))
    return boxes[(heights >= TALL * size) & (boxes[:, 2] - boxes[:, 0] <= WIDEST * size)]


def straightness(line: Line) -> float:
    """The largest part of a line's letters that stands on one straight baseline; 0 where there are too few to tell."""
    boxes = _letters(line)
    if len(boxes) < LETTERS:
        return 0.0
    size = float(np.median(boxes[:, 3] - boxes[:, 1]))
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3]
    first, second = np.nonzero(x[None] - x[:, None] >= FAR * size)
    slopes = (y[second] - y[first]) / (x[second] - x[first])
    first, slopes = first[np.abs(slopes) <= STEEPEST], slopes[np.abs(slopes) <= STEEPEST]
    off = y - y[first][:, None] - slopes[:, None] * (x - x[first][:, None])
    return float((np.abs(off) <= max(LEAST_PLAY, PLAY * size)).mean(axis=1).max(initial=0.0))
