"""Wet ink: the line while the pen is down."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from hcr_desktop.document.ink import NIB, Nib, Stroke
from hcr_desktop.ui.pointer import Sample
from hcr_desktop.ui.strokes import brush, middle, piece
from hcr_desktop.ui.theme import Colours


class WetInk:
    """The samples of a line and its points in page units; empty while the pen is up."""

    def __init__(self) -> None:
        self.nib = NIB
        self.points: list[QPointF] = []
        self._samples: list[Sample] = []

    def __bool__(self) -> bool:
        """Whether the pen is down."""
        return bool(self.points)

    def begin(self, sample: Sample, point: QPointF, nib: Nib) -> QRectF:
        """The pen came down; the area to paint, page units."""
        self.nib, self._samples, self.points = nib, [sample], [point]
        return self._around(point)

    def add(self, sample: Sample, point: QPointF) -> QRectF | None:
        """One more point; the area to paint, or None when the pen did not move."""
        if sample.position == self._samples[-1].position:
            return None
        self._samples.append(sample)
        self.points.append(point)
        area = QRectF()
        for near in self.points[-3:]:
            area = area.united(self._around(near))
        return area

    def dry(self, identity: int) -> Stroke:
        """The line as a Stroke: raw points, seconds since pen-down, pressure if the device told any; then empty."""
        xy = np.array([(point.x(), point.y()) for point in self.points], np.float32)
        seconds = np.array([sample.time - self._samples[0].time for sample in self._samples], np.float32)
        pressures = [sample.pressure for sample in self._samples if sample.pressure is not None]
        pressure = np.array(pressures, np.float32) if len(pressures) == len(self._samples) else None
        self.clear()
        return Stroke(identity, xy, seconds, pressure, self.nib)

    def clear(self) -> None:
        """Forget the line."""
        self.points, self._samples = [], []

    def paint(self, painter: QPainter, colours: Colours, first: int = 0) -> None:
        """Paint the smooth line from point ``first`` on, less its tip; the painter is in page units."""
        if first == 0 and self.points:
            painter.setPen(brush(self.nib, colours, self._samples[0].pressure))
            painter.drawPoint(self.points[0])
        for i in range(max(first, 1), len(self.points)):
            painter.setPen(brush(self.nib, colours, self._samples[i].pressure))
            painter.drawPath(piece(self.points, i))

    def paint_tip(self, painter: QPainter, colours: Colours) -> None:
        """Paint from where the smooth line ends to where the pen is."""
        if len(self.points) > 1:
            painter.setPen(brush(self.nib, colours, self._samples[-1].pressure))
            painter.drawLine(middle(self.points[-2], self.points[-1]), self.points[-1])

    def _around(self, point: QPointF) -> QRectF:
        reach = margin(self.nib)
        return QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)


def margin(nib: Nib) -> float:
    """How far a line reaches beyond its points, page units, antialiasing included."""
    return 2 * nib.width + 2
