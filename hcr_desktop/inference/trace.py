"""A line's strokes to the sequence that the pen reader reads: levelled, ordered, resampled. The trainer imports it.

Two steps, so that the trainer can vary the ink between them: :func:`level` takes ink of any unit and hand to *line units*
(baseline at 0, up positive, small letters about 1 high, upright, level), :func:`sequence` takes line units to features.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

PATH_FEATURES = 9
"""Direction (2), turn (2), pen down, stroke begins, stroke ends, height, length of the step."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TraceSpec:
    """The numbers of the sequence; they travel with the weights in ``card.json``.

    Attributes:
        step: Distance of the resampled points, line units.
        lift_step: The same where the pen is up, and ``lift_most`` the most points of one such jump.
        lift_most: See above.
        rows: Cells of a column of the ink's picture that every point is shown, each ``row_height`` high.
        row_height: Line units.
        below: How far below the baseline the lowest cell begins, line units.
        column: Width of a cell, line units.
        columns: Which columns a point is shown, in cells from its own.
    """

    step: float = 0.2
    lift_step: float = 0.4
    lift_most: int = 6
    rows: int = 12
    row_height: float = 0.35
    below: float = 1.6
    column: float = 0.25
    columns: tuple[int, ...] = (-2, 0, 2)

    @property
    def features(self) -> int:
        """Values a point."""
        return PATH_FEATURES + self.rows * len(self.columns)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> TraceSpec:
        """The spec of a card."""
        return cls(**{**values, "columns": tuple(values["columns"])})


@dataclass(frozen=True, slots=True, eq=False)
class Levelled:
    """A line's ink in line units, its strokes from left to right.

    Attributes:
        xy: float64 [points, 2], up positive.
        stroke: int64 [points], the place in the list of strokes given of each point's stroke.
        part: float64 [points], how much of its stroke's length lies before each point, 0..1; None where nobody will ask.
    """

    xy: Array
    stroke: NDArray[np.int64]
    part: Array | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What the pen reader is shown.

    Attributes:
        features: uint8 [points, features], -1..1 as 0..255.
        stroke: int64 [points], each point's stroke as in ``Levelled``; -1 where the pen is up.
        part: float64 [points], how much of its stroke's length lies before the point, 0..1 (0 where the ink does not say).
        xy: float64 [points, 2], line units.
    """

    features: NDArray[np.uint8]
    stroke: NDArray[np.int64]
    part: Array
    xy: Array


FINE = 0.08
"""Distance of the points of levelled ink, line units: independent of the device that took the ink."""


HIGHEST, FARTHEST = 3.0, 6.0
"""How high a line is taken to be at most, in rises of the pen; how far from its middle its strokes may end, in heights of small letters."""

PART, FEWEST = 20.0, 20
"""The size of a longer line is measured in parts of so many sizes unless said, each of more points than FEWEST."""

MOST_POINTS, LONGEST = 15_000, 8_000
"""Points of a line at most, before and after they are resampled for the reader: some 300 characters."""


@dataclass(frozen=True, slots=True)
class Posture:
    """How a line of writing stands, and so what brings it to line units; lengths in the unit of the ink, y up.

    Attributes:
        size: Height of small letters.
        slope: Rise of the line, per unit to the right.
        pivot: Where the baseline is measured, x.
        baseline: Its height there, y.
        slant: Lean of the letters, to the right per unit up.
    """

    size: float
    slope: float
    pivot: float
    baseline: float
    slant: float

    @property
    def matrix(self) -> Array:
        """What takes (x, y, 1) to line units, but for where x begins, [2, 3]."""
        rise = np.array([-self.slope, 1.0, self.slope * self.pivot - self.baseline])
        return np.stack([np.array([1.0, 0.0, 0.0]) - self.slant * rise, rise]) / self.size


def posture(strokes: Sequence[NDArray[np.floating[Any]]], narrowest: float = 0.004, part: float = PART) -> tuple[Posture, Levelled]:
    """How a line stands, and its ink as evenly spaced points, in its own unit but y up and in the order given.

    Args:
        strokes: [n, 2] each, n >= 1, any unit, y down.
        narrowest: The size is at least this part of the width of the line.
        part: The size of a longer line is measured in parts of so many sizes.
    """
    kept = [np.asarray(stroke, np.float64) * (1, -1) for stroke in strokes]
    xy, stroke = np.concatenate(kept), np.repeat(np.arange(len(kept)), [len(each) for each in kept])
    rough = _size(xy, stroke, narrowest, part)
    # A scribble of any length stays readable in bounded time, if more coarsely.
    length = float(np.hypot(*np.diff(xy, axis=0).T)[~_bounds(stroke)].sum()) if len(xy) > 1 else 0.0
    xy, stroke, along = _resampled(xy, stroke, max(FINE * rough, length / MOST_POINTS))
    xy = _smoothed(xy, stroke)
    slope, pivot = _slope(xy, stroke, rough), float(xy[:, 0].mean())
    flat = xy - np.stack([np.zeros(len(xy)), slope * (xy[:, 0] - pivot)], axis=1)
    baseline = float(np.median(flat[_bottoms(flat, stroke), 1]))
    return Posture(_size(flat, stroke, narrowest, part), slope, pivot, baseline, _slant(flat, stroke)), Levelled(xy, stroke, along)


def level(strokes: Sequence[NDArray[np.floating[Any]]]) -> Levelled:
    """Bring a line's strokes to line units.

    Args:
        strokes: [n, 2] each, n >= 1, any unit, y down, in the order written.
    """
    stands, ink = posture(strokes)
    matrix, stroke = stands.matrix, ink.stroke
    xy = ink.xy @ matrix[:, :2].T + matrix[:, 2]
    xy[:, 0] -= xy[:, 0].min()
    order = _from_left(xy, stroke)
    return Levelled(xy[order], stroke[order], None if ink.part is None else ink.part[order])


def _from_left(xy: Array, stroke: NDArray[np.int64]) -> NDArray[np.int64]:
    """The order of points: groups of strokes that stand over one another from left to right, the strokes of a group as written."""
    starts = np.flatnonzero(np.r_[True, np.diff(stroke) > 0])
    left, right = np.minimum.reduceat(xy[:, 0], starts), np.maximum.reduceat(xy[:, 0], starts)
    by_left = np.argsort(left, kind="stable")
    reach = np.maximum.accumulate(right[by_left])
    group = np.empty(len(starts), np.int64)
    group[by_left] = np.cumsum(np.r_[0, left[by_left][1:] > reach[:-1]])
    return np.argsort(np.repeat(group, np.diff(np.r_[starts, len(xy)])), kind="stable")


def _bounds(stroke: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each point but the first begins another stroke, [points - 1]."""
    return np.asarray(stroke[1:] != stroke[:-1])


