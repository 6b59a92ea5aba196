"""Other readings of the selected character or word, to choose with one press, and what else can be done to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from hcr_desktop.document.alternatives import MOST, readings
from hcr_desktop.document.text import Span
from hcr_desktop.ui.icons import SIZE
from hcr_desktop.ui.readingbutton import ReadingButton
from hcr_desktop.ui.theme import TARGET, Theme

_SHORT = 8
"""Of words up to this length three stand in a row, of longer ones two."""


class Candidates(QWidget):
    """Buttons, one a reading with how likely it is; the present one is marked. Below them, the tools for correcting.

    Attributes:
        chosen: Emitted with the reading of a pressed button.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, tools: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: list[str] = []
        self._hint = QLabel(self.tr("Tap or select a character to see its other readings."))
        self._hint.setObjectName("hint")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._hint.setMinimumHeight(TARGET)
        self._buttons = [self._button(index, theme) for index in range(MOST)]
        self._grid = QGridLayout()
        self._grid.setSpacing(5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._hint)
        column.addLayout(self._grid)
        column.addLayout(self._tool_row(tools))

    @property
    def offered(self) -> tuple[str, ...]:
        """The readings on the buttons."""
        return tuple(self._offered)

    def press(self, index: int) -> None:
        """Choose the reading at a place, if there is one."""
        if index < len(self._offered):
            self.chosen.emit(self._offered[index])

    def show_spans(self, spans: Sequence[Span]) -> None:
        """Offer the readings of a character or of a word; none shows a hint instead."""
        offered = readings(spans) if spans else []
        self._offered = [text for text, _ in offered]
        self._hint.setVisible(not offered)
        while self._grid.count():
            self._grid.takeAt(0)
        columns = MOST if len(spans) <= 1 else 3 if len(spans) <= _SHORT else 2
        for index, button in enumerate(self._buttons):
            button.setVisible(index < len(offered))
            if index < len(offered):
                text, share = offered[index]
                percent = self.tr("{0} %").format(round(100 * share)) if share >= 0.005 else self.tr("< 1 %")
                settled = index == 0 and all(span.pinned for span in spans)
                button.show_reading(text, self.tr("chosen") if settled else percent, present=index == 0)
                self._grid.addWidget(button, index // columns, index % columns)

    def _button(self, index: int, theme: Theme) -> ReadingButton:
        button = ReadingButton(theme, self)
        button.clicked.connect(lambda: self.press(index))
        button.hide()
        return button

    def _tool_row(self, tools: Sequence[QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        for action in tools:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setIconSize(QSize(SIZE, SIZE))
            button.setAccessibleName(action.text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        row.insertStretch(len(tools) - 1)
        return row
