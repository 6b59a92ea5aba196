"""The session as Qt signals, and the way between it and the recognition thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum, auto
from itertools import count

from PySide6.QtCore import QObject, Qt, Signal

from hcr_desktop.document.text import RecognisedText
from hcr_desktop.inference.options import ReadOptions
from hcr_desktop.session import Session, Source, State
from hcr_desktop.ui.reader import Reader, Reads


class Activity(Enum):
    """What the reader is doing."""

    LOADING = auto()
    READY = auto()
    READING = auto()
    BROKEN = auto()


class Bridge(QObject):
    """Tells the widgets of every new state, and asks for a reading whenever the shown sheet wants one.

    Attributes:
        session: The session; widgets call its intents.
        state_changed: Emitted with every new State.
        activity_changed: Emitted with every new Activity.
        failed: Emitted with a sentence for the person.
    """

    state_changed = Signal(object)
    activity_changed = Signal(object)
    failed = Signal(str)

    def __init__(self, load: Callable[[], Reads], options: ReadOptions | None = None, session: Session | None = None) -> None:
        super().__init__()
        self.session = session or Session()
        self.activity = Activity.LOADING
        self._options = options or ReadOptions()
        self._asked = 0
        self._reader = Reader(load)
        queued = Qt.ConnectionType.QueuedConnection
        self._reader.loaded.connect(self._loaded, queued)
        self._reader.broken.connect(self._broken, queued)
        self._reader.so_far.connect(self._begun, queued)
        self._reader.finished.connect(self._finished, queued)
        self._reader.failed.connect(self._failed, queued)
        self._reader.parts.connect(self._answered, queued)
        self._asking: dict[int, Callable[[list[RecognisedText]], None]] = {}
        self._questions = count()
        self.session.watch(self._changed)

    def start(self) -> None:
        """Start the recognition thread."""
        self._reader.start()

    def close(self) -> bool:
        """End the recognition thread; whether it has ended: what it is at may take longer than one can wait."""
        return self._reader.close()

    @property
    def idle(self) -> bool:
        """Whether what is shown is as read as it can be."""
        return self.activity is Activity.BROKEN or (self.activity is Activity.READY and self.session.job is None)

    @property
    def forgetting(self) -> bool:
        """Whether the reader still holds something that it was asked to forget."""
        return self._reader.forgetting

    @property
    def asking(self) -> bool:
        """Whether pieces are being read."""
        return bool(self._asking)

    @property
    def options(self) -> ReadOptions:
        """What is read for."""
        return self._options

    def read_for(self, options: ReadOptions) -> None:
        """Read for something else from now on."""
        if options != self._options:
            self._options = options
            self.session.read_again()

    def read_parts(self, sources: Sequence[Source], layout: str, then: Callable[[list[RecognisedText]], None]) -> None:
        """Read a few pieces, each for itself, and call ``then`` with what they say; never, while there is no reader."""
        if self.activity in {Activity.READY, Activity.READING}:
            number = next(self._questions)
            self._asking[number] = then
            self._reader.ask_parts(number, list(sources), replace(self._options, layout=layout))

    def forget(self) -> None:
        """Begin anew, as if nothing had ever been written or read."""
        self._asking.clear()
        self._reader.forget()
        if self.activity is Activity.READING:  # what was asked for is not answered any more
            self._be(Activity.READY)
        self.session.forget()

    def _answered(self, number: int, texts: list[RecognisedText]) -> None:
        then = self._asking.pop(number, None)
        if then is not None:  # else it was forgotten since
            then(texts)

    def _changed(self, state: State) -> None:
        self.state_changed.emit(state)
        self._ask()

    def _ask(self) -> None:
        """Ask for the reading that the session wants, once for each revision."""
        job = self.session.job
        if job is not None and job.revision != self._asked and self.activity in {Activity.READY, Activity.READING}:
            self._asked = job.revision
            self._reader.ask(job, self._options)
            self._be(Activity.READING)

    def _be(self, activity: Activity) -> None:
        if activity is not self.activity:
            self.activity = activity
            self.activity_changed.emit(activity)

    def _loaded(self) -> None:
        self._be(Activity.READY)
        self._ask()

    def _broken(self, reason: str) -> None:
        self._be(Activity.BROKEN)
        self.failed.emit(reason or self.tr("The reading models could not be loaded; install the application again."))

    def _begun(self, revision: int, text: RecognisedText) -> None:
        self.session.show_part(revision, text)

    def _finished(self, revision: int, text: RecognisedText) -> None:
        if revision == self._asked:
            self._be(Activity.READY)
        self.session.deliver(revision, text)
        self._ask()

    def _failed(self, revision: int, reason: str) -> None:
        if revision == self._asked:
            self._be(Activity.READY)
        self.session.give_up(revision)
        self.failed.emit(reason or self.tr("This could not be read because of an error in the program; your work is kept."))
        self._ask()
