"""The picture side: the opened pictures, one shown, or how to open one while there is none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QTabBar, QToolButton, QVBoxLayout, QWidget

from hcr_desktop.session import State
from hcr_desktop.ui import icons
from hcr_desktop.ui.actions import Actions
from hcr_desktop.ui.legend import Legend
from hcr_desktop.ui.pagetools import PageTools
from hcr_desktop.ui.picture import PictureView
from hcr_desktop.ui.theme import Theme

_LEGEND = 560
"""From this width on there is room for the legend beside the tabs, pixels."""


class Gallery(QWidget):
    """A tab for every picture over the view of the one shown.

    Attributes:
        view: The view of the picture shown.
        tools: What can be done to it.
        chosen: Emitted with the key of the picture whose tab was pressed.
        closed: Emitted with the key of the picture to close.
    """

    chosen = Signal(int)
    closed = Signal(int)

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys: tuple[int, ...] = ()
        self.view = PictureView(theme)
        self.tools = PageTools(actions)
        self._tabs = QTabBar()
        self._tabs.setExpanding(False)
        self._tabs.setElideMode(Qt.TextElideMode.ElideMiddle)
        self._tabs.setAccessibleName(self.tr("Opened pictures"))
        self._tabs.tabBarClicked.connect(self._pressed)
        self._tabs.currentChanged.connect(self._pressed)
        self._close = QToolButton()
        self._close.setToolTip(self.tr("Close this picture"))
        self._close.setAccessibleName(self.tr("Close this picture"))
        self._close.clicked.connect(lambda: self.closed.emit(self._keys[self._tabs.currentIndex()]))
        self._legend = Legend(theme)
        self._sign = QLabel()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._invitation(actions))
        self._stack.addWidget(self._pictures())
        theme.changed.connect(self._recolour)
        self._recolour()

    def show_state(self, state: State) -> None:
        """Show the picture of this state, if it shows one, and the tabs of all."""
        self._stack.setCurrentIndex(1 if state.pictures else 0)
        keys = tuple(sheet.key for sheet in state.pictures)
        self._tabs.blockSignals(True)
        if keys != self._keys:
            self._keys = keys
            while self._tabs.count():
                self._tabs.removeTab(0)
            for sheet in state.pictures:
                at = self._tabs.addTab(sheet.name.replace("&", "&&"))
                self._tabs.setTabToolTip(at, sheet.name)
        if state.shown:
            self._tabs.setCurrentIndex(state.shown - 1)
        self._tabs.blockSignals(False)
        image = state.sheet.picture
        if image is not None:
            self.view.show_picture(image)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The legend gives way to the tabs where there is no room for both."""
        super().resizeEvent(event)
        self._legend.setVisible(event.size().width() >= _LEGEND)

    def _pressed(self, at: int) -> None:
        if 0 <= at < len(self._keys):
            self.chosen.emit(self._keys[at])

    def _invitation(self, actions: Actions) -> QWidget:
        """What is shown while there is no picture."""
        page = QWidget()
        title = QLabel(self.tr("Read a picture of handwriting"))
        title.setObjectName("big")
        words = QLabel(self.tr("Open, drop or paste a scan or a photo:\nPDF, PNG, JPEG, TIFF, BMP, WebP or GIF."))
        words.setObjectName("muted")
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        button = QPushButton(self.tr("Open a picture…"))
        button.setObjectName("primary")
        button.clicked.connect(actions.open.trigger)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(14)
        column.addStretch()
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        return page

    def _pictures(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(6, 6, 6, 4)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(self._tabs, 1)
        head.addWidget(self._legend)
        head.addWidget(self._close)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addWidget(self.tools)
        return page

    def _recolour(self) -> None:
        colours = self._theme.colours
        self._close.setIcon(icons.icon("close", colours, off=colours.muted))
        self._sign.setPixmap(icons.pixmap("picture", colours.muted, 48, self.devicePixelRatioF()))
