"""The bar at the head of the window: sides, tools, undo, open, menu."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from hcr_desktop.ui.actions import Actions
from hcr_desktop.ui.icons import SIZE
from hcr_desktop.ui.recent import RecentMenu


class Toolbar(QFrame):
    """Buttons for the actions used most; the menu has them all.

    Attributes:
        recent: The menu of files that were opened last.
        menu: The main menu.
    """

    def __init__(self, actions: Actions, pen_menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.recent = RecentMenu(self.tr("Open again"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(4)
        row.addWidget(self._segments(actions.write, actions.picture))
        row.addWidget(self._separator())
        tools = [self._button(action) for action in (actions.pen, actions.eraser, actions.select)]
        self._sides = {
            False: [*tools, self._menu_button(actions.pen_style, pen_menu)],
            True: [self._button(action) for action in (actions.zoom_out, actions.zoom_in, actions.fit)],
        }
        for button in (*self._sides[False], *self._sides[True]):
            row.addWidget(button)
        row.addWidget(self._separator())
        for action in (actions.undo, actions.redo, actions.clear):
            row.addWidget(self._button(action))
        row.addStretch()
        row.addWidget(self._button(actions.open, words=True))
        self.menu = self._menu(actions)
        row.addWidget(self._menu_button(actions.menu, self.menu))

    def show_side(self, *, on_picture: bool) -> None:
        """Offer the tools of one side: pens for the canvas, zoom for a picture."""
        for side, buttons in self._sides.items():
            for button in buttons:
                button.setVisible(side == on_picture)

    def _button(self, action: QAction, *, words: bool = False) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setIconSize(QSize(SIZE, SIZE))
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if words:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setProperty("wide", True)
        return button

    def _segments(self, *actions: QAction) -> QWidget:
        """The two sides of the window, one of which is shown."""
        frame = QFrame()
        frame.setObjectName("segments")
        row = QHBoxLayout(frame)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        for action in actions:
            row.addWidget(self._button(action, words=True))
        return frame

    def _separator(self) -> QWidget:
        line = QFrame()
        line.setObjectName("separator")
        line.setFixedSize(1, 28)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(line)
        return holder

    def _menu(self, actions: Actions) -> QMenu:
        """All that is not on the bar, and most of what is; no longer than a screen of 600 pixels is high."""
        menu = QMenu(self)
        menu.addActions([actions.new, actions.open])
        menu.addMenu(self.recent)
        _dress(self.recent, actions.open)
        menu.addActions([actions.many, actions.save, actions.save_as])
        menu.addSeparator()
        text = menu.addMenu(self.tr("Text"))
        text.addActions([actions.paste, actions.copy, actions.cut, actions.copy_image, actions.find, actions.next_doubt, actions.again])
        view = menu.addMenu(self.tr("View"))
        view.addActions([actions.zoom_in, actions.zoom_out, actions.fit])
        view.addSeparator()
        view.addActions(list(actions.themes.values()))
        menu.addSeparator()
        menu.addAction(actions.preferences)
        about = menu.addMenu(self.tr("Help"))
        about.addActions([actions.shortcuts, actions.about])
        menu.addAction(actions.quit)
        for part, like in ((text, actions.copy), (view, actions.fit), (about, actions.about)):
            _dress(part, like)
        return menu

    def _menu_button(self, action: QAction, menu: QMenu) -> QToolButton:
        """A button that opens a menu; so does the action's key."""
        button = self._button(action)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        action.triggered.connect(button.showMenu)
        return button


def _dress(menu: QMenu, like: QAction) -> None:
    """Give a menu the icon of an action, in the colours of the theme."""
    menu.setIcon(like.icon())
    like.changed.connect(lambda: menu.setIcon(like.icon()))
