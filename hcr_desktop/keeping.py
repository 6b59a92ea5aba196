"""The threads that keep the journal: the newest work waits in a mailbox, so the pen never waits for the disk."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from hcr_desktop.document.journal import Journal
from hcr_desktop.document.work import Work

_log = logging.getLogger(__name__)


class Keeper:
    """Writes every new work to a journal before ``keep`` returns, so that a crash loses nothing that was handed over.

    Two threads do what takes long: one writes pictures, and the whole journal anew now and then; the other waits for the
    disk, so that a power cut loses no more than the last moment. What comes while the first is at work waits for it.
    """

    def __init__(self, journal: Journal, failed: Callable[[str], None] = lambda _reason: None) -> None:
        """Start the threads.

        Args:
            journal: The journal; it is the keeper's from now on.
            failed: Called, on any thread, with the system's reason the first time that writing fails.
        """
        self._journal, self._failed = journal, failed
        self._work: Work | None = None
        self._open = True
        self._writing = self._syncing = self._unsynced = self._told = False
        self._changed = threading.Condition()
        self._threads = [
            threading.Thread(target=self._write_all, name="journal-write", daemon=True),
            threading.Thread(target=self._sync_all, name="journal-sync", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def keep(self, work: Work) -> None:
        """Have this work written; returns at once."""
        with self._changed:
            if self._writing or self._work is not None or self._journal.long or not self._journal.light(work):
                self._work = work
            else:
                self._try(lambda: self._journal.write(work))
                self._unsynced = True
            self._changed.notify_all()

    def flush(self, wait: float = 10.0) -> bool:
        """Wait until all that was given is on the disk; whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not (self._work or self._writing or self._unsynced or self._syncing), wait)

    def close(self, wait: float = 10.0) -> None:
        """Write what is left, then the whole anew, and end the threads."""
        with self._changed:
            self._open = False
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(wait)
        self._try(self._journal.write_anew)

    def _write_all(self) -> None:
        """Write what waits in the mailbox, until closed."""
        while (work := self._next()) is not None:
            self._try(lambda work=work: self._journal.write(work))  # type: ignore[misc]
            if self._journal.long:
                self._try(self._journal.write_anew)
            with self._changed:
                self._writing, self._unsynced = False, True
                self._changed.notify_all()

    def _next(self) -> Work | None:
        """The work in the mailbox, once there is one; None when closed and all is written."""
        with self._changed:
            self._changed.wait_for(lambda: self._work is not None or not self._open)
            work, self._work = self._work, None
            self._writing = work is not None
            return work

    def _sync_all(self) -> None:
        """Bring what was written to the disk, until closed."""
        while True:
            with self._changed:
                self._syncing = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._unsynced or not self._open)
                if not self._open:
                    return
                self._syncing, self._unsynced = True, False
            self._try(self._journal.sync)

    def _try(self, act: Callable[[], None]) -> None:
        """Do something to the journal; tell of the first failure."""
        try:
            act()
        except OSError as error:
            _log.info("the journal could not be kept: %s", error)
            if not self._told:
                self._told = True
                self._failed(error.strerror or str(error))
