"""The text of the kiosk: a caret and no selection, no menu, nothing dragged or dropped, nothing for other programs to take."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from hcr_desktop.ui.kiosk.keyboard import Act
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.transcript import Transcript

_KEYS = {
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
}
"""What a keyboard on a cable may do besides typing."""

_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def types(event: QKeyEvent) -> bool:
    """Whether a key event types a character or moves in the text, and does nothing else."""
    if event.modifiers() & ~_PLAIN:
        return False
    return event.key() in _KEYS or (event.text().isprintable() and len(event.text()) == 1)


class Field(Transcript):
    """The text that was read.

    Attributes:
        tapped: Emitted when a text that is only shown was tapped.
    """

    tapped = Signal()

    def __init__(self, theme: Theme, *, editable: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._editable = editable
        self.setReadOnly(not editable)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if editable else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    # -- the keyboard on the screen --------------------------------------------------------------------------------

    def put(self, characters: str) -> None:
        """Type at the caret."""
        self.insertPlainText(characters)
        self.ensureCursorVisible()

    def act(self, act: Act) -> None:
        """Erase the character before the caret, or move it."""
        if act is Act.ERASE:
            self.textCursor().deletePreviousChar()
        elif act in {Act.LEFT, Act.RIGHT}:
            self.moveCursor(QTextCursor.MoveOperation.Left if act is Act.LEFT else QTextCursor.MoveOperation.Right)
        self.ensureCursorVisible()

    # -- the hand --------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the caret there; nothing is ever selected."""
        if self._editable:
            self.setFocus()
            self.setTextCursor(self.cursorForPosition(event.position().toPoint()))
        else:
            self.tapped.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The caret follows the finger."""
        if self._editable and event.buttons() & Qt.MouseButton.LeftButton:
            self.setTextCursor(self.cursorForPosition(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """As a press."""
        self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """There is none."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Only what types."""
        if self._editable and types(event):
            super().keyPressEvent(event)

    # -- other programs --------------------------------------------------------------------------------------------

    def createMimeDataFromSelection(self) -> QMimeData:
        """Nothing."""
        return QMimeData()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Nothing."""
        del source
        return False

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Nothing."""
