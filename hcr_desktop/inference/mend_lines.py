"""Lines that geometry has torn apart or run together, mended by reading: of two ways to part a page the one that reads better is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.lattice import Line, Segment
from hcr_desktop.inference.layout import TALL, Boxes, boxes_of, make_line, nearest

CLOSE = 2.2
"""Lines whose baselines are closer than this many text heights (x-height / 0.7) may be one."""

BETTER = 2.0
"""Natural log units by which another way must read better."""

BACK = 3.0
"""A new line may begin where the pen goes back by so many text heights,"""

BACK_SHARE = 0.4
"""and by this share of what was written on the line,"""

DOWN, UP = 0.4, 4.0
"""to so many text heights below what stands there already, or above it: a heading written last, another page over the first."""

BANDS = 0.8
"""A line may be two where its segments lie in two bands so many text heights apart,"""

OVER = 0.5
"""one over the other for this part of the shorter band,"""

SLOPES = np.linspace(-0.1, 0.1, 11)
"""under one of these slopes."""

Score = Callable[[Line], float]
"""Log score of the best reading of a line; larger is better."""


def mended(lines: Sequence[Line], score: Score) -> list[Line]:
    """The lines of a page, from top to bottom or as written, whichever way they read best.

    Args:
        lines: As geometry parts them, from top to bottom.
        score: How well a line reads.
    """
    segments = [segment for line in lines for segment in line.segments]
    size = float(np.median([line.x_height for line in lines])) / 0.7
    written = [make_line(group, size) for group in as_written(segments, size)]
    if _differ(lines, written) and _total(written, lines, score) > _total(lines, written, score) + BETTER:
        return joined(written, score)
    return joined(lines, score)


def joined(lines: Sequence[Line], score: Score) -> list[Line]:
    """Lines, neighbours made one while that reads better."""
    kept = list(lines)
    place = 0
    while place + 1 < len(kept):
        upper, lower = kept[place], kept[place + 1]
        if _close(upper, lower):
            size = max(upper.x_height, lower.x_height) / 0.7
            both = make_line([*upper.segments, *lower.segments], size)
            if score(both) > score(upper) + score(lower) + BETTER:
                kept[place : place + 2] = [both]
                place = max(place - 1, 0)
                continue
        place += 1
    return kept


def parted(lines: Sequence[Line], score: Score) -> list[Line]:
    """Lines, each made two while that reads better."""
    kept: list[Line] = []
    waiting = list(lines)[::-1]
    while waiting:
        line = waiting.pop()
        halves = _halves(line)
        if halves and sum(score(half) for half in halves) > score(line) + BETTER:
            waiting += halves[::-1]
        else:
            kept.append(line)
    return kept


def _halves(line: Line) -> list[Line]:
    """The two lines that a line may be, the upper one first; none where its segments lie in one band."""
    boxes, size = boxes_of(line.segments), line.x_height / 0.7
    tall = np.flatnonzero(boxes[:, 3] - boxes[:, 1] >= TALL * size)
    if len(tall) < 2:
        return []
    x, y = (boxes[tall, :2] + boxes[tall, 2:]).T / 2
    apart, upper = max((_bands(y - slope * (x - x.mean())) for slope in SLOPES), key=lambda found: found[0])
    if apart < BANDS * size or not _over(boxes[tall[upper]], boxes[tall[~upper]]):
        return []
    is_upper = upper[nearest(boxes, boxes[tall])]
    is_upper[tall] = upper  # boxes that overlap are as near to one another as to themselves
    return [make_line([line.segments[i] for i in np.flatnonzero(is_upper == side)], size) for side in (True, False)]


def _over(first: Boxes, second: Boxes) -> bool:
    """Whether two bands lie over one another, not side by side."""
    left, right = ([float(side) for side in (each[:, 0].min(), each[:, 2].max())] for each in (first, second))
    return min(left[1], right[1]) - max(left[0], right[0]) >= OVER * min(left[1] - left[0], right[1] - right[0])


def _bands(level: NDArray[np.floating]) -> tuple[float, NDArray[np.bool_]]:
    """How far apart two bands of segments lie, with what each spreads taken off, and which segments are of the upper (Otsu 1979)."""
    order = np.argsort(level, kind="stable")
    count, total = np.arange(1, len(order)), np.cumsum(level[order])
    above, below = total[:-1] / count, (total[-1] - total[:-1]) / (len(order) - count)
    upper = np.zeros(len(level), np.bool_)
    upper[order[: 1 + int(np.argmax(count * (len(order) - count) * (below - above) ** 2))]] = True
    return float(level[~upper].mean() - level[upper].mean() - level[~upper].std() - level[upper].std()), upper


def as_written(segments: Sequence[Segment], size: float) -> list[list[Segment]]:
    """Segments parted where the pen went back, and down or far up, in the order of their strokes.

    Args:
        segments: Strokes; their marks count in the order written.
        size: Text height, pixels.
    """
    ordered = sorted(segments, key=lambda segment: min(segment.marks))
    groups = [[ordered[0]]]
    for segment in ordered[1:]:
        group = groups[-1]
        left, right = min(each.box.left for each in group), max(each.box.right for each in group)
        back = right - segment.box.left
        if back > max(BACK * size, BACK_SHARE * (right - left)) and not -UP * size <= _below(segment, group) <= DOWN * size:
            groups.append([segment])
        else:
            group.append(segment)
    return groups


def _below(segment: Segment, group: Sequence[Segment]) -> float:
    """How far a segment lies below those of a group that are nearest to it along the line, pixels."""
    x, y = segment.box.centre
    near = sorted(group, key=lambda each: abs(each.box.centre[0] - x))[:3]
    return y - float(np.median([each.box.centre[1] for each in near]))


def _marks(line: Line) -> frozenset[int]:
    """The strokes of a line."""
    return frozenset().union(*(segment.marks for segment in line.segments))


def _differ(first: Sequence[Line], second: Sequence[Line]) -> bool:
    """Whether a page is parted differently."""
    return {_marks(line) for line in first} != {_marks(line) for line in second}


def _total(lines: Sequence[Line], others: Sequence[Line], score: Score) -> float:
    """The score of the lines that others do not have too."""
    known = {_marks(line) for line in others}
    return sum(score(line) for line in lines if _marks(line) not in known)


def _close(upper: Line, lower: Line) -> bool:
    """Whether two lines may be one."""
    return abs(lower.baseline - upper.baseline) < CLOSE * max(upper.x_height, lower.x_height) / 0.7
