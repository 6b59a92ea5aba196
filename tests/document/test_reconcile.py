"""Corrections across a re-reading: none is undone, and none changes another character."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from hcr_desktop.document.reconcile import reconcile
from hcr_desktop.document.text import RecognisedText
from tests.document.readings import reading, readings

edits = st.lists(st.text(alphabet="abc \n", max_size=12), min_size=1, max_size=3)


def after(old: str, edited: str, new: str, marks: list[set[int]] | None = None) -> str:
    """What stands when a person edits a reading of ``old`` and the ink is then read as ``new``."""
    return str(reconcile(reading(old).rewrite(edited), reading(new, marks)))


def test_without_corrections_the_new_reading_stands() -> None:
    new = reading("cats")
    assert reconcile(reading("cot"), new) is new


def test_a_corrected_letter_stays_and_changes_no_other() -> None:
    assert after("cot", "cat", "c0t") == "cat"
    assert after("cot", "cat", "cots") == "cats"
    assert after("cot", "cat", "eol") == "eal"


def test_new_words_come_in_where_they_were_read() -> None:
    assert after("cot", "cat", "cot on\na mat") == "cat on\na mat"


def test_a_deleted_letter_stays_deleted() -> None:
    assert after("ca.t", "cat", "ca.t sat") == "cat sat"
    assert after("the cat", "the", "the cat") == "the"
    assert after("the cat", "", "the cat") == ""


def test_new_ink_is_read_even_where_a_letter_was_deleted() -> None:
    assert after("cl", "c", "ct", [{0}, {1, 2}]) == "ct"


def test_a_space_put_in_or_taken_out_stays() -> None:
    assert after("helloworld", "hello world", "helloworlds") == "hello worlds"
    assert after("he llo", "hello", "he llo you") == "hello you"
    assert after("one\ntwo", "one two", "one\ntwo\nthree") == "one two\nthree"
    assert after("one two", "one\n\ntwo", "one two three") == "one\n\ntwo three"


def test_a_space_at_the_end_stays_before_what_is_written_next() -> None:
    assert after("ab", "ab\n", "ab c") == "ab\nc"
    assert after("ab", "ab ", "ab\nc") == "ab\nc"


def test_a_space_stays_when_ink_comes_between() -> None:
    new = reading("hello,world", [{0}, {1}, {2}, {3}, {4}, {99}, {5}, {6}, {7}, {8}, {9}])
    assert str(reconcile(reading("helloworld").rewrite("hello world"), new)) == "hello, world"


def test_typed_characters_stay_with_their_neighbours() -> None:
    assert after("ct", "cat", "ct") == "cat"
    assert after("Bob", "Dear Bob", "Bob x") == "Dear Bob x"
    assert after("ab\ncd", "ab\nNOTE cd", "ab z\ncd", [{0}, {1}, {9}, {2}, {3}]) == "ab z\nNOTE cd"


def test_ink_that_is_not_read_this_time_keeps_its_corrected_character() -> None:
    assert after("c.t", "c!t", "ct", [{0}, {2}]) == "c!t"


def test_a_late_stroke_joins_the_corrected_letter() -> None:
    text = reconcile(reading("lt").rewrite("it"), reading("jt", [{0, 5}, {1}]))
    assert str(text) == "it"
    assert text.spans[0].marks == {0, 5}


def test_a_join_across_a_correction_is_refused() -> None:
    assert after("rn", "r7", "m", [{0, 1}]) == "r7"
    assert after("rn", "r n", "m", [{0, 1}]) == "r n"
    assert after("cl", "d", "cl") == "d"


def test_letters_of_one_stroke_are_corrected_one_by_one() -> None:
    word = [{0}] * 5
    text = reading("hella", word).rewrite("hello")
    assert str(reconcile(text, reading("hillax", [*word, {1}]))) == "hellox"
    text = reading("hello", word).rewrite("helXlo")
    assert str(reconcile(text, reading("hello yo", [*word, {1}, {1}]))) == "helXlo yo"
    text = reading("heyyo", [{0}, {0}, {0}, {1}, {1}]).rewrite("hey yo")
    assert str(reconcile(text, reading("heyya", [{0}, {0}, {0}, {1}, {1}]))) == "hey ya"


@given(readings(), edits)
def test_reading_the_same_ink_again_undoes_nothing(read: RecognisedText, texts: list[str]) -> None:
    old = read
    for text in texts:
        old = old.rewrite(text)
    merged = reconcile(old, read)
    assert str(merged) == str(old)
    assert str(reconcile(merged, read)) == str(old)


@example(reading("aaaa aaaa ac", [{0}] * 8 + [{1}] * 2), ["bc"], "x", "")
@given(readings(), edits, st.text(alphabet="xyz", min_size=1, max_size=3), st.sampled_from(["", " ", "\n"]))
def test_writing_on_keeps_every_correction(read: RecognisedText, texts: list[str], more: str, gap: str) -> None:
    old = read
    for text in texts:
        old = old.rewrite(text)
    marks = [set(span.marks) for span in read.spans] + [{100 + i} for i in range(len(more))]
    merged = reconcile(old, reading(str(read) + (gap if read.spans else "") + more, marks))
    assert "".join(str(merged).split()) == "".join(str(old).split()) + more
    assert str(merged).startswith(str(old).rstrip())


@given(readings(), readings(), edits)
def test_another_reading_of_the_ink_undoes_no_correction(read: RecognisedText, other: RecognisedText, texts: list[str]) -> None:
    old = read
    for text in texts:
        old = old.rewrite(text)
    merged = reconcile(old, other)
    kept = [(span.text, span.pinned) for span in merged.spans if span.pinned]
    assert sorted(kept) == sorted((span.text, True) for span in old.spans if span.pinned)
    assert merged.dropped == old.dropped
    known = frozenset().union(old.dropped, *(span.marks for span in old.spans))
    new = frozenset().union(*(span.marks for span in other.spans))
    assert new <= known | frozenset().union(*(span.marks for span in merged.spans))
