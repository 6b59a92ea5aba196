"""The character n-gram: finite, capped, of the words' language; whatever is wrong with its folder is told."""

from __future__ import annotations

import hashlib
import json
import random
from functools import reduce
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import CHARACTERS, label_of
from hcr_desktop.inference.language import (
    CAPITAL,
    DIGIT,
    EDGE,
    LETTERS,
    SMALL,
    START,
    SYMBOL,
    Context,
    LanguageModel,
    following,
    kind_of,
    letter_of,
)
from hcr_desktop.resources import models_dir
from tests.inference.shipped import Models

WORD = st.text(CHARACTERS, max_size=8)
COMMON = ("the", "and", "which", "people", "would", "Monday", "because", "writing", "Another", "little")


@pytest.fixture(scope="module")
def english() -> LanguageModel:
    return LanguageModel.read(models_dir() / "language" / "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Models(tmp_path).folder / "language" / "en"


def context_of(word: str) -> Context:
    return reduce(following, word, START)


def score(language: LanguageModel, word: str) -> float:
    """Of a whole word."""
    total, context = 0.0, START
    for character in word:
        total += float(language.next_scores(context)[label_of(character)])
        context = following(context, character)
    return total + language.end_score(context)


def test_the_shipped_tables_are_distributions(english: LanguageModel) -> None:
    np.testing.assert_allclose(np.exp(english.kinds).sum(axis=-1), 1, atol=1e-4)
    for kind in (DIGIT, SYMBOL):
        among = [index for index, character in enumerate(CHARACTERS) if kind_of(character) == kind]
        assert np.exp(english.symbols[among]).sum() == pytest.approx(1, abs=1e-4)
    assert english.letters.shape == (LETTERS,) * 4
    assert 0 < english.even < 1


@given(WORD)
def test_no_character_is_ever_impossible(english: LanguageModel, word: str) -> None:
    context = context_of(word)
    scores = english.next_scores(context)
    assert scores.shape == (len(CHARACTERS),)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()
    assert (scores >= np.log(english.even) - 1e-5).all()
    # As multiples of the even chance they have a mean of one.
    assert np.exp(scores.astype(np.float64)).mean() == pytest.approx(1, abs=1e-3)
    assert not scores.flags.writeable
    np.testing.assert_array_equal(english.next_scores(context), scores)


@given(WORD)
def test_a_word_may_end_anywhere(english: LanguageModel, word: str) -> None:
    end = english.end_score(context_of(word))
    assert np.log(english.even) - 1e-5 <= end <= np.log(4)


def test_words_end_where_words_end(english: LanguageModel) -> None:
    assert english.end_score(context_of("the")) > english.end_score(context_of("th"))
    assert english.end_score(context_of("going")) > english.end_score(context_of("goin"))
    assert english.end_score(context_of("7.")) > english.end_score(context_of("q"))


@pytest.mark.parametrize("word", COMMON)
def test_common_words_are_likelier_than_their_letters_in_disorder(english: LanguageModel, word: str) -> None:
    shuffles = random.Random(1)
    scrambled = {"".join(shuffles.sample(word, len(word))) for _ in range(20)} - {word}
    assert scrambled
    others = [score(english, other) for other in scrambled]
    assert score(english, word) > np.mean(others)
    assert np.mean([score(english, word) > other for other in others]) >= 0.9


@pytest.mark.parametrize(("better", "worse"), [("hello", "heIlo"), ("Bill", "Bi11"), ("1989", "l989"), ("queen", "gueen"), ("box", "b0x")])
def test_kinds_and_letters_that_go_together_are_likelier(english: LanguageModel, better: str, worse: str) -> None:
    assert score(english, better) > score(english, worse)


def test_the_case_of_the_letters_before_does_not_matter_to_the_next_letter(english: LanguageModel) -> None:
    small, capital = (english.next_scores(context) for context in ((SMALL, SMALL, 0, 20, 8), (SMALL, SMALL, *context_of("TH")[2:])))
    np.testing.assert_array_equal(small, capital)


@pytest.mark.parametrize(
    ("character", "kind", "letter"),
    [("a", SMALL, 1), ("z", SMALL, 26), ("A", CAPITAL, 1), ("Z", CAPITAL, 26), ("0", DIGIT, 0), ("!", SYMBOL, 0), ("~", SYMBOL, 0)],
)
def test_characters_have_a_kind_and_letters_a_number(character: str, kind: int, letter: int) -> None:
    assert (kind_of(character), letter_of(character)) == (kind, letter)


@pytest.mark.parametrize(
    ("word", "context"),
    [
        ("", (EDGE, EDGE, 0, 0, 0)),
        ("b", (EDGE, SMALL, 0, 0, 2)),
        ("Abcd", (SMALL, SMALL, 2, 3, 4)),
        ("aB", (SMALL, CAPITAL, 0, 1, 2)),
        ("ab1", (SMALL, DIGIT, 0, 0, 0)),
        ("ab-c", (SYMBOL, SMALL, 0, 0, 3)),
    ],
)
def test_the_context_is_two_kinds_and_the_run_of_letters(word: str, context: Context) -> None:
    assert context_of(word) == context


@given(WORD)
def test_a_context_forgets_all_but_the_last_three(word: str) -> None:
    assert context_of("777" + word + "xyz") == context_of("a" + word + "xyz")


@pytest.mark.parametrize("name", ["card.json", "ngram.npz"])
class TestAFile:
    def test_that_is_missing_is_told(self, folder: Path, name: str) -> None:
        (folder / name).unlink()
        with pytest.raises(BundleInvalid, match=r"language model en is missing or damaged .*Install the program again"):
            LanguageModel.read(folder)

    @pytest.mark.parametrize("keep", [0, 1, 100])
    def test_that_is_cut_short_is_told(self, folder: Path, name: str, keep: int) -> None:
        (folder / name).write_bytes((folder / name).read_bytes()[:keep])
        with pytest.raises(BundleInvalid, match=r"language model en is .*Install the program again"):
            LanguageModel.read(folder)


@pytest.mark.parametrize("content", ["[]", "null", "3", '"card"', "{}", '{"sha256": null}', '{"sha256": {}}'])
def test_a_card_that_is_none_is_told(folder: Path, content: str) -> None:
    (folder / "card.json").write_text(content)
    with pytest.raises(BundleInvalid, match="language model en is missing or damaged"):
        LanguageModel.read(folder)


@pytest.mark.parametrize("even", [None, "much", [1], 0, -0.1, 1.5, float("nan")])
def test_a_card_without_a_share_to_spread_is_told(folder: Path, even: object) -> None:
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps(card | {"even": even}))
    with pytest.raises(BundleInvalid, match="language model en is missing or damaged"):
        LanguageModel.read(folder)


