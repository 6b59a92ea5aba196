"""Boxed paper: a character a box, told by its ink, the hand's size and the word."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcr_desktop import InputUnreadable, ReadOptions, Recogniser
from hcr_desktop.document.ink import Box, Ink, Stroke
from hcr_desktop.document.paper import CELL
from hcr_desktop.inference.alphabet import LABELS, label_of
from hcr_desktop.inference.cells import CellReader, in_cells
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.inference.score import Scores
from hcr_desktop.inference.text_model import TextModel
from hcr_desktop.resources import models_dir
from trainer.strokefont import write, write_glyphs

PARAMETERS = DecodeParameters.read(models_dir() / "decode" / "parameters.json")
TALL, LOW = 30.0, 20.0


def bar(index: int, column: float, row: float, height: float = TALL) -> Stroke:
    """A stroke that stands on a common baseline in its box."""
    x, y = CELL * (column + 0.5), CELL * row + 52
    return Stroke(index, np.array([[x - height / 4, y - height], [x + height / 4, y]]))


class Told:
    """Says of a box what it was told of its first stroke: characters that are as good as each other."""

    def __init__(self, *characters: str) -> None:
        self.characters = characters
        self.asked: list[int] = []

    def __call__(self, ink: Ink) -> Scores:
        first = ink.strokes[0].id
        self.asked.append(first)
        scores = np.full(LABELS, 1e-6)
        scores[[label_of(character) for character in self.characters[first]]] = 1
        return np.asarray(np.log(scores / scores.sum()), np.float32)


def read(told: Told, ink: Ink, charset: str = "all", language: TextModel | None = None) -> str:
    return str(CellReader(told, PARAMETERS).read(ink, charset, language))


@pytest.fixture(scope="module")
def english(recogniser: Recogniser) -> TextModel:
    return recogniser.bundle.texts["en"]


def test_every_box_is_one_character_and_an_empty_one_a_space() -> None:
    ink = Ink((bar(0, 0, 0), bar(1, 0.2, 0), bar(2, 1, 0), bar(3, 4, 0), bar(4, 0, 1)))
    text = CellReader(Told("H", "H", "A", "L", "T"), PARAMETERS).read(ink, "all", None)
    assert str(text) == "HA L\nT"
    assert [span.marks for span in text.spans] == [frozenset({0, 1}), frozenset({2}), frozenset({3}), frozenset({4})]
    assert [span.box for span in text.spans[1:]] == [stroke.box for stroke in ink.strokes[2:]]


def test_only_boxes_that_changed_are_looked_at_again() -> None:
    told = Told("1", "2", "3")
    reader = CellReader(told, PARAMETERS)
    ink = Ink((bar(0, 0, 0), bar(1, 1, 0)))
    reader.read(ink, "all", None)
    reader.read(ink.adding(bar(2, 1.2, 0)), "all", None)
    assert told.asked == [0, 1, 1]
    assert str(reader.read(ink, "digits", None)) == "12"
    assert told.asked == [0, 1, 1], "another charset is another reading of the same look"
    reader.forget()
    reader.read(ink, "all", None)
    assert told.asked[3:] == [0, 1]


def test_the_size_of_the_others_tells_capitals_from_small_letters() -> None:
    hand = [bar(0, 0, 0, LOW), bar(1, 1, 0, TALL), bar(2, 2, 0, LOW), bar(3, 3, 0, TALL)]
    told = Told("n", "H", "a", "L", "xX", "xX")
    assert read(told, Ink((*hand, bar(4, 4, 0, LOW), bar(5, 5, 0, TALL)))) == "nHaLxX"


def test_where_an_ink_stands_tells_a_comma_from_an_apostrophe() -> None:
    hand = [bar(0, 0, 0, LOW), bar(1, 1, 0, TALL), bar(2, 2, 0, LOW)]
    low = Stroke(3, np.array([[CELL * 3 + 42, 50], [CELL * 3 + 38, 60]]))
    high = Stroke(4, np.array([[CELL * 4 + 42, 14], [CELL * 4 + 38, 24]]))
    assert read(Told("a", "H", "e", ",')", ",')"), Ink((*hand, low, high))) == "aHe,'"


def test_the_size_is_learnt_of_all_rows() -> None:
    hand = [bar(0, 0, 0, LOW), bar(1, 1, 0, TALL), bar(2, 2, 0, LOW)]
    assert read(Told("n", "H", "a", "cC"), Ink((*hand, bar(3, 0, 5, LOW)))) == "nHa\nc"


def test_the_word_tells_what_the_ink_does_not(english: TextModel) -> None:
    boxes = ("h", "e", "l1|", "1lI", "o0", "vu", "mn", "a")
    hand = [bar(index, index + (index > 4), 0, LOW if index in (1, 4, 5, 6, 7) else TALL) for index in range(8)]
    assert read(Told(*boxes), Ink(tuple(hand)), language=english).startswith("hello ")
    assert read(Told(*boxes), Ink(tuple(hand[:5])), "lower", english) == "hello"


@pytest.mark.parametrize("text", ["Hello 42", "size 3, not 5", "Dear Sir"])
def test_words_in_boxes_are_read(recogniser: Recogniser, text: str) -> None:
    ink, owner = write_glyphs(text, np.random.default_rng(2), height=44)
    columns = [column for column, character in enumerate(text) if character != " "]
    baseline = np.median([stroke.box.bottom for stroke in ink.strokes])
    strokes = []
    for glyph, column in enumerate(columns):
        own = [stroke for stroke, of in zip(ink.strokes, owner, strict=True) if of == glyph]
        middle = Box.around(stroke.box for stroke in own).centre[0]
        place = np.array([CELL * (column + 0.5) - middle, CELL + 56 - baseline])
        strokes += [stroke.xy + place for stroke in own]
    read_text = recogniser.read(Ink.from_arrays(strokes), ReadOptions(layout="boxes"))
    assert str(read_text) == text
    assert all(span.alternatives[0][0] == span.text for span in read_text.spans)


@given(strokes=st.lists(st.lists(st.tuples(*[st.floats(-200, 400, width=32)] * 2), min_size=1, max_size=5), min_size=1, max_size=5))
def test_whatever_is_scrawled_in_boxes_is_read(recogniser: Recogniser, strokes: list[list[tuple[float, float]]]) -> None:
    ink = Ink.from_arrays([np.array(stroke, np.float32) for stroke in strokes])
    text = recogniser.read(ink, ReadOptions(layout="boxes"))
    assert len(text.spans) == len(in_cells(ink))
    assert frozenset().union(*(span.marks for span in text.spans)) == {stroke.id for stroke in ink.strokes}


def test_a_charset_is_kept_to(english: TextModel) -> None:
    ink = Ink(tuple(bar(index, index, 0) for index in range(3)))
    for language in (None, english):
        assert read(Told("lO", "O0", "S5"), ink, "digits", language).isdigit()
        assert read(Told("l1", "O0", "S5"), ink, "upper", language).isupper()
        assert read(Told("cC", "xX", "b6"), ink, "alnum47", language) in {"CXb", "CX6"}


def test_a_box_by_itself_is_read_as_a_character_alone(recogniser: Recogniser) -> None:
    written = write("R", np.random.default_rng(3), height=50)
    assert written.box is not None
    middle = np.array(written.box.centre)
    ink = Ink.from_arrays([stroke.xy - middle + CELL * 1.5 for stroke in written.strokes])
    alone = recogniser.read(ink, ReadOptions(language=None, layout="glyph"))
    boxed = recogniser.read(ink, ReadOptions(layout="boxes"))
    assert str(boxed) == str(alone) == "R"
    assert [name for name, _ in boxed.spans[0].alternatives] == [name for name, _ in alone.spans[0].alternatives]


def test_empty_paper_has_no_text(recogniser: Recogniser) -> None:
    assert str(recogniser.read(Ink(), ReadOptions(layout="boxes"))) == ""


def test_the_boxes_of_a_picture_are_not_known(recogniser: Recogniser) -> None:
    with pytest.raises(InputUnreadable, match="Read it as a page"):
        recogniser.read(np.full((80, 160), 255, np.uint8), ReadOptions(layout="boxes"))


def test_reader_forgets_boxes_with_all_else(recogniser: Recogniser) -> None:
    recogniser.read(Ink((bar(0, 0, 0), bar(1, 1, 0))), ReadOptions(layout="boxes"))
    assert recogniser._cells._known._answers
    recogniser.forget()
    assert not recogniser._cells._known._answers


@given(
    places=st.lists(st.tuples(st.integers(-2, 9), st.integers(-2, 4)), min_size=1, max_size=14),
    heights=st.lists(st.floats(0, 400), min_size=14, max_size=14),
    speaks=st.booleans(),
)
def test_any_ink_gives_one_character_a_box_in_reading_order(
    recogniser: Recogniser, places: list[tuple[int, int]], heights: list[float], speaks: bool
) -> None:
    strokes = [
        Stroke(index, np.array([[CELL * (column + 0.5), CELL * (row + 0.5) + side * height / 2] for side in (-1, 1)]))
        for index, ((column, row), height) in enumerate(zip(places, heights, strict=False))
    ]
    ink = Ink(tuple(strokes))
    text = CellReader(Told(*["aA4"] * len(strokes)), PARAMETERS).read(ink, "all", recogniser.bundle.texts["en"] if speaks else None)
    cells = sorted(in_cells(ink))
    assert len(text.spans) == len(cells)
    assert [span.box for span in text.spans if span.box is None] == []
    assert str(text).count("\n") == len({row for row, _ in cells}) - 1
    assert all(0 <= span.confidence <= 1 for span in text.spans)
