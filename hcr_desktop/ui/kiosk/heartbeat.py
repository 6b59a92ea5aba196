"""The heartbeat: as long as the GUI thread turns and the reader answers, systemd hears of it; else it starts the kiosk anew."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from hcr_desktop.kiosk.notify import notify, watchdog_seconds

_PULSE = 0.5
"""How often the timer ticks where nobody listens, seconds: Python handles signals only when it gets to run."""


class Heartbeat(QObject):
    """Beats by a timer of the GUI thread."""

    def __init__(
        self,
        well: Callable[[], bool],
        send: Callable[[str], bool] = notify,
        every: float | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Make a heart that does not beat yet.

        Args:
            well: Whether all is well besides the GUI thread.
            send: Tells systemd.
            every: How often systemd wants to hear, seconds; asks the environment by default.
            parent: The object it belongs to.
        """
        super().__init__(parent)
        self._well, self._send = well, send
        within = watchdog_seconds() if every is None else every
        self._timer = QTimer(self)
        self._timer.setInterval(round(1000 * min(_PULSE, (within or 2.0) / 3)))
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """The first picture is on the screen: say so, and beat from now on."""
        self._send("READY=1\nSTATUS=The kiosk is on the screen.")
        self._timer.start()

    def stop(self) -> None:
        """Say that the end is near."""
        self._timer.stop()
        self._send("STOPPING=1")

    def _beat(self) -> None:
        if self._well():
            self._send("WATCHDOG=1")
