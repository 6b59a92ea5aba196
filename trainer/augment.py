"""Variation of real handwriting: on strokes or masks, always before ``normalise``, never after."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.raster import PEN_WIDTH, TEXT_SIZE, draw_stroke, overlay, smooth
from trainer.draw_line import Look, damaged

Strokes = list[NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class AugmentSpec:
    """How far a sample may be moved; standard deviations unless said.

    Attributes:
        rotate: Degrees.
        slant: Horizontal shear, as the tangent of the angle.
        aspect: Log of the width to height ratio.
        elastic: Amplitude of a smooth random field, as a part of the glyph's size.
        stroke_shift: Shift of each stroke on its own, as a part of the glyph's size.
        haste: Tremble where the pen is fast, as a part of the glyph's size; it hardly trembles where it turns.
        pen: Range of the pen width, as factors of the usual one.
        damage: How likely ink is worn or soiled, as a factor of ``draw_line.Look``'s chances.
    """

    rotate: float = 5.0
    slant: float = 0.14
    aspect: float = 0.1
    elastic: float = 0.022
    stroke_shift: float = 0.012
    haste: float = 0.0
    pen: tuple[float, float] = (0.6, 1.7)
    damage: float = 0.0

    def scaled(self, factor: float) -> AugmentSpec:
        """The same kinds of variation, ``factor`` times as far; the pen keeps its range."""
        nearer: dict[str, Any] = {item.name: factor * getattr(self, item.name) for item in fields(self) if item.name != "pen"}
        return replace(self, **nearer)


SOILED = Look(rule=0, neighbour=0)
"""What befalls a character alone: there is no line that it could stand on or under."""

TILE_X_HEIGHT, TILE_PEN = 12.0, 2.6
"""Of an EMNIST tile, pixels: a capital fills 20 of its 28."""

WRITTEN = 128
"""Grey of which some must be left."""

STRAIGHT = 0.1
"""Radians of turning a point that count as none: no pen is infinitely fast."""

NONE = AugmentSpec(0, 0, 0, 0, 0, 0, (1, 1))
"""No variation: what validation is drawn with."""


def random_affine(spec: AugmentSpec, rng: np.random.Generator) -> NDArray[np.float32]:
    """A random 2x2 matrix [2, 2] that acts on column vectors (x, y)."""
    angle = np.deg2rad(rng.normal(0, spec.rotate))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shear = np.array([[1, rng.normal(0, spec.slant)], [0, 1]])
    stretch = np.diag(np.exp(np.array([0.5, -0.5]) * rng.normal(0, spec.aspect)))
    return np.asarray(turn @ shear @ stretch, np.float32)


def _waves(xy: NDArray[np.float32], amplitude: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Displacement of points [n, 2] in units of the glyph's size by two random plane waves a direction."""
    frequency = rng.normal(0, 5.0, (2, 2, 2))  # wave, output axis, input axis; radians per glyph size
    phase = rng.uniform(0, 2 * np.pi, (2, 2))
    angle = np.einsum("waj,nj->nwa", frequency, xy) + phase
    return np.asarray(amplitude * np.sin(angle).sum(axis=1), np.float32)


