"""A button with a reading, large, and how likely it is, small."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from hcr_desktop.ui.theme import TARGET, Theme

_LARGE, _SMALL = 19, 12
"""Heights of the letters, pixels."""


class ReadingButton(QPushButton):
    """Shows a reading over its confidence."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.reading, self.confidence = "", ""
        self.setCheckable(True)
        self.setProperty("candidate", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumSize(QSize(TARGET, TARGET + 4))

    def show_reading(self, text: str, confidence: str, *, present: bool) -> None:
        """Show this reading; the present one is pressed."""
        self.reading, self.confidence = text, confidence
        self.setChecked(present)
        self.setAccessibleName(self.tr("Read it as {0}, {1}").format(text, confidence))
        self.setToolTip(self.tr("Read it as {0}").format(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, and both lines on it."""
        super().paintEvent(event)
        colours = self._theme.colours
        painter = QPainter(self)
        letters = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)  # in it I, l, 1 and | are told apart, and O from 0
        upper, lower = self.rect().adjusted(4, 4, -4, -20), QRect(0, self.height() - 21, self.width(), 16)
        for words, font, size, area, tint in (
            (self.reading, letters, _LARGE, upper, colours.accent if self.isChecked() else colours.text),
            (self.confidence, painter.font(), _SMALL, lower, colours.accent if self.isChecked() else colours.muted),
        ):
            font.setPixelSize(size)
            painter.setFont(font)
            painter.setPen(QColor(tint))
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)
        painter.end()
