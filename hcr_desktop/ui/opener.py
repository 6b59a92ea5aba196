"""Pictures in: from the open dialog, by drop or by paste; files are decoded in a worker."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QObject, QRunnable, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QHeaderView, QTreeView, QWidget

from hcr_desktop.document import inkfile, store
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.work import Document
from hcr_desktop.errors import HcrError
from hcr_desktop.inference import picture
from hcr_desktop.ui.picture import from_qimage

_log = logging.getLogger(__name__)

Opened = NDArray[np.uint8] | Ink | Document
Load = Callable[[Path], Opened]


def load(path: Path) -> Opened:
    """What a file holds, by the end of its name: a document (.hcr), ink (.json), else a picture.

    Raises:
        InputUnreadable: When it holds nothing of the kind.
    """
    if path.suffix.lower() == store.SUFFIX:
        return Document(str(path.absolute()), store.load(path))
    return inkfile.load(path) if path.suffix.lower() == inkfile.SUFFIX else picture.load(path)


class _Decoding(QRunnable):
    """One file on its way to be a picture."""

    def __init__(self, path: Path, load: Load, opener: Opener) -> None:
        super().__init__()
        self._path, self._load, self._opener = path, load, opener

    def run(self) -> None:
        """Decode, and tell the opener how it went."""
        try:
            image = self._load(self._path)
        except HcrError as error:
            self._opener.came.emit(self._path, None, str(error))
        except Exception as error:  # noqa: BLE001 - a worker must not end without a word
            _log.error("unexpected error while opening %s", self._path, exc_info=error)
            self._opener.came.emit(self._path, None, "")
        else:
            self._opener.came.emit(self._path, image, "")


class Opener(QObject):
    """Turns what a person opens, drops or pastes into pictures.

    Attributes:
        opened: Emitted with (name, what it holds: uint8 [h, w] or [h, w, 3], Ink or Document) of every file, in the order given.
        failed: Emitted with one sentence for everything that could not be opened.
        busy: Emitted with the number of files still to come.
        came: A worker's answer (path, what it holds or None, why not); for this class alone.
    """

    opened = Signal(str, object)
    failed = Signal(str)
    busy = Signal(int)
    came = Signal(object, object, str)

    def __init__(self, load: Load = load, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._waiting = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)  # one after the other: the pictures come in the order given
        self.came.connect(self._came, Qt.ConnectionType.QueuedConnection)

    @property
    def waiting(self) -> int:
        """How many files are still to come."""
        return self._waiting

    def ask(self, parent: QWidget, folder: str) -> str:
        """Let the person choose files and open them; the folder they were in, or ``folder`` if none was chosen."""
        endings = " ".join(f"*{ending}" for ending in picture.SUFFIXES)
        every = f"{self.tr('All that can be opened')} (*{store.SUFFIX} {endings} *{inkfile.SUFFIX})"
        kinds = f"{self.tr('Documents')} (*{store.SUFFIX});;{self.tr('Pictures')} ({endings});;{self.tr('Ink')} (*{inkfile.SUFFIX})"
        filters = f"{every};;{kinds};;{self.tr('All files')} (*)"
        dialog = QFileDialog(parent, self.tr("Open documents and pictures"), folder, filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.resize(860, 520)
        _widen(dialog)
        names = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        self.open([Path(name) for name in names])
        return str(Path(names[0]).parent) if names else folder

    def open(self, paths: Sequence[Path]) -> None:
        """Open files, each in a worker."""
        for path in paths:
            self._waiting += 1
            self._pool.start(_Decoding(path, self._load, self))
        if paths:
            self.busy.emit(self._waiting)

    @staticmethod
    def takes(mime: QMimeData) -> bool:
        """Whether a drop or a paste may hold pictures."""
        return mime.hasUrls() or mime.hasImage()

    def take(self, mime: QMimeData) -> bool:
        """Open what was dropped or pasted; False, and a sentence, when there is no picture in it."""
        local = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if local:
            self.open(local)
            return True
        if mime.hasImage():
            image = mime.imageData()
            if isinstance(image, QImage) and not image.isNull():
                self.opened.emit(self.tr("Pasted picture"), from_qimage(image))
                return True
        if mime.hasUrls():
            self.failed.emit(self.tr("This picture is on the network: save it on this computer and open the file."))
        else:
            self.failed.emit(self.tr("There is no picture to paste: copy a picture or a picture file first."))
        return False

    def close(self) -> None:
        """Let no further file be opened; wait for the one at hand."""
        self._pool.clear()
        self._pool.waitForDone(5000)

    def _came(self, path: Path, image: Opened | None, reason: str) -> None:
        self._waiting -= 1
        if image is not None:
            self.opened.emit(path.name, image)
        else:
            message = self.tr("{0}: this could not be opened because of an error in the program; try another format.")
            self.failed.emit(reason or message.format(path.name))
        self.busy.emit(self._waiting)


def _widen(dialog: QFileDialog) -> None:
    """Give the columns of Qt's own dialog the width of what they hold; a system's dialog is left as it is."""
    table = cast("QTreeView | None", dialog.findChild(QTreeView))
    if table is not None:
        table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
