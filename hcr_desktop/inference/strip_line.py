"""A line of a picture as its reader was shown it, and its components cut where the reader says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box
from hcr_desktop.document.page import Page
from hcr_desktop.inference.classify import STRIP_FRAME
from hcr_desktop.inference.emissions import SPACE, boundaries
from hcr_desktop.inference.image_reader import ImageReading
from hcr_desktop.inference.lattice import Line, Segment
from hcr_desktop.inference.segment import outline
from hcr_desktop.inference.spell import SharedLine

WHOLE = 0.8
"""A component of whose ink one character has at least this share is not cut."""

LEAST = 0.12
"""Nor is one cut off that has less than this share of a component."""

REACH = 4
"""Columns of the strip by which a cut may move to where the ink is thinner."""

MOVED = 0.15
"""What a column of such a move costs, in pixels of ink."""

INKED = 64
"""Grey value from which a pixel is ink."""


@dataclass(frozen=True, slots=True, eq=False)
class StripLine:
    """A line of a picture.

    Attributes:
        line: With a segment for each component.
        page: The page.
        reading: What the reader answered, of the composed patches of all segments.
    """

    line: Line
    page: Page
    reading: ImageReading

    @property
    def log_probs(self) -> NDArray[np.float32]:
        """What the reader answered, [frames, READ_LABELS]."""
        return self.reading.log_probs

    def otherwise(self) -> None:
        """There is no path that the reader of the pen could be shown."""

    def shared(self, spans: NDArray[np.int64], labels: Sequence[int]) -> SharedLine:
        """The line, its components cut between the characters of a text that lies in these frames, int64 [labels, 2]."""
        # A column is named by its middle: the edge before frame f lies half a column before the first of its columns.
        edges = STRIP_FRAME * boundaries(spans[[label != SPACE for label in labels]]) - 0.5
        corner = min(segment.left for segment in self.line.segments), min(segment.top for segment in self.line.segments)
        found = [part for segment in self.line.segments for part in self._parts(segment, edges, corner)]
        found.sort(key=lambda part: part[0].box.left + part[0].box.right)
        line = replace(self.line, segments=tuple(segment for segment, _ in found))
        return SharedLine(line, np.stack([share for _, share in found]))

    def _parts(self, segment: Segment, edges: NDArray[np.float64], corner: tuple[int, int]) -> list[tuple[Segment, NDArray[np.float32]]]:
        """A component, whole or cut, and how much of each part is whose."""
        rows, columns = np.nonzero(segment.patch >= INKED)
        if not len(rows):
            rows, columns = np.nonzero(segment.patch)
        matrix = self.reading.strip.matrix[0]
        x = matrix @ np.stack([columns + (segment.left - corner[0]), rows + (segment.top - corner[1]), np.ones(len(rows))])
        cuts = _cuts(x, edges)
        if not len(cuts):
            return [(segment, _shares(x, edges))]
        part_of = np.searchsorted(cuts, x)
        parts = []
        for number in np.unique(part_of):
            own = part_of == number
            part = _part(segment, rows[own], columns[own], cut=bool(number > part_of.min()))
            parts.append((part, _shares(x[own], edges)))
        return parts


def _shares(x: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float32]:
    """How much of the ink at columns ``x`` each character has, float32 [edges + 1]."""
    return np.asarray(np.bincount(np.searchsorted(edges, x), minlength=len(edges) + 1) / len(x), np.float32)


def _cuts(x: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """The columns at which to cut a component whose ink lies at columns ``x``."""
    shares = _shares(x, edges)
    kept = np.flatnonzero(shares >= LEAST)
    if shares.max() >= WHOLE or len(kept) < 2:
        return np.zeros(0)
    first = int(np.floor(x.min()))
    thickness = np.bincount(np.rint(x).astype(np.int64) - first, minlength=1).astype(np.float64)
    between = [edges[before:after].mean() for before, after in pairwise(kept.tolist())]
    return np.array([_thinnest(thickness, edge - first) + first for edge in between])


def _thinnest(thickness: NDArray[np.float64], place: float) -> float:
    """Where near a place a component is thinnest."""
    near = np.arange(max(0, int(np.ceil(place - REACH))), min(len(thickness), int(place + REACH) + 1))
    if not len(near):
        return place
    return float(near[(thickness[near] + MOVED * np.abs(near - place)).argmin()])


def _part(segment: Segment, rows: NDArray[np.int64], columns: NDArray[np.int64], *, cut: bool) -> Segment:
    """Some pixels of a segment as a segment."""
    own = np.zeros_like(segment.patch)
    own[rows, columns] = segment.patch[rows, columns]
    top, left = int(rows.min()), int(columns.min())
    patch = np.ascontiguousarray(own[top : rows.max() + 1, left : columns.max() + 1])
    left, top = segment.left + left, segment.top + top
    height, width = patch.shape
    inset_x, inset_y = min(segment.margin, width / 2), min(segment.margin, height / 2)
    box = Box(left + inset_x, top + inset_y, left + width - inset_x, top + height - inset_y)
    return Segment(segment.marks, box, patch, left, top, outline(patch, left, top), segment.margin, cut=cut)
