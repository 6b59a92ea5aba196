"""The sign in the corner: it says nothing, and asks for the PIN when it is tapped often enough in a short time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from hcr_desktop.ui import icons
from hcr_desktop.ui.kiosk.style import Sizes

WITHIN = 4.0
"""In so short a time the taps must come, seconds."""


class Corner(QWidget):
    """The sign of the application.

    Attributes:
        asked: Emitted after the last of the taps.
    """

    asked = Signal()

    def __init__(self, taps: int, clock: Callable[[], float] = time.monotonic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times: deque[float] = deque(maxlen=taps)
        self._clock = clock
        self._picture = icons.emblem()

    def fit(self, sizes: Sizes) -> None:
        """Take the sizes of the screen."""
        self.setFixedSize(sizes.control, sizes.control)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sign, in the middle."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = 0.8 * self.width()
        inset = (self.width() - side) / 2
        self._picture.paint(painter, QRectF(inset, inset, side, side).toAlignedRect())
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Count a tap."""
        del event
        self._times.append(self._clock())
        if len(self._times) == self._times.maxlen and self._times[-1] - self._times[0] <= WITHIN:
            self._times.clear()
            self.asked.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick taps are two taps."""
        self.mousePressEvent(event)
