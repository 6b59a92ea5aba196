"""The beam search: the best of all readings where a line is short, and the plain best path where the language has no weight."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcr_desktop.inference.alphabet import CHARACTERS, REJECT, label_of
from hcr_desktop.inference.decode import best_path
from hcr_desktop.inference.language import KINDS, LETTERS, START, LanguageModel, following
from hcr_desktop.inference.lattice import Glyph
from hcr_desktop.inference.search import CANDIDATES, RANGE, search
from hcr_desktop.resources import models_dir
from tests.inference.made import runs

TRIED = "aB"
"""Two characters: four places of a line then have no more contexts than are kept."""


@pytest.fixture(scope="module")
def toy() -> LanguageModel:
    """A language of random but firm opinions."""
    rng = np.random.default_rng(5)
    kinds = rng.dirichlet(np.full(KINDS, 0.5), (KINDS, KINDS))
    letters = rng.integers(0, 200, (LETTERS,) * 4).astype(np.uint8)
    symbols = np.log(np.full(len(CHARACTERS), 0.1))
    return LanguageModel(np.log(kinds + 1e-4).astype(np.float32), letters, symbols.astype(np.float32), 0.02)


@pytest.fixture(scope="module")
def english() -> LanguageModel:
    return LanguageModel.read(models_dir() / "language" / "en")


def rows_of(*answers: dict[str, float]) -> np.ndarray:
    """Log scores [glyphs, 94]: those named, the rest out of range."""
    rows = np.full((len(answers), REJECT), -100.0, np.float32)
    for row, named in zip(rows, answers, strict=True):
        for name, score in named.items():
            row[label_of(name)] = score
    return rows


def random_rows(count: int, rng: np.random.Generator) -> np.ndarray:
    """A few characters a glyph, all within range."""
    return rows_of(*({name: float(rng.uniform(-RANGE + 1, 0)) for name in TRIED} for _ in range(count)))


def ways(glyphs: tuple[Glyph, ...], at: int, stop: int) -> list[list[int]]:
    """Every way to cover at..stop once."""
    if at == stop:
        return [[]]
    return [[index, *rest] for index, glyph in enumerate(glyphs) if glyph.start == at for rest in ways(glyphs, glyph.stop, stop)]


def total(
    glyphs: tuple[Glyph, ...],
    reading: tuple[tuple[int, str], ...],
    rows: np.ndarray,
    fixed: np.ndarray,
    word_starts: frozenset[int],
    language: LanguageModel,
    weight: float,
) -> float:
    """The score of a reading, (glyph, character) pairs, counted one by one."""
    score, context = 0.0, START
    for index, character in reading:
        if glyphs[index].start in word_starts:
            score += weight * language.end_score(context)
            context = START
        score += float(rows[index, label_of(character)] + fixed[index])
        score += weight * float(language.next_scores(context)[label_of(character)])
        context = following(context, character)
    return score + weight * language.end_score(context)


@given(st.integers(1, 4), st.integers(0, 10_000), st.sampled_from([0.0, 0.3, 1.0, 3.0]), st.sets(st.integers(1, 3)))
def test_the_reading_found_is_the_best_of_all(toy: LanguageModel, count: int, seed: int, weight: float, starts: set[int]) -> None:
    rng, glyphs, word_starts = np.random.default_rng(seed), runs(count, 2), frozenset(starts)
    rows, fixed = random_rows(len(glyphs), rng), rng.uniform(-2, 2, len(glyphs)).astype(np.float32)
    every = (tuple(zip(way, characters, strict=True)) for way in ways(glyphs, 0, count) for characters in product(TRIED, repeat=len(way)))
    most = max(total(glyphs, reading, rows, fixed, word_starts, toy, weight) for reading in every)
    found = search(glyphs, rows, fixed, count, word_starts, toy, weight)
    own = total(glyphs, tuple(zip(found.glyphs, found.characters, strict=True)), rows, fixed, word_starts, toy, weight)
    assert own == pytest.approx(found.score, abs=1e-3)
    assert own == pytest.approx(most, abs=1e-3)


@given(st.integers(1, 9), st.integers(1, 4), st.integers(0, 10_000), st.sets(st.integers(1, 8)))
def test_without_weight_it_is_the_best_path(english: LanguageModel, count: int, longest: int, seed: int, starts: set[int]) -> None:
    rng, glyphs = np.random.default_rng(seed), runs(count, longest)
    rows, fixed = rng.normal(0, 4, (len(glyphs), REJECT)).astype(np.float32), rng.normal(0, 2, len(glyphs)).astype(np.float32)
    path, score = best_path(glyphs, rows.max(axis=1) + fixed, count)
    found = search(glyphs, rows, fixed, count, frozenset(starts), english, weight=0.0)
    assert list(found.glyphs) == path
    assert found.characters == tuple(CHARACTERS[label] for label in rows[path].argmax(axis=1))
    assert found.score == pytest.approx(score, abs=1e-3)


def read(language: LanguageModel, answers: list[dict[str, float]], starts: frozenset[int] = frozenset(), weight: float = 1.0) -> str:
    """The characters of a line in which every segment is a glyph."""
    glyphs = runs(len(answers), 1)
    return "".join(search(glyphs, rows_of(*answers), np.zeros(len(glyphs), np.float32), len(glyphs), starts, language, weight).characters)


def test_letters_that_make_a_word_win_over_ink_that_hardly_tells(english: LanguageModel) -> None:
    hell = [{"h": 0.0}, {"e": -0.2, "c": 0.0}, {"l": -0.1, "1": 0.0}, {"l": -0.3, "I": 0.0}, {"o": -0.1, "0": 0.0}]
    assert read(english, hell, weight=0.0) == "hc1I0"
    assert read(english, hell) == "hello"


def test_plain_ink_wins_over_the_language(english: LanguageModel) -> None:
    assert read(english, [{"q": 0.0, "a": -8.0}, {"x": 0.0, "n": -8.0}, {"j": 0.0, "d": -8.0}]) == "qxj"


def test_a_word_starts_anew_after_a_space(english: LanguageModel) -> None:
    # "nT" is odd within a word, a capital at its beginning is not.
    answers = [{"o": 0.0}, {"n": 0.0}, {"T": 0.0, "t": -3.0}, {"o": 0.0}]
    assert read(english, answers) == "onto"
    assert read(english, answers, frozenset((2,))) == "onTo"


def test_what_was_expected_comes_with_every_glyph(english: LanguageModel) -> None:
    glyphs = runs(3, 1)
    rows = rows_of({"t": 0.0}, {"h": 0.0}, {"e": 0.0})
    found = search(glyphs, rows, np.zeros(3, np.float32), 3, frozenset(), english, 1.0)
    context = START
    for row, character in zip(found.expected, "the", strict=True):
        np.testing.assert_array_equal(row, english.next_scores(context))
        context = following(context, character)


def test_fixed_scores_of_glyphs_count(english: LanguageModel) -> None:
    glyphs = runs(2, 2)  # the first alone, both as one, the second alone
    rows = rows_of({"r": 0.0}, {"m": 0.0}, {"n": 0.0})
    for favour, characters in ((5.0, ("m",)), (-5.0, ("r", "n"))):
        fixed = np.array([0, favour, 0], np.float32)
        assert search(glyphs, rows, fixed, 2, frozenset(), english, 0.5).characters == characters


def test_only_the_likeliest_characters_are_tried(english: LanguageModel) -> None:
    names = "qxzjvwe"
    rows = rows_of({name: -0.01 * place for place, name in enumerate(names)})
    found = search(runs(1, 1), rows, np.zeros(1, np.float32), 1, frozenset(), english, 50.0)
    assert found.characters[0] in names[:CANDIDATES]
    far = rows_of({"q": 0.0, "e": -RANGE - 0.1})
    assert search(runs(1, 1), far, np.zeros(1, np.float32), 1, frozenset(), english, 50.0).characters == ("q",)


def test_a_long_line_is_read_to_its_end(english: LanguageModel) -> None:
    rng = np.random.default_rng(0)
    glyphs = runs(300, 4)
    rows = rng.normal(0, 3, (len(glyphs), REJECT)).astype(np.float32)
    found = search(glyphs, rows, np.zeros(len(glyphs), np.float32), 300, frozenset(range(5, 300, 5)), english, 0.5)
    chosen = [glyphs[index] for index in found.glyphs]
    assert (chosen[0].start, chosen[-1].stop) == (0, 300)
    assert all(one.stop == other.start for one, other in pairwise(chosen))
    assert found.expected.shape == (len(chosen), REJECT)
    assert np.isfinite(found.score)
