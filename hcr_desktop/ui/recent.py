"""The files that were opened last, to open again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget


class RecentMenu(QMenu):
    """A line for each file, the last opened first; a digit opens one of the first nine.

    Attributes:
        chosen: Emitted with the path of the file to open.
        forgotten: Emitted when the list is to be emptied.
    """

    chosen = Signal(object)
    forgotten = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setToolTipsVisible(True)
        self.show_files([])

    def show_files(self, files: Sequence[str]) -> None:
        """Show these files."""
        self.clear()
        self.setEnabled(bool(files))
        for number, file in enumerate(files, 1):
            name = Path(file).name.replace("&", "&&")
            action = QAction(f"&{number}  {name}" if number < 10 else name, self)
            action.setToolTip(file)
            action.triggered.connect(lambda _checked=False, file=file: self.chosen.emit(Path(file)))
            self.addAction(action)
        self.addSeparator()
        forget = QAction(self.tr("Empty this list"), self)
        forget.triggered.connect(lambda _checked=False: self.forgotten.emit())
        self.addAction(forget)