def test_one_changed_bit_is_noticed(folder: Path) -> None:
    content = bytearray((folder / "ngram.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "ngram.npz").write_bytes(content)
    with pytest.raises(BundleInvalid, match="not the one its card describes"):
        LanguageModel.read(folder)


def save(folder: Path, **arrays: np.ndarray) -> None:
    """Tables with a card that fits them."""
    np.savez(folder / "ngram.npz", **arrays)
    card = json.loads((folder / "card.json").read_text())
    card["sha256"]["ngram.npz"] = hashlib.sha256((folder / "ngram.npz").read_bytes()).hexdigest()
    (folder / "card.json").write_text(json.dumps(card))


def test_tables_that_lack_a_part_are_told(folder: Path, english: LanguageModel) -> None:
    save(folder, kinds=english.kinds, letters=english.letters)
    with pytest.raises(BundleInvalid, match="language model en is missing or damaged"):
        LanguageModel.read(folder)


@pytest.mark.parametrize("name", ["kinds", "letters", "symbols"])
def test_tables_of_other_sizes_are_told(folder: Path, english: LanguageModel, name: str) -> None:
    arrays = {"kinds": english.kinds, "letters": english.letters, "symbols": english.symbols}
    save(folder, **(arrays | {name: arrays[name][:-1]}))
    with pytest.raises(BundleInvalid, match="tables do not fit this program"):
        LanguageModel.read(folder)