def _trembling(stroke: NDArray[np.float32], amount: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Noise along a path [n, 2], larger where the pen is faster: its speed falls with the cube root of the curvature.

    The relation is that of Lacquaniti, Terzuolo and Viviani (1983), the two-thirds power law; times of points are not known.
    """
    if len(stroke) < 4:
        return np.zeros_like(stroke)
    step = np.diff(stroke, axis=0)
    heading = np.unwrap(np.arctan2(step[:, 1], step[:, 0]))
    turn = np.convolve(np.abs(np.diff(heading, prepend=heading[:1], append=heading[-1:])), np.ones(3) / 3, "same")
    speed = (turn + STRAIGHT) ** (-1 / 3)
    noise = rng.normal(0, amount, (2, len(stroke) + 4))
    smooth_noise = np.stack([np.convolve(axis, np.ones(5) / np.sqrt(5), "valid") for axis in noise], axis=1)
    return np.asarray(smooth_noise * (speed / speed.mean())[:, None], np.float32)


def vary(strokes: Strokes, spec: AugmentSpec, rng: np.random.Generator) -> tuple[Strokes, float]:
    """One glyph's strokes, varied, around (0, 0) in units of the glyph's longer side; and that side in the old unit."""
    matrix = random_affine(spec, rng)
    points = np.concatenate(strokes)
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    size = max(float(np.ptp(points, axis=0).max()), 1e-3)
    field = np.random.default_rng(rng.integers(1 << 32))
    state = field.bit_generator.state
    moved = []
    for stroke in strokes:
        unit = (stroke - centre) / size
        field.bit_generator.state = state  # one field for all strokes of the glyph
        shifted = unit @ matrix.T + _waves(unit, spec.elastic, field) + rng.normal(0, spec.stroke_shift, 2)
        if spec.haste:
            shifted = shifted + _trembling(unit, spec.haste, rng)
        moved.append(shifted.astype(np.float32))
    return moved, size


def draw_varied(strokes: Strokes, spec: AugmentSpec, rng: np.random.Generator, text_size: float | None = None) -> NDArray[np.uint8]:
    """Draw one glyph's strokes, varied, with the app's pen; a mask uint8 [h, w].

    Args:
        strokes: float32 [n, 2] each, any unit.
        spec: How far to vary.
        rng: Settles the variation.
        text_size: Height of the text that the glyph stands in, in the strokes' unit: a comma is then as small, and its line as
            thick for its size, as in a line that is read. None for a character that stands alone, which sets its own size.
    """
    width = PEN_WIDTH * float(rng.uniform(*spec.pen))
    moved, size = vary(strokes, spec, rng)
    pixels = np.float32(TEXT_SIZE * (size / text_size if text_size else 1.0))
    mask = overlay([draw_stroke(smooth(stroke * pixels), width) for stroke in moved])
    return _damaged(mask, TEXT_SIZE / 2, width, spec, rng)


def warp_tile(tile: NDArray[np.uint8], spec: AugmentSpec, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Vary a 28x28 tile at twice its size; a mask uint8 [72, 72] with room for what the warp moved outward."""
    side, zoom = 72, 2.0
    inverse = np.linalg.inv(random_affine(spec, rng)) / zoom
    low = rng.normal(0, spec.elastic * 28 * 1.6, (2, 4, 4)).astype(np.float32)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) - (side - 1) / 2
    middle = (tile.shape[0] - 1) / 2
    map_x = inverse[0, 0] * x + inverse[0, 1] * y + middle
    map_y = inverse[1, 0] * x + inverse[1, 1] * y + middle
    if spec.elastic:
        map_x += cv2.resize(low[0], (side, side), interpolation=cv2.INTER_CUBIC)
        map_y += cv2.resize(low[1], (side, side), interpolation=cv2.INTER_CUBIC)
    warped = cv2.remap(tile, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR)
    if spec.pen[0] < 1 and rng.random() < 0.25:  # a quarter are thinned or thickened by a pixel or so
        kernel = np.ones((2, 2), np.uint8)
        warped = cv2.dilate(warped, kernel) if rng.random() < 0.5 else cv2.erode(warped, kernel)
    return _damaged(np.asarray(warped, np.uint8), TILE_X_HEIGHT * zoom, TILE_PEN * zoom, spec, rng)


def _damaged(mask: NDArray[np.uint8], x_height: float, pen: float, spec: AugmentSpec, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A mask worn and soiled by chance, unless the draw wiped it out."""
    if not spec.damage:
        return mask
    result = damaged(mask.copy(), x_height, pen, SOILED.scaled(spec.damage), rng)
    return result if result.max(initial=0) > WRITTEN else mask
