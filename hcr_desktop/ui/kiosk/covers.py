"""What lies over everything else: the countdown, a short message, the black screen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from hcr_desktop.ui.kiosk.style import Sizes
from hcr_desktop.ui.theme import Theme, colour

_PADDING = 20
"""Left and right of a message, pixels."""

_SAID = 4000
"""How long a message stands, milliseconds."""


class Countdown(QWidget):
    """Counts down over a dimmed page; any touch ends it, and does nothing else.

    Attributes:
        ended: Emitted when it was touched.
    """

    ended = Signal()

    def __init__(self, theme: Theme, whole: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._whole = theme, whole
        self._sizes = Sizes.of(QSize(800, 480))
        self.left = 0
        self.hide()

    def fit(self, sizes: Sizes) -> None:
        """Take the sizes of the screen."""
        self._sizes = sizes

    def show_left(self, seconds: int) -> None:
        """Show the seconds that are left; 0 shows nothing."""
        self.left = seconds
        self.setVisible(seconds > 0)
        self.raise_()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Swallowed: what lies below was not meant."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Somebody is there; only now, for else the finger would be lifted from what lies below."""
        event.accept()
        self.ended.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring that empties, the seconds in it, and what will happen."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, sizes = self._theme.colours, self._sizes
        painter.fillRect(self.rect(), colour(colours.window, 0.93))
        side = 2.6 * sizes.control
        ring = QRectF((self.width() - side) / 2, self.height() / 2 - 0.85 * side, side, side)
        painter.setPen(QPen(QColor(colours.line), 0.12 * sizes.control))
        painter.drawEllipse(ring)
        painter.setPen(QPen(QColor(colours.accent), 0.12 * sizes.control, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(ring, 90 * 16, round(360 * 16 * self.left / self._whole))
        self._say(painter, ring, str(self.left), 1.0 * sizes.control, colours.text)
        below = QRectF(0, ring.bottom() + sizes.gap * 2, self.width(), 2 * sizes.letters)
        self._say(painter, below, self.tr("Are you still there?"), 1.5 * sizes.letters, colours.text)
        below.translate(0, 2.2 * sizes.letters)
        self._say(painter, below, self.tr("Touch the screen, or the page is wiped"), 1.0 * sizes.letters, colours.muted)
        painter.end()

    @staticmethod
    def _say(painter: QPainter, area: QRectF, words: str, size: float, tint: str) -> None:
        font = painter.font()
        font.setPixelSize(round(size))
        painter.setFont(font)
        painter.setPen(QColor(tint))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)


class Toast(QLabel):
    """A sentence for a few seconds, at the foot of the screen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.forget)
        self.hide()

    def say(self, words: str) -> None:
        """Show a sentence."""
        self.setText(words)
        self.ensurePolished()
        room = self.parentWidget().size()
        width = min(self.fontMetrics().horizontalAdvance(words) + 2 * _PADDING + 8, round(0.86 * room.width()))
        self.resize(width, self.heightForWidth(width))
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - round(0.06 * room.height()))
        self.show()
        self.raise_()
        self._timer.start(_SAID)

    def forget(self) -> None:
        """Show and hold nothing."""
        self._timer.stop()
        self.hide()
        self.clear()


class Curtain(QWidget):
    """A black screen; a touch raises it, and does nothing else."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setStyleSheet("background: black;")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()

    def fall(self) -> None:
        """Cover everything."""
        self.show()
        self.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Swallowed; it goes up when the finger does."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go up."""
        event.accept()
        self.hide()
