"""Any story of intents and readings: what must hold at every moment of it."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hcr_desktop.document.ink import Box, Ink, Stroke
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.session import Job, Session


def read(job: Job, letters: str) -> RecognisedText:
    """A reading: one of ``letters`` a stroke, a new line after every fourth."""
    assert isinstance(job.source, Ink)
    spans = [
        Span(letters[stroke.id % len(letters)], Box.of(stroke.xy), frozenset({stroke.id}), 0.9, (("a", 0.5),))
        for stroke in job.source.strokes
    ]
    rows = [spans[at : at + 4] for at in range(0, len(spans), 4)]
    return RecognisedText(tuple(spans), tuple("".join(span.text for span in row) for row in rows))


class Story(RuleBasedStateMachine):
    """A person writes, erases, edits and undoes while readings come in, late and out of order."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session()
        self.jobs: list[Job] = []
        self.session.watch(lambda _state: self._note())

    def _note(self) -> None:
        if self.session.job is not None:
            self.jobs.append(self.session.job)

    @rule()
    def write(self) -> None:
        count = len(self.session.state.ink)
        self.session.add_stroke(Stroke(self.session.state.ink.next_id, np.array([[10.0 * count, 0.0], [10.0 * count + 8, 10.0]])))

    @precondition(lambda self: self.session.state.ink.strokes)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        ids = [stroke.id for stroke in self.session.state.ink.strokes]
        self.session.erase(data.draw(st.sets(st.sampled_from(ids), max_size=3)))

    @rule(text=st.text(alphabet="abxy \n", max_size=8), merge=st.booleans())
    def edit(self, text: str, merge: bool) -> None:
        self.session.edit_text(text, merge=merge)
        assert str(self.session.state.text) == text

    @precondition(lambda self: self.session.state.text.spans)
    @rule(data=st.data())
    def choose(self, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, len(self.session.state.text.spans) - 1))
        self.session.choose(index, "Q")
        assert self.session.state.text.spans[index].text == "Q"

    @rule()
    def clear(self) -> None:
        self.session.clear()
        assert not self.session.state.ink.strokes

    @precondition(lambda self: self.jobs)
    @rule(data=st.data(), letters=st.text(alphabet="abc", min_size=1, max_size=3))
    def reading_comes(self, data: st.DataObject, letters: str) -> None:
        job = data.draw(st.sampled_from(self.jobs))
        before = self.session.state
        pinned = [(span.text, span.marks) for span in before.text.spans if span.pinned]
        taken = self.session.deliver(job.revision, read(job, letters))
        after = [(span.text, span.marks) for span in self.session.state.text.spans if span.pinned]
        assert sorted(text for text, _ in after) == sorted(text for text, _ in pinned), "no reading undoes a correction"
        if not taken:
            assert self.session.state is before

    @precondition(lambda self: self.session.can_undo)
    @rule()
    def undo_and_redo(self) -> None:
        before = self.session.state
        self.session.undo()
        self.session.redo()
        assert self.session.state.ink is before.ink
        assert str(self.session.state.canvas.text) == str(before.canvas.text)

    @precondition(lambda self: self.session.can_undo)
    @rule()
    def undo(self) -> None:
        self.session.undo()

    @invariant()
    def text_and_ink_belong_together(self) -> None:
        state = self.session.state
        ids = {stroke.id for stroke in state.ink.strokes}
        assert len(ids) == len(state.ink), "no two strokes share an id"
        for span in state.text.spans:
            assert span.marks <= ids, "no character of ink that is gone"
        assert state.text.dropped <= ids

    def teardown(self) -> None:
        while self.session.can_undo:
            self.session.undo()
        assert not self.session.state.ink.strokes
        assert str(self.session.state.text) == ""


TestStory = Story.TestCase
TestStory.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
