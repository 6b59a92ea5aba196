"""Building a language's n-gram from a word list: counts, smoothing, and a folder that loads."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import reduce
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcr_desktop.inference.alphabet import CHARACTERS, label_of
from hcr_desktop.inference.language import CAPITAL, DIGIT, EDGE, KINDS, LETTERS, SMALL, START, SYMBOL, LanguageModel, following, kind_of
from trainer.language import TEMPER, build, kind_model, letter_counts, smoothed, words_of

WORDS = "the 1000\nthen 300\nthat 500\nhat 80\nquick 5\n"
TEXTS = ("The hat, then.", "that 19 hats!", "Quick: 7.")

Write = Callable[[str], Path]


@pytest.fixture
def listed(tmp_path: Path) -> Write:
    def save(lines: str) -> Path:
        path = tmp_path / "words.txt"
        path.write_text(lines, encoding="utf-8")
        return path

    return save


def test_words_of_letters_only_are_taken_with_tempered_counts(listed: Write) -> None:
    assert words_of(listed("The 32\nit's 9\nb2b 4\nx 1\n")) == {"The": pytest.approx(32**TEMPER), "x": 1.0}


def test_a_byte_order_mark_is_no_letter(listed: Write) -> None:
    assert set(words_of(listed("\ufeffthe 32\n"))) == {"the"}


def test_letters_are_counted_with_the_edges_of_words() -> None:
    counts = letter_counts({"ab": 2.0, "Abc": 3.0})
    assert counts[0, 0, 0, 1] == 5
    assert counts[0, 0, 1, 2] == 5
    assert counts[0, 1, 2, 0] == 2
    assert counts[0, 1, 2, 3] == 3
    assert counts[1, 2, 3, 0] == 3
    assert counts.sum() == 5 * 2 + 2 + 3 * 2


@given(st.dictionaries(st.text("abcxyz", min_size=1, max_size=6), st.floats(0.5, 1e6), min_size=1, max_size=8))
def test_the_smoothed_table_is_a_distribution_without_zeros(words: dict[str, float]) -> None:
    table = smoothed(letter_counts(words))
    assert table.shape == (LETTERS,) * 4
    np.testing.assert_allclose(table.sum(axis=-1), 1, atol=1e-9)
    assert (table > 0).all()


def test_what_was_counted_is_likelier_and_unknown_contexts_fall_back() -> None:
    table = smoothed(letter_counts({"abcd": 100.0, "abce": 10.0, "xbf": 10.0}))
    a, b, c, d, e, f, g = range(1, 8)
    assert table[a, b, c, d] > table[a, b, c, e] > table[a, b, c, g]
    # After "zbc" only the shorter context is known, and after "zzz" none but the letters as such.
    np.testing.assert_allclose(table[26, b, c], table[25, b, c])
    assert table[26, b, c, d] > table[26, b, c, f]
    np.testing.assert_allclose(table[26, 26, 26], table[25, 24, 23])


def test_kinds_follow_one_another_as_in_the_texts() -> None:
    kinds, symbols = kind_model(["Ab12 Cd."] * 50)
    assert kinds.dtype == symbols.dtype == np.float32
    np.testing.assert_allclose(np.exp(kinds).sum(axis=-1), 1, atol=1e-5)
    assert np.exp(kinds[EDGE, EDGE]).argmax() == CAPITAL
    assert np.exp(kinds[SMALL, DIGIT]).argmax() == DIGIT
    assert np.exp(kinds[SMALL, SYMBOL]).argmax() == EDGE
    for kind in range(1, KINDS):
        among = [index for index, character in enumerate(CHARACTERS) if kind_of(character) == kind]
        assert np.exp(symbols[among]).sum() == pytest.approx(1, abs=1e-5)
    assert symbols[label_of(".")] > symbols[label_of("~")]
    assert symbols[label_of("1")] == symbols[label_of("9")]


def test_no_texts_leave_all_kinds_alike() -> None:
    kinds, _ = kind_model([])
    np.testing.assert_allclose(np.exp(kinds), 1 / KINDS, atol=1e-6)


def test_a_built_folder_is_a_language_that_loads(listed: Write, tmp_path: Path) -> None:
    target = tmp_path / "languages" / "xx"
    build(listed(WORDS), TEXTS, target)
    language = LanguageModel.read(target)
    card = json.loads((target / "card.json").read_text())
    assert card["name"] == "xx"
    assert card["even"] == language.even
    assert language.letters.dtype == np.uint8

    def after(word: str, character: str) -> float:
        return float(language.next_scores(reduce(following, word, START))[label_of(character)])

    assert after("th", "e") > after("th", "a") > after("th", "q")
    assert after("", "t") > after("", "x")
    assert language.end_score(reduce(following, "the", START)) > language.end_score(reduce(following, "th", START))


def test_the_same_words_make_the_same_tables(listed: Write, tmp_path: Path) -> None:
    words = listed(WORDS)
    for name in ("one", "two"):
        build(words, TEXTS, tmp_path / name)
    first, second = (LanguageModel.read(tmp_path / name) for name in ("one", "two"))
    for name in ("kinds", "letters", "symbols"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
