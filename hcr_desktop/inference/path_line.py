"""A line of pen ink as its reader was shown it, and its strokes cut where the reader says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box, Ink, Stroke
from hcr_desktop.document.page import Page
from hcr_desktop.inference.assign import Piece, pieces_of
from hcr_desktop.inference.emissions import SPACE
from hcr_desktop.inference.lattice import Line, Segment
from hcr_desktop.inference.pen_reader import PenReading
from hcr_desktop.inference.raster import draw_stroke, smooth
from hcr_desktop.inference.spell import SharedLine
from hcr_desktop.inference.trace import Levelled


@dataclass(frozen=True, slots=True, eq=False)
class PathLine:
    """A line of pen ink.

    Attributes:
        line: With a segment for each stroke.
        page: The page.
        strokes: The line's, in the order written, as the reader was given them.
        reading: What the reader answered.
        look: Reads a line's ink as a picture, to float32 [frames, READ_LABELS]; None where nobody does.
    """

    line: Line
    page: Page
    strokes: tuple[Stroke, ...]
    reading: PenReading
    look: Callable[[Levelled], NDArray[np.float32]] | None = None

    @property
    def log_probs(self) -> NDArray[np.float32]:
        """What the reader answered, [frames, READ_LABELS]."""
        return self.reading.log_probs

    def otherwise(self) -> NDArray[np.float32] | None:
        """What the reader of pictures answers."""
        return self.look(self.reading.ink) if self.look else None

    def shared(self, spans: NDArray[np.int64], labels: Sequence[int]) -> SharedLine:
        """The line, its strokes cut between the characters of a text that lies in these frames, int64 [labels, 2]."""
        characters = sum(label != SPACE for label in labels)
        whole = {next(iter(segment.marks)): segment for segment in self.line.segments}
        of_stroke: dict[int, list[Piece]] = {}
        for piece in pieces_of(self.reading.trace, spans, labels):
            of_stroke.setdefault(piece.stroke, []).append(piece)
        found: list[tuple[float, Segment, NDArray[np.float32]]] = []
        for number, stroke in enumerate(self.strokes):
            own = of_stroke.get(number, [])
            reaches = {(piece.start, piece.stop) for piece in own}
            for start, stop in sorted(reaches) or [(0.0, 1.0)]:
                segment = whole[stroke.id] if len(reaches) < 2 else self._part(stroke, start, stop)
                share = np.zeros(characters, np.float32)
                for piece in own:
                    if (piece.start, piece.stop) == (start, stop):
                        share[piece.character] = 1.0
                found.append((segment.box.left + segment.box.right, segment, share))
        found.sort(key=lambda each: each[0])
        line = replace(self.line, segments=tuple(segment for _, segment, _ in found))
        return SharedLine(line, np.stack([share for _, _, share in found]))

    def _part(self, stroke: Stroke, start: float, stop: float) -> Segment:
        """A part of a stroke as a segment."""
        pixels = (points_of(stroke, start, stop) - np.array(self.page.origin)) * self.page.scale
        xy = smooth(np.asarray(pixels, np.float32))
        patch, left, top = draw_stroke(xy)
        return Segment(frozenset((stroke.id,)), Box.of(xy), patch, left, top, xy, cut=start > 0)


def points_of(stroke: Stroke, start: float, stop: float) -> NDArray[np.float64]:
    """The points of a stroke between two shares of its length, ends among them, [n, 2]."""
    xy = stroke.xy.astype(np.float64)
    if len(xy) < 2 or (start <= 0 and stop >= 1):
        return xy
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T))]
    along /= max(float(along[-1]), 1e-9)
    first, last = (np.array([np.interp(place, along, xy[:, axis]) for axis in (0, 1)]) for place in (start, stop))
    return np.concatenate([[first], xy[(along > start) & (along < stop)], [last]])


def only_strokes(ink: Ink, line: Line) -> tuple[Stroke, ...]:
    """The strokes of a line, in the order written."""
    marks = frozenset().union(*(segment.marks for segment in line.segments))
    return tuple(stroke for stroke in ink.strokes if stroke.id in marks)
