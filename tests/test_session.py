"""The session: intents in, states out, one order of undo, stale readings ignored."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop.document.ink import Box, Ink, Stroke
from hcr_desktop.document.paper import Paper
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.document.where import Where
from hcr_desktop.document.work import Leaf
from hcr_desktop.session import CANVAS, Session, State
from tests.document.readings import reading


def stroke(index: int) -> Stroke:
    return Stroke(index, np.array([[10 * index, 0], [10 * index + 8, 10]]))


def written(text: str) -> Session:
    """A session in which ``text`` was written, one stroke a character, and read."""
    session = Session()
    for index in range(len("".join(text.split()))):
        session.add_stroke(stroke(index))
    answer(session, text)
    return session


def answer(session: Session, text: str) -> None:
    """Deliver the reading that the session wants."""
    job = session.job
    assert job is not None
    assert session.deliver(job.revision, reading(text))


PICTURE = np.full((20, 30), 255, np.uint8)


def test_nothing_is_to_be_read_at_first() -> None:
    session = Session()
    assert session.job is None
    assert not session.can_undo
    assert str(session.state.text) == ""


def test_every_stroke_asks_for_a_reading_of_all_ink() -> None:
    session = Session()
    revisions = []
    for index in range(3):
        session.add_stroke(stroke(index))
        job = session.job
        assert job is not None
        assert isinstance(job.source, Ink)
        assert len(job.source) == index + 1
        revisions.append(job.revision)
    assert len(set(revisions)) == 3


def test_a_reading_of_older_ink_is_ignored() -> None:
    session = Session()
    session.add_stroke(stroke(0))
    old = session.revision
    session.add_stroke(stroke(1))
    assert not session.deliver(old, reading("a"))
    assert str(session.state.text) == ""
    answer(session, "ab")
    assert str(session.state.text) == "ab"
    assert session.job is None
    assert not session.deliver(session.revision, reading("xy"))


def test_a_stroke_with_a_taken_id_gets_its_own() -> None:
    session = Session()
    session.add_stroke(stroke(0))
    session.add_stroke(stroke(0))
    assert [made.id for made in session.state.ink.strokes] == [0, 1]


def test_erasing_takes_the_character_at_once_and_reads_again() -> None:
    session = written("cat")
    session.erase({1})
    assert str(session.state.text) == "ct"
    assert session.job is not None
    assert len(session.state.ink) == 2
    session.erase({77})
    session.undo()
    assert str(session.state.text) == "cat"


def test_erasing_the_last_stroke_leaves_nothing_to_read() -> None:
    session = written("a")
    session.erase({0})
    assert str(session.state.text) == ""
    assert session.job is None


def test_clear_is_one_step_and_can_be_undone() -> None:
    session = written("cat")
    session.clear()
    assert len(session.state.ink) == 0
    assert str(session.state.text) == ""
    session.undo()
    assert len(session.state.ink) == 3
    assert str(session.state.text) == "cat"
    assert session.job is not None, "undo reads again"


def test_clearing_nothing_is_no_step() -> None:
    session = Session()
    session.clear()
    assert not session.can_undo


def test_ink_and_text_come_back_in_one_order() -> None:
    session = written("cot")
    session.edit_text("cat")
    session.add_stroke(stroke(3))
    answer(session, "cots")
    assert str(session.state.text) == "cats"
    session.undo()
    assert (len(session.state.ink), str(session.state.text)) == (3, "cat")
    session.undo()
    assert (len(session.state.ink), str(session.state.text)) == (3, "cot")
    session.redo()
    session.redo()
    assert (len(session.state.ink), str(session.state.text)) == (4, "cats")
    assert not session.can_redo


def test_a_new_intent_ends_redo() -> None:
    session = written("cat")
    session.undo()
    session.add_stroke(stroke(5))
    assert not session.can_redo
    session.redo()
    assert len(session.state.ink) == 3


def test_typing_on_is_one_step() -> None:
    session = written("cat")
    session.edit_text("cat ")
    for text in ("cat s", "cat sa", "cat sat"):
        session.edit_text(text, merge=text != "cat s")
    session.undo()
    assert str(session.state.text) == "cat "
    session.edit_text("cat ")
    assert session.can_redo, "an edit that changes nothing is none"


def test_a_letter_deleted_and_typed_anew_is_replaced() -> None:
    session = written("cot")
    session.edit_text("ct", caret=1)
    session.edit_text("cat", caret=2, merge=True)
    assert session.state.text.spans[1].marks == {1}
    assert not session.state.text.dropped
    session.undo()
    assert str(session.state.text) == "cot"


def test_no_reading_undoes_a_correction() -> None:
    session = written("cot")
    session.choose(1, "a")
    session.add_stroke(stroke(3))
    answer(session, "c0ts")
    assert str(session.state.text) == "cats"
    session.read_again()
    answer(session, "eofs")
    assert str(session.state.text) == "eafs"


def test_a_reading_asked_for_before_an_edit_keeps_the_edit() -> None:
    session = Session()
    for index in range(3):
        session.add_stroke(stroke(index))
    job = session.job
    assert job is not None
    session.edit_text("Dear ")
    assert session.deliver(job.revision, reading("cat"))
    assert str(session.state.text) == "Dear cat"


def test_corrections_can_be_forgotten_and_brought_back() -> None:
    session = written("cot")
    session.choose(1, "a")
    session.forget_corrections()
    answer(session, "cot")
    assert str(session.state.text) == "cot"
    session.undo()
    assert str(session.state.text) == "cat"


def test_a_picture_leaves_the_canvas_alone() -> None:
    session = written("cat")
    session.open_picture("page.png", PICTURE)
    assert session.state.sheet.name == "page.png"
    assert session.job is not None
    assert session.job.source is session.state.sheet.picture
    answer(session, "hello")
    assert str(session.state.text) == "hello"
    session.edit_text("hallo")
    session.show(CANVAS)
    assert str(session.state.text) == "cat"
    session.undo()
    assert str(session.state.text) == "hello", "what is undone is shown"
    session.undo()
    assert not session.state.pictures
    assert str(session.state.text) == "cat"
    session.redo()
    assert str(session.state.text) == "hello"
    assert session.state.sheet.name == "page.png"


def test_a_picture_cannot_be_changed_from_outside() -> None:
    session = Session()
    image = PICTURE.copy()
    session.open_picture("page.png", image)
    image[:] = 0
    kept = session.state.sheet.picture
    assert kept is not None
    assert kept.min() == 255
    with pytest.raises(ValueError, match="read-only"):
        kept[0, 0] = 1


def test_closing_pictures_shows_the_neighbour_then_the_canvas() -> None:
    session = Session()
    for name in ("one", "two", "three"):
        session.open_picture(name, PICTURE)
    keys = [sheet.key for sheet in session.state.pictures]
    session.show(keys[1])
    session.close_picture(keys[1])
    assert session.state.sheet.name == "one"
    session.close_picture(keys[0])
    assert session.state.sheet.name == "three"
    session.close_picture(keys[2])
    assert session.state.shown == 0
    session.close_picture(99)
    session.undo()
    assert session.state.sheet.name == "three"


def test_a_reading_comes_to_its_own_sheet() -> None:
    session = Session()
    session.add_stroke(stroke(0))
    late = session.revision
    session.open_picture("page.png", PICTURE)
    answer(session, "hello")
    assert session.deliver(late, reading("a"))
    assert str(session.state.text) == "hello"
    assert str(session.state.canvas.text) == "a"


def test_what_cannot_be_read_is_not_asked_for_again() -> None:
    session = Session()
    session.open_picture("page.png", PICTURE)
    session.give_up(session.revision)
    assert session.job is None


def test_observers_hear_of_every_state() -> None:
    session = Session()
    heard: list[State] = []
    session.watch(heard.append)
    session.add_stroke(stroke(0))
    answer(session, "a")
    assert [str(state.text) for state in heard] == ["", "a"]
    assert heard[-1] is session.state


def test_ink_can_be_added_all_at_once() -> None:
    session = written("ab")
    session.add_ink(Ink.from_arrays([[(0, 0)], [(5, 5)]]))
    assert [made.id for made in session.state.ink.strokes] == [0, 1, 2, 3]
    session.undo()
    assert len(session.state.ink) == 2


def test_states_are_values() -> None:
    session = written("cat")
    before = session.state
    session.clear()
    assert len(before.ink) == 3
    assert isinstance(before.text, RecognisedText)


def test_a_spot_is_written_anew_and_nothing_else_is_read_anew() -> None:
    session = written("cat")
    fresh = Stroke(7, session.state.ink.strokes[1].xy + 1)
    session.rewrite({1}, fresh)
    assert [made.id for made in session.state.ink.strokes] == [0, 2, 3]
    job = session.job
    assert job is not None
    spans = tuple(Span(letter, None, frozenset({mark}), 0.9) for letter, mark in (("x", 0), ("u", 3), ("y", 2)))
    assert session.deliver(job.revision, RecognisedText(spans, ("xuy",)))
    assert str(session.state.text) == "cut"
    assert not any(span.pinned for span in session.state.text.spans)
    session.undo()
    assert [made.id for made in session.state.ink.strokes] == [0, 1, 2]


def test_new_ink_that_touches_a_neighbour_does_not_vanish_in_it() -> None:
    session = written("cat")
    session.rewrite({1}, Stroke(7, session.state.ink.strokes[1].xy + 1))
    job = session.job
    assert job is not None
    spans = (Span("d", None, frozenset({0, 3}), 0.9), Span("t", None, frozenset({2}), 0.9))
    session.deliver(job.revision, RecognisedText(spans, ("dt",)))
    assert str(session.state.text) == "cdt"
    assert session.state.text.spans[1].marks == {3}
    assert session.state.text.spans[1].confidence < 0.5


def test_paper_is_undone_like_everything_else() -> None:
    session = written("ab")
    session.use_paper(Paper.BOXED)
    assert session.job is not None
    assert session.job.paper is Paper.BOXED
    session.undo()
    assert session.state.canvas.paper is Paper.RULED


def test_deleting_takes_ink_and_characters() -> None:
    session = written("cat")
    session.delete({0, 2})
    assert [made.id for made in session.state.ink.strokes] == [1]
    assert str(session.state.text) == "a"
    session.undo()
    assert str(session.state.text) == "cat"


def test_what_remains_after_deleting_is_not_read_anew_unless_it_was_not_read_yet() -> None:
    session = written("cat")
    session.delete({0})
    assert session.job is None
    session.add_stroke(Stroke(9, session.state.ink.strokes[0].xy + 200))
    session.delete({0})
    assert session.job is not None
    assert [made.id for made in session.job.source.strokes] == [2, 9]


def test_what_is_forgotten_cannot_come_back() -> None:
    session = written("cat")
    session.use_paper(Paper.BOXED)
    session.undo()
    session.edit_text("cart", 4, merge=True)
    session.add_stroke(Stroke(9, session.state.ink.strokes[0].xy + 200))
    late = session.job
    assert late is not None
    session.forget()
    assert session.state.ink.strokes == ()
    assert str(session.state.text) == ""
    assert session.state.canvas.paper is Paper.RULED
    assert not session.can_undo
    assert not session.can_redo
    assert session.job is None
    assert not session.deliver(late.revision, RecognisedText().rewrite("cat"))
    session.undo()
    session.redo()
    session.edit_text("d", 1, merge=True)
    assert str(session.state.text) == "d"


def test_work_that_holds_pictures_alone_is_begun_with_a_picture() -> None:
    session = Session()
    session.start_with((Leaf(0, "", Ink()), Leaf(3, "a.png", np.zeros((4, 4), np.uint8))))
    assert session.state.sheet.name == "a.png"
    session.start_with((Leaf(0, "", Ink.from_arrays([[(0, 0), (1, 1)]])), Leaf(3, "a.png", np.zeros((4, 4), np.uint8))))
    assert session.state.shown == 0


def test_a_retouched_picture_is_read_anew_and_comes_back_with_its_text() -> None:
    session = Session()
    session.open_picture("a.png", np.zeros((4, 6), np.uint8))
    session.edit_text("mine")
    session.retouch(np.zeros((6, 4), np.uint8))
    assert session.state.sheet.picture is not None
    assert session.state.sheet.picture.shape == (6, 4)
    assert str(session.state.text) == ""
    assert session.job is not None
    assert session.state.sheet.original is not None
    assert session.state.sheet.original.shape == (4, 6)
    session.undo()
    assert str(session.state.text) == "mine"


def test_where_to_read_is_a_step_and_asks_for_a_reading() -> None:
    session = Session()
    session.open_picture("a.png", np.zeros((40, 60), np.uint8))
    session.edit_text("mine")
    line = Where(None, (Box(0, 0, 9, 9),))
    session.read_where(line)
    assert session.job is not None
    assert session.job.where == line
    assert str(session.state.text) == "mine", "what was corrected stays"
    session.read_where(Where(Box(0, 0, 20, 20), line.lines))
    assert str(session.state.text) == "", "another area, another text"
    session.undo()
    session.undo()
    assert session.state.sheet.where == Where()


def test_past_pictures_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hcr_desktop.session.UNDO_BYTES", 1000)
    session = Session()
    session.open_picture("a.png", np.zeros((10, 30), np.uint8))
    for _ in range(9):
        session.retouch(np.zeros((10, 30), np.uint8))
    steps = 0
    while session.can_undo:
        session.undo()
        steps += 1
    assert steps == 3, "three pictures of 300 bytes"


def begun(*parts: str) -> Session:
    """A session with a picture of which these parts were read, one after the other."""
    session = Session()
    session.open_picture("a.png", np.zeros((4, 6), np.uint8))
    for part in parts:
        session.show_part(session.revision, reading(part))
    return session


def test_a_first_reading_is_shown_as_it_goes_on_and_neither_kept_nor_undone() -> None:
    session = begun("one", "one\ntwo")
    assert str(session.state.text) == "one\ntwo"
    assert session.job is not None, "it goes on"
    assert str(session.state.leaves[1].text) == "", "it is not kept"
    session.open_picture("b.png", np.zeros((4, 6), np.uint8))
    session.undo()
    assert str(session.state.text) == "", "it is no past to come back to"
    session.redo()
    session.undo()
    session.deliver(session.revision, reading("one\ntwo\nsix"))
    assert str(session.state.text) == str(session.state.leaves[1].text) == "one\ntwo\nsix"


def test_a_part_that_was_edited_is_the_persons_own() -> None:
    session = begun("one")
    session.edit_text("ore", 2)
    session.show_part(session.revision, reading("one\ntwo"))
    assert str(session.state.text) == str(session.state.leaves[1].text) == "ore"
    session.deliver(session.revision, reading("one\ntwo"))
    assert str(session.state.text) == "ore\ntwo"
    session.undo()
    assert str(session.state.text) == ""

    session = begun("one")
    session.choose(0, "O")
    session.show_part(session.revision, reading("one\ntwo"))
    session.deliver(session.revision, reading("one\ntwo"))
    assert str(session.state.text) == "One\ntwo"


@pytest.mark.parametrize("typed", ["mine", ""])
def test_a_part_takes_the_place_of_nothing_that_is_there(typed: str) -> None:
    session = begun()
    session.deliver(session.revision, reading("old"))
    session.edit_text(typed)
    session.read_again()
    session.show_part(session.revision, reading("new"))
    assert str(session.state.text) == typed


def test_a_part_of_another_picture_or_of_an_older_one_is_ignored() -> None:
    session = begun()
    late = session.revision
    session.retouch(np.zeros((6, 4), np.uint8))
    session.show_part(late, reading("one"))
    assert str(session.state.text) == ""
    session.deliver(session.revision, reading("two"))
    session.show_part(session.revision, reading("t"))
    assert str(session.state.text) == "two"


def test_what_was_read_before_a_failure_stays() -> None:
    session = begun("one")
    session.give_up(session.revision)
    assert str(session.state.text) == str(session.state.leaves[1].text) == "one"
    assert session.job is None
