"""The kiosk's shell: which page is shown, what its buttons do to the session, and that nothing of a person is left for the next."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QClipboard, QCloseEvent, QGuiApplication, QPixmapCache, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLayout, QStackedWidget, QVBoxLayout, QWidget

from hcr_desktop.document.export import ReadPage
from hcr_desktop.document.paper import Paper
from hcr_desktop.kiosk.config import KioskConfig
from hcr_desktop.kiosk.pin import Gate
from hcr_desktop.kiosk.places import MOUNTS
from hcr_desktop.session import State
from hcr_desktop.settings import Settings
from hcr_desktop.ui.bridge import Activity, Bridge
from hcr_desktop.ui.kiosk.covers import Countdown, Curtain, Toast
from hcr_desktop.ui.kiosk.editpage import EditPage
from hcr_desktop.ui.kiosk.guard import Guard
from hcr_desktop.ui.kiosk.idle import IdleWatch
from hcr_desktop.ui.kiosk.leavepage import LeavePage
from hcr_desktop.ui.kiosk.saving import Saving
from hcr_desktop.ui.kiosk.showpages import LargePage, QrPage
from hcr_desktop.ui.kiosk.style import Sizes, style_sheet
from hcr_desktop.ui.kiosk.writepage import WritePage
from hcr_desktop.ui.reader import Reads
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.tools import Tool

STUCK = 60.0
"""A reading that takes longer than this will not come any more, seconds."""


class Kiosk(QWidget):
    """The one window of a kiosk.

    Attributes:
        left: Emitted when the right PIN was given.
    """

    left = Signal()

    def __init__(
        self,
        load: Callable[[], Reads],
        config: KioskConfig,
        theme: Theme,
        memory: Path | None = None,
        mounts: Path = MOUNTS,
    ) -> None:
        """Make the window; it is not shown yet.

        Args:
            load: What gives the recogniser; called on the recognition thread.
            config: How it is configured.
            theme: Gives the colours.
            memory: Where the number of wrong PINs is kept.
            mounts: The table of mounted media.
        """
        super().__init__()
        self.setObjectName("kiosk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle(self.tr("HCR Desktop kiosk"))
        self.config, self.theme = config, theme
        self._first = Settings(
            mode=config.reading.modes[0], language=config.reading.language, paper=config.reading.paper, nib=config.reading.pen
        )
        self.settings = self._first
        self.bridge = Bridge(load, self.settings.options)
        self.session = self.bridge.session
        self._reading_since = time.monotonic()
        self._bounds: QSize | None = None
        self._make_pages(memory)
        self.saving = Saving(config.save, mounts, self)
        self.idle = IdleWatch(config.idle, config.screen.blank_after, self)
        self.guard = Guard(self._typing, config.screen.cursor, self)
        self._connect()
        self._start_page()

    # -- making ----------------------------------------------------------------------------------------------------

    def _make_pages(self, memory: Path | None) -> None:
        theme, config = self.theme, self.config
        self.write = WritePage(theme, config, self.settings)
        self.edit = EditPage(theme)
        self.large, self.qr = LargePage(theme), QrPage(theme)
        self.leave = LeavePage(theme, Gate(config.leave.pin, memory))
        self.pages = QStackedWidget()
        for page in (self.write, self.edit, self.large, self.qr, self.leave):
            page.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents, False)
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        # The window is as large as the screen, even where what is laid out for a wide one would ask for more than a high one has.
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self.pages)
        self.toast = Toast(self)
        self.countdown = Countdown(theme, config.idle.countdown, self)
        self.curtain = Curtain(self)

    def _connect(self) -> None:
        bridge, write = self.bridge, self.write
        bridge.state_changed.connect(self.show_state)
        bridge.activity_changed.connect(self._show_activity)
        bridge.failed.connect(self.toast.say)
        self.saving.said.connect(self.toast.say)
        self.saving.busy.connect(lambda _busy: self.show_state(self.session.state))
        write.canvas.written.connect(self.session.add_stroke)
        write.canvas.erased.connect(self.session.erase)
        write.modes.chosen.connect(lambda name, value: self._set(**{name: value}))
        write.undo.clicked.connect(self.session.undo)
        write.redo.clicked.connect(self.session.redo)
        write.anew.clicked.connect(self.session.clear)
        write.corner.asked.connect(self._ask_pin)
        if self.config.actions.edit:
            write.text.tapped.connect(self._edit)
        acts = {"edit": self._edit, "copy": self._copy, "save": self._save}
        acts |= {"large": lambda: self._show_text(self.large), "qr": self._show_qr}
        for name, button in write.actions_.items():
            button.clicked.connect(lambda _checked=False, act=acts[name]: act())
        self.edit.field.edited.connect(lambda text, caret, merge: self.session.edit_text(text, caret, merge=merge))
        self.edit.chosen.connect(self.session.choose)
        for page in (self.edit, self.large, self.qr, self.leave):
            page.done.connect(self.go_back)
        self.leave.left.connect(self._leave)
        self.guard.touched.connect(self._touched)
        self.guard.keyed.connect(self.idle.touched)
        self.countdown.ended.connect(self.idle.touched)
        self.idle.counting.connect(self._count)
        self.idle.over.connect(self.wipe)
        self.idle.resting.connect(self.curtain.fall)
        self.theme.changed.connect(self._fit)

    # -- states come in --------------------------------------------------------------------------------------------

    @property
    def blank(self) -> bool:
        """Whether there is nothing of anybody here."""
        state = self.session.state
        written = state.ink.strokes or state.text.lines or self.session.can_undo or self.session.can_redo
        return not written and self.pages.currentWidget() is self.write and self.settings == self._first

    def show_state(self, state: State) -> None:
        """Show a state of the session."""
        write, text = self.write, state.text
        write.canvas.show_ink(state.ink, state.canvas.paper)
        write.canvas.show_text(text, ())
        write.text.show_text(text)
        self.edit.show_text(text)
        write.undo.setEnabled(self.session.can_undo)
        write.redo.setEnabled(self.session.can_redo)
        write.anew.setEnabled(bool(state.ink.strokes or text.lines))
        for name, button in write.actions_.items():
            button.setEnabled(bool(text.lines) and not (name == "save" and self.saving.saving))

    def _show_activity(self, activity: Activity) -> None:
        self._reading_since = time.monotonic()
        words = self.tr("Getting ready ...") if activity is Activity.LOADING else self.tr("The text will appear here.")
        self.write.text.setPlaceholderText(words)

    @property
    def stuck(self) -> bool:
        """Whether the reader has not answered for so long that it never will."""
        working = self.bridge.activity in {Activity.READING, Activity.LOADING}
        return working and time.monotonic() - self._reading_since > STUCK

    # -- what the buttons do ---------------------------------------------------------------------------------------

    def _set(self, **changes: str) -> None:
        """Change settings for this person."""
        self.settings = self.settings.changed(**changes)
        self.write.modes.show_settings(self.settings)
        self.bridge.read_for(self.settings.options)

    def _edit(self) -> None:
        self.pages.setCurrentWidget(self.edit)
        self.edit.begin()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self.session.state.text))
        self.toast.say(self.tr("Copied"))

    def _save(self) -> None:
        state = self.session.state
        self.saving.save(ReadPage(self.config.save.name, state.ink, state.text))

    def _show_text(self, page: LargePage | QrPage) -> None:
        page.resize(self.pages.size())
        page.show_words(str(self.session.state.text))
        self.pages.setCurrentWidget(page)

    def _show_qr(self) -> None:
        self._show_text(self.qr)
        if not self.qr.fits:
            self.go_back()
            self.toast.say(self.tr("This text is too long for a QR code on this screen."))

    def _ask_pin(self) -> None:
        if self.config.leave.pin:
            self.pages.setCurrentWidget(self.leave)

    def go_back(self) -> None:
        """Go back to the page one writes on; what other pages showed is forgotten."""
        self.pages.setCurrentWidget(self.write)
        self.large.show_words("")
        self.qr.show_words("")

    # -- people come and go ----------------------------------------------------------------------------------------

    def _touched(self) -> None:
        """Somebody is there; over a countdown that counts when the finger is lifted."""
        if not self.countdown.isVisible():
            self.idle.touched()

    def _count(self, seconds: int) -> None:
        """Show the countdown; where nothing is to be wiped, nothing is counted."""
        self.countdown.show_left(0 if self.blank else seconds)

    def wipe(self) -> None:
        """Forget everything: page, text, undo, clipboard, what was chosen, what the reader holds."""
        self.go_back()
        self.toast.forget()
        self.edit.keyboard.reset()
        self.write.canvas.pen_dropped()
        self.bridge.forget()
        self._set(mode=self._first.mode)
        self._start_page()
        clear_clipboard()
        QPixmapCache.clear()

    def _start_page(self) -> None:
        """The page as the first person finds it."""
        self.session.start_paper(Paper(self.config.reading.paper))
        self.write.use(Tool.PEN)
        self.write.canvas.fit()
        self.show_state(self.session.state)
        self._show_activity(self.bridge.activity)

    def _leave(self) -> None:
        """The PIN was right."""
        self.wipe()
        self.guard.free()
        self.left.emit()

    def _typing(self) -> bool:
        """Whether a keyboard may type: while the text is being edited, and nothing lies over it."""
        return self.pages.currentWidget() is self.edit and not self.countdown.isVisible() and not self.curtain.isVisible()

    # -- the screen ------------------------------------------------------------------------------------------------

    def open(self, size: QSize | None = None) -> None:
        """Take the whole screen, or, to try it out, so much of it."""
        self._bounds = size
        self.winId()  # there is a window for the system from now on
        handle = self.windowHandle()
        handle.installEventFilter(self.guard)
        if size is not None:
            self.setFixedSize(size)
            self.show()
            return
        handle.screenChanged.connect(lambda _screen: self._cover())
        self.screen().geometryChanged.connect(lambda _area: self._cover())
        self._cover()

    def _cover(self) -> None:
        """Cover the screen; without a window manager Qt keeps the old size, so it is set first."""
        self.setGeometry(self.screen().geometry())
        self.showFullScreen()
        self.raise_()
        self.activateWindow()

    def _fit(self) -> None:
        """Give everything the size of the window."""
        sizes = Sizes.of(self.size())
        self.setStyleSheet(style_sheet(self.theme.colours, sizes))
        for page in (self.write, self.edit, self.large, self.qr, self.leave):
            page.resize(self.size())
            page.fit(sizes)
        self.countdown.fit(sizes)
        for cover in (self.countdown, self.curtain):
            cover.setGeometry(self.rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The screen is of another size, or was turned."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Seen: the keyboard is for us."""
        super().showEvent(event)
        self.activateWindow()

    def changeEvent(self, event: QEvent) -> None:
        """Something made the window small or hid it: take the screen again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.isVisible() and not self.guard.open:
            state = self.windowState()
            if self._bounds is None and not state & Qt.WindowState.WindowFullScreen:
                self._cover()
            elif state & Qt.WindowState.WindowMinimized:
                self.showNormal()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only after the PIN."""
        event.setAccepted(self.guard.open)

    def close_down(self) -> None:
        """End the threads; nothing is left behind."""
        self.wipe()
        self.guard.free()
        self.bridge.close()


def clear_clipboard() -> None:
    """Empty the clipboard, and what X11 calls the selection."""
    clipboard = QGuiApplication.clipboard()
    clipboard.clear(QClipboard.Mode.Clipboard)
    if clipboard.supportsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