def _resampled(xy: Array, stroke: NDArray[np.int64], step: float) -> tuple[Array, NDArray[np.int64], Array]:
    """Points about ``step`` apart, their strokes, and their place along these; a stroke keeps its ends, and a dot its point."""
    jump = _bounds(stroke)
    lengths = np.where(jump, 0.0, np.hypot(*np.diff(xy, axis=0).T)) if len(xy) > 1 else np.zeros(0)
    along = np.r_[0.0, np.cumsum(lengths)]
    starts = np.flatnonzero(np.r_[True, jump])
    stops = np.r_[starts[1:], len(xy)] - 1
    total = along[stops] - along[starts]
    counts = np.ceil(total / step).astype(np.int64) + 1
    first = np.cumsum(counts) - counts
    number = np.repeat(np.arange(len(starts)), counts)
    share = (np.arange(counts.sum()) - first[number]) / np.maximum(counts - 1, 1)[number]
    # Strokes are told apart by a gap of 1 in a parameter that otherwise is the length.
    offset = np.arange(len(starts)) * 1.0
    knots, where = along + offset[np.repeat(np.arange(len(starts)), stops - starts + 1)], along[starts][number] + offset[number]
    where = where + share * total[number]
    points = np.stack([np.interp(where, knots, xy[:, axis]) for axis in (0, 1)], axis=1)
    return points, stroke[starts][number], share


