"""What is where in the window: the toolbar above, canvas or pictures beside the text, the status line below."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from hcr_desktop.settings import Settings
from hcr_desktop.ui.actions import Actions
from hcr_desktop.ui.canvas import Canvas
from hcr_desktop.ui.gallery import Gallery
from hcr_desktop.ui.message import MessageBar
from hcr_desktop.ui.panel import TextPanel
from hcr_desktop.ui.penmenu import PenMenu
from hcr_desktop.ui.statusline import StatusLine
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.toolbar import Toolbar
from hcr_desktop.ui.view import View


class Workspace(QWidget):
    """All widgets of the window, laid out; what they do to each other is the window's affair.

    Attributes:
        toolbar: Sides, tools, undo, open, menu.
        pen_menu: The pen and the paper.
        message: What went wrong; hidden while nothing did.
        canvas: The writing side.
        gallery: The picture side.
        panel: The text, and what is read for.
        status: What the reader is doing.
    """

    def __init__(self, theme: Theme, actions: Actions, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pen_menu = PenMenu(settings, theme)
        self.toolbar = Toolbar(actions, self.pen_menu)
        self.message = MessageBar(theme)
        self.canvas = Canvas(theme)
        self.gallery = Gallery(theme, actions)
        self.panel = TextPanel(theme, actions, settings)
        self.status = StatusLine(theme)
        self._sides = QStackedWidget()
        self._sides.addWidget(self.canvas)
        self._sides.addWidget(self.gallery)
        self._splitter = self._split(settings.split)
        work = QVBoxLayout()
        work.setContentsMargins(12, 12, 12, 0)
        work.setSpacing(10)
        work.addWidget(self.message)
        work.addWidget(self._splitter, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addLayout(work, 1)
        column.addWidget(self.status)

    @property
    def view(self) -> View:
        """The view in front."""
        return self.gallery.view if self._sides.currentIndex() else self.canvas

    @property
    def split(self) -> str:
        """The widths of ink and text, for ``Settings.split``."""
        return bytes(self._splitter.saveState().toBase64().data()).decode()

    def mirror(self, *, left_handed: bool) -> None:
        """Lay the window out for a hand: for the left one the text is on the left and the tools are on the right."""
        direction = Qt.LayoutDirection.RightToLeft if left_handed else Qt.LayoutDirection.LeftToRight
        self.toolbar.setLayoutDirection(direction)
        self._splitter.setLayoutDirection(direction)
        for part in (self.canvas, self.gallery, self.panel):
            part.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        if self.isVisible():
            self._splitter.setSizes(self._splitter.sizes())  # only now it lays its parts out anew

    def turn_to(self, *, on_picture: bool) -> None:
        """Bring a side to the front; the keyboard goes with it unless the person is in the text."""
        self.toolbar.show_side(on_picture=on_picture)
        if self._sides.currentIndex() != int(on_picture):
            self._sides.setCurrentIndex(int(on_picture))
            if not self.panel.transcript.hasFocus():
                self.view.setFocus()

    def _split(self, kept: str) -> QSplitter:
        """The two sides on paper, and the text beside them, as wide as they were left."""
        paper = QFrame()
        paper.setObjectName("paper")
        inside = QVBoxLayout(paper)
        inside.setContentsMargins(3, 3, 3, 3)
        inside.addWidget(self._sides)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(paper)
        splitter.addWidget(self.panel)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(12)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([860, 380])
        if kept:
            splitter.restoreState(QByteArray.fromBase64(kept.encode()))
        return splitter
