"""Variation of a line's ink in line units, before it is resampled."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.trace import Levelled

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LineAugment:
    """How far a line may be moved: standard deviations unless said; a factor of 0 for all of them leaves it as it is.

    Attributes:
        size: Log of the size, for what the estimate of it may be off.
        aspect: Log of the width to height ratio.
        slant: Shear.
        rotate: Radians.
        shift: Of the baseline, line units.
        stretch: Largest change of local width: letters narrower here and wider there.
        sway: Amplitude of the baseline's waves, line units.
        swell: Change of height along the line.
        elastic: Amplitude of a smooth field in both directions, line units.
        stroke_shift: Of each stroke, line units.
        stroke_size: Log of the size of each stroke.
        tremor: Of each point, line units.
        lift: Chance that a long stroke is interrupted.
        reverse: Chance that a short stroke is drawn the other way.
    """

    size: float = 0.13
    aspect: float = 0.16
    slant: float = 0.16
    rotate: float = 0.025
    shift: float = 0.1
    stretch: float = 0.3
    sway: float = 0.07
    swell: float = 0.1
    elastic: float = 0.05
    stroke_shift: float = 0.045
    stroke_size: float = 0.05
    tremor: float = 0.015
    lift: float = 0.12
    reverse: float = 0.02

    def scaled(self, factor: float) -> LineAugment:
        """The same kinds of variation, ``factor`` times as far."""
        return LineAugment(**{item.name: factor * getattr(self, item.name) for item in fields(self)})


def vary_line(ink: Levelled, spec: LineAugment, rng: np.random.Generator) -> Levelled:
    """The ink, varied."""
    xy, stroke = ink.xy.astype(np.float64), ink.stroke.astype(np.int64)
    x, y = xy.T
    width = float(x.max()) + 1
    wave, phase = rng.uniform(2.5, 12, 2), rng.uniform(0, 2 * np.pi, 5)
    bend = rng.uniform(0, spec.stretch, 2) / 2
    wide = x + (bend * wave / (2 * np.pi) * np.sin(2 * np.pi * x[:, None] / wave + phase[:2])).sum(axis=1)
    long = rng.uniform(6, 30)
    high = y * (1 + rng.normal(0, spec.swell) * np.sin(2 * np.pi * x / long + phase[2]))
    high += rng.normal(0, spec.sway) * np.sin(2 * np.pi * x / rng.uniform(5, 30) + phase[3])
    frequency, turn = rng.normal(0, 2.2, (2, 2, 2)), rng.uniform(0, 2 * np.pi, (2, 2))
    field = spec.elastic * np.sin(np.einsum("waj,nj->nwa", frequency, xy) + turn).sum(axis=1)
    xy = np.stack([wide, high], axis=1) + field
    xy = _by_stroke(xy, stroke, spec, rng)
    shear, angle = rng.normal(0, spec.slant), rng.normal(0, spec.rotate) * min(1.0, 12 / width)
    stretch = np.exp(rng.normal(0, spec.size) + np.array([0.5, -0.5]) * rng.normal(0, spec.aspect))
    middle = (width / 2, 0.5)
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.array([[1, shear], [0, 1]]) @ np.diag(stretch)
    xy = (xy - middle) @ matrix.T + middle + (0, rng.normal(0, spec.shift))
    if spec.tremor and rng.random() < 0.5:
        xy = xy + rng.normal(0, spec.tremor, xy.shape)
    return _reordered(xy, stroke, spec, rng)


def misjudged(spec: LineAugment, rng: np.random.Generator) -> Array:
    """How a strip is misjudged in size, width, lean and baseline, half as far as ink is varied: affine, of line units, [2, 3]."""
    wide, high = np.exp(rng.normal(0, spec.size / 2, 2))
    return np.array([[wide, rng.normal(0, spec.slant / 2), 0.0], [0.0, high, rng.normal(0, spec.shift / 2)]])


def _by_stroke(xy: Array, stroke: NDArray[np.int64], spec: LineAugment, rng: np.random.Generator) -> Array:
    """Each stroke moved and resized on its own."""
    starts = np.flatnonzero(np.r_[True, stroke[1:] != stroke[:-1]])
    if len(starts) < 2 or not spec.stroke_shift:
        return xy
    number = np.cumsum(np.r_[0, stroke[1:] != stroke[:-1]])
    counts = np.diff(np.r_[starts, len(xy)])
    centre = np.add.reduceat(xy, starts, axis=0) / counts[:, None]
    factor = np.exp(rng.normal(0, spec.stroke_size, (len(starts), 1)))
    move = rng.normal(0, spec.stroke_shift, (len(starts), 2))
    return np.asarray((xy - centre[number]) * factor[number] + (centre + move)[number])


def _reordered(xy: Array, stroke: NDArray[np.int64], spec: LineAugment, rng: np.random.Generator) -> Levelled:
    """Strokes numbered anew, some interrupted, some drawn the other way."""
    jump = np.r_[True, stroke[1:] != stroke[:-1]]
    if rng.random() < spec.lift and len(xy) > 30:
        jump[int(rng.integers(8, len(xy) - 8))] = True
    number = np.cumsum(jump) - 1
    starts = np.flatnonzero(jump)
    counts = np.diff(np.r_[starts, len(xy)])
    turned = (rng.random(len(starts)) < spec.reverse) & (counts < 30)
    if turned.any():
        place = np.arange(len(xy)) - starts[number]
        order = starts[number] + np.where(turned[number], counts[number] - 1 - place, place)
        xy = xy[order]
    return Levelled(xy, number)
