"""Where a line's strokes lie: between ink units and page pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box, Ink, Stroke
from hcr_desktop.document.page import Page


@dataclass(frozen=True, slots=True)
class PageFrame:
    """A line's strokes on their page.

    Attributes:
        page: The page.
        ink: All of the page's ink.
        strokes: The line's, in the order written.
    """

    page: Page
    ink: Ink
    strokes: tuple[Stroke, ...]

    def to_pixels(self, xy: NDArray[np.float64]) -> NDArray[np.float32]:
        """Points in ink units as page pixels, [n, 2]."""
        return np.asarray((xy - np.array(self.page.origin)) * self.page.scale, np.float32)

    def to_units(self, box: Box) -> Box:
        """A box in page pixels in ink units."""
        return self.page.to_units(box)
