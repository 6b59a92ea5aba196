"""The desktop window: what the widgets of the workspace do to the session, and the session to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow

from hcr_desktop.document.gestures import Act, Gesture
from hcr_desktop.document.ink import Box, Ink
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.document.work import Document
from hcr_desktop.session import CANVAS, Session, State
from hcr_desktop.settings import Settings
from hcr_desktop.ui.actions import Actions
from hcr_desktop.ui.bridge import Activity, Bridge
from hcr_desktop.ui.choices import Choices
from hcr_desktop.ui.copying import Copying
from hcr_desktop.ui.correcting import Correcting
from hcr_desktop.ui.documents import Documents
from hcr_desktop.ui.opener import Opened, Opener
from hcr_desktop.ui.reader import Reads
from hcr_desktop.ui.retouching import Retouching
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.tools import Tool
from hcr_desktop.ui.view import ZOOM_STEP, View
from hcr_desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    from hcr_desktop.ui.manyfiles import ManyFiles

_INSET = 48.0
"""How far from the edge ink out of a file is put, page units."""


class Desktop(QMainWindow):
    """The window.

    Attributes:
        settings_changed: Emitted with the settings that the person changed, a dict of name and value.
        kept: After closing, whether there is work that the next window should show.
        ended: After closing, whether no thread is at work any more.
    """

    settings_changed = Signal(object)

    def __init__(self, load: Callable[[], Reads], settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.session = Session()
        self.documents = Documents(self.session, self)  # hears of every state first: what is seen is kept already
        self.bridge = Bridge(load, settings.options, self.session)
        self.actions_ = Actions(theme, self)
        self.opener = Opener(parent=self)
        self.work = Workspace(theme, self.actions_, settings)
        self.canvas, self.gallery, self.panel = self.work.canvas, self.work.gallery, self.work.panel
        self.message, self.status = self.work.message, self.work.status
        self.correcting = Correcting(self.bridge, self.work, self.actions_, self)
        self.retouching = Retouching(self.session, self.work, self.actions_, self)
        self.copying = Copying(self.session, self._clear_shown, self)
        self.choices = Choices(self, settings)
        self.many: ManyFiles | None = None  # made when it is first wanted
        self.kept = False
        self.ended = True
        self._no_picture = False  # the picture side is shown, but there is no picture yet
        self.setCentralWidget(self.work)
        self.addActions(self.actions_.all())
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._escape)
        self._connect()
        self._entitle()
        self.setAcceptDrops(True)
        self.setMinimumSize(QSize(800, 480))
        self.resize(1280, 800)
        self.use(Tool.PEN)
        self.canvas.setFocus()
        self.show_state(self.session.state)
        self.status.show_activity(self.bridge.activity)

    @property
    def settings(self) -> Settings:
        """What the person chose."""
        return self.choices.settings

    # -- connections -----------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        session, text = self.session, self.panel.transcript
        self.bridge.state_changed.connect(self.show_state)
        self.bridge.activity_changed.connect(self.status.show_activity)
        for part in (self.bridge, self.opener, self.documents):
            part.failed.connect(self.message.say)
        self.opener.opened.connect(self._opened)
        self.opener.busy.connect(self.status.show_waiting)
        self.documents.saved.connect(lambda name: self.status.say(self.tr("Saved as {0}").format(name)))
        self.documents.changed.connect(self._entitle)
        self.copying.said.connect(self.status.say)
        self.correcting.said.connect(self.status.say)
        self.retouching.said.connect(self.status.say)
        self.correcting.pen_wanted.connect(lambda: self.use(Tool.PEN))
        self.choices.changed.connect(self.settings_changed.emit)
        self.canvas.written.connect(session.add_stroke)
        self.canvas.erased.connect(session.erase)
        self.canvas.gestured.connect(self._gestured)
        self.canvas.swept.connect(self._swept)
        for view in (self.canvas, self.gallery.view):
            view.zoomed.connect(lambda _zoom: self._show_zoom())
        self.gallery.chosen.connect(session.show)
        self.gallery.closed.connect(session.close_picture)
        text.edited.connect(lambda new, caret, merge: session.edit_text(new, caret, merge=merge))
        text.pasted.connect(self.opener.take)
        for action, act in self._acts().items():
            action.triggered.connect(lambda _checked=False, act=act: act())

    def _acts(self) -> dict[QAction, Callable[[], object]]:
        """What each action does."""
        actions, session = self.actions_, self.session
        return {
            **{action: lambda tool=tool: self.use(tool) for tool, action in actions.tools.items()},  # type: ignore[misc]
            actions.write: lambda: self._go(picture=False),
            actions.picture: lambda: self._go(picture=True),
            actions.undo: lambda: self._travel(session.undo),
            actions.redo: lambda: self._travel(session.redo),
            actions.clear: session.clear,
            actions.again: session.forget_corrections,
            actions.new: self._new,
            actions.open: self._open,
            actions.many: self._read_many,
            actions.save: self.documents.save,
            actions.save_as: self.documents.save_as,
            actions.paste: self._paste,
            actions.copy: self.copying.copy_all,
            actions.cut: self.copying.cut,
            actions.copy_image: self.copying.copy_image,
            actions.find: self.panel.finder.open_bar,
            actions.zoom_in: lambda: self._zoom(ZOOM_STEP),
            actions.zoom_out: lambda: self._zoom(1 / ZOOM_STEP),
            actions.fit: self._fit,
            actions.preferences: self.choices.ask,
            actions.shortcuts: self.choices.show_keys,
            actions.about: self.choices.show_about,
            actions.quit: self.close,
        }

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
        self.canvas.show_ink(state.ink, state.canvas.paper)
        self.gallery.show_state(state)
        self.work.pen_menu.show_settings(self.settings, state.canvas.paper)
        text = RecognisedText() if self._no_picture else state.text
        self.panel.show_text(text, editable=not self._no_picture, follow=not on_picture)  # a page is read from its top
        self.correcting.text_changed(text)
        self.retouching.show_state(state, on_picture=on_picture)
        self._enable(state, on_picture=on_picture)
        self.status.show_counts(len(state.ink), len(text.spans), on_picture=on_picture)
        self._show_zoom()

    def _enable(self, state: State, *, on_picture: bool) -> None:
        actions = self.actions_
        actions.undo.setEnabled(self.session.can_undo)
        actions.redo.setEnabled(self.session.can_redo)
        actions.clear.setEnabled(bool(state.ink.strokes or state.canvas.text.lines) and not on_picture)
        for action in (actions.copy, actions.cut, actions.find):
            action.setEnabled(bool(state.text.lines) and not self._no_picture)
        actions.copy_image.setEnabled(not self._no_picture and (state.shown > 0 or bool(state.ink.strokes)))
        actions.again.setEnabled(state.text.corrected)
        for action in (*actions.tools.values(), actions.pen_style):
            action.setEnabled(not on_picture)
        for action in (actions.zoom_in, actions.zoom_out, actions.fit):
            action.setEnabled(not self._no_picture)

    def _fit(self) -> None:
        self.view.fit()

    def _zoom(self, factor: float) -> None:
        self.view.set_zoom(self.view.zoom * factor)

    def _show_zoom(self) -> None:
        self.status.show_zoom(self.view.zoom)

    # -- the pen and its gestures ----------------------------------------------------------------------------------

    def use(self, tool: Tool) -> None:
        """Take a tool in hand."""
        self.actions_.tools[tool].setChecked(True)
        self.canvas.use(tool)
        self.correcting.select(())

    def _gestured(self, gesture: Gesture) -> None:
        """Do what a gesture asks for."""
        if gesture.act is Act.DELETE:
            self.correcting.delete(gesture.spans)
            self.status.say(self.tr("Scratched out"))
        elif gesture.act is Act.SPLIT:
            self.correcting.split(gesture.spans[0], gesture.x)
            self.status.say(self.tr("Split"))
        else:
            self.correcting.join(gesture.spans)
            self.status.say(self.tr("Joined"))

    def _swept(self, area: Box) -> None:
        """The selecting tool was drawn over characters: select them."""
        spans = self.session.state.text.spans
        self.correcting.select(
            tuple(index for index, span in enumerate(spans) if span.box is not None and _meets(area, span.box)), caret=True
        )

    def _escape(self) -> None:
        """Put away what is in the way: the finder, or a message, what is being opened, the frame of a rewriting, a selection."""
        if self.panel.finder.isVisible():
            self.panel.finder.close_bar()
            return
        self.message.clear()
        self.opener.cancel()
        self.canvas.rewrite_spot(frozenset(), None)
        self.retouching.put_away()
        self.correcting.select(())

    # -- intents of the window itself ------------------------------------------------------------------------------

    def open_files(self, paths: list[Path]) -> None:
        """Open files."""
        self.opener.open(paths)

    def add_ink(self, ink: Ink) -> None:
        """Put ink of any unit on the canvas, below what is there, so large that it can be seen."""
        self._no_picture = False
        below = self.session.state.ink.box
        top = _INSET if below is None else below.bottom + _INSET
        self.session.add_ink(placed(ink, _INSET, top, self.canvas.viewport().width() / self.canvas.zoom - 2 * _INSET))

    def _clear_shown(self) -> None:
        """Empty what is shown: the canvas with its ink, of a picture the text alone."""
        if self.session.state.shown:
            self.session.edit_text("")
        else:
            self.session.clear()

    def _go(self, *, picture: bool) -> None:
        """Show the canvas or the picture side."""
        state = self.session.state
        self.correcting.select(())
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
        self.correcting.select(())
        self._no_picture = False
        self.documents.new()
        self.choices.dress_page()

    def _opened(self, name: str, source: Opened) -> None:
        self.correcting.select(())
        if isinstance(source, Document):
            self._no_picture = False
            self.documents.open(source)
        elif isinstance(source, Ink):
            self.add_ink(source)
        else:
            self.session.open_picture(name, source)
        self.view.setFocus()

    def _open(self) -> None:
        self.choices.set(folder=self.opener.ask(self, self.settings.folder))

    def _read_many(self) -> None:
        """Show the queue of files; it goes on while its window is closed."""
        from hcr_desktop.ui.manyfiles import ManyFiles  # noqa: PLC0415 - it loads what reads, and the window is to be there first

        if self.many is None:
            self.many = ManyFiles(self.theme, self.settings.options, self.settings.folder, parent=self)
            self.many.wanted.connect(lambda path: self.open_files([path]))
        self.many.read_for(self.settings.options)
        self.many.show()
        self.many.activateWindow()

    def _paste(self) -> None:
        held = cast("QMimeData | None", QGuiApplication.clipboard().mimeData())  # None on an empty clipboard
        self.opener.take(held or QMimeData())

    def _entitle(self) -> None:
        """Name the document in the title, and mark it while its file does not hold everything."""
        name, program = self.documents.name, self.tr("HCR Desktop")
        self.setWindowTitle(self.tr("{0}[*] - {1}").format(name, program) if name else program)
        self.setWindowModified(bool(name) and not self.documents.work.saved)

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
        """Keep the widths, go out of sight, end the threads."""
        self.choices.set(split=self.work.split)
        self.hide()  # the rest may take a moment
        self.opener.close()
        if self.many is not None:
            self.many.end()
        self.kept = self.documents.close()
        self.ended = self.bridge.close()
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


def _meets(area: Box, box: Box) -> bool:
    """Whether a line drawn from corner to corner of an area was drawn over a box: sideways over its middle."""
    return area.left <= box.centre[0] <= area.right and area.top <= box.bottom and area.bottom >= box.top


def busy(window: Desktop) -> bool:
    """Whether the window still waits for something to be loaded, opened, saved or read."""
    working = window.opener.waiting > 0 or window.documents.saving or window.bridge.asking
    return working or window.bridge.activity is Activity.LOADING or not window.bridge.idle
