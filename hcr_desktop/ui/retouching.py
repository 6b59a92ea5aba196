"""Retouching: what a person does to an opened picture, and where they have it read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from hcr_desktop.document import retouch
from hcr_desktop.document.ink import Box
from hcr_desktop.session import Session, State
from hcr_desktop.ui.actions import Actions
from hcr_desktop.ui.tools import PageTool
from hcr_desktop.ui.workspace import Workspace


class Retouching(QObject):
    """Turns, crops and cleans the shown picture; each is a step that can be undone.

    Attributes:
        said: Emitted with a passing word for the status line.
    """

    said = Signal(str)

    def __init__(self, session: Session, work: Workspace, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._view, self._actions = session, work.gallery.view, actions
        self._view.drawn.connect(self._drawn)
        self._view.missed.connect(self._missed)
        for tool, action in actions.page_tools.items():
            action.toggled.connect(lambda on, tool=tool: self._use(tool if on else PageTool.HAND))
        actions.turn_left.triggered.connect(lambda: self.turn(-1))
        actions.turn_right.triggered.connect(lambda: self.turn(1))
        actions.before.toggled.connect(self._compare)
        work.gallery.tools.tone.moved.connect(self._preview)
        work.gallery.tools.tone.chosen.connect(self._tone)

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The shown picture."""
        return self._session.state.sheet.picture

    def show_state(self, state: State, *, on_picture: bool) -> None:
        """Offer what can be done with what is shown."""
        sheet, actions = state.sheet, self._actions
        there = on_picture and sheet.picture is not None
        for action in (actions.turn_left, actions.turn_right, actions.tone, *actions.page_tools.values()):
            action.setEnabled(there)
        actions.before.setEnabled(there and sheet.original is not None and sheet.original is not sheet.picture)
        if not actions.before.isEnabled():
            actions.before.setChecked(False)
        self._view.show_where(sheet.where)

    def put_away(self) -> None:
        """Take the hand again, and look at the picture as it is."""
        for action in (*self._actions.page_tools.values(), self._actions.before):
            action.setChecked(False)

    def turn(self, quarters: int) -> None:
        """Turn the picture, to the right when positive."""
        if self.picture is not None:
            self._session.retouch(retouch.turned(self.picture, quarters))

    def _use(self, tool: PageTool) -> None:
        """Draw with a tool; or take the hand, where none is pressed any more."""
        if tool is PageTool.HAND and any(action.isChecked() for action in self._actions.page_tools.values()):
            return
        self._view.use(tool)
        words = {
            PageTool.CROP: self.tr("Draw a frame around what is to stay"),
            PageTool.AREA: self.tr("Draw a frame around what is to be read; a tap reads all again"),
            PageTool.BLOT: self.tr("Draw a frame around the blot"),
            PageTool.LINE: self.tr("Draw a frame around the missed line"),
        }
        if tool in words:
            self._actions.before.setChecked(False)
            self.said.emit(words[tool])

    def _drawn(self, box: Box) -> None:
        """A rectangle was drawn: do what it is for."""
        sheet, picture, tool = self._session.state.sheet, self.picture, self._view.tool
        if picture is None or retouch.within(picture, box) is None:
            return
        if tool is PageTool.CROP:
            self.put_away()
            self._session.retouch(retouch.cropped(picture, box))
        elif tool is PageTool.AREA:
            self.put_away()
            self._session.read_where(replace(sheet.where, area=box))
        elif tool is PageTool.BLOT:
            self._session.retouch(retouch.without_blot(picture, box), sheet.where)
        elif tool is PageTool.LINE:
            self.put_away()
            self._session.read_where(replace(sheet.where, lines=(*sheet.where.lines, box)))

    def _missed(self) -> None:
        """A tap with a tool in hand: with that for areas everything is read again."""
        if self._view.tool is PageTool.AREA:
            self.put_away()
            self._session.read_where(replace(self._session.state.sheet.where, area=None))

    def _preview(self, level: float) -> None:
        """Show what another black point would make of the picture."""
        if self.picture is not None:
            self._view.preview(retouch.toned(self.picture, level))

    def _tone(self, level: float) -> None:
        """Set the black point."""
        if self.picture is not None and level:
            self._session.retouch(retouch.toned(self.picture, level), self._session.state.sheet.where)
        elif self.picture is not None:
            self._view.show_picture(self.picture)

    def _compare(self, on: bool) -> None:
        """Show the picture as it was opened, or as it is."""
        self._view.compare(self._session.state.sheet.original if on else None)
