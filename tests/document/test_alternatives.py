"""Which readings of a character or a word are offered."""

from __future__ import annotations

from hcr_desktop.document.alternatives import MOST, is_word, readings, word_around
from hcr_desktop.document.text import RecognisedText, Span


def span(text: str, *others: str) -> Span:
    ranked = tuple((other, 0.5 / (i + 1)) for i, other in enumerate((text, *others)))
    return Span(text, None, frozenset(), 0.5, ranked)


def offered(*spans: Span) -> list[str]:
    return [text for text, _ in readings(spans)]


def test_the_other_case_comes_first() -> None:
    assert offered(span("c", "e", "o", "a", "g"))[:3] == ["c", "C", "e"]
    assert offered(span("c", "e", "C", "o"))[:3] == ["c", "C", "e"]


def test_look_alikes_fill_the_offer() -> None:
    assert offered(span("l")) == ["l", "L", "1", "I", "|", "!"]
    assert len(offered(span("0"))) >= 5
    assert len(offered(span("7", *"123456890"))) == MOST


def test_each_reading_comes_with_its_confidence() -> None:
    assert readings([span("c", "e", "o")])[:3] == [("c", 0.5), ("C", 0.0), ("e", 0.25)]


def test_signs_have_no_other_case() -> None:
    assert offered(span("7", "1", "?")) == ["7", "1", "?"]


def test_words_are_made_of_the_likeliest_characters() -> None:
    assert offered(span("h", "b"), span("1", "i", "l"))[:3] == ["h1", "H1", "hi"]
    shares = dict(readings([span("h", "b"), span("1", "i")]))
    assert shares["hi"] == 0.125


def test_a_word_is_what_no_white_space_parts() -> None:
    text = RecognisedText(tuple(span(letter) for letter in "abcd"), ("ab cd",))
    assert word_around(text, 0) == range(2)
    assert word_around(text, 3) == range(2, 4)
    assert is_word(text, (2, 3))
    assert not is_word(text, (1, 2))
    assert not is_word(text, (0, 2))
    assert not is_word(text, ())
