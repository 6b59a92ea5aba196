"""Page to lines: segments are grouped by geometry alone, so that dots and bars may come late."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box
from hcr_desktop.inference.columns import columns_of
from hcr_desktop.inference.lattice import Line, Segment

REACH = 2.5
"""How far apart, in text sizes, two tall segments may stand to be neighbours on a line."""

SAME_BAND = 0.45
"""Part of the lower one's height by which two neighbours must overlap vertically."""

TALL = 0.5
"""Segments of at least this many text sizes build the lines; smaller ones join them afterwards."""

SAME_LEVEL = 0.8
"""Groups whose middles differ by less than this many text sizes, where they come close, are one line."""

BESIDE_LEVEL = 1.2
"""The same for groups that stand side by side: a sloping line."""

STRAY, STRAY_LEVEL = 2, 1.25
"""The same for so few segments at most: they seldom are a line of their own."""

JOINED, JOINED_WIDTH = 0.3, 1.5
"""So does a segment of this height if it is so wide: a joined word without ascenders is less than half as high as one that has them."""

GIANT = 2.4
"""Segments taller than this many text sizes (braces, flourishes) do not build lines: they would bridge them."""

APART, LEAST_LINE, LEAST_HEIGHT = 0.25, 3, 0.25
"""So many segments of at least this height, in text sizes, are a line of a size of its own (a heading) where less than this part of
each one's height is beside the line it is nearest to."""

DESCENDER_PENALTY = 1.6
"""A small segment below a tall one counts as so much farther: dots stand above their letter."""

ALONG = 0.5
"""A blank along the line counts so much for a small segment: a dash far behind a word is still nearer to it than to the next line."""

Boxes = NDArray[np.float32]  # [n, 4]: left, top, right, bottom


def boxes_of(segments: Sequence[Segment]) -> Boxes:
    """The segments' boxes as an array [n, 4]."""
    return np.array([(s.box.left, s.box.top, s.box.right, s.box.bottom) for s in segments], np.float32).reshape(-1, 4)


def text_height(boxes: Boxes) -> float:
    """The height of a typical tall segment: the median of heights weighted by size, so that specks do not count."""
    heights = boxes[:, 3] - boxes[:, 1]
    extents = np.maximum(heights, (boxes[:, 2] - boxes[:, 0]) / 3)
    order = np.argsort(extents)
    weight = np.cumsum(np.maximum(extents[order], 1e-3))
    return float(max(extents[order][int(np.searchsorted(weight, weight[-1] / 2))], 1.0))


def find_lines(segments: list[Segment], single: bool = False) -> list[Line]:
    """Group segments into lines, column by column, top to bottom.

    Args:
        segments: All of a page, any order.
        single: Whether they are known to be one line.
    """
    if not segments:
        return []
    boxes = boxes_of(segments)
    size = text_height(boxes)
    if single:
        return [make_line(segments, size)]
    lines: list[Line] = []
    for column in columns_of(boxes, size):
        groups = group_lines(boxes[column], size)
        own = [make_line([segments[i] for i in column[group]], size) for group in groups]
        lines += sorted(own, key=lambda line: line.baseline)
    return lines


def group_lines(boxes: Boxes, size: float) -> list[NDArray[np.int64]]:
    """The indices of each line's segments."""
    height = boxes[:, 3] - boxes[:, 1]
    core = np.flatnonzero(((height >= TALL * size) | _is_word(boxes, size)) & (height <= GIANT * size))
    if not len(core):
        core = np.arange(len(boxes))
    groups = _merge_bands(boxes, [core[members] for members in _chains(boxes[core], size)], size)
    owner = np.full(len(boxes), -1)
    for number, members in enumerate(groups):
        owner[members] = number
    for number, members in enumerate(_of_other_size(boxes, core, size), len(groups)):
        owner[members] = number
    built, rest = np.flatnonzero(owner >= 0), np.flatnonzero(owner < 0)
    if len(rest):
        owner[rest] = owner[built[nearest(boxes[rest], boxes[built])]]
    return [np.flatnonzero(owner == number) for number in range(owner.max() + 1)]


def _is_word(boxes: Boxes, size: float) -> NDArray[np.bool_]:
    """Which segments must be joined words, by their width."""
    left, top, right, bottom = boxes.T
    return np.asarray((right - left >= JOINED_WIDTH * size) & (bottom - top >= JOINED * size))


def _of_other_size(boxes: Boxes, core: NDArray[np.int64], size: float) -> list[NDArray[np.int64]]:
    """The lines that are written much larger or smaller than those of the ``core``."""
    height = boxes[:, 3] - boxes[:, 1]
    rest = np.setdiff1d(np.arange(len(boxes)), core)
    if len(rest) < LEAST_LINE:
        return []
    beside_of = core[nearest(boxes[rest], boxes[core])]
    beside = np.minimum(boxes[rest, 3], boxes[beside_of, 3]) - np.maximum(boxes[rest, 1], boxes[beside_of, 1])
    apart = rest[(beside < APART * height[rest]) & (height[rest] >= LEAST_HEIGHT * size)]
    if len(apart) < LEAST_LINE:
        return []
    groups = [apart[members] for members in group_lines(boxes[apart], text_height(boxes[apart]))]
    return [members for members in groups if len(members) >= LEAST_LINE]


def _chains(boxes: Boxes, size: float) -> list[NDArray[np.int64]]:
    """Connected groups of neighbours that stand side by side."""
    left, top, right, bottom = boxes.T
    gap = np.maximum(left[None] - right[:, None], left[:, None] - right[None])
    overlap = np.minimum(bottom[None], bottom[:, None]) - np.maximum(top[None], top[:, None])
    lower = np.minimum(bottom - top, (bottom - top)[:, None])
    # Letters stand beside each other: what stands above counts as a neighbour only where the bands nearly agree.
    needed = np.where(gap < -0.5 * np.minimum(right - left, (right - left)[:, None]), 0.75, SAME_BAND)
    linked = (gap <= REACH * size) & (overlap >= needed * np.maximum(lower, 1))
    return _components(linked)


