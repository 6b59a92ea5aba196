"""A line's ink drawn as the mask that a scan of it would give: any pen, any size, damaged or not. Acts before ``strip``, never after."""

from __future__ import annotations

from dataclasses import dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.pen_picture import drawn, runs
from hcr_desktop.inference.strip import StripSpec
from hcr_desktop.inference.trace import Levelled

Array = NDArray[np.float64]
Mask = NDArray[np.uint8]
Random = np.random.Generator

_SHIFT = 4  # cv2 draws with fixed-point coordinates of this many fractional bits


@dataclass(frozen=True, slots=True)
class Look:
    """How lines may look: ranges, and chances of each kind of damage.

    Attributes:
        smallest: Height of small letters, pixels; ``largest`` the same.
        largest: See above.
        thinnest: Width of the pen, line units; ``thickest`` the same.
        thickest: See above.
        pressure: Chance that strokes differ in width.
        neighbour: Chance of ends of letters of a line above or below.
        rule: Chance of remains of a ruled line.
        blot: Chance of blots.
        crack: Chance of cuts through the ink.
        grain: Chance that the ink is thin in places, as a pencil's or a dry pen's.
        swell: Chance of ink a pixel thicker or thinner all over.
        blur: Chance of a blur, after which mostly a threshold makes the edges hard again.
        salt: Chance of specks.
    """

    smallest: float = 12.0
    largest: float = 40.0
    thinnest: float = 0.06
    thickest: float = 0.2
    pressure: float = 0.2
    neighbour: float = 0.1
    rule: float = 0.06
    blot: float = 0.06
    crack: float = 0.08
    grain: float = 0.1
    swell: float = 0.2
    blur: float = 0.35
    salt: float = 0.06

    def scaled(self, factor: float) -> Look:
        """The same sizes and pens, all kinds of damage ``factor`` times as likely."""
        kept = ("smallest", "largest", "thinnest", "thickest")
        return Look(**{item.name: getattr(self, item.name) * (1 if item.name in kept else factor) for item in fields(self)})


def draw_line(ink: Levelled, look: Look, rng: Random) -> Mask:
    """Ink drawn by a pen of chance, and damaged by chance, uint8 [h, w], 255 ink."""
    scale = float(np.exp(rng.uniform(np.log(look.smallest), np.log(look.largest))))
    pen = float(np.exp(rng.uniform(np.log(look.thinnest), np.log(look.thickest))))
    strokes = runs(ink)
    pens = pen * (np.exp(rng.normal(0, 0.3, len(strokes))) if rng.random() < look.pressure else np.ones(1))
    mask, corner = drawn(strokes, scale, pens)
    mask = _worn(mask, scale, pen * scale, look, rng)
    if rng.random() < look.neighbour:
        _neighboured(mask, strokes, corner, scale, pen, rng)
    _soiled(mask, corner, scale, look, rng)
    return _blurred(mask, rng) if rng.random() < look.blur else mask


def damaged(mask: Mask, scale: float, pen: float, look: Look, rng: Random) -> Mask:
    """A mask worn, soiled and blurred by chance: what befalls a character alone.

    Args:
        mask: uint8 [h, w], 255 ink.
        scale: Height of small letters, pixels.
        pen: Width of the pen, pixels.
        look: The chances of each kind of damage.
        rng: Settles which befall.
    """
    mask = _worn(mask, scale, pen, look, rng)
    _soiled(mask, np.zeros(2), scale, look, rng)
    return _blurred(mask, rng) if rng.random() < look.blur else mask


def _worn(mask: Mask, scale: float, pen: float, look: Look, rng: Random) -> Mask:
    """Ink broken in place, and thicker or thinner."""
    _broken(mask, scale, look, rng)
    return _swollen(mask, pen, rng) if rng.random() < look.swell else mask