def _smoothed(xy: Array, stroke: NDArray[np.int64]) -> Array:
    """Each inner point of a stroke drawn towards its neighbours: binomial weights 1 2 1."""
    if len(xy) < 3:
        return xy.copy()
    inner = (stroke[2:] == stroke[1:-1]) & (stroke[1:-1] == stroke[:-2])
    result = xy.copy()
    result[1:-1][inner] = (0.25 * xy[:-2] + 0.5 * xy[1:-1] + 0.25 * xy[2:])[inner]
    return result


def _extrema(xy: Array, stroke: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Indices of the points where the pen turns from up to down or back, ends included, and whether each is a top."""
    rise = np.sign(np.diff(xy[:, 1]))
    rise[_bounds(stroke)] = 0
    ahead, behind = np.r_[rise, 0.0], np.r_[0.0, rise]
    turns = np.flatnonzero((ahead != behind) & ((ahead <= 0) | (behind >= 0) | (ahead * behind < 0)))
    return turns, (behind > 0)[turns] | (ahead < 0)[turns]


def _size(xy: Array, stroke: NDArray[np.int64], narrowest: float, part: float) -> float:
    """About the height of small letters: of a long line the median over parts of it, for the highest of many letters is very high."""
    whole = _size_of_part(xy, stroke, narrowest)
    left, width = float(xy[:, 0].min()), float(np.ptp(xy[:, 0]))
    if width < 1.5 * part * whole:
        return whole
    count = int(np.ceil(width / (part * whole)))
    place = np.minimum((count * (xy[:, 0] - left) / width).astype(np.int64), count - 1)
    inside = [place == number for number in range(count)]
    sizes = [_size_of_part(xy[own], stroke[own], narrowest) for own in inside if own.sum() > FEWEST]
    return max(float(np.median(sizes)), narrowest * width) if sizes else whole


def _size_of_part(xy: Array, stroke: NDArray[np.int64], narrowest: float) -> float:
    """The median rise or fall of the pen between two turns, the small ones left out."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    width, height = float(high[0] - low[0]), float(high[1] - low[1])
    turns, _ = _extrema(xy, stroke)
    rises = np.abs(np.diff(xy[turns, 1]))[stroke[turns][1:] == stroke[turns][:-1]]
    # A stray far off does not make the line higher.
    height = min(height, HIGHEST * float(rises.max(initial=0.0)) or height)
    rises = rises[rises > 0.12 * height]
    size = float(np.median(rises)) if len(rises) else height
    return max(size, 0.25 * height, narrowest * width, 1e-6)


def _bottoms(xy: Array, stroke: NDArray[np.int64]) -> NDArray[np.int64]:
    """Indices of the points where the pen turns upwards, or where strokes end below; of all points when there are none."""
    turns, tops = _extrema(xy, stroke)
    return turns[~tops] if (~tops).any() else np.arange(len(xy))


def _slope(xy: Array, stroke: NDArray[np.int64], size: float) -> float:
    """Rise of the line: bottoms by least squares, outliers (descenders, dots) left out the second time; pulled to 0 where short."""
    x, y = xy[_bottoms(xy, stroke)].T
    slope, kept = 0.0, np.abs(y - np.median(y)) <= FARTHEST * size
    if not kept.any():
        return 0.0
    for _ in range(2):
        dx = x[kept] - x[kept].mean()
        slope = float((dx * (y[kept] - y[kept].mean())).sum() / ((dx * dx).sum() + 30 * size * size))
        off = y - slope * x
        kept = np.abs(off - np.median(off)) < 0.6 * size
        if kept.sum() < 3:
            break
    return float(np.clip(slope, -0.6, 0.6))


def _slant(xy: Array, stroke: NDArray[np.int64]) -> float:
    """How far the upright parts of letters lean to the right, pixels right per pixel up."""
    dx, dy = np.diff(xy, axis=0).T
    steep = (np.abs(dx) < 1.3 * np.abs(dy)) & ~_bounds(stroke)
    weight = np.abs(dy[steep])
    if not weight.sum():
        return 0.0
    lean = float((np.sign(dy[steep]) * dx[steep]).sum() / weight.sum())
    return float(np.clip(lean, -0.9, 0.9))


def sequence(ink: Levelled, spec: TraceSpec) -> Trace:
    """Resample levelled ink, pen-up jumps included, and describe every point."""
    xy, stroke = ink.xy, ink.stroke
    parts = np.zeros(len(xy)) if ink.part is None else ink.part
    jump = _bounds(stroke)
    starts = np.flatnonzero(np.r_[True, jump])
    # A dot is a stroke of one point: it gets a second, so that it takes up length.
    lonely = starts[np.r_[starts[1:], len(xy)] - starts == 1]
    xy, stroke, parts = np.insert(xy, lonely, xy[lonely], axis=0), np.insert(stroke, lonely, stroke[lonely]), np.insert(parts, lonely, 0.0)
    jump = _bounds(stroke)
    dx, dy = np.diff(xy, axis=0).T
    lengths = np.hypot(dx, dy)
    number = np.cumsum(np.r_[0, jump])
    inked = np.bincount(number[1:][~jump], lengths[~jump], minlength=number[-1] + 1)
    least = 2 * spec.step
    # What is as good as without length is a dot too.
    stretch = np.where(inked > 1e-9, np.maximum(least / np.maximum(inked, 1e-9), 1.0), 0.0)[number[1:]]
    pieces = np.bincount(number[1:][~jump], minlength=number[-1] + 1)[number[1:]]
    taken = np.where(stretch > 0, lengths * stretch, least / pieces)
    taken[jump] = np.clip(lengths[jump] * (spec.step / spec.lift_step), spec.step, spec.lift_most * spec.step)
    along = np.r_[0.0, np.cumsum(taken)]
    step = max(spec.step, float(along[-1]) / LONGEST)
    where = np.arange(0.5 * step, max(along[-1], step), step)
    piece = np.clip(np.searchsorted(along, where, "right") - 1, 0, len(taken) - 1)
    share = (where - along[piece]) / np.maximum(taken[piece], 1e-9)
    x, y = (xy[piece] + share[:, None] * np.stack([dx, dy], axis=1)[piece]).T
    up = jump[piece]
    owner = np.where(up, -1, stroke[piece])
    part = parts[piece] + share * np.diff(parts)[piece]
    features = np.concatenate([_path_features(x, y, owner, lengths[piece]), _columns(x, y, ~up, spec)], axis=1)
    return Trace(np.asarray(np.clip(np.rint((features + 1) * 127.5), 0, 255), np.uint8), owner, part, np.stack([x, y], axis=1))


def _path_features(x: Array, y: Array, owner: NDArray[np.int64], jumped: Array) -> Array:
    """What the pen does at each point, [points, PATH_FEATURES], each in -1..1."""
    dx, dy = np.gradient(x) if len(x) > 1 else np.zeros(1), np.gradient(y) if len(y) > 1 else np.zeros(1)
    length = np.maximum(np.hypot(dx, dy), 1e-6)
    cosine, sine = dx / length, dy / length
    before_c, before_s = np.r_[cosine[:1], cosine[:-1]], np.r_[sine[:1], sine[:-1]]
    turn_c, turn_s = cosine * before_c + sine * before_s, sine * before_c - cosine * before_s
    changed = owner[1:] != owner[:-1]
    begins, ends = np.r_[True, changed] & (owner >= 0), np.r_[changed, True] & (owner >= 0)
    stride = np.where(owner < 0, np.minimum(jumped / 3.0, 1.0) * 2 - 1, -1.0)
    flags = [np.where(flag, 1.0, -1.0) for flag in (owner >= 0, begins, ends)]
    return np.stack([cosine, sine, turn_c, turn_s, *flags, np.clip(y / 2.5, -1, 1), stride], axis=1)


def _columns(x: Array, y: Array, down: NDArray[np.bool_], spec: TraceSpec) -> Array:
    """The ink above and below each point, whichever stroke it is of: columns of a coarse picture, [points, rows * columns]."""
    margin = max(abs(offset) for offset in spec.columns)
    across = np.floor((x - x.min()) / spec.column).astype(np.int64) + margin
    row = np.clip(np.floor((y + spec.below) / spec.row_height), 0, spec.rows - 1).astype(np.int64)
    width = int(across.max()) + 1 + margin
    picture = np.bincount(across[down] * spec.rows + row[down], minlength=width * spec.rows).reshape(width, spec.rows)
    dense = np.minimum(picture, 3) * (2 / 3) - 1
    return np.concatenate([dense[across + offset] for offset in spec.columns], axis=1)