def _components(linked: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Connected components of a symmetric matrix [n, n]."""
    label = np.arange(len(linked))
    while True:
        lowest = np.where(linked, label[None, :], len(label)).min(axis=1)
        lowest = np.minimum(lowest, label)
        lowest = lowest[lowest]
        if (lowest == label).all():
            return [np.flatnonzero(label == value) for value in np.unique(label)]
        label = lowest


def _merge_bands(boxes: Boxes, groups: list[NDArray[np.int64]], size: float) -> list[NDArray[np.int64]]:
    """Join groups that continue one another: the two whose levels agree best first, until none agree.

    A joined group gets a number of its own; pairs whose groups are gone are passed over when they come up.
    """
    bands: dict[int, NDArray[np.int64]] = {}
    levels: dict[int, tuple[float, float]] = {}
    pairs: list[tuple[float, int, int]] = []
    middle, reach = (boxes[:, 1] + boxes[:, 3]) / 2, size * max(SAME_LEVEL, BESIDE_LEVEL, STRAY_LEVEL)

    def add(number: int, members: NDArray[np.int64]) -> None:
        low, high = float(middle[members].min()), float(middle[members].max())
        for other, (lowest, highest) in levels.items():
            # Groups whose levels lie farther apart never agree: most pairs of a page need no closer look.
            if low - reach <= highest and lowest <= high + reach:
                misfit = _misfit(boxes[members], boxes[bands[other]], size)
                if misfit <= 1:
                    heappush(pairs, (misfit, number, other))
        bands[number], levels[number] = members, (low, high)

    for number, members in enumerate(groups):
        add(number, members)
    while pairs:
        _, a, b = heappop(pairs)
        if a in bands and b in bands:
            joined = np.concatenate([bands.pop(b), bands.pop(a)])
            del levels[a], levels[b]
            number += 1
            add(number, joined)
    return list(bands.values())


def _misfit(first: Boxes, second: Boxes, size: float) -> float:
    """How badly two groups go together as one line: above 1 they do not.

    Writing side by side may stand farther off level than writing above other writing, and a few strokes beside a line,
    an apostrophe or the upper part of an exclamation mark, farther still.
    """
    shared = min(first[:, 2].max(), second[:, 2].max()) - max(first[:, 0].min(), second[:, 0].min())
    allowed = SAME_LEVEL if shared > 0.3 * size else BESIDE_LEVEL
    if min(len(first), len(second)) <= STRAY and max(len(first), len(second)) > STRAY:
        allowed = STRAY_LEVEL
    return _offset(first, second, size) / (allowed * size)


def _offset(first: Boxes, second: Boxes, size: float) -> float:
    """By how much the levels of two groups differ where they come closest to each other horizontally, in pixels."""
    line, piece = (first, second) if len(first) >= len(second) else (second, first)
    x, y = (line[:, 0] + line[:, 2]) / 2, (line[:, 1] + line[:, 3]) / 2
    piece_x, piece_y = (piece[:, 0] + piece[:, 2]) / 2, (piece[:, 1] + piece[:, 3]) / 2
    distance = np.abs(piece_x[:, None] - x[None])
    # Of the piece only what lies near the line counts: the far end of a sloping line is at another level.
    near = np.flatnonzero(distance.min(axis=1) <= distance.min() + 2 * size)
    neighbours = np.argsort(distance[near], axis=1)[:, :3]
    return float(np.median(np.abs(piece_y[near] - np.median(y[neighbours], axis=1))))


def fit_slope(boxes: Boxes, size: float) -> tuple[float, float, float]:
    """A line through the box centres by least squares: slope, and the (x, y) of a point on it.

    Few or close-set boxes say little of the slope: it is pulled to 0 as by two text sizes of level writing.
    """
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    middle_x, middle_y = float(x.mean()), float(np.median(y))
    spread = float(((x - middle_x) ** 2).sum())
    slope = float(((x - middle_x) * (y - y.mean())).sum()) / (spread + 40 * size * size)
    return slope, middle_x, middle_y


def nearest(small: Boxes, tall: Boxes) -> NDArray[np.int64]:
    """For each small box the index of the tall box it most likely belongs beside."""
    dx = np.maximum(np.maximum(tall[None, :, 0] - small[:, None, 2], small[:, None, 0] - tall[None, :, 2]), 0)
    above = np.maximum(tall[None, :, 1] - small[:, None, 3], 0)
    below = np.maximum(small[:, None, 1] - tall[None, :, 3], 0) * DESCENDER_PENALTY
    return np.asarray(np.argmin(np.hypot(ALONG * dx, above + below), axis=1))


def make_line(segments: list[Segment], size: float) -> Line:
    """Put a line's segments in order and guess its baseline and x-height from the tall ones; the decoder refines both."""
    boxes = boxes_of(segments)
    order = np.argsort(boxes[:, 0] + boxes[:, 2], kind="stable")
    tall = boxes[:, 3] - boxes[:, 1] >= TALL * size
    core = boxes[tall] if tall.any() else boxes
    slope, _, _ = fit_slope(core, size)
    box = Box.around(segment.box for segment in segments)
    level = core[:, 3] - slope * ((core[:, 0] + core[:, 2]) / 2 - (box.left + box.right) / 2)
    height = float(np.median(core[:, 3] - core[:, 1]))
    return Line(box, float(np.median(level)), max(0.7 * height, 1.0), tuple(segments[i] for i in order), slope)
