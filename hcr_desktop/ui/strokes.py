"""How strokes look: smooth lines through the raw points, wider where the pen pressed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from hcr_desktop.document.ink import Box, Ink, Nib, Stroke
from hcr_desktop.ui.theme import Colours, colour


def brush(nib: Nib, colours: Colours, pressure: float | None = None, alpha: float = 1.0) -> QPen:
    """The pen that draws a nib, for a pressure 0..1 or for a device without."""
    width = nib.width if pressure is None else nib.width * (0.45 + 1.1 * pressure)
    tint = colour(getattr(colours, nib.colour), alpha)
    return QPen(tint, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def middle(a: QPointF, b: QPointF) -> QPointF:
    """The point half way."""
    return QPointF((a.x() + b.x()) / 2, (a.y() + b.y()) / 2)


def piece(points: list[QPointF], i: int) -> QPainterPath:
    """The smooth line that point ``i`` >= 1 adds: from the middle before point i - 1 to the middle after it."""
    start = points[0] if i == 1 else middle(points[i - 2], points[i - 1])
    path = QPainterPath(start)
    path.quadTo(points[i - 1], middle(points[i - 1], points[i]))
    return path


class DryInk:
    """The ink on the canvas, with the path and the box of every stroke kept, for strokes never change."""

    def __init__(self) -> None:
        self.ink = Ink()
        self._boxes: NDArray[np.float64] = np.empty((0, 4))  # left, top, right, bottom of each stroke
        self._paths: dict[int, tuple[Stroke, QPainterPath]] = {}

    def take(self, ink: Ink) -> list[Stroke]:
        """Hold this ink from now on; the strokes that came or went."""
        old = {stroke.id: (stroke, row) for stroke, row in zip(self.ink.strokes, self._boxes, strict=True)}
        gone = {key: stroke for key, (stroke, _) in old.items()}
        came, boxes = [], np.empty((len(ink.strokes), 4))
        for at, stroke in enumerate(ink.strokes):
            known = old.get(stroke.id)
            if known is not None and known[0] is stroke:
                boxes[at] = known[1]
                del gone[stroke.id]
            else:
                boxes[at] = *stroke.xy.min(axis=0), *stroke.xy.max(axis=0)
                came.append(stroke)
        for key in gone:
            self._paths.pop(key, None)
        self.ink, self._boxes = ink, boxes
        return [*gone.values(), *came]

    @property
    def box(self) -> Box | None:
        """The bounding box of all; None without ink."""
        if not len(self._boxes):
            return None
        low, high = self._boxes[:, :2].min(axis=0), self._boxes[:, 2:].max(axis=0)
        return Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))

    def near(self, area: QRectF) -> list[Stroke]:
        """The strokes whose boxes touch ``area``, in the order written."""
        left, top, right, bottom = self._boxes.T
        touching = (left <= area.right()) & (right >= area.left()) & (top <= area.bottom()) & (bottom >= area.top())
        return [self.ink.strokes[at] for at in np.flatnonzero(touching)]

    def path(self, stroke: Stroke) -> QPainterPath:
        """The smooth line through the stroke, page units."""
        known = self._paths.get(stroke.id)
        if known is None or known[0] is not stroke:
            known = stroke, _path(_points(stroke))
            self._paths[stroke.id] = known
        return known[1]

    def paint(self, painter: QPainter, stroke: Stroke, colours: Colours, tint: QColor | None = None) -> None:
        """Paint one stroke, in ``tint`` or in its own colour; the painter is in page units."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if stroke.pressure is None or len(stroke.xy) < 2:
            painter.setPen(_pen(stroke.nib, colours, None if stroke.pressure is None else float(stroke.pressure[0]), tint))
            painter.drawPath(self.path(stroke))
            return
        points = _points(stroke)
        for i in range(1, len(points)):
            painter.setPen(_pen(stroke.nib, colours, float(stroke.pressure[i]), tint))
            painter.drawPath(piece(points, i))
        painter.drawLine(middle(points[-2], points[-1]), points[-1])


def _pen(nib: Nib, colours: Colours, pressure: float | None, tint: QColor | None) -> QPen:
    pen = brush(nib, colours, pressure)
    if tint is not None:
        pen.setColor(tint)
    return pen


def _points(stroke: Stroke) -> list[QPointF]:
    return [QPointF(x, y) for x, y in stroke.xy.tolist()]


def _path(points: list[QPointF]) -> QPainterPath:
    """The pieces of a stroke in one path; a stroke of one point is a dot."""
    path = QPainterPath(points[0])
    for i in range(1, len(points)):
        path.quadTo(points[i - 1], middle(points[i - 1], points[i]))
    path.lineTo(points[-1] if len(points) > 1 else points[0] + QPointF(0.01, 0))
    return path
