"""A crop of ink to the tensor of the glyph model. The only such code: the trainer imports it.

The layout is EMNIST's (Cohen et al. 2017, arXiv 1702.05373): the longer side of the ink fills 24 of 28 pixels, its
box is centred, the aspect kept, white ink on black.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class NormaliseSpec:
    """The numbers of the normalisation; they travel with the weights in ``card.json``.

    Attributes:
        size: Side of the square tensor in pixels.
        fit: Length in pixels to which the longer side of the ink is brought.
        level: Pixels of at least this value (0..255, after stretching the brightest to 255) bound the ink.
        blur: Gaussian blur before shrinking, in tensor pixels (standard deviation), against aliasing.
    """

    size: int = 28
    fit: float = 24.0
    level: int = 40
    blur: float = 0.4

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> NormaliseSpec:
        """The spec of a card."""
        return cls(int(values["size"]), float(values["fit"]), int(values["level"]), float(values["blur"]))


def normalise(crop: NDArray[np.uint8], spec: NormaliseSpec) -> NDArray[np.uint8]:
    """Fit the ink of ``crop`` uint8 [h, w] (255 ink) into a tensor uint8 [size, size]; all zero where there is no ink."""
    peak = int(crop.max(initial=0))
    if peak == 0:
        return np.zeros((spec.size, spec.size), np.uint8)
    # A patch carries an empty margin; the level keeps faint noise and blur from setting the frame.
    ink = crop >= spec.level * peak / 255
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    scale = spec.fit / max(bottom - top, right - left)
    source: NDArray[Any] = crop
    margin = 0
    if scale < 1:
        # The blur needs room: at the edge of a tight crop it would lose what it spreads, all of a thin bar even.
        margin = int(np.ceil(3 * spec.blur / scale))
        source = cv2.copyMakeBorder(crop, margin, margin, margin, margin, cv2.BORDER_CONSTANT)
        source = cv2.GaussianBlur(source, (0, 0), spec.blur / scale)
    # Pixel centres: destination (u + .5) = (x + .5 - centre) * scale + size / 2.
    shift_x = spec.size / 2 - 0.5 - ((left + right) / 2 + margin - 0.5) * scale
    shift_y = spec.size / 2 - 0.5 - ((top + bottom) / 2 + margin - 0.5) * scale
    matrix = np.array([[scale, 0, shift_x], [0, scale, shift_y]], np.float32)
    tensor = cv2.warpAffine(source, matrix, (spec.size, spec.size), flags=cv2.INTER_LINEAR)
    brightest = int(tensor.max())
    return np.asarray(cv2.convertScaleAbs(tensor, alpha=255 / brightest) if brightest else tensor, np.uint8)


def turned(crop: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """A crop uint8 [h, w] turned about its middle, clockwise on screen, on a canvas that holds all of it."""
    height, width = crop.shape
    side = int(np.ceil(np.hypot(height, width))) + 2
    matrix = np.array(cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -degrees, 1.0), np.float64)
    matrix[:, 2] += ((side - width) / 2, (side - height) / 2)
    return np.asarray(cv2.warpAffine(crop, matrix, (side, side)), np.uint8)


def normalise_all(crops: list[NDArray[np.uint8]], spec: NormaliseSpec) -> NDArray[np.uint8]:
    """Normalise crops of any sizes into one batch uint8 [n, size, size]."""
    if not crops:
        return np.zeros((0, spec.size, spec.size), np.uint8)
    return np.stack([normalise(crop, spec) for crop in crops])
