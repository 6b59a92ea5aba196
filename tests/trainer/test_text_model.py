"""Building a text model: its statistics, and a folder that loads."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcr_desktop.inference.language_files import FILE, read_text_model
from hcr_desktop.inference.letters import LETTERS, Letters
from hcr_desktop.inference.lexicon import CAPITALS, LOWER, NAME, TITLE
from hcr_desktop.inference.succession import FIRST, INSIDE, KIND, KINDS, OUTCOME, STEP, Succession, label_at
from hcr_desktop.inference.text_model import SMALL, TITLED, WAYS, TextModel
from hcr_desktop.inference.trie import coded, matrix_of
from trainer.language_figures import bits_per_character, codes, misspellings, pull
from trainer.statistics import interpolated, letter_counts, letter_rows, runs_of, succession_counts, succession_steps
from trainer.text_model import tables, write
from trainer.transcripts import mended
from trainer.wordlists import Counts

WORDS = {word: Counts(count) for word, count in (("the", 1000), ("then", 300), ("that", 500), ("house", 90), ("don't", 50), ("'s", 30))} | {
    "don": Counts(5, 5),
    "paris": Counts(0, 80),
    "usa": Counts(0, 0, 60),
}
PAIRS = {("the", "house"): 900.0, ("the", "that"): 1.0, ("of", "the"): 5.0}
TEXTS = ("The house.", "that house then", "Then the USA, that Paris.", "Paris 19, 7", "the house, don't")


def matrix(*words: str) -> np.ndarray:
    return matrix_of([coded(word) or [] for word in words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("language") / "xx"
    home.mkdir()
    (home / "card.json").write_text(json.dumps({"name": "xx", "sha256": {}, "data": []}))
    write(tables(WORDS, PAIRS, TEXTS), home)
    return home


@pytest.fixture(scope="module")
def model(folder: Path) -> TextModel:
    return read_text_model(folder)


def test_letters_are_counted_with_the_edges_of_words_up_to_an_apostrophe() -> None:
    counts = letter_counts(matrix("ab", "abc", "b'd"), np.array([2.0, 3.0, 7.0]), order=3)
    assert counts[0, 0, 1] == 5
    assert counts[0, 1, 2] == 5
    assert counts[1, 2, 0] == 2
    assert counts[1, 2, 3] == 3
    assert counts[0, 2, 0] == 7
    assert counts.sum() == 3 * 2 + 4 * 3 + 2 * 7


@given(st.lists(st.text("abxyz", min_size=1, max_size=6), min_size=1, max_size=8, unique=True))
def test_interpolated_tables_are_distributions_without_zeros(words: list[str]) -> None:
    for length, table in enumerate(interpolated(letter_counts(matrix(*words), np.ones(len(words)), order=3))):
        assert table.shape == (LETTERS,) * (length + 1)
        np.testing.assert_allclose(table.sum(axis=-1), 1, atol=1e-9)
        assert (table > 0).all()


def test_rare_contexts_of_letters_share_the_row_of_a_shorter_one() -> None:
    counts = letter_counts(matrix("abcde", "abcdf", "xbcdg"), np.array([9.0, 9.0, 1.0]))
    letters = Letters.of(*letter_rows(counts, 2.0))
    a, b, c, d, x = (ord(letter) - 96 for letter in "abcdx")
    at = ((a * LETTERS + b) * LETTERS + c) * LETTERS + d
    other = at + (x - a) * LETTERS**3
    assert letters.row[at] != letters.row[other] == letters.row[other % LETTERS**3]
    np.testing.assert_allclose(letters.chance.sum(axis=1), 1, atol=1e-5)


def test_what_follows_is_counted_by_kinds_and_an_apostrophe_in_a_word_is_none() -> None:
    counts = succession_counts(["it's.", "dogs'"], {"it's"}).reshape(KINDS**3, -1)
    lower, quote = KIND[label_at("a")], OUTCOME[label_at("'")]
    assert counts[:, quote].sum() == 1
    assert counts[(lower * KINDS + lower) * KINDS + lower, quote] == 1
    others = Succession.of(succession_steps(counts.reshape((KINDS,) * 3 + (-1,)), STEP)).others
    np.testing.assert_allclose(others.sum(axis=1), 1, atol=1e-4)


def test_runs_are_found_where_they_begin(model: TextModel) -> None:
    runs = runs_of(model, ["Then the don't", "McDonald 7th"])
    assert runs[FIRST * WAYS, TITLED, "then"] == 1
    assert runs[INSIDE * WAYS + 2, SMALL, "the"] == 1
    assert runs[INSIDE * WAYS + 1, SMALL, "don't"] == 1
    assert {word for _, _, word in runs} == {"then", "the", "don't", "mc", "donald", "th"}


def test_a_built_folder_loads_and_knows_its_words(model: TextModel) -> None:
    np.testing.assert_allclose(model.pattern.sum(axis=1), 1, atol=1e-5)
    assert model.pattern[FIRST * WAYS, TITLE] > model.pattern[INSIDE * WAYS + 1, TITLE]
    assert model.pattern[INSIDE * WAYS + 1, LOWER] > model.pattern[INSIDE * WAYS + 1, [NAME, CAPITALS]].max()
    for better, worse in (("the house", "the that"), ("Paris", "paris"), ("USA", "USB"), ("then", "thex"), ("don't", "donut")):
        assert model.score(better) > model.score(worse)


def test_the_same_sources_make_the_same_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text((folder / "card.json").read_text())
    write(tables(WORDS, PAIRS, TEXTS), tmp_path)
    assert (tmp_path / FILE).read_bytes() == (folder / FILE).read_bytes()
    assert json.loads((tmp_path / "card.json").read_text()) == json.loads((folder / "card.json").read_text())


@pytest.mark.parametrize(
    ("text", "clean"), [("Frozen pizza .", "Frozen pizza."), ("Jim ( Fax ) 2 8 0", "Jim (Fax) 280"), ("as it is - so", "as it is - so")]
)
def test_spaces_that_contributors_put_around_punctuation_are_taken_out(text: str, clean: str) -> None:
    assert mended(text) == clean


def test_figures_measure_what_they_say() -> None:
    assert bits_per_character(lambda text: -np.log(2) * (len(text) + 1), ["ab", "c"]) == pytest.approx(1)
    wrong = misspellings(["house", "The", "of"], {"house", "mouse"}.__contains__)
    assert wrong
    assert all(right == "house" != other and sum(a != b for a, b in zip(right, other, strict=True)) == 1 for right, other in wrong)
    assert codes(5) == codes(5)
    assert pull(lambda text: 3.0 * (text == "ab"), "ax") == 3.0
