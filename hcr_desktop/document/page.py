"""A page as pixels: an ink mask in which every piece of ink has a mark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box, Ink

NO_MARK = int(np.iinfo(np.int32).min)
"""Value of ``Page.marks`` where there is no ink. Marks are stroke ids (>= 0) or scan components (< 0, from -1 down)."""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """Ink as pixels, from the pen or from a scan; all stages after this one are the same for both.

    Attributes:
        mask: uint8 [h, w], 0 paper to 255 full ink.
        marks: int32 [h, w], the mark of every ink pixel, NO_MARK elsewhere.
        scale: Pixels per page unit (ink units for the pen, picture pixels for a scan).
        origin: Page-unit (x, y) of the mask's top-left corner.
        rotation: Degrees by which the source was turned (clockwise on screen, about its origin (0, 0)) to make the mask upright.
        ink: The strokes, or None for a scan.
    """

    mask: NDArray[np.uint8]
    marks: NDArray[np.int32]
    scale: float
    origin: tuple[float, float]
    rotation: float = 0.0
    ink: Ink | None = None

    def to_units(self, box: Box) -> Box:
        """A box in mask pixels as the upright bounding box in the source's page units, rotation undone."""
        corners = np.array([(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)], dtype=np.float64)
        upright = corners / self.scale + np.array(self.origin)
        angle = np.deg2rad(-self.rotation)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        return Box.of(upright @ turn.T)
