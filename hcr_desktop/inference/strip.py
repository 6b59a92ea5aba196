"""A line's ink in pixels to the strip that the image reader reads: levelled, upright, of one size. The trainer imports it.

How the line stands is measured on the outlines of the ink by the very functions that measure it on the path of a pen
(:mod:`hcr_desktop.inference.trace`); one affine transform then does all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.pen_picture import MARGIN, PEN, SIZE, drawn, runs
from hcr_desktop.inference.trace import Levelled, Posture, posture

Array = NDArray[np.float64]
Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class StripSpec:
    """The numbers of the strip; they travel with the weights in ``card.json``.

    Attributes:
        height: Rows of the strip.
        x_height: Height of small letters in it, pixels.
        above: Rows above the baseline.
        margin: Empty columns on either side of the ink.
        widest: Most columns; a longer line is squeezed.
        pens: The size of small letters is at least so many widths of the pen.
        narrowest: And at least this part of the width of the line.
    """

    height: int = 40
    x_height: float = 11.0
    above: float = 26.0
    margin: int = 4
    widest: int = 3000
    pens: float = 3.0
    narrowest: float = 0.004

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> StripSpec:
        """The spec of a card."""
        return cls(**values)


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """What the image reader is shown.

    Attributes:
        pixels: uint8 [height, width], 255 ink.
        matrix: float64 [2, 3], takes (x, y, 1) in pixels of the mask to pixels of the strip.
    """

    pixels: Mask
    matrix: Array

    def in_mask(self, xy: Array) -> Array:
        """Points of the strip, [n, 2], in pixels of the mask."""
        return np.asarray((xy - self.matrix[:, 2]) @ np.linalg.inv(self.matrix[:, :2]).T)


def strip(mask: Mask, spec: StripSpec, nudge: Array | None = None) -> Strip:
    """Bring the ink of one line to a strip.

    Args:
        mask: uint8 [h, w], 255 ink, of any size; soft edges are welcome.
        spec: The strip's numbers.
        nudge: How far the trainer lets the size, place and lean be misjudged: an affine transform of line units, [2, 3].
    """
    left, top, across, down = cv2.boundingRect(mask)
    ink = mask[top : top + down, left : left + across]
    outlines, pen = _outlines(ink)
    if not outlines:
        return Strip(np.zeros((spec.height, 2 * spec.margin), np.uint8), np.eye(2, 3))
    placed = _placed(outlines, pen, spec, nudge)
    right = float((np.concatenate(outlines) @ placed[0, :2]).max() + placed[0, 2])
    width = min(int(np.ceil(right)) + 1 + spec.margin, spec.widest)
    there = np.array([[1.0, 0.0, -left], [0.0, 1.0, -top], [0.0, 0.0, 1.0]])
    return Strip(_darkened(_drawn(ink, placed, (width, spec.height))), placed @ there)


def strip_of_path(ink: Levelled, spec: StripSpec) -> Mask:
    """The strip of a pen line, uint8 [height, width]: drawn, and placed as its path tells that it stands."""
    mask, corner = drawn(runs(ink), SIZE, np.array([PEN]))
    shrink, paper = spec.x_height / SIZE, MARGIN * SIZE
    inked = shrink * (mask.shape[1] - 2 * paper)
    squeeze = min(1.0, (spec.widest - 2 * spec.margin) / inked)
    matrix = np.array(
        [[shrink * squeeze, 0.0, spec.margin - shrink * squeeze * paper], [0.0, shrink, spec.above + spec.x_height * corner[1]]]
    )
    return _darkened(_drawn(mask, matrix, (int(np.ceil(squeeze * inked)) + 2 * spec.margin, spec.height)))


def _darkened(pixels: Mask) -> Mask:
    """Ink as dark as a usual pen's: thin strokes are grey after shrinking."""
    inked = pixels[pixels > FAINT]
    gain = float(np.clip(USUAL / max(float(inked.mean()), 1.0), 1, 3)) if len(inked) else 1.0
    return np.asarray(cv2.convertScaleAbs(pixels, alpha=gain), np.uint8)


def _outlines(mask: Mask) -> tuple[list[Array], float]:
    """The closed outlines of the ink, [n, 2] each; and the width of the pen."""
    threshold = min(128, max(1, int(mask.max(initial=0)) // 2))
    ink = np.asarray(mask >= threshold, np.uint8)
    # OpenCV leaves ink at the very edge open: a frame of paper closes it.
    contours, _ = cv2.findContours(cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return [], 1.0
    around = sum(len(contour) for contour in contours)
    outlines = [contour[:, 0].astype(np.float64) - 1 for contour in contours]
    # A stroke's area is its length times the width, its outline twice the length.
    return [np.concatenate([outline, outline[:1]]) for outline in outlines], max(1.0, 2 * float(ink.sum()) / around)


def _telling(outlines: list[Array]) -> list[Array]:
    """The outlines that tell how the line stands: not the dots."""
    extents = np.array([np.ptp(outline, axis=0).max() + 1 for outline in outlines])
    return [outline for outline, extent in zip(outlines, extents, strict=True) if extent > SPECK * extents.max()]


FAINT, USUAL = 24, 170.0
"""Grey values: what counts as ink in a strip, and the mean of such pixels under a usual pen."""

SPECK = 0.06
"""Ink smaller than this part of the largest piece says nothing of how the line stands."""

OUTLINE_SIZE, OUTLINE_RISE = 0.94, 0.05
"""Outlines inside and outside of letters tell a smaller size and a higher baseline than the path of the pen (medians of 160 lines)."""


def _placed(outlines: list[Array], pen: float, spec: StripSpec, nudge: Array | None) -> Array:
    """The transform from mask to strip, [2, 3]."""
    found, _ = posture(_telling(outlines), spec.narrowest)
    size = max(found.size / OUTLINE_SIZE, spec.pens * pen)
    stands = Posture(size, found.slope, found.pivot, found.baseline - OUTLINE_RISE * size, found.slant)
    # From the mask's pixels, whose y is down, to line units, and on to the strip's pixels.
    units = stands.matrix @ np.diag([1.0, -1.0, 1.0])
    if nudge is not None:
        units = nudge[:, :2] @ units + np.pad(nudge[:, 2:], ((0, 0), (2, 0)))
    matrix = np.diag([spec.x_height, -spec.x_height]) @ units
    matrix[1, 2] += spec.above
    across = np.concatenate(outlines) @ matrix[0, :2]
    squeeze = min(1.0, (spec.widest - 2 * spec.margin) / max(float(np.ptp(across)), 1.0))
    matrix[0] *= squeeze
    matrix[0, 2] = spec.margin - squeeze * float(across.min())
    return np.asarray(matrix, np.float64)


def _drawn(mask: Mask, matrix: Array, size: tuple[int, int]) -> Mask:
    """The mask under a transform; where that shrinks a lot, pixels are averaged first, so that no thin stroke is lost."""
    shrink = round(float(np.sqrt(1 / max(abs(np.linalg.det(matrix[:, :2])), 1e-12))))
    if shrink > 1:
        height, width = (-(-side // shrink) for side in mask.shape)
        whole = cv2.copyMakeBorder(mask, 0, height * shrink - mask.shape[0], 0, width * shrink - mask.shape[1], cv2.BORDER_CONSTANT)
        mask = np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
        # Pixel centres: small = (large + 1/2) / shrink - 1/2.
        matrix = np.column_stack([matrix[:, :2] * shrink, matrix[:, 2] + matrix[:, :2].sum(axis=1) * (shrink - 1) / 2])
    return np.asarray(cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT), np.uint8)
