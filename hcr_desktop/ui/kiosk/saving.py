"""Saving the text off the GUI thread: a slow USB stick must not make the screen stand still."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from hcr_desktop.document.export import ReadPage
from hcr_desktop.kiosk.config import Save
from hcr_desktop.kiosk.places import MOUNTS, Saved, SaveFailed, save


class Saving(QObject):
    """Saves one text at a time.

    Attributes:
        said: Emitted with a sentence for the person.
        busy: Emitted with whether something is being saved.
        done: A worker's answer; for this class alone.
    """

    said = Signal(str)
    busy = Signal(bool)
    done = Signal(object)

    def __init__(self, where: Save, mounts: Path = MOUNTS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._where, self._mounts = where, mounts
        self.saving = False
        self.done.connect(self._done, Qt.ConnectionType.QueuedConnection)

    def save(self, page: ReadPage) -> None:
        """Save this, unless something is being saved."""
        if not self.saving:
            self.saving = True
            self.busy.emit(True)
            # A thread of Python's own: what is given to Qt's pool is kept for ever when it is done before start() has returned.
            threading.Thread(target=self._work, args=(page,), name="saving").start()

    def _work(self, page: ReadPage) -> None:
        """Save, and tell how it went."""
        try:
            self.done.emit(save(page, self._where, self._mounts))
        except SaveFailed as error:
            self.done.emit(error)

    def _done(self, outcome: Saved | SaveFailed) -> None:
        self.saving = False
        self.busy.emit(False)
        if isinstance(outcome, SaveFailed):
            self.said.emit(str(outcome))
        elif outcome.on_stick:
            self.said.emit(self.tr("Saved on the USB stick as {0}. You may take it out now.").format(outcome.name))
        else:
            self.said.emit(self.tr("Saved as {0}").format(outcome.name))
