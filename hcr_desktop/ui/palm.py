"""Whether a pen is at the screen: while it is, and shortly after, what touches the screen is the hand that holds it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject

from hcr_desktop.ui.application import Application

AFTER = 0.6
"""So long after the pen was last noticed a touch still counts as the hand, seconds."""


class Palm(QObject):
    """Knows when a pen was last noticed: by what it did here, or because it came near the screen or went."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._near = False
        self._last = float("-inf")
        app = QCoreApplication.instance()
        if isinstance(app, Application):
            app.pen_near.connect(self._pen_near)

    @property
    def resting(self) -> bool:
        """Whether a touch now is most likely the hand that holds the pen."""
        return self._near or self._clock() - self._last < AFTER

    def noticed(self) -> None:
        """A pen did something just now."""
        self._last = self._clock()

    def _pen_near(self, near: bool) -> None:
        """A pen came near the screen, or went."""
        self._near = near
        self.noticed()
