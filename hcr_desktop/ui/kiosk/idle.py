"""When nobody is there any more: first a countdown, then the wiping, later a black screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from hcr_desktop.kiosk.config import Idle


class IdleWatch(QObject):
    """Counts the time since the last touch.

    Attributes:
        counting: Emitted with the seconds left, once a second, while the countdown runs; with 0 when it ends or is broken off.
        over: Emitted when the countdown has run out.
        resting: Emitted when the screen is to turn black.
    """

    counting = Signal(int)
    over = Signal()
    resting = Signal()

    def __init__(self, idle: Idle, blank_after: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._idle = idle
        self._left = 0
        self._before = _timer(self, idle.wipe_after * 1000, self._begin, single=True)
        self._second = _timer(self, 1000, self._count, single=False)
        self._rest = _timer(self, blank_after * 1000, self.resting.emit, single=True)
        self._blanks = blank_after > 0
        self.touched()

    def touched(self) -> None:
        """Somebody is there."""
        self._before.start()
        if self._blanks:
            self._rest.start()
        if self._left:
            self._end()

    def _begin(self) -> None:
        self._left = self._idle.countdown
        self.counting.emit(self._left)
        self._second.start()

    def _count(self) -> None:
        self._left -= 1
        if self._left > 0:
            self.counting.emit(self._left)
        else:
            self._end()
            self.over.emit()

    def _end(self) -> None:
        self._left = 0
        self._second.stop()
        self.counting.emit(0)


def _timer(parent: QObject, milliseconds: int, act: object, *, single: bool) -> QTimer:
    made = QTimer(parent)
    made.setInterval(milliseconds)
    made.setSingleShot(single)
    made.timeout.connect(act)
    return made
