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
        row.addWidget(self._menu_button(actions.menu, self._menu(actions)))

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
        """All that is not on the bar, and most of what is."""
        menu = QMenu(self)
        menu.addActions([actions.new, actions.open])
        menu.addMenu(self.recent)
        self.recent.setIcon(actions.open.icon())
        actions.open.changed.connect(lambda: self.recent.setIcon(actions.open.icon()))
        menu.addActions([actions.many, actions.save, actions.save_as])
        menu.addSeparator()
        menu.addActions([actions.paste, actions.copy, actions.cut, actions.copy_image, actions.find])
        menu.addSeparator()
        menu.addActions([actions.next_doubt, actions.again])
        menu.addSeparator()
        menu.addActions([actions.zoom_in, actions.zoom_out, actions.fit])
        menu.addSeparator()
        colours = menu.addMenu(actions.theme.icon(), actions.theme.text())
        colours.addActions(list(actions.themes.values()))
        actions.theme.changed.connect(lambda: colours.setIcon(actions.theme.icon()))
        menu.addActions([actions.preferences, actions.shortcuts, actions.about])
        menu.addSeparator()
        menu.addAction(actions.quit)
        return menu

    def _menu_button(self, action: QAction, menu: QMenu) -> QToolButton:
        """A button that opens a menu; so does the action's key."""
        button = self._button(action)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        action.triggered.connect(button.showMenu)
        return button
