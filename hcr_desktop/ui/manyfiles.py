"""The window in which many files are read at once: a queue, its progress, what became of each file, and where the texts are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from hcr_desktop.document.export import FORMATS
from hcr_desktop.inference.options import ReadOptions
from hcr_desktop.sources import files_in
from hcr_desktop.ui.filedialogs import chosen, file_dialog
from hcr_desktop.ui.manyworker import ManyWorker, Outcome
from hcr_desktop.ui.preferences import List
from hcr_desktop.ui.theme import TARGET, Theme

_FILE, _STATE = range(2)


class ManyFiles(QDialog):
    """A queue of files.

    Attributes:
        wanted: Emitted with the path of a file that is to be opened in the window.
        table: A row for each file: its name, and what became of it.
    """

    wanted = Signal(object)

    def __init__(
        self, theme: Theme, options: ReadOptions, folder: str, worker: ManyWorker | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._options = options
        self._files: list[str] = []
        self._failed = 0
        self._stopped = False
        self._worker = worker or ManyWorker(parent=self)
        self.setWindowTitle(self.tr("Read many files"))
        self.setAcceptDrops(True)
        self.table = self._table()
        self.folder = QLineEdit(str(Path(folder or Path.home()) / self.tr("texts")))
        self.form = self._forms(theme)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Pages that are done"))
        self.bar.setTextVisible(False)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.add_files = self._button(self.tr("Add files…"), self._ask_files)
        self.add_folder = self._button(self.tr("Add a folder…"), self._ask_folder)
        self.start = self._button(self.tr("Read"), self.read)
        self.start.setObjectName("primary")
        self.stop = self._button(self.tr("Stop"), self._stop)
        self.show_folder = self._button(self.tr("Show the texts"), self._show_folder)
        self.show_folder.setEnabled(False)
        self._lay_out()
        for signal, act in (
            (self._worker.planned, self._planned),
            (self._worker.progressed, self._progressed),
            (self._worker.began, self._began),
            (self._worker.finished_file, self._finished),
            (self._worker.ended, self._ended),
        ):
            signal.connect(act, Qt.ConnectionType.QueuedConnection)
        self._enable()
        self._say(self.tr("Add files or folders, or drop them here."))

    # -- making ----------------------------------------------------------------------------------------------------

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, 2)
        table.setHorizontalHeaderLabels([self.tr("File"), self.tr("What became of it")])
        table.setAccessibleName(self.tr("Files to read"))
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setMinimumSectionSize(TARGET)
        table.horizontalHeader().setSectionResizeMode(_FILE, QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(_STATE, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.setTabKeyNavigation(False)
        table.cellActivated.connect(lambda row, _column: self.wanted.emit(Path(self._files[row])))
        return table

    def _forms(self, theme: Theme) -> QComboBox:
        forms = List(theme)
        words = {
            "text": self.tr("Text"),
            "json": self.tr("JSON, with boxes and other readings"),
            "hocr": self.tr("hOCR"),
            "alto": self.tr("ALTO"),
            "pdf": self.tr("PDF to search"),
        }
        for form in FORMATS:
            forms.addItem(words[form], form)
        forms.setAccessibleName(self.tr("What is saved"))
        return forms

    @staticmethod
    def _button(words: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _lay_out(self) -> None:
        head, where, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for button in (self.add_files, self.add_folder):
            head.addWidget(button)
        head.addStretch()
        label = QLabel(self.tr("Save in"))
        label.setBuddy(self.folder)
        where.addWidget(label)
        where.addWidget(self.folder, 2)
        where.addWidget(self._button(self.tr("Choose…"), self._ask_target))
        where.addWidget(self.form, 1)
        foot.addWidget(self.words, 1)
        for button in (self.show_folder, self.stop, self.start):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addLayout(where)
        column.addWidget(self.bar)
        column.addLayout(foot)
        room = self.screen().availableSize()
        self.resize(min(860, room.width() - 40), min(620, room.height() - 40))

    # -- the queue -------------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Put files, and those in folders, at the end of the queue; none twice."""
        for path in (file for given in paths for file in files_in(given)):
            if str(path) in self._files or self._worker.running:
                continue
            if not self._files and not self.folder.isModified():
                self.folder.setText(str(path.absolute().parent / self.tr("texts")))
            self._files.append(str(path))
            row = self.table.rowCount()
            self.table.insertRow(row)
            name = QTableWidgetItem(path.name)
            name.setToolTip(str(path))
            self.table.setItem(row, _FILE, name)
            self.table.setItem(row, _STATE, QTableWidgetItem(self.tr("waiting")))
        self._say(self.tr("1 file") if len(self._files) == 1 else self.tr("{0} files").format(len(self._files)))
        self._enable()

    def read(self) -> None:
        """Read them all."""
        if not self._files or self._worker.running:
            return
        self._failed, self._stopped = 0, False
        for row in range(self.table.rowCount()):
            self._tell(row, self.tr("waiting"))
        self.bar.setRange(0, 0)  # how much there is to do is not known yet
        self._say(self.tr("Looking at the files…"))
        self._worker.start(self._files, self._options, Path(self.folder.text()).expanduser(), self.form.currentData())
        self._enable(running=True)
        self.stop.setFocus()

    def read_for(self, options: ReadOptions) -> None:
        """Read for something else the next time."""
        self._options = options

    def _stop(self) -> None:
        self._stopped = True
        self._worker.stop()
        self._say(self.tr("Stopping…"))
        self.stop.setEnabled(False)

    # -- what the worker tells -------------------------------------------------------------------------------------

    def _planned(self, pages: int) -> None:
        self.bar.setRange(0, max(1, pages))
        self.bar.setValue(0)
        self._say(self.tr("Starting to read…"))

    def _progressed(self, pages: int) -> None:
        self.bar.setValue(pages)
        if not self._stopped:
            self._say(self.tr("{0} of {1} pages").format(pages, self.bar.maximum()))

    def _began(self, name: str) -> None:
        self._tell(self._files.index(name), self.tr("reading…"))

    def _finished(self, outcome: Outcome) -> None:
        parts = [self.tr("✗ {0}").format(reason) for reason in outcome.refused]
        if outcome.saved is not None:
            pages = self.tr("1 page") if outcome.pages == 1 else self.tr("{0} pages").format(outcome.pages)
            parts.insert(0, self.tr("✓ {0}, {1} characters, in {2}").format(pages, outcome.characters, outcome.saved.name))
            self.show_folder.setEnabled(True)
        self._failed += bool(outcome.refused)
        self._tell(self._files.index(outcome.name), "\n".join(parts))

    def _ended(self, reason: str) -> None:
        self.bar.setRange(0, max(1, self.bar.maximum()))
        if reason:
            self._say(reason)
        elif self._stopped:
            self._say(self.tr("Stopped. What was saved is kept."))
        elif self._failed:
            self._say(self.tr("Done; {0} of {1} files could not be read, or not all of them.").format(self._failed, len(self._files)))
        else:
            self._say(self.tr("Done."))
        self._enable()

    def _tell(self, row: int, words: str) -> None:
        item = self.table.item(row, _STATE)
        item.setText(words)
        item.setToolTip(words)
        self.table.resizeRowToContents(row)
        self.table.scrollToItem(item)

    def _say(self, words: str) -> None:
        self.words.setText(words)

    def _enable(self, *, running: bool = False) -> None:
        for widget in (self.add_files, self.add_folder, self.folder, self.form):
            widget.setEnabled(not running)
        self.start.setEnabled(bool(self._files) and not running)
        self.stop.setEnabled(running)

    # -- asking ----------------------------------------------------------------------------------------------------

    def _ask_files(self) -> None:
        self._add_chosen(self._ask(self.tr("Add files"), QFileDialog.FileMode.ExistingFiles))

    def _ask_folder(self) -> None:
        self._add_chosen(self._ask(self.tr("Add a folder"), QFileDialog.FileMode.Directory))

    def _add_chosen(self, paths: list[Path]) -> None:
        if paths:
            self.add(paths)

    def _ask_target(self) -> None:
        for folder in self._ask(self.tr("Save in"), QFileDialog.FileMode.Directory):
            self.folder.setText(str(folder))
            self.folder.setModified(True)

    def _ask(self, title: str, mode: QFileDialog.FileMode) -> list[Path]:
        dialog = file_dialog(self, title, str(Path(self.folder.text()).parent))
        dialog.setFileMode(mode)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, mode == QFileDialog.FileMode.Directory)
        return chosen(dialog)

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self.folder.text()).expanduser())))

    # -- events ----------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put what was dropped in the queue."""
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def reject(self) -> None:
        """Escape closes the window; what is being read goes on, and can be seen when it is opened again."""
        self.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """As Escape."""
        event.ignore()
        self.hide()

    def end(self) -> None:
        """Stop, and wait for the end, as the whole application ends."""
        self.hide()
        self._worker.close()
