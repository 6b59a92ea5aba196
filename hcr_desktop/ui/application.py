"""The Qt application: it alone hears when a pen comes near the screen and when it goes, and on macOS which files are to be opened."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """A QApplication that tells of the pen, and of files.

    Attributes:
        pen_near: Emitted with whether a pen has come near the screen or has gone.
        file_asked: Emitted with the path of a file that was opened with this program; macOS says so by an event, others by arguments.
    """

    pen_near = Signal(bool)
    file_asked = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Events sent to the application itself, which are few: a filter of all events would cost every one of them."""
        if event.type() in {QEvent.Type.TabletEnterProximity, QEvent.Type.TabletLeaveProximity}:
            self.pen_near.emit(event.type() == QEvent.Type.TabletEnterProximity)
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_asked.emit(event.file())
        return super().event(event)
