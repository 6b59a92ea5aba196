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
        unwarp: [3, 3], homography from where turning leads to the source's page units, for a photographed sheet; None where there is none.
    """

    mask: NDArray[np.uint8]
    marks: NDArray[np.int32]
    scale: float
    origin: tuple[float, float]
    rotation: float = 0.0
    ink: Ink | None = None
    unwarp: NDArray[np.float64] | None = None

    @property
    def matrix(self) -> NDArray[np.float64]:
        """The homography [3, 3] from mask pixels to the source's page units."""
        angle = np.deg2rad(-self.rotation)
        turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
        upright = np.array([[1 / self.scale, 0, self.origin[0]], [0, 1 / self.scale, self.origin[1]], [0, 0, 1]])
        return np.asarray((np.eye(3) if self.unwarp is None else self.unwarp) @ turn @ upright)

    def to_units(self, box: Box) -> Box:
        """A box in mask pixels as the upright bounding box in the source's page units, all turning undone."""
        corners = np.array([(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)], dtype=np.float64)
        moved = np.column_stack([corners, np.ones(4)]) @ self.matrix.T
        return Box.of(moved[:, :2] / moved[:, 2:])
