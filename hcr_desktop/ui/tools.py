"""What the pointer does on canvas and picture: which tool, how it looks, what an eraser meets."""

from __future__ import annotations

from enum import Enum

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPen, QPixmap

from hcr_desktop.document.ink import Stroke

ERASER = 14.0
"""Radius of the eraser, viewport pixels."""


class Tool(Enum):
    """What the pointer does on the canvas."""

    PEN = "pen"
    ERASER = "eraser"
    SELECT = "select"

    def cursor(self, line: str) -> QCursor:
        """How the pointer looks; the eraser is a ring of its size, in the colour ``line``."""
        if self is Tool.ERASER:
            return _ring(QColor(line))
        return QCursor(Qt.CursorShape.CrossCursor if self is Tool.PEN else Qt.CursorShape.PointingHandCursor)


class PageTool(Enum):
    """What a rectangle is for that is drawn on a picture; with HAND none is drawn: a tap selects, a drag moves the page."""

    HAND = "hand"
    CROP = "crop"
    AREA = "area"
    BLOT = "blot"
    LINE = "line"


def meets(stroke: Stroke, start: tuple[float, float], stop: tuple[float, float], reach: float) -> bool:
    """Whether a stroke comes within ``reach`` of the way from ``start`` to ``stop`` (page units)."""
    steps = max(1, int(np.hypot(stop[0] - start[0], stop[1] - start[1]) / reach))
    way = np.linspace(start, stop, steps + 1)[:, None, :]  # [steps, 1, 2]
    a = stroke.xy[:-1] if len(stroke.xy) > 1 else stroke.xy
    b = stroke.xy[1:] if len(stroke.xy) > 1 else stroke.xy
    along = b - a
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    t = np.clip(((way - a) * along).sum(axis=2) / length, 0, 1)[:, :, None]
    distance = np.hypot(*np.moveaxis(way - (a + t * along), 2, 0))
    return bool((distance <= reach).any())


def _ring(line: QColor) -> QCursor:
    """A ring of the eraser's size."""
    size = round(2 * ERASER) + 4
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1.5))
    painter.drawEllipse(QPointF(size / 2, size / 2), ERASER, ERASER)
    painter.end()
    return QCursor(picture)
