"""Many files and pages, read one after another by as many processes as there are cores.

Pages are handed out a few at a time and come back in order, so that memory stays bounded however many there are. A process opens the file
whose page it is given and keeps it open for the next. One page alone is read here, for starting a process takes longer.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.export import ReadPage
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.reconcile import reconcile
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.errors import HcrError, InputUnreadable
from hcr_desktop.inference.options import ReadOptions
from hcr_desktop.inference.recogniser import Recogniser
from hcr_desktop.inference.sheets import SheetReader
from hcr_desktop.sources import Pages, open_pages

AHEAD = 2
"""Pages that are under way for each process."""

Source = Ink | NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Task:
    """A page to read: the file as it was named, and the page's number from 0."""

    name: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or page that could not be read, and the sentence that says why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What to read: the tasks in order, and files that cannot be opened in the places where their tasks would be."""

    steps: tuple[Task | Refusal, ...]

    @classmethod
    def of(cls, files: Sequence[str]) -> Plan:
        """All pages of files; each is opened once to see how many it has."""
        return cls(tuple(step for name in files for step in _steps(name)))

    @property
    def pages(self) -> int:
        """How many pages there are to read."""
        return sum(isinstance(step, Task) for step in self.steps)


def _steps(name: str) -> list[Task | Refusal]:
    """The pages of one file."""
    try:
        pages = open_pages(Path(name))
    except HcrError as error:
        return [Refusal(name, str(error))]
    count = pages.count
    pages.close()
    return [Task(name, number) for number in range(count)]


@dataclass(slots=True)
class PageReader:
    """Reads pages of files, keeping the last file open.

    Attributes:
        recogniser: What reads.
        options: What for.
        keep: Whether the pictures are wanted with the text; else only their sizes.
    """

    recogniser: Recogniser
    options: ReadOptions
    keep: bool
    _open: tuple[str, Pages] | None = field(default=None)

    def read(self, task: Task) -> tuple[Source | tuple[int, ...], RecognisedText] | Refusal:
        """The page's source, or its shape where that is enough, and its text; or why it could not be read."""
        try:
            leaf = self._pages(task.name).leaf(task.number)
            reading = SheetReader(self.recogniser).read(leaf.source, self.options, leaf.paper, leaf.where)
            text = reconcile(leaf.text, reading)
        except InputUnreadable as error:
            return Refusal(task.name, str(error.named(Path(task.name).name)))
        except HcrError as error:
            return Refusal(task.name, str(error))
        source = leaf.source
        return (source if self.keep or isinstance(source, Ink) else source.shape), text

    def _pages(self, name: str) -> Pages:
        """The file, opened."""
        if self._open is None or self._open[0] != name:
            if self._open is not None:
                self._open[1].close()
            self._open = name, open_pages(Path(name))
        return self._open[1]


def read_all(
    plan: Plan,
    options: ReadOptions,
    load: Callable[[], Recogniser],
    *,
    keep: bool = False,
    jobs: int | None = None,
    done: Callable[[int], None] = lambda _count: None,
) -> Iterator[ReadPage | Refusal]:
    """Read a plan, page after page, in its order.

    Args:
        plan: What to read.
        options: What for.
        load: What gives the recogniser, here and in every process; a function of a module.
        keep: Whether the pictures are wanted with the text.
        jobs: How many processes; as many as there are cores by default.
        done: Told after each page how many are done.

    Raises:
        BundleInvalid: When the models cannot be loaded.
        HcrError: When a process ended before its page was read.
    """
    jobs = min(jobs or _cores(), plan.pages)
    with _reading(options, load, keep, jobs) as read:
        waiting: deque[tuple[Task, Callable[[], object]] | Refusal] = deque()
        count = 0
        for step in (*plan.steps, None):
            if step is not None:
                waiting.append((step, read(step)) if isinstance(step, Task) else step)
            while waiting and (step is None or len(waiting) >= AHEAD * jobs):
                first = waiting.popleft()
                if isinstance(first, Refusal):
                    yield first
                    continue
                found = _finished(*first)
                count += 1
                done(count)
                yield found


def _finished(task: Task, result: Callable[[], object]) -> ReadPage | Refusal:
    """The page of a task, once it is read."""
    found = result()
    if isinstance(found, Refusal):
        return found
    assert isinstance(found, tuple)
    source, text = found
    if isinstance(source, tuple):  # a picture of which only the size is known, that takes no memory
        source = np.broadcast_to(np.uint8(255), source)
    return ReadPage(task.name, source, text, task.number + 1)


def _cores() -> int:
    """How many processes can work at a time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _reading(
    options: ReadOptions, load: Callable[[], Recogniser], keep: bool, jobs: int
) -> Iterator[Callable[[Task], Callable[[], object]]]:
    """What starts the reading of a task and gives what waits for its result; here, or in processes that end with the block."""
    if jobs <= 1:
        reader = PageReader(load(), options, keep)
        yield lambda task: lambda: reader.read(task)
        return
    context = multiprocessing.get_context("spawn")  # a fork would take along locks that threads of OpenCV and LiteRT hold
    pool = ProcessPoolExecutor(jobs, context, _start, (load, options, keep))
    try:
        yield lambda task: _Waiting(pool.submit(_read, task))
    finally:
        for process in list(multiprocessing.active_children()):
            process.terminate()
        # Waited for: a pool whose thread still closes its pipe while Python ends writes a traceback now and then.
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A result that a process works on."""

    future: Future[object]

    def __call__(self) -> object:
        try:
            return self.future.result()
        except BrokenProcessPool:
            raise HcrError(
                "A process that was reading ended unexpectedly, perhaps for want of memory; try fewer at a time: --jobs 1."
            ) from None


_reader: PageReader | None = None


def _start(load: Callable[[], Recogniser], options: ReadOptions, keep: bool) -> None:
    """Make ready a process: Ctrl-C is for the one that started it, and one core is enough for each."""
    import cv2  # noqa: PLC0415 - only processes that read need it

    global _reader  # noqa: PLW0603 - one for the life of the process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    _reader = PageReader(load(), options, keep)


def _read(task: Task) -> object:
    """Read a page in a process."""
    assert _reader is not None
    return _reader.read(task)
