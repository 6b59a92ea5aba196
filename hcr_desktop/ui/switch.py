"""A switch: on or off, told by where its knob is as well as by its colour."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from hcr_desktop.ui.theme import TARGET, Theme

_TRACK = QSize(46, 26)
"""Width and height of the track, pixels."""


class Switch(QCheckBox):
    """A check box that looks like a switch, its words before it."""

    def __init__(self, words: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._theme = theme
        self.setMinimumHeight(TARGET)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def hitButton(self, pos: QPoint) -> bool:
        """All of it is pressed."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words on the left, the switch on the right."""
        del event
        colours, on = self._theme.colours, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        track = QRectF(self.width() - _TRACK.width() - 2, (self.height() - _TRACK.height()) / 2, _TRACK.width(), _TRACK.height())
        painter.setPen(QPen(QColor(colours.accent if on else colours.muted), 2))
        painter.setBrush(QColor(colours.accent if on else colours.surface))
        painter.drawRoundedRect(track, 13, 13)
        knob = QRectF(0, 0, 16, 16)
        knob.moveCenter(track.center())
        knob.moveLeft(track.right() - 21 if on else track.left() + 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.on_accent if on else colours.muted))
        painter.drawEllipse(knob)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.text), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track.adjusted(-3, -3, 3, 3), 15, 15)
        painter.end()
