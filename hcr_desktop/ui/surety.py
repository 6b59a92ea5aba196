"""How sure the reading of a character is, in three steps, told by line style as well as by colour."""

from __future__ import annotations

import itertools
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextCharFormat

from hcr_desktop.document.text import Span
from hcr_desktop.ui.theme import Colours, colour


class Surety(Enum):
    """Sure, fair, or poor."""

    SURE = "good"
    FAIR = "fair"
    POOR = "poor"

    @classmethod
    def of(cls, span: Span) -> Surety:
        """The step of one character."""
        if span.pinned or span.confidence >= 0.8:
            return cls.SURE
        return cls.FAIR if span.confidence >= 0.5 else cls.POOR

    def colour(self, colours: Colours) -> str:
        """Its colour, #rrggbb."""
        return str(getattr(colours, self.value))

    @property
    def line(self) -> Qt.PenStyle:
        """Its line style."""
        return {Surety.SURE: Qt.PenStyle.SolidLine, Surety.FAIR: Qt.PenStyle.DashLine, Surety.POOR: Qt.PenStyle.DotLine}[self]

    @property
    def underline(self) -> QTextCharFormat.UnderlineStyle:
        """The same, under text."""
        styles = QTextCharFormat.UnderlineStyle
        return {Surety.SURE: styles.NoUnderline, Surety.FAIR: styles.DashUnderline, Surety.POOR: styles.WaveUnderline}[self]

    def paint_line(self, painter: QPainter, rect: QRectF, colours: Colours) -> None:
        """The mark below an uncertain character: dashes for fair, a wave for poor, nothing for sure."""
        if self is Surety.SURE:
            return
        y, left, right = rect.bottom() + 6, rect.left(), max(rect.right(), rect.left() + 10)
        painter.setPen(QPen(colour(self.colour(colours)), 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        steps = max(2, round((right - left) / (8 if self is Surety.FAIR else 4)))
        xs = [left + (right - left) * k / steps for k in range(steps + 1)]
        if self is Surety.FAIR:
            for start, stop in itertools.pairwise(xs):
                painter.drawLine(QPointF(start, y), QPointF(start + 0.55 * (stop - start), y))
        else:
            painter.drawPolyline([QPointF(x, y + (1.8 if k % 2 else -1.8)) for k, x in enumerate(xs)])

    def paint_box(self, painter: QPainter, rect: QRectF, colours: Colours) -> None:
        """The box around a character in a picture."""
        tint = self.colour(colours)
        painter.setPen(QPen(colour(tint), 1.4, self.line))
        painter.setBrush(colour(tint, 0.0 if self is Surety.SURE else 0.08))
        painter.drawRoundedRect(rect, 3, 3)
