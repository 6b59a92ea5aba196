"""The recognition thread: it owns the recogniser, and its mailbox holds one job, the newest."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Signal, SignalInstance

from hcr_desktop.document.text import RecognisedText
from hcr_desktop.errors import HcrError
from hcr_desktop.inference.options import ReadOptions
from hcr_desktop.inference.sheets import Reads, SheetReader, SoFar
from hcr_desktop.session import Job, Source

__all__ = ["Reader", "Reads", "Remembers"]

_log = logging.getLogger(__name__)


_PAUSE = 0.2
"""A reading that goes on is told of no more often than once in so many seconds: showing it takes time from the reading."""


@runtime_checkable
class Remembers(Protocol):
    """A recogniser that remembers what it read."""

    def forget(self) -> None:
        """Forget it."""
        ...


class Reader(QObject):
    """Reads one job after another, off the GUI thread.

    Attributes:
        loaded: The recogniser is ready.
        broken: The recogniser could not be loaded; why, as the error says it, or empty for an unexpected one.
        started: Emitted with the revision that is now being read.
        so_far: Emitted with (revision, RecognisedText), the text of a picture up to some line.
        finished: Emitted with (revision, RecognisedText).
        failed: Emitted with (revision, why), why as for ``broken``.
        parts: Emitted with (number, list of RecognisedText), the answer to ``ask_parts``.
    """

    loaded = Signal()
    broken = Signal(str)
    started = Signal(int)
    so_far = Signal(int, object)
    finished = Signal(int, object)
    failed = Signal(int, str)
    parts = Signal(int, object)

    def __init__(self, load: Callable[[], Reads]) -> None:
        super().__init__()
        self._load = load
        self._mailbox: tuple[Job, ReadOptions] | None = None
        self._questions: deque[tuple[int, list[Source], ReadOptions]] = deque()
        self._open = True
        self._wishes, self._forgotten = 0, 0  # how often it was asked to forget, and how many of these are done
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

    @property
    def forgetting(self) -> bool:
        """Whether something is still to be forgotten."""
        return self._wishes != self._forgotten

    def forget(self) -> None:
        """Hold nothing of what was read or is still to be read."""
        with self._changed:
            self._mailbox = None
            self._wishes += 1
            self._questions.clear()
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
        self._sheets = SheetReader(recogniser)
        while self._step(recogniser):
            pass

    def _step(self, recogniser: Reads) -> bool:
        """Do what is next; False when closed. A frame of its own: while the thread waits, it holds nothing of what it read."""
        act = self._next(recogniser)
        if act is not None:
            act()
        return act is not None

    def _next(self, recogniser: Reads) -> Callable[[], None] | None:
        """What to do next, once there is something; None when closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._mailbox is not None or self._questions or self.forgetting or not self._open)
            if not self._open:
                return None
            if self.forgetting:
                return partial(self._forget, recogniser, self._wishes)
            if self._questions:
                return partial(self._answer, recogniser, *self._questions.popleft())
            assert self._mailbox is not None
            (job, options), self._mailbox = self._mailbox, None
            return partial(self._read, job, options)

    def _read(self, job: Job, options: ReadOptions) -> None:
        """Read a job."""
        self._emit(self.started, job.revision)
        try:
            text = self._sheets.read(job.source, options, job.paper, job.where, self._teller(job.revision))
        except Exception as error:  # noqa: BLE001 - a thread must not end without a word
            self._emit(self.failed, job.revision, _reason(error))
        else:
            self._emit(self.finished, job.revision, text)

    def _teller(self, revision: int) -> SoFar:
        """What tells of a reading now and then, of its first line at once."""
        due = 0.0

        def tell(text: RecognisedText) -> None:
            nonlocal due
            if time.monotonic() >= due:
                self._emit(self.so_far, revision, text)
                due = time.monotonic() + _PAUSE

        return tell

    def _answer(self, recogniser: Reads, number: int, sources: list[Source], options: ReadOptions) -> None:
        """Read a few pieces; what cannot be read says nothing."""
        try:
            texts = [recogniser.read(source, options) for source in sources]
        except Exception as error:  # noqa: BLE001 - as above
            _reason(error)
            texts = [RecognisedText() for _ in sources]
        self._emit(self.parts, number, texts)

    def _forget(self, recogniser: Reads, wishes: int) -> None:
        """Drop what was read, and have the recogniser do so."""
        self._sheets = SheetReader(recogniser)
        try:
            if isinstance(recogniser, Remembers):
                recogniser.forget()
        except Exception as error:  # noqa: BLE001 - as above
            _reason(error)
        finally:
            self._forgotten = wishes

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
