"""A line of pen ink as the picture that the image reader knows best. The trainer draws its lines with the same pen.

The line is drawn from its levelled path, in the usual size with the usual pen: small writing comes out with no thicker a pen than large.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.trace import Levelled

Array = NDArray[np.float64]
Mask = NDArray[np.uint8]

SIZE, PEN = 24.0, 0.12
"""Height of small letters in pixels, and width of the pen in line units."""

MARGIN = 0.6
"""Paper around the ink, line units."""

_SHIFT = 4  # cv2 draws with fixed-point coordinates of this many fractional bits


def picture(ink: Levelled) -> Mask:
    """Ink drawn in the usual size by the usual pen, uint8 [h, w], 255 ink."""
    return drawn(runs(ink), SIZE, np.array([PEN]))[0]


def runs(ink: Levelled) -> list[Array]:
    """The strokes in line units, y down, [n, 2] each."""
    xy = ink.xy.astype(np.float64) * (1, -1)
    return np.split(xy, np.flatnonzero(ink.stroke[1:] != ink.stroke[:-1]) + 1)


def drawn(strokes: list[Array], scale: float, pens: Array) -> tuple[Mask, Array]:
    """Strokes drawn by round pens.

    Args:
        strokes: In line units, y down, [n, 2] each.
        scale: Pixels per line unit.
        pens: Width in line units of one pen for all, or of one for each stroke.

    Returns:
        The mask uint8 [h, w], 255 ink, and where in line units its corner lies.
    """
    every = np.concatenate(strokes)
    corner = every.min(axis=0) - MARGIN
    width, height = (int(side) + 1 for side in np.ceil((every.max(axis=0) + MARGIN - corner) * scale))
    mask = np.zeros((height, width), np.uint8)
    pixels = [np.rint((stroke - corner) * (scale * (1 << _SHIFT))).astype(np.int32) for stroke in strokes]
    # OpenCV's soft lines are about a pixel wider than asked for.
    widths = np.maximum(np.rint(pens * scale - 0.8), 1).astype(int)
    for wide in np.unique(widths):
        own = pixels if len(widths) == 1 else [stroke for stroke, each in zip(pixels, widths, strict=True) if each == wide]
        cv2.polylines(mask, [stroke[:, None] for stroke in own if len(stroke) > 1], False, (255,), int(wide), cv2.LINE_AA, _SHIFT)
        for stroke in own:
            if len(stroke) == 1 or np.ptp(stroke, axis=0).max() < wide << _SHIFT:
                cv2.circle(mask, (int(stroke[0, 0]), int(stroke[0, 1])), max(int(wide), 2) << (_SHIFT - 1), (255,), -1, cv2.LINE_AA, _SHIFT)
    return mask, corner
