"""The Qt application: it alone hears when a pen comes near the screen and when it goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """A QApplication that tells of the pen.

    Attributes:
        pen_near: Emitted with whether a pen has come near the screen or has gone.
    """

    pen_near = Signal(bool)

    def event(self, event: QEvent) -> bool:
        """Events sent to the application itself, which are few: a filter of all events would cost every one of them."""
        if event.type() in {QEvent.Type.TabletEnterProximity, QEvent.Type.TabletLeaveProximity}:
            self.pen_near.emit(event.type() == QEvent.Type.TabletEnterProximity)
        return super().event(event)
