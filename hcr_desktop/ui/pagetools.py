"""The tools for a picture: turn, crop, read an area, take a blot away, black point, a missed line, and how it was before."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSlider, QToolButton, QVBoxLayout, QWidget, QWidgetAction

from hcr_desktop.ui.actions import Actions
from hcr_desktop.ui.icons import SIZE
from hcr_desktop.ui.theme import TARGET
from hcr_desktop.ui.tools import PageTool

_STEPS = 20
"""Steps of the black point's scale to each side."""


class ToneMenu(QMenu):
    """A scale for the black point; the picture follows it, and what it shows when the menu goes counts.

    Attributes:
        moved: Emitted with the level, -1 to 1, while the scale is moved.
        chosen: Emitted with the level when the menu goes.
    """

    moved = Signal(float)
    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = QSlider(Qt.Orientation.Horizontal)
        self.scale.setRange(-_STEPS, _STEPS)
        self.scale.setTickInterval(_STEPS)
        self.scale.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.scale.setMinimumSize(QSize(300, TARGET))
        self.scale.setAccessibleName(self.tr("Black point"))
        self.scale.valueChanged.connect(lambda _value: self.moved.emit(self.level))
        ends = QHBoxLayout()
        for words, side in (
            (self.tr("Stains white"), Qt.AlignmentFlag.AlignLeft),
            (self.tr("Faint ink black"), Qt.AlignmentFlag.AlignRight),
        ):
            label = QLabel(words)
            label.setObjectName("muted")
            ends.addWidget(label, 0, side)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(14, 8, 14, 10)
        column.addWidget(self.scale)
        column.addLayout(ends)
        action = QWidgetAction(self)
        action.setDefaultWidget(body)
        self.addAction(action)

    @property
    def level(self) -> float:
        """The level that the scale shows."""
        return self.scale.value() / _STEPS

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the middle, with the keyboard."""
        super().showEvent(event)
        self.scale.setValue(0)
        self.scale.setFocus(Qt.FocusReason.TabFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """What is shown counts."""
        super().hideEvent(event)
        self.chosen.emit(self.level)


class PageTools(QFrame):
    """A row of buttons.

    Attributes:
        tone: The scale of the black point.
    """

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tone = ToneMenu(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        tools = actions.page_tools
        buttons = {}
        for group in (
            (actions.turn_left, actions.turn_right, tools[PageTool.CROP]),
            (tools[PageTool.AREA], tools[PageTool.LINE]),
            (tools[PageTool.BLOT], actions.tone, actions.before),
        ):
            for action in group:
                buttons[action] = self._button(action)
                row.addWidget(buttons[action])
            row.addSpacing(8)
        row.addStretch()
        buttons[actions.tone].setMenu(self.tone)
        buttons[actions.tone].setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        actions.tone.triggered.connect(buttons[actions.tone].showMenu)

    @staticmethod
    def _button(action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setIconSize(QSize(SIZE, SIZE))
        button.setMinimumSize(QSize(TARGET, TARGET))
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
