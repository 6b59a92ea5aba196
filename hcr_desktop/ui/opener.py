"""Pictures in: from the open dialog, by drop or by paste; files are decoded in a worker."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from hcr_desktop.document import inkfile, store
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.work import Document
from hcr_desktop.errors import Cancelled, HcrError
from hcr_desktop.ui.filedialogs import chosen, file_dialog
from hcr_desktop.ui.picture import from_qimage

if TYPE_CHECKING:
    from hcr_desktop.inference.picture import Wanted

_log = logging.getLogger(__name__)

Opened = NDArray[np.uint8] | Ink | Document

Load = Callable[[Path, "Wanted"], Iterator[tuple[str, Opened] | int]]
"""What a file holds, page after page, each with its name; at last, where there are more than are opened, how many there are."""

MOST_PAGES = 20
"""Pages of a file that are opened in the window: all are kept in memory."""


def load(path: Path, wanted: Wanted) -> Iterator[tuple[str, Opened] | int]:
    """What a file holds, by the end of its name: a document (.hcr), ink (.json), else pictures; see ``Load``.

    Raises:
        InputUnreadable: When it holds nothing of the kind.
        Cancelled: When it is not wanted any more.
    """
    if path.suffix.lower() == store.SUFFIX:
        yield path.name, Document(str(path.absolute()), store.load(path))
        return
    if path.suffix.lower() == inkfile.SUFFIX:
        yield path.name, inkfile.load(path)
        return
    from hcr_desktop.inference import album  # noqa: PLC0415 - it loads OpenCV, and the window is to be there first

    opened = album.open_album(path)
    try:
        for number in range(min(opened.count, MOST_PAGES)):
            yield path.name if opened.count == 1 else f"{path.name} · {number + 1}", opened.page(number, wanted)
        if opened.count > MOST_PAGES:
            yield opened.count
    finally:
        opened.close()


class Opener(QObject):
    """Turns what a person opens, drops or pastes into pictures.

    Attributes:
        opened: Emitted with (name, what it holds: uint8 [h, w] or [h, w, 3], Ink or Document) of every file, in the order given.
        failed: Emitted with one sentence for everything that could not be opened.
        found: Emitted with the path of every file that could be opened.
        busy: Emitted with the number of files still to come.
        round: Files of an earlier round than this are not wanted any more.
        came: A worker's answer (round, path, a page, a number of pages or None at the end, why it ended); for this class alone.
    """

    opened = Signal(str, object)
    failed = Signal(str)
    found = Signal(object)
    busy = Signal(int)
    came = Signal(int, object, object, object)

    def __init__(self, load: Load = load, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._waiting = 0
        self.round = 0
        # Python's own: what is given to Qt's pool is kept for ever when it is done before start() has returned.
        self._worker = ThreadPoolExecutor(1, "opening")  # one after the other: the pictures come in the order given
        self.came.connect(self._came, Qt.ConnectionType.QueuedConnection)

    @property
    def waiting(self) -> int:
        """How many files are still to come."""
        return self._waiting

    def ask(self, parent: QWidget, folder: str) -> str:
        """Let the person choose files and open them; the folder they were in, or ``folder`` if none was chosen."""
        from hcr_desktop.inference.album import SUFFIXES  # noqa: PLC0415 - as above

        endings = " ".join(f"*{ending}" for ending in SUFFIXES)
        every = f"{self.tr('All that can be opened')} (*{store.SUFFIX} {endings} *{inkfile.SUFFIX})"
        pictures = f"{self.tr('Pictures and PDFs')} ({endings})"
        kinds = f"{self.tr('Documents')} (*{store.SUFFIX});;{pictures};;{self.tr('Ink')} (*{inkfile.SUFFIX})"
        filters = f"{every};;{kinds};;{self.tr('All files')} (*)"
        dialog = file_dialog(parent, self.tr("Open documents and pictures"), folder, filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        files = chosen(dialog)
        self.open(files)
        return str(files[0].parent) if files else folder

    def open(self, paths: Sequence[Path]) -> None:
        """Open files, and those in folders, in a worker."""
        if not paths:
            return
        from hcr_desktop.sources import files_in  # noqa: PLC0415 - as above

        files = [file for path in paths for file in files_in(path)]
        for path in files:
            self._waiting += 1
            self._worker.submit(self._decode, path, self.round)
        if files:
            self.busy.emit(self._waiting)

    def cancel(self) -> None:
        """Let no more pages come of what is being opened."""
        if self._waiting:
            self.round += 1
            self._waiting = 0
            self.busy.emit(0)

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
        self.round += 1
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _decode(self, path: Path, round_: int) -> None:
        """Decode in the worker, and tell how it went, last of all with None that the file is done."""
        reason: str | None = None
        try:
            for item in self._load(path, lambda: self.round == round_) if self.round == round_ else ():
                if self.round != round_:
                    break
                self.came.emit(round_, path, item, "")
        except Cancelled:
            pass
        except HcrError as error:
            reason = str(error)
        except Exception as error:  # noqa: BLE001 - a worker must not end without a word
            _log.error("unexpected error while opening %s", path, exc_info=error)
            reason = ""
        self.came.emit(round_, path, None, reason)

    def _came(self, round_: int, path: Path, item: tuple[str, Opened] | int | None, reason: str | None) -> None:
        if round_ != self.round:
            return
        if isinstance(item, tuple):
            self.opened.emit(*item)
            self.found.emit(path)
        elif item is not None:
            words = self.tr("{0} has {1} pages; the first {2} are open. Read all of them in a terminal: hcr-desktop read")
            self.failed.emit(words.format(path.name, item, MOST_PAGES))
        else:
            self._waiting -= 1
            if reason is not None:
                message = self.tr("{0}: this could not be opened because of an error in the program; try another format.")
                self.failed.emit(reason or message.format(path.name))
            self.busy.emit(self._waiting)
