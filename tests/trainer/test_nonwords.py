"""Strings that are no words, composed of one hand's letters, and the pictures that ink is drawn as."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop.inference.alphabet import CHARACTERS
from tests.trainer.madecorpora import WRITERS, characters_of, ink_set_of, texts
from trainer.drawn import MARGIN, drawn
from trainer.nonwords import KINDS, NonWord, nonwords


@pytest.fixture(scope="module")
def made() -> list[NonWord]:
    return nonwords(characters_of(CHARACTERS), texts(), 30)


def test_kinds_take_turns_and_equal_arguments_give_equal_strings(made: list[NonWord]) -> None:
    assert [each.kind for each in made[:3]] == list(KINDS)
    again = nonwords(characters_of(CHARACTERS), texts(), 30)
    assert [each.text for each in again] == [each.text for each in made]
    assert len({each.text for each in made}) > 25


def test_every_character_has_ink(made: list[NonWord]) -> None:
    for each in made:
        assert len(each.ink.strokes) >= len(each.text.replace(" ", "")) * 0.9
        box = each.ink.box
        assert box is not None
        assert box.width > box.height / 3


def test_writers_can_be_left_out() -> None:
    kept = set(WRITERS[1:])
    assert {each.writer for each in nonwords(characters_of(CHARACTERS), texts(), 9, kept)} == {WRITERS[0]}


def test_a_hand_that_knows_few_characters_composes_nothing() -> None:
    assert nonwords(characters_of("abc"), ink_set_of([("abc", WRITERS[0])]), 5) == []


def test_ink_is_drawn_black_on_white_with_paper_around() -> None:
    picture = drawn([np.array([(0, 0), (300, 0)], np.float32), np.array([(150, 40)], np.float32)])
    assert picture.dtype == np.uint8
    assert (picture.min(), picture.max()) == (0, 255)
    rows, columns = np.nonzero(picture < 128)
    assert min(rows.min(), columns.min()) >= MARGIN - 4
    assert picture.shape[1] - columns.max() > MARGIN - 4
