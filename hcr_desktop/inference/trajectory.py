"""A glyph's strokes to the tensor of the pen model: the path itself, resampled. The only such code: the trainer imports it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.raster import smooth

FEATURES = 6
"""Values a point: x, y, direction as cosine and sine, whether a stroke starts here, whether one ends."""

_HALF = 127.5  # features in -1..1 are stored as uint8


@dataclass(frozen=True, slots=True)
class TrajectorySpec:
    """The numbers of the resampling; they travel with the weights in ``card.json``.

    Attributes:
        points: Points a glyph, all strokes together.
    """

    points: int = 48

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> TrajectorySpec:
        """The spec of a card."""
        return cls(int(values["points"]))


def trajectory(strokes: Sequence[NDArray[np.float32]], spec: TrajectorySpec) -> NDArray[np.uint8]:
    """Resample strokes to evenly spaced points.

    Args:
        strokes: float32 [n, 2] each, in the order written, any unit, y down.
        spec: How many points.

    Returns:
        uint8 [points, FEATURES]; the features -1..1 as 0..255. Positions are relative to the middle of the box, in half its longer side.
    """
    # A glyph of more strokes than fit is a scribble: its longest tell enough.
    longest = sorted(range(len(strokes)), key=lambda index: -len(strokes[index]))[: spec.points // 2]
    # In float64: the differences of large float32 may be more than it holds, and those of tiny ones less.
    kept = [smooth(strokes[index].astype(np.float64)) for index in sorted(longest)]
    every = np.concatenate(kept)
    low, high = every.min(axis=0), every.max(axis=0)
    half = float((high - low).max()) / 2 or 1.0
    unit = [(stroke - (low + high) / 2) / half for stroke in kept]
    parts = [_evenly(stroke, count) for stroke, count in zip(unit, _shares(unit, spec.points), strict=True)]
    features = np.concatenate([_features(part) for part in parts])
    return np.asarray(np.clip(np.round((features + 1) * _HALF), 0, 255), np.uint8)


def _shares(strokes: Sequence[NDArray[np.float64]], points: int) -> list[int]:
    """How many points each stroke gets: two at least, the rest by length; ``points`` in all."""
    lengths = np.array([float(np.hypot(*np.diff(stroke, axis=0).T).sum()) + 1e-6 for stroke in strokes])
    spare = points - 2 * len(strokes)
    exact = spare * lengths / lengths.sum()
    counts = np.floor(exact).astype(int)
    counts[np.argsort(counts - exact, kind="stable")[: spare - int(counts.sum())]] += 1
    return [int(count) + 2 for count in counts]


def _evenly(xy: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """``count`` points along a path [n, 2] at equal distances, both ends kept."""
    steps = np.hypot(*np.diff(xy, axis=0).T) if len(xy) > 1 else np.zeros(0)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    where = np.linspace(0, along[-1], count)
    return np.stack([np.interp(where, along, xy[:, axis]) for axis in (0, 1)], axis=1)


def _features(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """The features of one resampled stroke [n, 2], [n, FEATURES], each in -1..1."""
    step = np.diff(xy, axis=0, append=xy[-1:])
    step[-1] = step[-2]
    length = np.hypot(step[:, 0], step[:, 1])
    direction = np.where(length[:, None] > 1e-6, step / np.maximum(length, 1e-6)[:, None], 0.0)
    flags = np.full((len(xy), 2), -1.0)
    flags[0, 0] = flags[-1, 1] = 1.0
    return np.concatenate([xy, direction, flags], axis=1)
