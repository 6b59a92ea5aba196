"""The text model: rows are distributions, states follow the text, words and codes both find their place; damage is told."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import CHARACTERS, label_of
from hcr_desktop.inference.language_files import read_text_model
from hcr_desktop.inference.succession import END, LABELS, SPACE, label_at
from hcr_desktop.inference.text_model import ROWS, TextModel
from hcr_desktop.inference.trie import ABSENT
from hcr_desktop.resources import models_dir
from tests.inference.shipped import Models

TEXT = st.text(CHARACTERS + " " * 20 + "'" * 5, max_size=30)
PARTS = ("the", "don't", "New", "York", "o'clock", "it's", "USA", "e-mail", "7th", "B2B", "dogs'", "O'Brien", "McDonald")
WORDY = st.lists(st.sampled_from(PARTS), max_size=5).map(" ".join)


@pytest.fixture(scope="module")
def english() -> TextModel:
    return read_text_model(models_dir() / "language" / "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Models(tmp_path).folder / "language" / "en"


@hypothesis_settings(max_examples=60)
@given(TEXT | WORDY)
def test_every_row_is_a_distribution_without_zeros(english: TextModel, text: str) -> None:
    state = english.start()
    for label in (*map(label_at, text), END):
        row = english.row(state)
        assert row.shape == (LABELS,)
        assert row.dtype == np.float32
        assert np.exp(row.astype(np.float64)).sum() == pytest.approx(1, abs=1e-4)
        assert (row >= np.log(english.settings.even / LABELS) - 1e-4).all()
        assert not row.flags.writeable
        state = english.advance(state, label)
    assert state == english.start()


@given(TEXT | WORDY)
def test_states_are_small_values_that_the_text_decides(english: TextModel, text: str) -> None:
    state = english.after(text)
    assert state == english.after(text)
    assert hash(state) == hash(english.after(text))
    assert all(type(value) is int for value in state)
    np.testing.assert_array_equal(english.row(state), english.row(english.after(text)))


@hypothesis_settings(max_examples=20)
@given(TEXT)
def test_a_score_is_the_sum_of_its_rows(english: TextModel, text: str) -> None:
    rows = [float(english.row(english.after(text[:at]))[label]) for at, label in enumerate((*map(label_at, text), END))]
    assert english.score(text) == pytest.approx(sum(rows))


def test_rows_are_kept_but_not_without_bound(english: TextModel, monkeypatch: pytest.MonkeyPatch) -> None:
    assert english.row(english.start()) is english.row(english.start())
    monkeypatch.setattr("hcr_desktop.inference.text_model.ROWS", 50)
    model = english.with_words([])
    for code in range(120):
        model.row(model.after(f"x{code}q"))
    assert 0 < len(model._rows) <= 50 < ROWS
    assert len(model._openings) <= 50


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("house", "hause"),
        ("because", "becanse"),
        ("don't", "dont"),
        ("don't", "don,t"),
        ("John's book", "John,s book"),
        ("o'clock", "o,clock"),
        ("Hello World", "HeA0 W0rld"),
        ("hello", "heIlo"),
        ("hello", "hel1o"),
        ("Bill", "Bi11"),
        ("1989", "l989"),
        ("Monday", "monday"),
        ("London", "lONDON"),
        ("USA", "Usa"),
        ("STOP", "STOp"),
        ("I am", "i am"),
        ("in Paris", "in paris"),
        ("the house", "The House"),
        ("New York", "New Yark"),
        ("of the", "of tbe"),
        ("Yes, it is.", "Yes. it is,"),
        ("McDonald", "MCdonald"),
        ("(see below)", "(see below{"),
        ("the end", "theend"),
    ],
)
def test_what_people_write_is_likelier(english: TextModel, better: str, worse: str) -> None:
    assert english.score(better) > english.score(worse)


@pytest.mark.parametrize("word", ["dont", "DON'T", "Don't", "O'Brien", "rock'n'roll", "it'd've", "'tis", "dogs'", "'", "''", "a'"])
def test_apostrophes_leave_no_state_behind_that_cannot_go_on(english: TextModel, word: str) -> None:
    row = english.row(english.after(word))
    assert row[SPACE] > np.log(english.settings.even / LABELS) + 1
    assert np.exp(row.astype(np.float64)).sum() == pytest.approx(1, abs=1e-4)


def test_a_name_goes_on_after_its_apostrophe(english: TextModel) -> None:
    assert english.after("O'Brien").node != ABSENT
    assert english.score("O'Brien") > english.score("O'Brxen")


def test_capitals_keep_to_themselves(english: TextModel) -> None:
    smalls, bigs = ([label_of(character) for character in text] for text in ("aeiou", "AEIOU"))
    for text, more, less in (("h", smalls, bigs), ("He", smalls, bigs), ("STR", bigs, smalls)):
        row = english.row(english.after(text))
        assert row[more].max() > row[less].max() + 2


def test_the_word_before_tells_of_the_next(english: TextModel) -> None:
    after_new, after_old = (float(english.row(english.after(text))[label_of("Y")]) for text in ("New ", "Old "))
    assert after_new > after_old


def test_codes_are_believed_once_they_are_seen(english: TextModel) -> None:
    def unlikely(text: str) -> float:
        return float(english.row(english.after(text))[label_of("q")])

    assert unlikely("xkvzq wqzx ") > unlikely("the house ")
    digits = [label_of(digit) for digit in "0123456789"]
    assert np.exp(english.row(english.after("QX7 ZK"))[digits]).sum() > 3 * np.exp(english.row(english.after("the ho"))[digits]).sum()
    # No word of the neighbourhood pulls at a code as strongly as at a misspelling.
    assert english.score("zxqvk") > english.score("the") - 25


class TestOwnWords:
    def test_are_likelier_than_before_in_the_case_given(self, english: TextModel) -> None:
        model = english.with_words(["Zorblax", "grunk", "HCRX"])
        for word, other in (("Zorblax", "zorblax"), ("grunk", "GRUNK"), ("HCRX", "Hcrx")):
            assert model.score(word) > english.score(word) + 2
            assert model.score(word) > model.score(other)
            assert model.lexicon.holds(word)
            assert not english.lexicon.holds(word)

    def test_leave_the_others_as_they_are(self, english: TextModel) -> None:
        model = english.with_words(["Zorblax", "aaa", "the", "zzzz"])
        for text in ("the house", "New York", "don't", "of the people"):
            assert model.score(text) == pytest.approx(english.score(text), abs=0.1)

    @pytest.mark.parametrize("words", [[], ["", "7-3", "  ", "#"], ["x" * 100]])
    def test_that_are_none_change_nothing(self, english: TextModel, words: list[str]) -> None:
        assert english.with_words(words).lexicon is english.lexicon

    def test_may_be_written_in_parts(self, english: TextModel) -> None:
        model = english.with_words(["MacZorb", "grunk-flim", "O'Zub"])
        assert all(model.lexicon.holds(part) for part in ("Mac", "Zorb", "grunk", "flim", "Zub"))
        assert model.score("MacZorb") > english.score("MacZorb") + 2

    @hypothesis_settings(max_examples=15)
    @given(st.lists(st.text("abcXYZ'-7", max_size=8), max_size=6))
    def test_keep_the_lexicon_in_order(self, english: TextModel, words: list[str]) -> None:
        lexicon = english.lexicon.with_words(words)
        keys = lexicon.words.view("S24").ravel()
        assert (keys[1:] > keys[:-1]).all()
        assert len(lexicon.words) == len(lexicon.steps)


@pytest.mark.parametrize("name", ["card.json", "text.npz"])
class TestAFile:
    def test_that_is_missing_is_told(self, folder: Path, name: str) -> None:
        (folder / name).unlink()
        with pytest.raises(BundleInvalid, match=r"language model en is missing or damaged .*Install the program again"):
            read_text_model(folder)

    @pytest.mark.parametrize("keep", [0, 1, 100])
    def test_that_is_cut_short_is_told(self, folder: Path, name: str, keep: int) -> None:
        (folder / name).write_bytes((folder / name).read_bytes()[:keep])
        with pytest.raises(BundleInvalid, match=r"language model en is .*Install the program again"):
            read_text_model(folder)


def test_one_changed_bit_is_noticed(folder: Path) -> None:
    content = bytearray((folder / "text.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "text.npz").write_bytes(content)
    with pytest.raises(BundleInvalid, match="not the one its card describes"):
        read_text_model(folder)


def edit(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the tables, with a card that fits them."""
    with np.load(folder / "text.npz") as file:
        arrays = {name: file[name].copy() for name in file.files}
    change(arrays)
    content = io.BytesIO()
    np.savez(content, **arrays)
    (folder / "text.npz").write_bytes(content.getvalue())
    card = json.loads((folder / "card.json").read_text())
    card["sha256"]["text.npz"] = hashlib.sha256(content.getvalue()).hexdigest()
    (folder / "card.json").write_text(json.dumps(card))


