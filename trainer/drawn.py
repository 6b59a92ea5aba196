"""Ink drawn as a picture: black on white paper with one pen, for readers of pictures, ours and others."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Ink
from hcr_desktop.inference.raster import text_size

TALL, PEN, MARGIN = 56.0, 4, 28
"""Height of a typical tall stroke, width of the pen, and paper around the ink, pixels: a scan of handwriting at 250 dots per inch."""

LONGEST = 4000
"""Longest side of the ink, pixels."""

_SHIFT = 4  # cv2 draws with fixed-point coordinates of this many fractional bits


def drawn(strokes: Sequence[NDArray[np.float32]]) -> NDArray[np.uint8]:
    """Strokes, [n, 2] each in any unit, y down, as a grey picture uint8 [h, w]."""
    every = np.concatenate(strokes).astype(np.float64)
    corner, extent = every.min(axis=0), np.ptp(every, axis=0)
    scale = min(TALL / max(text_size(Ink.from_arrays(strokes)), 1e-6), LONGEST / max(float(extent.max()), 1e-6))
    width, height = (int(np.ceil(side * scale)) + 2 * MARGIN for side in extent)
    paper = np.full((height, width), 255, np.uint8)
    for stroke in strokes:
        points = np.rint(((stroke - corner) * scale + MARGIN) * (1 << _SHIFT)).astype(np.int32)
        if len(points) == 1:
            cv2.circle(paper, (int(points[0, 0]), int(points[0, 1])), PEN << (_SHIFT - 1), (0,), -1, cv2.LINE_AA, _SHIFT)
        else:
            cv2.polylines(paper, [points[:, None]], False, (0,), PEN, cv2.LINE_AA, _SHIFT)
    return paper
