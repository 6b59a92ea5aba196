"""Lines of a picture that touch: a component that holds ink of two lines, a g hooked into the t below it, is cut between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np

from hcr_desktop.document.ink import Box
from hcr_desktop.inference.lattice import Line, Segment
from hcr_desktop.inference.layout import boxes_of, find_lines, text_height
from hcr_desktop.inference.segment import outline

TALL = 1.3
"""A component of more text heights may be of two lines. The lines are found without such."""

FEWEST, SMALLEST, APART = 3, 0.3, 1.4
"""Lines of so many segments count, whose small letters are of so many text heights and that stand so many below one another."""

DEEP = 0.6
"""It is when it reaches through so much of the small letters of both."""

NEAR = 2.5
"""So many text heights from its ends a line still goes on."""

THIN = 2.5
"""So many widths of the pen its ink may hold where it is cut."""

LEAST = 0.15
"""So much of its ink each part must have."""


def unhooked(segments: Sequence[Segment]) -> list[Segment]:
    """The segments of a picture, those cut in two that are of two lines."""
    if not segments:
        return []
    boxes = boxes_of(segments)
    size = text_height(boxes)
    tall = boxes[:, 3] - boxes[:, 1] > TALL * size
    if not tall.any() or tall.all():
        return list(segments)
    lines = find_lines([segment for segment, high in zip(segments, tall, strict=True) if not high])
    return [
        part
        for segment, high in zip(segments, tall, strict=True)
        for part in (_parts(segment, list(_reached(segment, lines, size)), APART * size) if high else (segment,))
    ]


def _reached(segment: Segment, lines: Sequence[Line], size: float) -> Iterator[tuple[float, float]]:
    """Top and bottom of the small letters of each line that a segment reaches through, where it is."""
    box = segment.box
    middle = (box.left + box.right) / 2
    for line in lines:
        if len(line.segments) < FEWEST or line.x_height < SMALLEST * size:
            continue
        if not line.box.left - NEAR * size <= middle <= line.box.right + NEAR * size:
            continue
        bottom = line.baseline_at(middle)
        top = bottom - line.x_height
        if min(bottom, box.bottom) - max(top, box.top) >= DEEP * line.x_height:
            yield top, bottom


def _parts(segment: Segment, reached: list[tuple[float, float]], apart: float) -> Sequence[Segment]:
    """A segment cut between the two lines that it reaches through; itself where it reaches others or is nowhere thin between them."""
    if len(reached) != 2:
        return (segment,)
    (_, above), (below, stands) = sorted(reached)
    if stands - above < apart:
        return (segment,)
    first, last = max(round(above) - segment.top, 1), min(round(below) - segment.top, len(segment.patch) - 1)
    if first > last:
        return (segment,)
    inked = (segment.patch >= 64).sum(axis=1)
    row = first + int(inked[first : last + 1].argmin())
    upper, total = int(inked[:row].sum()), int(inked.sum())
    if inked[row] > THIN * max(2 * segment.margin, 1.0) or not LEAST * total <= upper <= (1 - LEAST) * total:
        return (segment,)
    return _rows(segment, 0, row), _rows(segment, row, len(segment.patch))


def _rows(segment: Segment, start: int, stop: int) -> Segment:
    """Some rows of a segment as a segment."""
    patch = segment.patch[start:stop]
    left, top, width, height = cv2.boundingRect(patch)
    patch = np.ascontiguousarray(patch[top : top + height, left : left + width])
    left, top = segment.left + left, segment.top + start + top
    inset_x, inset_y = min(segment.margin, width / 2), min(segment.margin, height / 2)
    box = Box(left + inset_x, top + inset_y, left + width - inset_x, top + height - inset_y)
    return replace(segment, box=box, patch=patch, left=left, top=top, xy=outline(patch, left, top))
