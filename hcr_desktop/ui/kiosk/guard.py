"""What comes in from outside meets this first: only what the kiosk is for gets through, and every touch is told of."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent

from hcr_desktop.ui.kiosk.field import types

_KEYS = {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride, QEvent.Type.Shortcut}

_TOUCHES = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TabletPress,
    QEvent.Type.TabletMove,
}

_NEVER = {
    QEvent.Type.Close,
    QEvent.Type.ContextMenu,
    QEvent.Type.DragEnter,
    QEvent.Type.DragMove,
    QEvent.Type.Drop,
    QEvent.Type.HelpRequest,
    QEvent.Type.WhatsThis,
}


class Guard(QObject):
    """An event filter for the window as the system knows it, where all input arrives, once.

    Attributes:
        touched: Emitted when somebody touched the screen or moved a mouse.
        keyed: Emitted when somebody pressed a key.
        open: Whether the PIN was given: from then on everything passes.
    """

    touched = Signal()
    keyed = Signal()

    def __init__(self, typing: Callable[[], bool], cursor: str, parent: QObject) -> None:
        """Guard a window.

        Args:
            typing: Whether a keyboard may type now.
            cursor: ``auto``, ``hidden`` or ``shown``.
            parent: The object it belongs to.
        """
        super().__init__(parent)
        self.open = False
        self._typing, self._cursor = typing, cursor
        self._hidden = False
        if cursor == "hidden":
            self._show_cursor(shown=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop what must not get through."""
        del watched
        kind = event.type()
        if self.open:
            return False
        if kind in _NEVER:
            event.ignore()
            return True
        if kind in _KEYS:
            passes = isinstance(event, QKeyEvent) and types(event) and self._typing()
            self.keyed.emit()
            return not passes
        if kind in _TOUCHES:
            self._follow(event)
            self.touched.emit()
        # Qt makes a menu's event of the right button only after this filter, and a scroll bar has a menu.
        return isinstance(event, QMouseEvent) and event.button() not in {Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton}

    def free(self) -> None:
        """Let everything through, and show the cursor."""
        self.open = True
        self._show_cursor(shown=True)

    def _follow(self, event: QEvent) -> None:
        """With ``auto``: hide the cursor from the first touch on, show it when a mouse is moved."""
        if self._cursor != "auto":
            return
        if event.type() in {QEvent.Type.TouchBegin, QEvent.Type.TabletPress}:
            self._show_cursor(shown=False)
        elif isinstance(event, QMouseEvent) and event.source() == Qt.MouseEventSource.MouseEventNotSynthesized:
            self._show_cursor(shown=True)

    def _show_cursor(self, *, shown: bool) -> None:
        if shown == (not self._hidden):
            return
        self._hidden = not shown
        if shown:
            QGuiApplication.restoreOverrideCursor()
        else:
            QGuiApplication.setOverrideCursor(Qt.CursorShape.BlankCursor)
