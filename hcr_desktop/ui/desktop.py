"""The desktop window: what the widgets of the workspace do to the session, and the session to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QMessageBox

from hcr_desktop.document.ink import Ink
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.document.work import Document
from hcr_desktop.session import CANVAS, Session, State
from hcr_desktop.settings import Settings
from hcr_desktop.ui.actions import Actions
from hcr_desktop.ui.bridge import Activity, Bridge
from hcr_desktop.ui.documents import Documents
from hcr_desktop.ui.opener import Opened, Opener
from hcr_desktop.ui.reader import Reads
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.tools import Tool
from hcr_desktop.ui.view import ZOOM_STEP, View, span_at
from hcr_desktop.ui.workspace import Workspace

_INSET = 48.0
"""How far from the edge ink out of a file is put, page units."""

_REACH = 10.0
"""How far beside a character's box a tap may be, viewport pixels."""


class Desktop(QMainWindow):
    """The window.

    Attributes:
        settings_changed: Emitted with the settings that the person changed, a dict of name and value.
        kept: After closing, whether there is work that the next window should show.
    """

    settings_changed = Signal(object)

    def __init__(self, load: Callable[[], Reads], settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.settings, self.theme = settings, theme
        self.session = Session()
        self.documents = Documents(self.session, self)  # hears of every state first: what is seen is kept already
        self.bridge = Bridge(load, settings.options, self.session)
        self.actions_ = Actions(theme, self)
        self.opener = Opener(parent=self)
        self.work = Workspace(theme, self.actions_, settings)
        self.canvas, self.gallery, self.panel = self.work.canvas, self.work.gallery, self.work.panel
        self.message, self.status = self.work.message, self.work.status
        self.kept = False
        self._no_picture = False  # the picture side is shown, but there is no picture yet
        self._selected: tuple[int, ...] = ()
        self.setCentralWidget(self.work)
        self.addActions(self.actions_.all())
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.message.clear)
        self._connect()
        self._entitle()
        self.setAcceptDrops(True)
        self.setMinimumSize(QSize(800, 480))
        self.resize(1280, 800)
        self.use(Tool.PEN)
        self.canvas.setFocus()
        self.show_state(self.session.state)
        self.status.show_activity(self.bridge.activity)

    # -- connections -----------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        session, actions, text = self.session, self.actions_, self.panel.transcript
        self.bridge.state_changed.connect(self.show_state)
        self.bridge.activity_changed.connect(self.status.show_activity)
        self.bridge.failed.connect(self.message.say)
        self.opener.failed.connect(self.message.say)
        self.opener.opened.connect(self._opened)
        self.opener.busy.connect(self.status.show_waiting)
        self.documents.failed.connect(self.message.say)
        self.documents.saved.connect(lambda name: self.status.say(self.tr("Saved as {0}").format(name)))
        self.documents.changed.connect(self._entitle)
        self.canvas.written.connect(session.add_stroke)
        self.canvas.erased.connect(session.erase)
        self.canvas.touched.connect(lambda: self._select(()))
        for view in (self.canvas, self.gallery.view):
            view.tapped.connect(self._tapped)
            view.zoomed.connect(lambda _zoom: self._show_zoom())
        self.gallery.chosen.connect(session.show)
        self.gallery.closed.connect(session.close_picture)
        text.edited.connect(lambda new, caret, merge: session.edit_text(new, caret, merge=merge))
        text.spans_selected.connect(lambda spans: self._select(spans, by_text=True))
        text.pasted.connect(self.opener.take)
        self.panel.candidates.chosen.connect(self._choose)
        self.panel.charset.chosen.connect(lambda value: self._set(charset=value))
        self.panel.language.chosen.connect(lambda value: self._set(language=value))
        for tool, action in actions.tools.items():
            action.triggered.connect(lambda _checked=False, tool=tool: self.use(tool))
        for name, action in actions.themes.items():
            action.setChecked(name == self.theme.choice)
            action.triggered.connect(lambda _checked=False, name=name: self._choose_theme(name))
        for action, act in (
            (actions.write, lambda: self._go(picture=False)),
            (actions.picture, lambda: self._go(picture=True)),
            (actions.undo, lambda: self._travel(session.undo)),
            (actions.redo, lambda: self._travel(session.redo)),
            (actions.clear, session.clear),
            (actions.again, session.forget_corrections),
            (actions.new, self._new),
            (actions.open, self._open),
            (actions.save, self.documents.save),
            (actions.save_as, self.documents.save_as),
            (actions.paste, self._paste),
            (actions.copy, self.copy_all),
            (actions.zoom_in, lambda: self._zoom(ZOOM_STEP)),
            (actions.zoom_out, lambda: self._zoom(1 / ZOOM_STEP)),
            (actions.fit, self._fit),
            (actions.about, self._about),
            (actions.quit, self.close),
        ):
            action.triggered.connect(lambda _checked=False, act=act: act())

    # -- states come in --------------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """The view in front."""
        return self.work.view

    def show_state(self, state: State) -> None:
        """Show a state of the session."""
        self._no_picture &= not state.pictures
        on_picture = bool(state.shown) or self._no_picture
        self.work.turn_to(on_picture=on_picture)
        (self.actions_.picture if on_picture else self.actions_.write).setChecked(True)
        self.canvas.show_ink(state.ink)
        self.gallery.show_state(state)
        text = RecognisedText() if self._no_picture else state.text
        self.panel.show_text(text, editable=not self._no_picture)
        if self._selected:
            self._selected = self.panel.transcript.spans_at_caret()
        self._show_selection(text)
        self._enable(state, on_picture=on_picture)
        self.status.show_counts(len(state.ink), len(text.spans), on_picture=on_picture)
        self._show_zoom()

    def _enable(self, state: State, *, on_picture: bool) -> None:
        actions = self.actions_
        actions.undo.setEnabled(self.session.can_undo)
        actions.redo.setEnabled(self.session.can_redo)
        actions.clear.setEnabled(bool(state.ink.strokes or state.canvas.text.lines) and not on_picture)
        actions.copy.setEnabled(bool(state.text.lines) and not self._no_picture)
        actions.again.setEnabled(state.text.corrected)
        for action in actions.tools.values():
            action.setEnabled(not on_picture)
        for action in (actions.zoom_in, actions.zoom_out, actions.fit):
            action.setEnabled(not self._no_picture)

    def _fit(self) -> None:
        self.view.fit()

    def _zoom(self, factor: float) -> None:
        self.view.set_zoom(self.view.zoom * factor)

    def _show_zoom(self) -> None:
        self.status.show_zoom(self.view.zoom)

    # -- selection -------------------------------------------------------------------------------------------------

    def _tapped(self, x: float, y: float) -> None:
        """The ink or the picture was tapped: select the character there."""
        index = span_at(self.session.state.text, x, y, _REACH / self.view.zoom)
        self._select(() if index is None else (index,), caret=True)

    def _select(self, spans: tuple[int, ...], *, caret: bool = False, by_text: bool = False) -> None:
        self._selected = spans
        self.panel.transcript.select_spans(spans, caret=caret)
        self._show_selection(self.session.state.text)
        if by_text and spans and (box := self.session.state.text.spans[spans[0]].box) is not None:
            self.view.reveal(box)

    def _show_selection(self, text: RecognisedText) -> None:
        self._selected = tuple(index for index in self._selected if index < len(text.spans))
        self.view.show_text(text, self._selected)
        self.panel.transcript.select_spans(self._selected, caret=False)
        self.panel.candidates.show_span(text.spans[self._selected[0]] if len(self._selected) == 1 else None)

    def _choose(self, character: str) -> None:
        """A candidate was pressed."""
        if len(self._selected) == 1:
            self.session.choose(self._selected[0], character)

    # -- intents of the window itself ------------------------------------------------------------------------------

    def use(self, tool: Tool) -> None:
        """Take a tool in hand."""
        self.actions_.tools[tool].setChecked(True)
        self.canvas.use(tool)
        self._select(())

    def open_files(self, paths: list[Path]) -> None:
        """Open picture files."""
        self.opener.open(paths)

    def add_ink(self, ink: Ink) -> None:
        """Put ink of any unit on the canvas, below what is there, so large that it can be seen."""
        self._no_picture = False
        below = self.session.state.ink.box
        top = _INSET if below is None else below.bottom + _INSET
        self.session.add_ink(placed(ink, _INSET, top, self.canvas.viewport().width() / self.canvas.zoom - 2 * _INSET))

    def copy_all(self) -> None:
        """Copy all of the shown text."""
        QGuiApplication.clipboard().setText(str(self.session.state.text))
        self.status.say(self.tr("Copied"))

    def _go(self, *, picture: bool) -> None:
        """Show the canvas or the picture side."""
        state = self.session.state
        self._selected = ()
        self._no_picture = picture and not state.pictures
        if picture and state.pictures and not state.shown:
            self.session.show(state.pictures[-1].key)
        elif not picture and state.shown:
            self.session.show(CANVAS)
        else:
            self.show_state(state)

    def _travel(self, go: Callable[[], None]) -> None:
        """Undo or redo, where it can be seen."""
        self._no_picture = False
        go()

    def _new(self) -> None:
        self._selected, self._no_picture = (), False
        self.documents.new()

    def _opened(self, name: str, source: Opened) -> None:
        self._selected = ()
        if isinstance(source, Document):
            self._no_picture = False
            self.documents.open(source)
        elif isinstance(source, Ink):
            self.add_ink(source)
        else:
            self.session.open_picture(name, source)
        self.view.setFocus()

    def _open(self) -> None:
        self._set(folder=self.opener.ask(self, self.settings.folder))

    def _paste(self) -> None:
        held = cast("QMimeData | None", QGuiApplication.clipboard().mimeData())  # None on an empty clipboard
        self.opener.take(held or QMimeData())

    def _choose_theme(self, name: str) -> None:
        self.theme.choose(name)
        self._set(theme=name)

    def _set(self, **changes: str) -> None:
        """Change settings, and read anew if what is read for changed."""
        self.settings = self.settings.changed(**changes)
        self.bridge.read_for(self.settings.options)
        self.settings_changed.emit(changes)

    def _entitle(self) -> None:
        """Name the document in the title, and mark it while its file does not hold everything."""
        name, program = self.documents.name, self.tr("HCR Desktop")
        self.setWindowTitle(self.tr("{0}[*] - {1}").format(name, program) if name else program)
        self.setWindowModified(bool(name) and not self.documents.work.saved)

    def _about(self) -> None:
        from hcr_desktop import __version__  # noqa: PLC0415

        QMessageBox.about(
            self,
            self.tr("About HCR Desktop"),
            self.tr(
                "<h3>HCR Desktop {0}</h3><p>Reads handwriting on your own machine, offline: nothing you write leaves it.</p>"
                "<p>Licensed under Apache-2.0. Trained on EMNIST (NIST Special Database 19; Cohen et al. 2017) and "
                "UNIPEN (International Unipen Foundation; Guyon et al. 1994, CC BY 4.0).</p>"
            ).format(__version__),
        )

    # -- events ----------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures may be dropped anywhere."""
        if self.opener.takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        if self.opener.take(event.mimeData()):
            event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the widths, end the threads."""
        self._set(split=self.work.split)
        self.opener.close()
        self.kept = self.documents.close()
        self.bridge.close()
        super().closeEvent(event)


def placed(ink: Ink, left: float, top: float, width: float) -> Ink:
    """Ink moved to (left, top), and scaled if it is wider than ``width`` or too small to be seen."""
    box = ink.box
    if box is None:
        return ink
    extent = max(box.width, box.height, 1e-6)
    scale = width / extent if extent > width or extent < width / 8 else 1.0
    corner = np.array([box.left, box.top], np.float32)
    shift = np.array([left, top], np.float32)
    return Ink(tuple(replace(stroke, xy=(stroke.xy - corner) * np.float32(scale) + shift) for stroke in ink.strokes))


def busy(window: Desktop) -> bool:
    """Whether the window still waits for something to be loaded, opened or read."""
    return window.opener.waiting > 0 or window.documents.saving or window.bridge.activity is Activity.LOADING or not window.bridge.idle