def _broken(mask: Mask, scale: float, look: Look, rng: Random) -> None:
    """Cracks through the ink, and places where it hardly covers."""
    height, width = mask.shape
    if rng.random() < look.crack:
        for x, y in rng.uniform(0, (width, height), (int(rng.integers(1, 2 + width // int(4 * scale + 1))), 2)):
            dx, dy = rng.normal(0, scale, 2)
            cv2.line(mask, (int(x - dx), int(y - dy)), (int(x + dx), int(y + dy)), (0,), max(1, round(scale * rng.uniform(0.02, 0.08))))
    if rng.random() < look.grain:
        coarse = rng.random((max(2, int(height / scale * 5)), max(2, int(width / scale * 5))), dtype=np.float32)
        fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
        mask[fine < rng.uniform(0.1, 0.32)] = 0


def _swollen(mask: Mask, pen: float, rng: Random) -> Mask:
    """Ink a pixel or so thicker, or thinner where the pen (its width in pixels) is wide enough for it."""
    shape = cv2.getStructuringElement(cv2.MORPH_CROSS if pen < 4 else cv2.MORPH_ELLIPSE, (3, 3))
    change = cv2.erode if pen > 4 and rng.random() < 0.5 else cv2.dilate
    return np.asarray(change(mask, shape), np.uint8)


def _neighboured(mask: Mask, strokes: list[Array], corner: Array, scale: float, pen: float, rng: Random) -> None:
    """Here and there the ends of letters of another line, above or below: of this line's own ink, moved there."""
    away = float(rng.uniform(2.4, 3.2)) * (1 if rng.random() < 0.5 else -1)
    aside = float(rng.uniform(-8, 8))
    for place in rng.permutation(len(strokes))[: int(rng.integers(1, 4))]:
        run = (strokes[place] + (aside, away) - corner) * (scale * (1 << _SHIFT))
        if len(run) > 1:
            cv2.polylines(
                mask, [np.rint(run).astype(np.int32)[:, None]], False, (255,), max(1, round(pen * scale - 0.8)), cv2.LINE_AA, _SHIFT
            )


def _soiled(mask: Mask, corner: Array, scale: float, look: Look, rng: Random) -> None:
    """Remains of a ruled line near the baseline, blots, and specks."""
    height, width = mask.shape
    if rng.random() < look.rule:
        level, thick = round(float(rng.normal(0.1, 0.25) - corner[1]) * scale), max(1, round(scale * rng.uniform(0.02, 0.07)))
        for start in rng.uniform(0, width, int(rng.integers(1, 2 + width // int(3 * scale + 1)))):
            cv2.line(mask, (int(start), level), (int(start + scale * rng.uniform(0.1, 1.2)), level), (255,), thick)
    if rng.random() < look.blot:
        for x, y in rng.uniform(0, (width, height), (int(rng.integers(1, 4)), 2)):
            cv2.circle(mask, (int(x), int(y)), max(1, round(scale * rng.uniform(0.03, 0.12))), (255,), -1, cv2.LINE_AA)
    if rng.random() < look.salt:
        count = 1 + int(mask.size * rng.uniform(0, 0.001))
        mask[rng.integers(height, size=count), rng.integers(width, size=count)] = 255


def _blurred(mask: Mask, rng: Random) -> Mask:
    """A little out of focus; mostly made hard again at a threshold of chance."""
    soft = cv2.GaussianBlur(mask, (0, 0), float(rng.uniform(0.5, 1.3)))
    if rng.random() < 0.3:
        return np.asarray(soft, np.uint8)
    return np.asarray(cv2.threshold(soft, float(rng.uniform(70, 150)), 255, cv2.THRESH_BINARY)[1], np.uint8)


def nudged(pixels: Mask, spec: StripSpec, rng: Random) -> Mask:
    """A strip whose size, lean, baseline and tone are a little off."""
    height, width = pixels.shape
    wide, high = np.exp(rng.normal(0, 0.07, 2))
    lean, margin, above = rng.normal(0, 0.08), spec.margin, spec.above
    matrix = np.array([[wide, -lean, lean * above + margin * (1 - wide)], [0, high, above * (1 - high) + rng.normal(0, 0.6)]])
    columns = max(2 * margin, round((width - 2 * margin) * wide) + 2 * margin)
    moved = cv2.warpAffine(pixels, matrix, (columns, height), flags=cv2.INTER_LINEAR)
    if rng.random() < 0.5:
        moved = cv2.convertScaleAbs(moved, alpha=float(np.exp(rng.normal(0, 0.15))))
    return np.asarray(moved, np.uint8)
