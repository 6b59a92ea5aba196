"""The journal's thread: it writes the newest, waits for nobody, and tells once when it cannot write."""

from __future__ import annotations

import threading
from pathlib import Path

from hcr_desktop.document.ink import Ink
from hcr_desktop.document.journal import Journal
from hcr_desktop.document.replay import replay
from hcr_desktop.document.work import Leaf, Work
from hcr_desktop.keeping import Keeper
from tests.document.leaves import stroke


def written(count: int) -> Work:
    return Work((Leaf(0, "", Ink(tuple(map(stroke, range(count))))),), saved=False)


def strokes_in(folder: Path) -> int:
    source = replay(folder)[0].leaves[0].source
    assert isinstance(source, Ink)
    return len(source)


class Held(Journal):
    """A journal on a slow disk."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.free = threading.Event()
        self.seen: list[int] = []
        self.error: OSError | None = None

    def light(self, work: Work) -> bool:
        return self.free.is_set() and super().light(work)

    def write(self, work: Work) -> None:
        assert self.free.wait(5)
        if self.error is not None:
            raise self.error
        source = work.leaves[0].source
        assert isinstance(source, Ink)
        self.seen.append(len(source))
        super().write(work)


def test_what_was_handed_over_outlives_a_crash(tmp_path: Path) -> None:
    keeper = Keeper(Journal(tmp_path))
    for count in range(1, 20):
        keeper.keep(written(count))
        assert strokes_in(tmp_path) == count
    keeper.close()


def test_all_is_on_the_disk_after_a_flush(tmp_path: Path) -> None:
    keeper = Keeper(Journal(tmp_path))
    keeper.keep(written(3))
    assert keeper.flush()
    assert strokes_in(tmp_path) == 3
    keeper.close()


def test_while_the_disk_is_slow_the_newest_waits(tmp_path: Path) -> None:
    journal = Held(tmp_path)
    keeper = Keeper(journal)
    for count in range(1, 6):
        keeper.keep(written(count))
    journal.free.set()
    keeper.close()
    assert journal.seen[-1] == 5
    assert len(journal.seen) <= 2
    assert strokes_in(tmp_path) == 5


def test_a_full_disk_is_told_once(tmp_path: Path) -> None:
    journal, told = Held(tmp_path), []
    journal.free.set()
    journal.error = OSError(28, "No space left on device")
    keeper = Keeper(journal, told.append)
    for count in (1, 2):
        keeper.keep(written(count))
        assert keeper.flush()
    journal.error = None
    keeper.keep(written(3))
    keeper.close()
    assert told == ["No space left on device"]
    assert strokes_in(tmp_path) == 3
