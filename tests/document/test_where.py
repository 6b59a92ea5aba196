"""Where a picture is read, and lines that are read for themselves."""

from __future__ import annotations

import pytest

from hcr_desktop.document.ink import Box
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.document.where import EVERYWHERE, Where, moved, where_from_json, where_to_json, with_line


def rows(*lines: str, left: float = 0.0, top: float = 0.0) -> RecognisedText:
    """Letters of 10 by 10 pixels, lines 20 apart."""
    spans = [
        Span(letter, Box(left + 10 * x, top + 20 * y, left + 10 * x + 10, top + 20 * y + 10), frozenset({-1000 * y - x - 1}), 0.9)
        for y, line in enumerate(lines)
        for x, letter in enumerate(line)
        if letter.strip()
    ]
    return RecognisedText(tuple(spans), lines)


@pytest.mark.parametrize("where", [EVERYWHERE, Where(Box(1, 2, 3, 4.5)), Where(None, (Box(0, 0, 9, 9), Box(1, 1, 2, 2)))])
def test_it_is_written_and_read_back(where: Where) -> None:
    assert where_from_json(where_to_json(where)) == where


def test_what_is_read_of_a_part_lies_where_the_part_does_and_has_marks_of_its_own() -> None:
    part = moved(rows("ab c"), 100, 50, part=1)
    assert str(part) == "ab c"
    assert part.spans[0].box == Box(100, 50, 110, 60)
    assert part.spans[0].marks.isdisjoint(moved(rows("ab c"), 100, 50, part=2).spans[0].marks)
    assert moved(rows("a"), 0, 0) == rows("a")


@pytest.mark.parametrize(("top", "expected"), [(-30, "new one\nab\ncd"), (9, "ab\nnew one\ncd"), (60, "ab\ncd\nnew one")])
def test_a_line_joins_the_others_at_its_place(top: float, expected: str) -> None:
    box = Box(0, top, 70, top + 12)
    text = with_line(rows("ab", "cd"), moved(rows("new one"), 0, top, part=1), box)
    assert str(text) == expected


def test_a_line_takes_the_place_of_what_was_read_in_its_box() -> None:
    text = with_line(rows("ab", "x", "cd"), moved(rows("yes"), 0, 20, part=1), Box(-2, 18, 40, 32))
    assert str(text) == "ab\nyes\ncd"


def test_a_line_goes_before_those_below_it_in_its_own_column() -> None:
    columns = RecognisedText((*rows("ab", "cd").spans, *moved(rows("ef", "gh"), 200, 0, 3).spans), ("ab", "cd", "ef", "gh"))
    assert str(with_line(columns, moved(rows("n"), 200, 12, part=1), Box(200, 12, 212, 24))) == "ab\ncd\nef\nn\ngh"


def test_a_line_that_says_nothing_leaves_the_rest() -> None:
    assert str(with_line(rows("ab"), RecognisedText(), Box(500, 500, 600, 520))) == "ab"
    assert str(with_line(RecognisedText(), moved(rows("n"), 0, 0, 1), Box(0, 0, 20, 20))) == "n"
