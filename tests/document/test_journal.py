"""The journal: whatever happens to the work, and wherever a crash cuts the file, what was written before comes back."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hcr_desktop.document.ink import Ink
from hcr_desktop.document.journal import Journal
from hcr_desktop.document.paper import Paper
from hcr_desktop.document.reconcile import reconcile
from hcr_desktop.document.replay import FILE, replay
from hcr_desktop.document.work import Leaf, Work
from hcr_desktop.session import Job, Session
from tests.document.leaves import assert_same, canvas, picture, reading, stroke


def assert_kept(folder: Path, work: Work) -> None:
    found, whole = replay(folder)
    assert whole
    assert (found.file, found.saved) == (work.file, work.saved)
    assert [leaf.key for leaf in found.leaves] == [leaf.key for leaf in work.leaves]
    for kept, leaf in zip(found.leaves, work.leaves, strict=True):
        assert_same(read_again(kept), read_again(leaf))


def read_again(leaf: Leaf) -> Leaf:
    """The sheet after another reading, as after a start: what is not corrected is made anew."""
    return replace(leaf, text=reconcile(leaf.text, reading(leaf.source))) if isinstance(leaf.source, Ink) else leaf


def test_an_empty_folder_is_an_empty_page(tmp_path: Path) -> None:
    assert replay(tmp_path / "nothing")[0].empty
    assert Journal(tmp_path / "new").work.empty


def test_strokes_corrections_and_pictures_come_back(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    work = Work((canvas(), picture(3), picture(2)), "/home/page.hcr", saved=False)
    journal.write(work)
    assert_kept(tmp_path, work)
    work = Work((canvas(2, Paper.PLAIN), picture(2)), "/home/page.hcr", saved=True)
    journal.write(work)
    assert_kept(tmp_path, work)
    journal.write_anew()
    assert_kept(tmp_path, work)
    assert not (tmp_path / "3.npy").exists(), "pictures that are gone go from the disk"


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    ink = Ink(tuple(stroke(i) for i in range(300)))
    journal.write(Work((Leaf(0, "", ink),), saved=False))
    before = (tmp_path / FILE).stat().st_size
    journal.write(Work((Leaf(0, "", ink.adding(stroke(300)), reading(ink)),), saved=False))
    assert (tmp_path / FILE).stat().st_size - before < before / 50
    journal.write(journal.work)
    assert (tmp_path / FILE).stat().st_size - before < before / 50, "nothing new, nothing written"


def test_wherever_a_crash_cuts_it_what_stood_before_comes_back(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    sizes = []
    for count in range(1, 6):
        journal.write(Work((Leaf(0, "", Ink(tuple(map(stroke, range(count))))),), saved=False))
        sizes.append((tmp_path / FILE).stat().st_size)
    content = (tmp_path / FILE).read_bytes()
    for cut in range(sizes[0], len(content) + 1, 7):
        (tmp_path / FILE).write_bytes(content[:cut])
        work, _ = replay(tmp_path)
        assert isinstance(work.leaves[0].source, Ink)
        assert len(work.leaves[0].source) == sum(size <= cut for size in sizes)


def test_a_damaged_journal_is_kept_aside(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for count in range(1, 6):
        journal.write(Work((Leaf(0, "", Ink(tuple(map(stroke, range(count))))),), saved=False))
    content = (tmp_path / FILE).read_bytes()
    spoiled = content[: len(content) // 2] + b"#" + content[len(content) // 2 + 1 :]
    (tmp_path / FILE).write_bytes(spoiled)
    work = Journal(tmp_path).work
    assert isinstance(work.leaves[0].source, Ink)
    assert 0 < len(work.leaves[0].source) < 5
    assert (tmp_path / "damaged.jsonl").read_bytes() == spoiled


def test_a_long_journal_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hcr_desktop.document.journal._LEAST", 2000)
    journal = Journal(tmp_path)
    for index in range(200):  # a person writes one stroke and takes it back, over and over
        journal.write(Work((Leaf(0, "", Ink((stroke(index % 3),))),), saved=False))
        if journal.long:
            journal.write_anew()
    assert (tmp_path / FILE).stat().st_size < 5000
    assert_kept(tmp_path, journal.work)


def test_after_a_full_disk_all_is_written_once_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    journal = Journal(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("hcr_desktop.document.journal.line_of", lambda _entry: full(0))
        for count in (1, 2):
            with pytest.raises(OSError, match="space"):
                journal.write(Work((Leaf(0, "", Ink(tuple(map(stroke, range(count))))),), saved=False))
    work = Work((Leaf(0, "", Ink(tuple(map(stroke, range(3))))),), saved=False)
    journal.write(work)
    assert_kept(tmp_path, work)


class Story(RuleBasedStateMachine):
    """Anything a person does, and at every moment the journal holds it."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session()
        self.count = 0
        self.place = tempfile.TemporaryDirectory()
        self.folder = Path(self.place.name)
        self.journal = Journal(self.folder)

    def teardown(self) -> None:
        self.place.cleanup()

    def note(self) -> None:
        self.journal.write(Work(self.session.state.leaves, saved=False))

    @rule()
    def write(self) -> None:
        self.count += 1
        self.session.add_stroke(replace(stroke(self.count), id=self.session.state.ink.next_id))
        self.note()

    @precondition(lambda self: self.session.state.ink.strokes)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        ids = [each.id for each in self.session.state.ink.strokes]
        self.session.erase(data.draw(st.sets(st.sampled_from(ids), min_size=1, max_size=3)))
        self.note()

    @precondition(lambda self: self.session.job is not None)
    @rule()
    def read(self) -> None:
        job = self.session.job
        assert isinstance(job, Job)
        if isinstance(job.source, Ink):
            self.session.deliver(job.revision, reading(job.source))
        self.note()

    @rule(text=st.text(alphabet="abxy \n", max_size=6))
    def edit(self, text: str) -> None:
        self.session.edit_text(text)
        self.note()

    @rule(paper=st.sampled_from(Paper))
    def paper(self, paper: Paper) -> None:
        self.session.use_paper(paper)
        self.note()

    @rule()
    def open_and_close(self) -> None:
        if self.session.state.pictures:
            self.session.close_picture(self.session.state.pictures[0].key)
        else:
            self.session.open_picture("a.png", picture().source)  # type: ignore[arg-type]
        self.note()

    @rule(redo=st.booleans())
    def travel(self, redo: bool) -> None:
        (self.session.redo if redo else self.session.undo)()
        self.note()

    @rule()
    def crash(self) -> None:
        self.journal = Journal(self.folder)
        self.session.start_with(self.journal.work.leaves)

    @invariant()
    def all_is_kept(self) -> None:
        assert_kept(self.folder, Work(self.session.state.leaves, saved=self.journal.work.saved))


TestStory = Story.TestCase
TestStory.settings = settings(max_examples=25, stateful_step_count=16, deadline=None)
