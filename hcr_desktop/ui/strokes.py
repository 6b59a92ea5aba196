"""How strokes look: smooth lines through the raw points, wider where the pen pressed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from hcr_desktop.document.ink import Stroke

NIB = 2.6
"""Width of a line without pressure, page units."""


def nib(colour: QColor, pressure: float | None = None) -> QPen:
    """The pen for a pressure 0..1, or for a device without."""
    width = NIB if pressure is None else NIB * (0.45 + 1.1 * pressure)
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def middle(a: QPointF, b: QPointF) -> QPointF:
    """The point half way."""
    return QPointF((a.x() + b.x()) / 2, (a.y() + b.y()) / 2)


def piece(points: list[QPointF], i: int) -> QPainterPath:
    """The smooth line that point ``i`` >= 1 adds: from the middle before point i - 1 to the middle after it."""
    start = points[0] if i == 1 else middle(points[i - 2], points[i - 1])
    path = QPainterPath(start)
    path.quadTo(points[i - 1], middle(points[i - 1], points[i]))
    return path


class StrokePainter:
    """Paints dry strokes; keeps the path of each, for strokes never change."""

    def __init__(self) -> None:
        self._paths: dict[int, tuple[Stroke, QPainterPath]] = {}

    def path(self, stroke: Stroke) -> QPainterPath:
        """The smooth line through the stroke, page units."""
        known = self._paths.get(stroke.id)
        if known is None or known[0] is not stroke:
            known = stroke, _path(_points(stroke))
            self._paths[stroke.id] = known
        return known[1]

    def paint(self, painter: QPainter, stroke: Stroke, colour: QColor) -> None:
        """Paint one stroke; the painter is in page units."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if stroke.pressure is None or len(stroke.xy) < 2:
            painter.setPen(nib(colour, None if stroke.pressure is None else float(stroke.pressure[0])))
            painter.drawPath(self.path(stroke))
            return
        points = _points(stroke)
        for i in range(1, len(points)):
            painter.setPen(nib(colour, float(stroke.pressure[i])))
            painter.drawPath(piece(points, i))
        painter.drawLine(middle(points[-2], points[-1]), points[-1])

    def forget(self) -> None:
        """Drop all kept paths."""
        self._paths.clear()


def _points(stroke: Stroke) -> list[QPointF]:
    return [QPointF(x, y) for x, y in stroke.xy.tolist()]


def _path(points: list[QPointF]) -> QPainterPath:
    """The pieces of a stroke in one path; a stroke of one point is a dot."""
    path = QPainterPath(points[0])
    for i in range(1, len(points)):
        path.quadTo(points[i - 1], middle(points[i - 1], points[i]))
    path.lineTo(points[-1] if len(points) > 1 else points[0] + QPointF(0.01, 0))
    return path
