"""A button that shows what is chosen and opens the list to choose from."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from hcr_desktop.ui import icons
from hcr_desktop.ui.theme import Theme


class Choice(QToolButton):
    """One of several named values.

    Attributes:
        chosen: Emitted with the value that the person chose.
    """

    chosen = Signal(str)

    def __init__(self, label: str, words: Mapping[str, str], value: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._words, self._theme = label, dict(words), theme
        self.setProperty("choice", True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the words
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setIconSize(QSize(16, 16))
        self.setMenu(self._menu(value))
        self._show(value)
        theme.changed.connect(self._recolour)
        self._recolour()

    def _menu(self, value: str) -> QMenu:
        menu = QMenu(self)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        group = QActionGroup(menu)
        for key, words in self._words.items():
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(key == value)
            action.triggered.connect(lambda _checked=False, key=key: self._choose(key))
            group.addAction(action)
        return menu

    def _choose(self, value: str) -> None:
        self._show(value)
        self.chosen.emit(value)

    def _show(self, value: str) -> None:
        self.setText(self._words[value])
        self.setToolTip(f"{self._label}: {self._words[value]}")
        self.setAccessibleName(f"{self._label}: {self._words[value]}")

    def _recolour(self) -> None:
        self.setIcon(icons.icon("down", self._theme.colours, off=self._theme.colours.muted))
