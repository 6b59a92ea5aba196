"""Lines to learn from: labels cleaned, words set side by side, strings composed and varied; targets that fit their frames."""

from __future__ import annotations

import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcr_desktop.inference.alphabet import CHARACTERS
from hcr_desktop.inference.trace import Levelled, level
from tests.inference.made import written

pytest.importorskip("keras", reason="the trainer's libraries are not installed")

from trainer.augment_line import LineAugment, vary_line
from trainer.batches import grouped
from trainer.lines import Letter, LineSample, beside, closed_up, composed
from trainer.strings import Phrases, code, jumble, number


def sample(text: str) -> LineSample:
    return LineSample(level([stroke.xy for stroke in written(text).strokes]), text, "w")


def hand() -> dict[str, list[Letter]]:
    found = {}
    for character in string.ascii_lowercase:
        ink = level([stroke.xy for stroke in written(character).strokes])
        found[character] = [Letter(ink.xy, ink.stroke, character)]
    return found


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("dog ;", "dog;"),
        ("Davies , Chris 2 8 3 3 5", "Davies, Chris 28335"),
        ("2 1 2 - 7 5 3", "212-753"),
        ("crackpot ' s", "crackpot's"),
        ("( 0 1 2 )", "(012)"),
        ("as it is", "as it is"),
    ],
)
def test_labels_are_closed_up(label: str, text: str) -> None:
    assert closed_up(label) == text


def test_words_side_by_side_stand_in_their_order() -> None:
    rng = np.random.default_rng(0)
    line = beside([sample("one"), sample("two")], rng)
    assert line.text == "one two"
    strokes = len(written("one").strokes) + len(written("two").strokes)
    assert len(np.unique(line.ink.stroke)) == strokes
    first = line.ink.xy[line.ink.stroke < len(written("one").strokes), 0]
    second = line.ink.xy[line.ink.stroke >= len(written("one").strokes), 0]
    assert first.max() < second.min()


def test_a_text_is_composed_of_a_hands_letters() -> None:
    rng = np.random.default_rng(1)
    line = composed("a word", hand(), "w", rng)
    assert line is not None
    assert line.text == "a word"
    assert len(np.unique(line.ink.stroke)) == sum(len(written(character).strokes) for character in "aword")
    assert composed("A", hand(), "w", rng) is None


@given(st.integers(0, 1000))
@settings(deadline=None, max_examples=25)
def test_varied_ink_keeps_its_points(seed: int) -> None:
    ink = sample("vary").ink
    moved = vary_line(ink, LineAugment(), np.random.default_rng(seed))
    assert moved.xy.shape == ink.xy.shape
    assert np.isfinite(moved.xy).all()
    assert len(np.unique(moved.stroke)) >= len(np.unique(ink.stroke))


def test_no_variation_changes_nothing() -> None:
    ink = sample("same").ink
    same = vary_line(ink, LineAugment().scaled(0), np.random.default_rng(0))
    np.testing.assert_allclose(same.xy, ink.xy, atol=1e-9)


@given(st.integers(0, 3000))
@settings(deadline=None, max_examples=100)
def test_made_texts_are_printable(seed: int) -> None:
    rng = np.random.default_rng(seed)
    phrases = Phrases({"word": 2.0, "other": 1.0})
    for text in (number(rng), code(rng), jumble(rng), phrases(rng)):
        assert text
        assert set(text) <= {*CHARACTERS, " "}


@given(st.lists(st.integers(4, 900), min_size=1, max_size=80), st.integers(0, 99))
@settings(deadline=None)
def test_every_line_is_in_one_batch(lengths: list[int], seed: int) -> None:
    batches = grouped(np.array(lengths), 2000, np.random.default_rng(seed))
    assert sorted(int(index) for batch in batches for index in batch) == list(range(len(lengths)))


def test_ink_without_places_is_read_too() -> None:
    ink = sample("x").ink
    assert vary_line(Levelled(ink.xy, ink.stroke), LineAugment(), np.random.default_rng(0)).part is None
