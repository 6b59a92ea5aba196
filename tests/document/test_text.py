"""A person's edits of recognised text: what keeps its ink, what is pinned, what is dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcr_desktop.document.ink import Box
from hcr_desktop.document.text import RecognisedText, Span, changes
from tests.document.readings import reading, readings

edited = st.text(alphabet="abc \n\t.", max_size=14)


def test_str_joins_the_lines() -> None:
    assert str(reading("ab c\nd")) == "ab c\nd"
    assert str(RecognisedText()) == ""


def test_spans_and_lines_must_agree() -> None:
    with pytest.raises(ValueError, match="disagree"):
        RecognisedText((Span("a", None, frozenset(), 1.0),), ("b",))


def test_gaps_and_positions_describe_the_white_space() -> None:
    text = reading("ab c\nd")
    assert text.gaps == ("", "", " ", "\n", "")
    assert text.positions == (0, 1, 3, 5)


def test_a_replaced_character_keeps_the_ink_of_the_one_it_replaces() -> None:
    text = reading("cot").rewrite("cat")
    assert [span.pinned for span in text.spans] == [False, True, False]
    assert text.spans[1].marks == {1}
    assert text.spans[1].box == Box(10, 0, 18, 10)
    assert text.spans[1].confidence == 1.0
    assert not text.spaced
    assert not text.dropped


def test_an_inserted_character_has_no_ink() -> None:
    text = reading("ct").rewrite("cat")
    assert text.spans[1] == Span("a", None, frozenset(), 1.0, pinned=True)
    assert text.spans[2].marks == {1}


def test_a_deleted_character_drops_its_ink() -> None:
    text = reading("caat").rewrite("cat")
    assert text.dropped == {2}
    assert [sorted(span.marks) for span in text.spans] == [[0], [1], [3]]


def test_the_caret_tells_which_of_two_equal_letters_was_deleted() -> None:
    assert reading("caat").rewrite("cat", caret=1).dropped == {1}
    assert reading("caat").rewrite("cat", caret=2).dropped == {2}


def test_one_letter_in_the_place_of_two_has_the_ink_of_both() -> None:
    text = reading("barn").rewrite("bam")
    assert text.spans[2].marks == {2, 3}
    assert text.spans[2].box == Box(20, 0, 38, 10)
    assert not text.dropped


def test_white_space_edits_are_remembered() -> None:
    text = reading("ab cd").rewrite("a bcd")
    assert text.spaced == {1, 2}
    assert not any(span.pinned for span in text.spans)


def test_choosing_sets_one_character() -> None:
    text = reading("cot").choose(1, "a")
    assert str(text) == "cat"
    assert text == reading("cot").rewrite("cat")
    assert reading("cot").choose(1, "o").spans[1].pinned


def test_erasing_ink_takes_its_characters_and_one_gap() -> None:
    assert str(reading("the cat sat").without({3, 4, 5})) == "the sat"
    assert str(reading("ab\ncd\nef").without({2, 3})) == "ab\nef"
    assert str(reading("ab cd").without({0, 1})) == "cd"
    assert str(reading("ab cd").without({2, 3})) == "ab"
    assert str(reading("ab").without({0, 1})) == ""


def test_erasing_forgets_what_was_said_about_the_ink() -> None:
    text = reading("caat").rewrite("cat", caret=2).without({2})
    assert not text.dropped


def test_plain_holds_no_correction() -> None:
    text = reading("cot").rewrite("cat s")
    assert text.corrected
    assert not text.plain().corrected
    assert str(text.plain()) == "cat s"


@given(st.text(max_size=12), st.text(max_size=12), st.none() | st.integers(0, 12))
def test_changes_turn_old_into_new(old: str, new: str, caret: int | None) -> None:
    made, done = "", 0
    for change in changes(old, new, None if caret is None else min(caret, len(new))):
        made += old[done : change.start] + new[change.new_start : change.new_stop]
        assert len(made) == change.new_stop
        done = change.stop
    assert made + old[done:] == new


@given(readings(), edited)
def test_rewriting_gives_the_text_and_loses_no_ink(text: RecognisedText, new: str) -> None:
    after = text.rewrite(new)
    assert str(after) == new
    before = frozenset().union(*(span.marks for span in text.spans))
    assert frozenset().union(*(span.marks for span in after.spans)) | after.dropped == before
    for span in after.spans:
        assert span.pinned or span in text.spans


@given(readings(), edited, st.frozensets(st.integers(0, 6)))
def test_erasing_leaves_none_of_the_ink(text: RecognisedText, new: str, ids: frozenset[int]) -> None:
    after = text.rewrite(new).without(ids)
    assert not after.dropped & ids
    assert not any(span.marks & ids for span in after.spans)
    assert all(0 <= gap <= len(after.spans) for gap in after.spaced)
