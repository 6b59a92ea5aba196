"""The line at the foot of the window: what the reader is doing, and how much there is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from hcr_desktop.ui.bridge import Activity
from hcr_desktop.ui.theme import Theme

_SLOW = 150
"""A reading is spoken of only when it takes longer than this, in milliseconds: the line must not flicker while one writes."""

_SAID = 2000
"""How long a passing word stays, milliseconds."""


class _Dot(QWidget):
    """A coloured dot; the words beside it say the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.name = "muted"
        self.setFixedSize(QSize(10, 10))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(self._theme.colours, self.name)))
        painter.drawEllipse(QRectF(1, 1, 8, 8))
        painter.end()


class StatusLine(QFrame):
    """A dot and a word for the reader, then counts and zoom."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self._activity = Activity.LOADING
        self._waiting = 0
        self._dot = _Dot(theme)
        self._doing = QLabel()
        self._counts = QLabel()
        self._zoom = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 5, 18, 7)
        row.setSpacing(8)
        row.addWidget(self._dot)
        row.addWidget(self._doing, 1)
        row.addWidget(self._counts)
        row.addSpacing(12)
        row.addWidget(self._zoom)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_SLOW)
        self._patience.timeout.connect(self._show)
        self._show()

    @property
    def doing(self) -> str:
        """The words shown for the reader."""
        return self._doing.text()

    def show_activity(self, activity: Activity) -> None:
        """Show what the reader is doing."""
        self._activity = activity
        if activity is Activity.READING:
            if not self._patience.isActive():
                self._patience.start()
        else:
            self._patience.stop()
            self._show()

    def show_waiting(self, count: int) -> None:
        """Show how many pictures are being opened."""
        self._waiting = count
        self._show()

    def show_counts(self, strokes: int, characters: int, *, on_picture: bool) -> None:
        """Show how much ink and text there is."""
        read = self.tr("1 character") if characters == 1 else self.tr("{0} characters").format(characters)
        written = self.tr("1 stroke") if strokes == 1 else self.tr("{0} strokes").format(strokes)
        parts = [written] * (strokes > 0 and not on_picture) + [read] * (characters > 0)
        self._counts.setText(" · ".join(parts))

    def show_zoom(self, zoom: float) -> None:
        """Show the zoom of the view in front."""
        self._zoom.setText(self.tr("{0} %").format(round(zoom * 100)))

    def say(self, words: str) -> None:
        """Show a passing word."""
        self._doing.setText(words)
        QTimer.singleShot(_SAID, self, self._show)

    def _show(self) -> None:
        words, self._dot.name = {
            Activity.LOADING: (self.tr("Loading the reading model…"), "fair"),
            Activity.READY: (self.tr("Ready"), "good"),
            Activity.READING: (self.tr("Reading…"), "accent"),
            Activity.BROKEN: (self.tr("Nothing can be read: the reading models could not be loaded"), "poor"),
        }[self._activity]
        if self._waiting:
            words, self._dot.name = self.tr("Opening pictures… Esc stops"), "accent"
        self._doing.setText(words)
        self._dot.update()
