"""What is printed on the canvas: rules, boxes or nothing."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from hcr_desktop.document.paper import CELL, Paper
from hcr_desktop.ui.theme import Colours


def paint_paper(painter: QPainter, area: QRectF, paper: Paper, colours: Colours) -> None:
    """Paint the rules or the boxes that lie in ``area``; the painter is in page units."""
    if paper is Paper.PLAIN:
        return
    pen = QPen(QColor(colours.rule), 1.0, Qt.PenStyle.SolidLine)
    pen.setCosmetic(True)
    painter.setPen(pen)
    for k in range(max(1, int(area.top() // CELL)), ceil(area.bottom() / CELL) + 1):
        painter.drawLine(QPointF(area.left(), k * CELL + 0.5), QPointF(area.right(), k * CELL + 0.5))
    if paper is Paper.BOXED:
        for k in range(max(1, int(area.left() // CELL)), ceil(area.right() / CELL) + 1):
            painter.drawLine(QPointF(k * CELL + 0.5, area.top()), QPointF(k * CELL + 0.5, area.bottom()))
