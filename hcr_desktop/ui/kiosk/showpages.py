"""Pages that only show the text: as large as the screen, and as a QR code. A touch anywhere goes back."""

from __future__ import annotations

import segno
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from hcr_desktop.ui.kiosk.style import Sizes
from hcr_desktop.ui.theme import Theme

_QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""

_MODULE = 3
"""The least width of a module that a phone's camera tells apart from arm's length, pixels."""

_MOST, _LEAST = 220, 22
"""Heights of large letters, pixels."""


def qr_code(text: str, room: int) -> QImage | None:
    """A QR code as a picture, a pixel a module, quiet zone included; None when it would be too fine for ``room`` pixels.

    Args:
        text: What it says.
        room: Width and height that it is shown in, pixels.
    """
    try:
        code = segno.make_qr(text, error="l", boost_error=True, encoding="utf-8" if not text.isascii() else None)
    except segno.DataOverflowError:
        return None
    rows = [bytearray(row) for row in code.matrix_iter(border=_QUIET)]
    side = len(rows)
    if side * _MODULE > room:
        return None
    image = QImage(side, side, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.setPixelColor(x, y, QColor(Qt.GlobalColor.black))
    return image


class ShowPage(QWidget):
    """A page that shows something of the text.

    Attributes:
        done: Emitted when it was touched.
    """

    done = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sizes = Sizes.of(QSize(800, 480))
        self.shown = ""
        theme.changed.connect(self.update)

    def fit(self, sizes: Sizes) -> None:
        """Take the sizes of the screen."""
        self._sizes = sizes
        self.update()

    def show_words(self, text: str) -> None:
        """Show this; nothing is held of what was shown before."""
        self.shown = text
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go back."""
        del event
        self.done.emit()

    def foot(self) -> QRectF:
        """Where the way back is told."""
        height = 2.2 * self._sizes.letters
        return QRectF(0, self.height() - height - self._sizes.gap, self.width(), height)

    def paint_foot(self, painter: QPainter) -> None:
        """Tell the way back."""
        font = painter.font()
        font.setPixelSize(self._sizes.letters)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.muted))
        painter.drawText(self.foot(), Qt.AlignmentFlag.AlignCenter, self.tr("Touch anywhere to go back"))


class LargePage(ShowPage):
    """The text in letters as large as the screen allows."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, in the middle; cut at the foot where not even small letters show all of it."""
        del event
        painter = QPainter(self)
        colours = self._theme.colours
        painter.fillRect(self.rect(), QColor(colours.surface))
        margin = 2 * self._sizes.gap
        area = QRectF(margin, margin, self.width() - 2 * margin, self.foot().top() - 2 * margin)
        font = self.font_for(area)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        fits = QFontMetricsF(font).boundingRect(area, _FLAGS, self.shown).height() <= area.height()
        painter.setClipRect(area)
        painter.drawText(area, _FLAGS | (Qt.AlignmentFlag.AlignVCenter if fits else Qt.AlignmentFlag.AlignTop), self.shown)
        painter.setClipping(False)
        self.paint_foot(painter)
        painter.end()

    def font_for(self, area: QRectF) -> QFont:
        """The largest letters with which the text fits into ``area`` without breaking words; the smallest if none does."""
        low, high = _LEAST, _MOST
        while low < high:
            size = (low + high + 1) // 2
            if self._fits(size, area):
                low = size
            else:
                high = size - 1
        return self._font(low)

    def _fits(self, size: int, area: QRectF) -> bool:
        metrics = QFontMetricsF(self._font(size))
        taken = metrics.boundingRect(area, _FLAGS, self.shown)
        longest = max((metrics.horizontalAdvance(word) for word in self.shown.split()), default=0.0)
        return taken.height() <= area.height() and longest <= area.width()

    def _font(self, size: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(size)
        return font


_FLAGS = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap


class QrPage(ShowPage):
    """The text as a QR code, black on white in either theme, its modules whole pixels."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._code: QImage | None = None

    def show_words(self, text: str) -> None:
        """Show this; nothing is held of what was shown before."""
        super().show_words(text)
        self._code = qr_code(text, self.room) if text else None

    @property
    def room(self) -> int:
        """Width and height that a code may have, pixels."""
        return round(min(self.width() - 2 * self._sizes.gap, self.foot().top() - 4.0 * self._sizes.letters))

    @property
    def fits(self) -> bool:
        """Whether the text is short enough for a code that cameras can read here."""
        return self._code is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        """What to do, the code, the way back."""
        del event
        painter = QPainter(self)
        colours = self._theme.colours
        painter.fillRect(self.rect(), QColor(colours.window))
        font = painter.font()
        font.setPixelSize(round(1.2 * self._sizes.letters))
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        gap = self._sizes.gap
        head = QRectF(gap, gap, self.width() - 2 * gap, 3.2 * self._sizes.letters)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(head, flags, self.tr("Point a phone's camera here to take the text along"))
        if self._code is not None:
            side = self._code.width() * (self.room // self._code.width())
            middle = QPointF(self.width() / 2, (head.bottom() + self.foot().top()) / 2)
            painter.drawImage(QRectF(round(middle.x() - side / 2), round(middle.y() - side / 2), side, side), self._code)
        self.paint_foot(painter)
        painter.end()
