"""The recognition thread: it owns the recogniser, and its mailbox holds one job, the newest."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, SignalInstance

from hcr_desktop.document.text import RecognisedText
from hcr_desktop.errors import HcrError
from hcr_desktop.inference.options import ReadOptions
from hcr_desktop.inference.sheets import Reads, SheetReader
from hcr_desktop.session import Job, Source

__all__ = ["Reader", "Reads"]

_log = logging.getLogger(__name__)


class Reader(QObject):
    """Reads one job after another, off the GUI thread.

    Attributes:
        loaded: The recogniser is ready.
        broken: The recogniser could not be loaded; why, as the error says it, or empty for an unexpected one.
        started: Emitted with the revision that is now being read.
        finished: Emitted with (revision, RecognisedText).
        failed: Emitted with (revision, why), why as for ``broken``.
        parts: Emitted with (number, list of RecognisedText), the answer to ``ask_parts``.
    """

    loaded = Signal()
    broken = Signal(str)
    started = Signal(int)
    finished = Signal(int, object)
    failed = Signal(int, str)
    parts = Signal(int, object)

    def __init__(self, load: Callable[[], Reads]) -> None:
        super().__init__()
        self._load = load
        self._mailbox: tuple[Job, ReadOptions] | None = None
        self._questions: deque[tuple[int, list[Source], ReadOptions]] = deque()
        self._open = True
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="recognition", daemon=True)

    def start(self) -> None:
        """Start the thread; it begins with loading the recogniser."""
        self._thread.start()

    def ask(self, job: Job, options: ReadOptions) -> None:
        """Put a job in the mailbox, in the place of any that waits there."""
        with self._changed:
            self._mailbox = (job, options)
            self._changed.notify()

    def ask_parts(self, number: int, sources: list[Source], options: ReadOptions) -> None:
        """Ask what a few pieces say, each read for itself; they come before the job in the mailbox."""
        with self._changed:
            self._questions.append((number, sources, options))
            self._changed.notify()

    def close(self, wait: float = 5.0) -> bool:
        """End the thread, after the job at hand; wait at most ``wait`` seconds for it. Whether it has ended."""
        with self._changed:
            self._open, self._mailbox = False, None
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(wait)
        return not self._thread.is_alive()

    def _run(self) -> None:
        """Load, then read until closed."""
        try:
            recogniser = self._load()
        except Exception as error:  # noqa: BLE001 - a thread must not end without a word
            self._emit(self.broken, _reason(error))
            return
        self._emit(self.loaded)
        sheets = SheetReader(recogniser)
        while (act := self._next(recogniser, sheets)) is not None:
            act()

    def _next(self, recogniser: Reads, sheets: SheetReader) -> Callable[[], None] | None:
        """What to do next, once there is something; None when closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._mailbox is not None or self._questions or not self._open)
            if not self._open:
                return None
            if self._questions:
                return partial(self._answer, recogniser, *self._questions.popleft())
            assert self._mailbox is not None
            (job, options), self._mailbox = self._mailbox, None
            return partial(self._read, sheets, job, options)

    def _read(self, sheets: SheetReader, job: Job, options: ReadOptions) -> None:
        """Read a job."""
        self._emit(self.started, job.revision)
        try:
            text = sheets.read(job.source, options, job.paper, job.where)
        except Exception as error:  # noqa: BLE001 - a thread must not end without a word
            self._emit(self.failed, job.revision, _reason(error))
        else:
            self._emit(self.finished, job.revision, text)

    def _answer(self, recogniser: Reads, number: int, sources: list[Source], options: ReadOptions) -> None:
        """Read a few pieces; what cannot be read says nothing."""
        try:
            texts = [recogniser.read(source, options) for source in sources]
        except Exception as error:  # noqa: BLE001 - as above
            _reason(error)
            texts = [RecognisedText() for _ in sources]
        self._emit(self.parts, number, texts)

    def _emit(self, signal: SignalInstance, *values: object) -> None:
        """Tell the main thread, unless nobody listens any more."""
        if self._open:
            signal.emit(*values)


def _reason(error: Exception) -> str:
    """The sentence of an expected error; an unexpected one goes to the log and has none for a person."""
    if isinstance(error, HcrError):
        return str(error)
    _log.error("unexpected error while reading", exc_info=error)
    return ""
