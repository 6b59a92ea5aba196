"""The sheet of keys and gestures, made from the actions themselves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from hcr_desktop.ui.actions import Actions


class Shortcuts(QDialog):
    """Every action that has a key, in two columns, and what the pen can do besides writing."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys and gestures"))
        keyed = [
            (_keys(action), action.text().rstrip("…")) for action in actions.all() if action.shortcuts() and action not in actions.choices
        ]
        keyed.append((self.tr("{0} to {1}").format(_keys(actions.choices[0]), _keys(actions.choices[-1])), self.tr("Choose a reading")))
        half = (len(keyed) + 1) // 2
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(10)
        column.addWidget(_title(self.tr("Gestures, over what is written")))
        column.addLayout(_table(self._gestures()))
        column.addWidget(_title(self.tr("Keys")))
        row = QHBoxLayout()
        row.setSpacing(36)
        for part in (keyed[:half], keyed[half:]):
            row.addLayout(_table(part))
        column.addLayout(row)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 8, 20, 14)
        foot.addWidget(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 8, 0, 0)
        whole.addWidget(scroll, 1)
        whole.addLayout(foot)
        room = self.screen().availableSize()
        self.resize(min(820, room.width() - 40), min(860, room.height() - 60))

    def _gestures(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Scratch out"), self.tr("to and fro over characters deletes them")),
            (self.tr("Split line"), self.tr("a straight line through a character, from well above to well below it, makes two of it")),
            (self.tr("Join arc"), self.tr("an arc below, from one character to the next, makes one of them")),
            (self.tr("Two fingers"), self.tr("move and zoom the page")),
            (self.tr("Eraser end"), self.tr("erases the strokes it meets")),
            (self.tr("Tap, with Select"), self.tr("selects a character, a second tap its word; then type to correct it")),
        ]


def _title(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("title")
    return label


def _keys(action: QAction) -> str:
    return "  ".join(keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in action.shortcuts())


def _table(rows: list[tuple[str, str]]) -> QGridLayout:
    """Two columns of words: what to do, and what it does."""
    table = QGridLayout()
    table.setHorizontalSpacing(14)
    table.setVerticalSpacing(7)
    for at, (what, does) in enumerate(rows):
        key = QLabel(what)
        key.setObjectName("key")
        meaning = QLabel(does)
        meaning.setWordWrap(True)
        table.addWidget(key, at, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        table.addWidget(meaning, at, 1)
    table.setColumnStretch(1, 1)
    table.setRowStretch(len(rows), 1)
    return table
