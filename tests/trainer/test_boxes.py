"""Boxed paper dealt out in the characters of one hand."""

from __future__ import annotations

import pytest

from hcr_desktop import Recogniser
from hcr_desktop.inference.alphabet import CHARACTERS
from hcr_desktop.inference.cells import in_cells
from tests.trainer.madecorpora import WRITERS, characters_of, ink_set_of, texts
from trainer.boxes import KINDS, Sheet, each_for_itself, sheets


@pytest.fixture(scope="module")
def made() -> list[Sheet]:
    return sheets(characters_of(CHARACTERS), texts(), texts(), 12)


def test_kinds_take_turns_and_equal_arguments_give_equal_sheets(made: list[Sheet]) -> None:
    assert [each.kind for each in made[:3]] == list(KINDS)
    again = sheets(characters_of(CHARACTERS), texts(), texts(), 12)
    assert [(each.text, each.ink.box) for each in again] == [(each.text, each.ink.box) for each in made]
    other = sheets(characters_of(CHARACTERS), texts(), texts(), 12, seed=1)
    assert [each.text for each in other] != [each.text for each in made]


def test_every_character_stands_in_its_box_and_a_space_is_an_empty_one(made: list[Sheet]) -> None:
    for each in made:
        rows = each.text.split("\n")
        assert sorted(in_cells(each.ink)) == [
            (line, column) for line, row in enumerate(rows) for column, character in enumerate(row) if character != " "
        ]


def test_only_the_writers_asked_for_write() -> None:
    assert {each.writer for each in sheets(characters_of(CHARACTERS), texts(), texts(), 9, {WRITERS[2]})} == {WRITERS[2]}


def test_sheets_end_where_nobody_has_the_characters() -> None:
    few = sheets(characters_of("abc"), ink_set_of([("the cat", WRITERS[0])]), texts(), 5)
    assert [(each.kind, each.text) for each in few] == [("lines", "the cat")]
    assert sheets(characters_of("abc"), ink_set_of([("a", WRITERS[0])]), texts(), 5) == []


def test_each_box_can_be_read_for_itself(made: list[Sheet], recogniser: Recogniser) -> None:
    sheet = made[0]
    text = each_for_itself(recogniser.read, sheet.ink)
    assert len(text.spans) == len(in_cells(sheet.ink))
    assert [span.marks for span in text.spans] == [
        frozenset(stroke.id for stroke in strokes) for _, strokes in sorted(in_cells(sheet.ink).items())
    ]