WORD_TABLES = ("words", "word_steps", "contexts", "letter_steps", "kind_steps", "pattern", "known")
PAIR_TABLES = ("heads", "sure", "sizes", "tail_gaps", "pair_steps")


@pytest.mark.parametrize("name", WORD_TABLES + PAIR_TABLES)
def test_a_table_that_is_missing_or_too_short_is_told(folder: Path, name: str) -> None:
    content, card = (folder / "text.npz").read_bytes(), (folder / "card.json").read_text()
    for change in (lambda arrays: arrays.pop(name), lambda arrays: arrays.update({name: arrays[name][:-1]})):
        (folder / "text.npz").write_bytes(content)
        (folder / "card.json").write_text(card)
        edit(folder, change)
        with pytest.raises(BundleInvalid, match="language model en is missing or damaged"):
            read_text_model(folder)


@pytest.mark.parametrize("name", ["words", "contexts", "heads", "tail_gaps"])
def test_tables_that_point_outside_are_told(folder: Path, name: str) -> None:
    def change(arrays: dict[str, Any]) -> None:
        arrays[name][len(arrays[name]) // 2] = np.iinfo(arrays[name].dtype).max

    edit(folder, change)
    with pytest.raises(BundleInvalid, match="language model en is missing or damaged"):
        read_text_model(folder)


@pytest.mark.parametrize("change", [{"even": 0}, {"even": "much"}, {"temper": -1}, {"code": float("nan")}, {"more": 1}])
def test_settings_out_of_range_are_told(folder: Path, change: dict[str, object]) -> None:
    card = json.loads((folder / "card.json").read_text())
    card["text"] |= change
    (folder / "card.json").write_text(json.dumps(card))
    with pytest.raises(BundleInvalid, match="language model en is missing or damaged"):
        read_text_model(folder)
