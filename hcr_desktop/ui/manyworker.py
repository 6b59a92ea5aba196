"""The thread that reads many files, one after the other, by as many processes as there are cores, and saves each text."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from hcr_desktop.batch import Plan, Refusal, read_all
from hcr_desktop.document.export import ReadPage
from hcr_desktop.errors import Cancelled, HcrError
from hcr_desktop.inference.options import ReadOptions
from hcr_desktop.saving import Saver

_log = logging.getLogger(__name__)

Found = Generator[ReadPage | Refusal, None, None]

ReadAll = Callable[[Plan, ReadOptions, bool, Callable[[int], None]], Found]
"""Reads a plan: what for, whether pictures are wanted with the text, and what is told how many pages are done."""


def by_processes(plan: Plan, options: ReadOptions, keep: bool, done: Callable[[int], None]) -> Found:
    """Read a plan with the shipped models."""
    from hcr_desktop.loading import load_recogniser  # noqa: PLC0415 - the window has no need of it to start

    yield from read_all(plan, options, load_recogniser, keep=keep, done=done)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file.

    Attributes:
        name: The file.
        saved: Where its text is; None where nothing of it could be read.
        pages: How many pages were read.
        characters: How many characters they have.
        refused: A sentence for every page that could not be read, or for all of it.
    """

    name: str
    saved: Path | None
    pages: int
    characters: int
    refused: tuple[str, ...]


class ManyWorker(QObject):
    """Reads one queue at a time.

    Attributes:
        planned: Emitted with the number of pages there are.
        progressed: Emitted with the number of pages that are done.
        began: Emitted with the name of a file when its first page has come.
        finished_file: Emitted with the Outcome of every file, in order.
        ended: Emitted at the end with a sentence for the person, empty where all went its way.
    """

    planned = Signal(int)
    progressed = Signal(int)
    began = Signal(str)
    finished_file = Signal(object)
    ended = Signal(str)

    def __init__(self, read: ReadAll = by_processes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether it is reading."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, files: Sequence[str], options: ReadOptions, folder: Path, form: str) -> None:
        """Read files for ``options`` and save their texts into a folder in one of ``FORMATS``."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, args=(files, options, folder, form), name="many", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the page at hand."""
        self._stop.set()

    def close(self, wait: float = 10.0) -> None:
        """Stop, and wait for the end."""
        self.stop()
        if self._thread is not None:
            self._thread.join(wait)

    def _run(self, files: Sequence[str], options: ReadOptions, folder: Path, form: str) -> None:
        reason = ""
        try:
            self._read_all(files, options, Saver(folder, form), keep=form == "pdf")
        except Cancelled:
            pass
        except HcrError as error:
            reason = str(error)
        except Exception as error:  # noqa: BLE001 - a thread must not end without a word
            _log.error("unexpected error while reading many files", exc_info=error)
            reason = self.tr("The reading ended because of an error in the program; what was saved is kept.")
        self.ended.emit(reason)

    def _read_all(self, files: Sequence[str], options: ReadOptions, saver: Saver, *, keep: bool) -> None:
        plan = Plan.of(files)
        self.planned.emit(plan.pages)
        with closing(self._read(plan, options, keep, self.progressed.emit)) as found:
            for name, pages in groupby(self._until_stopped(found), key=lambda page: page.name):
                self.began.emit(name)
                self.finished_file.emit(self._save(name, pages, saver))

    def _until_stopped(self, found: Iterator[ReadPage | Refusal]) -> Iterator[ReadPage | Refusal]:
        """The pages, until a person stops; ends with ``Cancelled`` in the middle of a file, of which nothing is to be kept."""
        last = ""
        for page in found:
            if self._stop.is_set() and page.name == last:
                raise Cancelled
            if self._stop.is_set():
                return
            last = page.name
            yield page

    @staticmethod
    def _save(name: str, pages: Iterable[ReadPage | Refusal], saver: Saver) -> Outcome:
        """Save the pages of a file as they come."""
        refused: list[str] = []
        counts = [0, 0]

        def read() -> Iterator[ReadPage]:
            for page in pages:
                if isinstance(page, Refusal):
                    refused.append(page.reason)
                    continue
                counts[0] += 1
                counts[1] += len(page.text.spans)
                yield page

        good = read()
        first = next(good, None)
        saved = None if first is None else saver.save(name, _chained(first, good))
        return Outcome(name, saved, counts[0], counts[1], tuple(refused))


def _chained(first: ReadPage, rest: Iterator[ReadPage]) -> Iterator[ReadPage]:
    yield first
    yield from rest
