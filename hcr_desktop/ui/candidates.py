"""Other readings of the selected character or word, to choose with one press, and what else can be done to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from hcr_desktop.document.alternatives import MOST, readings
from hcr_desktop.document.text import Span
from hcr_desktop.ui.icons import SIZE
from hcr_desktop.ui.theme import TARGET

_LONGEST = 14
"""A longer reading is shown without its middle."""

_ROWS_OF = {True: 6, False: 2}
"""So many readings of characters, or of words, stand in a row."""


class Candidates(QWidget):
    """Buttons, one a reading with how likely it is; the present one is marked. Below them, the tools for correcting.

    Attributes:
        chosen: Emitted with the reading of a pressed button.
    """

    chosen = Signal(str)

    def __init__(self, tools: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: list[str] = []
        self._hint = QLabel(self.tr("Tap or select a character to see its other readings."))
        self._hint.setObjectName("hint")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._hint.setMinimumHeight(TARGET)
        self._buttons = [self._button(index) for index in range(MOST)]
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
        columns = _ROWS_OF[len(spans) <= 1]
        for index, button in enumerate(self._buttons):
            button.setVisible(index < len(offered))
            if index < len(offered):
                self._label(button, *offered[index], present=index == 0, word=len(spans) > 1)
                self._grid.addWidget(button, index // columns, index % columns)

    def _label(self, button: QPushButton, text: str, share: float, *, present: bool, word: bool) -> None:
        """Write a reading and its confidence on a button."""
        half = _LONGEST // 2
        short = text if len(text) <= _LONGEST else f"{text[:half]}…{text[-half:]}"
        percent = self.tr("{0} %").format(round(100 * share)) if share >= 0.005 else self.tr("< 1 %")
        shown = short.replace("&", "&&")
        button.setText(f"{shown}   {percent}" if word else f"{shown}\n{percent}")
        button.setProperty("word", word)
        button.style().polish(button)
        button.setChecked(present)
        button.setAccessibleName(self.tr("Read it as {0}, {1}").format(text, percent))
        button.setToolTip(self.tr("Read it as {0}").format(text))

    def _button(self, index: int) -> QPushButton:
        button = QPushButton(self)
        button.setCheckable(True)
        button.setProperty("candidate", True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setMinimumSize(QSize(TARGET, TARGET))
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
