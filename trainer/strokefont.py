"""A hand that writes: ink of any printable ASCII text, made by code, different at every writing.

Tests, probes and the shipped samples use it, so that none of them needs a person's handwriting.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Ink, Stroke
from trainer.strokeglyphs import GLYPHS

Points = NDArray[np.float64]

GAP = 16.0
"""Space between characters; like all numbers here in font units, capitals being 100 high."""
SPACE = 44.0
LINE = 190.0
STEP = 4.0


def write(text: str, rng: np.random.Generator, height: float = 100.0, jitter: float = 1.0, slant: float = 0.1) -> Ink:
    """Write text as hand print.

    Args:
        text: Printable ASCII, spaces and newlines.
        rng: Where the unevenness comes from; the same state writes the same ink.
        height: Height of a capital, in ink units.
        jitter: How uneven the hand is: 0 a machine, 1 a tidy person.
        slant: Lean to the right, as x per y.

    Returns:
        Ink with y down, the first line's capitals reaching from y 0 to ``height``.

    Raises:
        KeyError: When a character is not printable ASCII.
    """
    return write_glyphs(text, rng, height, jitter, slant)[0]


def write_glyphs(
    text: str, rng: np.random.Generator, height: float = 100.0, jitter: float = 1.0, slant: float = 0.1
) -> tuple[Ink, tuple[int, ...]]:
    """As :func:`write`; also tells of every stroke the index of its character among the non-space ones."""
    arrays: list[Points] = []
    owners: list[int] = []
    for row, line in enumerate(text.split("\n")):
        x = 0.0
        for character in line:
            if character == " ":
                x += SPACE * (1 + 0.15 * jitter * rng.uniform(-1, 1))
                continue
            shape = _drawn(character, rng, jitter, slant)
            owner = owners[-1] + 1 if owners else 0
            owners += [owner] * len(shape)
            arrays += [stroke + (x, LINE * row) for stroke in shape]
            x += _width(character) + GAP * (1 + 0.25 * jitter * rng.uniform(-1, 1))
    return Ink(tuple(Stroke(number, _scaled(xy, height)) for number, xy in enumerate(arrays))), tuple(owners)


def _scaled(xy: Points, height: float) -> NDArray[np.float32]:
    """Font units (y up from the baseline already turned down) as ink units with the capitals' tops at 0."""
    return ((xy + (0, 100)) * (height / 100)).astype(np.float32)


def _drawn(character: str, rng: np.random.Generator, jitter: float, slant: float) -> list[Points]:
    """One character as points [n, 2] a stroke, y down from the baseline, as uneven as asked."""
    lean = slant + 0.05 * jitter * rng.normal()
    angle = 0.025 * jitter * rng.normal()
    size = 1 + 0.04 * jitter * rng.normal(size=2)
    matrix = np.array([[size[0], -lean + angle], [angle, -size[1]]])
    lift = 2.0 * jitter * rng.normal()
    strokes = []
    for runs in _shape(character):
        moved: list[Points] = []
        for run in runs:
            wobbled = run + 1.3 * jitter * rng.normal(size=run.shape)
            if moved:  # a corner belongs to both of its sides
                wobbled[0] = moved[-1][-1]
            moved.append(wobbled)
        curve = np.concatenate([_curve(run) for run in moved])
        strokes.append(_resampled(curve) @ matrix.T + (0, lift))
    return strokes


@cache
def _shape(character: str) -> tuple[tuple[Points, ...], ...]:
    """The strokes of a character as runs of points between corners; a run begins where the one before ended."""
    strokes = []
    for stroke in GLYPHS[character].split(";"):
        runs: list[Points] = []
        for run in stroke.split("|"):
            points = np.array([[float(value) for value in point.split(",")] for point in run.split()])
            runs.append(np.concatenate([runs[-1][-1:], points]) if runs else points)
        strokes.append(tuple(runs))
    return tuple(strokes)


@cache
def _width(character: str) -> float:
    """The right edge of a character's points."""
    return max(float(run[:, 0].max()) for runs in _shape(character) for run in runs)


def _curve(points: Points, steps: int = 12) -> Points:
    """A Catmull-Rom curve [m, 2] through the points (centripetal by their distances, so it makes no loops of its own)."""
    if len(points) < 3:
        return points
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    knots = np.concatenate([[0.0], np.cumsum(np.sqrt(np.linalg.norm(np.diff(padded, axis=0), axis=1) + 1e-9))])
    pieces = [points[:1]]
    for index in range(1, len(padded) - 2):
        t = np.linspace(knots[index], knots[index + 1], steps + 1)[1:, None]
        pieces.append(_barry_goldman(padded[index - 1 : index + 3], knots[index - 1 : index + 3], t))
    return np.concatenate(pieces)


def _barry_goldman(points: Points, knots: Points, t: Points) -> Points:
    """The Catmull-Rom segment between the middle two of four points, by repeated interpolation (Barry and Goldman 1988)."""
    a, b, c, d = (float(knot) for knot in knots)
    first, middle, last = (_mix(points[i], points[i + 1], start, stop, t) for i, (start, stop) in enumerate(((a, b), (b, c), (c, d))))
    return _mix(_mix(first, middle, a, c, t), _mix(middle, last, b, d, t), b, c, t)


def _mix(first: Points, last: Points, start: float, stop: float, t: Points) -> Points:
    """The point at ``t`` on the way from ``first`` at ``start`` to ``last`` at ``stop``."""
    share = (t - start) / (stop - start)
    return first * (1 - share) + last * share


def _resampled(curve: Points) -> Points:
    """The curve at even steps of about STEP, its ends kept: what a pen device reports."""
    lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))])
    at = np.linspace(0, lengths[-1], max(2, round(lengths[-1] / STEP) + 1))
    return np.stack([np.interp(at, lengths, curve[:, 0]), np.interp(at, lengths, curve[:, 1])], axis=1)
