"""The writing frame of a line: baseline, slope and x-height, and how likely each character is to lie where a glyph lies."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.alphabet import CHARACTERS, LABELS
from hcr_desktop.inference.lattice import Glyph, Line
from hcr_desktop.inference.parameters import DecodeParameters

FLOOR = -12.0
"""Least log density ratio: an odd size is evidence, not proof."""

EXTENTS = 3
"""Numbers that say where a glyph lies: top, bottom and width."""

THINNEST = 0.2
"""Added to widths, in x-heights, before their logarithm is taken: how thin a bar is says nothing."""

_BACKGROUND_MEAN = np.array([1.2, 0.1, 0.0], np.float32)
_BACKGROUND_DEVIATION = np.array([0.7, 0.5, 0.5], np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Extents:
    """Where glyphs lie: float32 [n] each, page pixels; x is the middle."""

    x: NDArray[np.float32]
    top: NDArray[np.float32]
    bottom: NDArray[np.float32]
    width: NDArray[np.float32]

    @classmethod
    def of(cls, glyphs: tuple[Glyph, ...]) -> Extents:
        """The extents of glyphs."""
        rows = np.array([(g.box.centre[0], g.box.top, g.box.bottom, g.box.width) for g in glyphs], np.float32).reshape(-1, 4)
        return cls(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3])

    def take(self, index: list[int]) -> Extents:
        """The extents of some of the glyphs."""
        return Extents(self.x[index], self.top[index], self.bottom[index], self.width[index])

    def in_frame(self, line: Line) -> NDArray[np.float32]:
        """Top and bottom in x-heights above the baseline, and the log of the width in x-heights, float32 [n, 3]."""
        middle = (line.box.left + line.box.right) / 2
        baseline = line.baseline + line.slope * (self.x - middle)
        width = np.log(self.width / line.x_height + THINNEST)
        columns = [(baseline - self.top) / line.x_height, (baseline - self.bottom) / line.x_height, width]
        return np.asarray(np.stack(columns, axis=1), np.float32)


def extent_scores(extents: Extents, line: Line, parameters: DecodeParameters) -> NDArray[np.float32]:
    """Log density of each glyph's extents given each label, less that over all writing, float32 [n, LABELS] (0 for reject)."""
    place = extents.in_frame(line)
    scores = np.zeros((len(place), LABELS), np.float32)
    scores[:, : len(CHARACTERS)] = _log_normal(place[:, None], parameters.extent_mean[None], parameters.extent_deviation[None]).sum(axis=2)
    scores[:, : len(CHARACTERS)] -= _log_normal(place, _BACKGROUND_MEAN, _BACKGROUND_DEVIATION).sum(axis=1, keepdims=True)
    return np.maximum(scores, FLOOR)


def _log_normal(x: NDArray[np.float32], mean: NDArray[np.float32], deviation: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log of the normal density without its constant."""
    return np.asarray(-0.5 * ((x - mean) / deviation) ** 2 - np.log(deviation), np.float32)


def fit_frame(line: Line, extents: Extents, posteriors: NDArray[np.float32], parameters: DecodeParameters) -> Line:
    """Refine a line's frame by what has been read: weighted least squares over tops and bottoms.

    Args:
        line: The line with its present frame.
        extents: Of the glyphs that were chosen.
        posteriors: float32 [n, 94], how likely each is each character: look-alikes share their weight.
        parameters: With the characters' usual extents.
    """
    weight = posteriors / np.maximum(posteriors.sum(axis=1, keepdims=True), 1e-9)
    usual, deviation = parameters.extent_mean[:, :2], parameters.extent_deviation[:, :2]
    mean = weight @ usual
    variance = weight @ (deviation**2 + usual**2) - mean**2
    middle = (line.box.left + line.box.right) / 2
    x = np.repeat(extents.x - middle, 2)
    y = np.stack([extents.top, extents.bottom], axis=1).ravel()
    mu, deviation = mean.ravel(), np.sqrt(np.maximum(variance.ravel(), 0.01)) * line.x_height
    # Unknowns: baseline, slope, x-height. Priors: the first guess, with a wide x-height and a nearly level slope.
    design = np.stack([np.ones_like(x), x, -mu], axis=1)
    prior = np.diag([1 / line.x_height, max(line.box.width, line.x_height) / (0.3 * line.x_height), 1 / (0.35 * line.x_height)])
    start = np.array([line.baseline, line.slope, line.x_height])
    solution = start
    for _ in range(3):
        residual = np.abs(y - design @ solution) / deviation
        robust = 1 / (deviation * np.sqrt(np.maximum(residual / 1.5, 1)))  # Huber weights
        a = np.concatenate([design * robust[:, None], prior])
        b = np.concatenate([y * robust, prior @ start])
        solution = np.linalg.lstsq(a, b, rcond=None)[0]
    x_height = float(np.clip(solution[2], 0.4 * line.x_height, 2.5 * line.x_height))
    return replace(line, baseline=float(solution[0]), slope=float(solution[1]), x_height=x_height)
