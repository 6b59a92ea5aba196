"""Finding in the text: a field, the next and the last place, and how many there are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QToolButton, QWidget

from hcr_desktop.ui import icons
from hcr_desktop.ui.icons import SIZE
from hcr_desktop.ui.theme import Theme


class FindBar(QWidget):
    """Searches a text field without regard to case; hidden until asked for.

    Attributes:
        found: Emitted when a place was found; it is selected in the field.
    """

    found = Signal()

    def __init__(self, field: QPlainTextEdit, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field, self._theme = field, theme
        self.wanted = QLineEdit()
        self.wanted.setPlaceholderText(self.tr("Find in the text"))
        self.wanted.setAccessibleName(self.tr("Find in the text"))
        self.wanted.textChanged.connect(self._search)
        self.wanted.returnPressed.connect(self.next)
        self._count = QLabel()
        self._count.setObjectName("muted")
        self._buttons = {
            "up": self._button(self.tr("Previous place"), self.last),
            "down": self._button(self.tr("Next place"), self.next),
            "close": self._button(self.tr("Close"), self.close_bar),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(4)
        row.addWidget(self.wanted, 1)
        row.addWidget(self._count)
        for button in self._buttons.values():
            row.addWidget(button)
        field.textChanged.connect(self._tell)
        theme.changed.connect(self._recolour)
        self._recolour()
        self.hide()

    @property
    def told(self) -> str:
        """What is said of the places."""
        return self._count.text()

    def open_bar(self) -> None:
        """Show the bar, with what is selected in the field in it."""
        self.show()
        selected = self._field.textCursor().selectedText()
        if len(selected) > 1:
            self.wanted.setText(selected)
        self.wanted.setFocus()
        self.wanted.selectAll()
        self._tell()

    def close_bar(self) -> None:
        """Put the bar away; the keyboard goes to the text."""
        self.hide()
        self._field.setFocus()

    def next(self) -> None:
        """Select the next place; after the last, the first."""
        self._go(QTextDocument.FindFlag(0), QTextCursor.MoveOperation.Start)

    def last(self) -> None:
        """Select the place before; before the first, the last."""
        self._go(QTextDocument.FindFlag.FindBackward, QTextCursor.MoveOperation.End)

    def _search(self) -> None:
        """The words changed: look from where the selection begins."""
        cursor = self._field.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self._field.setTextCursor(cursor)
        if self.wanted.text():
            self.next()
        self._tell()

    def _go(self, way: QTextDocument.FindFlag, around: QTextCursor.MoveOperation) -> None:
        """Select the next place that way, or the first from the other end."""
        if not self.wanted.text():
            return
        before = self._field.textCursor()
        if not self._field.find(self.wanted.text(), way):
            start = QTextCursor(before)
            start.movePosition(around)
            self._field.setTextCursor(start)
            if not self._field.find(self.wanted.text(), way):
                self._field.setTextCursor(before)
                return
        self.found.emit()

    def _tell(self) -> None:
        if not self.isVisible():
            return
        wanted = self.wanted.text().casefold()
        count = self._field.toPlainText().casefold().count(wanted) if wanted else 0
        said = self.tr("{0} found").format(count) if count else self.tr("Nothing found")
        self._count.setText(said if wanted else "")

    def _button(self, words: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(SIZE, SIZE))
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(act)
        return button

    def _recolour(self) -> None:
        for name, button in self._buttons.items():
            button.setIcon(icons.icon(name, self._theme.colours, off=self._theme.colours.muted))
