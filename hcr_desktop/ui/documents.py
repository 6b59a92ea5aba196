"""Which file the work is saved in, and that none of it is lost: new, open, save, and the journal."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from hcr_desktop.document import store
from hcr_desktop.document.work import Document, Leaf, Work
from hcr_desktop.errors import HcrError
from hcr_desktop.keeping import Keeper
from hcr_desktop.session import Session, State
from hcr_desktop.ui.filedialogs import chosen, file_dialog

_EMPTY = Work()


class Documents(QObject):
    """Saves and opens documents, and hands every state to the journal.

    Attributes:
        changed: Emitted when the file, or whether it holds everything, changed.
        saved: Emitted with the name of a file after it was saved.
        failed: Emitted with a sentence for the person.
        done: A worker's answer (path, what was saved, why not); for this class alone.
    """

    changed = Signal()
    saved = Signal(str)
    failed = Signal(str)
    done = Signal(object, object, str)
    unkept = Signal(str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._window = session, parent
        self._keeper: Keeper | None = None
        self._file = ""
        self._held = _EMPTY.leaves  # what the file holds
        self._told = ("", True)
        self._saving = 0
        self._next: Callable[[], None] | None = None  # what the person wants to do once it is saved
        # Python's own: what is given to Qt's pool is kept for ever when it is done before start() has returned.
        self._worker = ThreadPoolExecutor(1, "saving")
        self.done.connect(self._done, Qt.ConnectionType.QueuedConnection)
        self.unkept.connect(self._unkept, Qt.ConnectionType.QueuedConnection)
        session.watch(self._changed)

    @property
    def work(self) -> Work:
        """All that is kept, as it is now."""
        leaves = self._session.state.leaves
        return Work(leaves, self._file, Work(leaves).same_work(Work(self._held)))

    @property
    def name(self) -> str:
        """The name of the file; empty for work that was never saved."""
        return Path(self._file).name

    @property
    def saving(self) -> bool:
        """Whether a document is on its way to the disk."""
        return self._saving > 0

    # -- the journal -----------------------------------------------------------------------------------------------

    def keep_with(self, keeper: Keeper, work: Work) -> None:
        """Go on with the work that a journal held, and keep it there from now on."""
        self._keeper, self._file = keeper, work.file
        if not work.empty:
            self._session.start_with(work.leaves)
        if work.saved:
            self._held = self._session.state.leaves
        self._changed(self._session.state)

    def close(self) -> bool:
        """Let savings end and the journal be written; whether there is anything that a next window should show."""
        self._worker.shutdown(wait=True)
        work = self.work
        if self._keeper is not None:
            self._keeper.keep(work)
            self._keeper.close()
            self._keeper = None
        return not work.empty

    def _changed(self, state: State) -> None:
        del state
        work = self.work
        if self._keeper is not None:
            self._keeper.keep(work)
        if (work.file, work.saved) != self._told:
            self._told = work.file, work.saved
            self.changed.emit()

    def _unkept(self, reason: str) -> None:
        self.failed.emit(
            self.tr("What you write cannot be kept for after a crash ({0}); make room on the disk, and save the page.").format(reason)
        )

    # -- files -----------------------------------------------------------------------------------------------------

    def new(self) -> None:
        """An empty page, once the person has agreed to leave this one."""
        self._leave(lambda: self._go_to("", _EMPTY.leaves))

    def open(self, document: Document) -> None:
        """Show a document that was read, once the person has agreed to leave what is there."""
        self._leave(lambda: self._go_to(document.path, document.leaves))

    def save(self) -> bool:
        """Save to the file of this document, or to one that the person chooses; False when they choose none."""
        if not self._file:
            return self.save_as()
        self._start(Path(self._file))
        return True

    def save_as(self) -> bool:
        """Save to a file that the person chooses; False when they choose none."""
        start = self._file or self.tr("page") + store.SUFFIX
        words = f"{self.tr('Documents')} (*{store.SUFFIX})"
        dialog = file_dialog(self._window, self.tr("Save the page"), str(Path(start).parent) if self._file else "", words)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(store.SUFFIX.removeprefix("."))
        dialog.selectFile(Path(start).name)
        files = chosen(dialog)
        if files:
            self._start(files[0])
        return bool(files)

    def _start(self, path: Path) -> None:
        self._saving += 1
        self._worker.submit(self._save, path, self._session.state.leaves)

    def _save(self, path: Path, leaves: tuple[Leaf, ...]) -> None:
        """Save in the worker, and tell how it went."""
        try:
            store.save(path, leaves)
        except HcrError as error:
            self.done.emit(path, leaves, str(error))
        else:
            self.done.emit(path, leaves, "")

    def _done(self, path: Path, leaves: tuple[Leaf, ...], reason: str) -> None:
        self._saving -= 1
        go, self._next = self._next, None
        if reason:
            self.failed.emit(reason)
            return
        self._file, self._held = str(path), leaves
        self.saved.emit(path.name)
        self._changed(self._session.state)
        if go is not None:
            go()

    def _go_to(self, path: str, leaves: tuple[Leaf, ...]) -> None:
        self._session.open_document(leaves)
        self._file, self._held = path, self._session.state.leaves
        self._changed(self._session.state)

    def _leave(self, go: Callable[[], None]) -> None:
        """Do ``go`` if the work is saved, or nothing, or once it was saved, or if the person does not want it saved."""
        work = self.work
        answer = QMessageBox.StandardButton.Discard if work.saved or (work.empty and not work.file) else self._ask()
        if answer == QMessageBox.StandardButton.Discard:
            go()
        elif answer == QMessageBox.StandardButton.Save:
            self._next = go
            if not self.save():
                self._next = None

    def _ask(self) -> int:
        """Ask what to do with work that is in no file."""
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("Save first?"))
        box.setText(self.tr("This page has changes that are in no file. Save them first?"))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = box.exec()
        box.deleteLater()
        return answer
