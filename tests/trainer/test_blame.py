from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcr_desktop import RecognisedText, Span
from trainer.blame import STAGES, Alone, blame_segmented, blame_text, places
from trainer.metrics import edit_distance, spaced, unspaced


def reading(lines: list[str], marks: list[set[int]]) -> RecognisedText:
    """A reading whose spans hold the given strokes."""
    characters = "".join("".join(lines).split())
    spans = [Span(text, None, frozenset(strokes), 0.9) for text, strokes in zip(characters, marks, strict=True)]
    return RecognisedText(tuple(spans), tuple(lines))


def alone(read: RecognisedText, first: str | None = None) -> Alone:
    """A glyph model whose own choices for the spans are ``first``, by default what was read."""
    choices = {span.marks: choice for span, choice in zip(read.spans, first or unspaced(str(read)), strict=True)}
    return lambda marks: choices[marks]


TRUTH, OWNER = "Hi Bo", [0, 0, 0, 1, 1, 2, 2, 3]  # H has three strokes, i two, B two, o one
RIGHT = [{0, 1, 2}, {3, 4}, {5, 6}, {7}]


def test_a_right_reading_has_nobody_to_blame() -> None:
    read = reading(["Hi", "Bo"], RIGHT)  # a line break counts as a space
    assert blame_segmented(TRUTH, OWNER, read, alone(read)) == Counter()
    assert blame_text(TRUTH, read, alone(read)) == Counter()


@pytest.mark.parametrize(
    ("lines", "marks", "first", "stages"),
    [
        (["Hi Do"], RIGHT, None, {"classifier": 1}),
        (["Hi Do"], RIGHT, "HiBo", {"decoder": 1}),
        (["hi BO"], RIGHT, None, {"case": 2}),
        (["HiBo"], RIGHT, None, {"spaces": 1}),
        (["Hi l3o"], [*RIGHT[:2], {5}, {6}, {7}], None, {"segmentation": 2}),
        (["Hi l 3o"], [*RIGHT[:2], {5}, {6}, {7}], None, {"layout": 1, "segmentation": 1, "spaces": 1}),
        (["Bo", "Hi"], [*RIGHT[2:], *RIGHT[:2]], None, {"layout": 4}),
        ([], [], None, {"segmentation": 4, "spaces": 1}),
    ],
    ids=["classifier", "decoder", "case", "word gap", "split", "torn", "order", "nothing"],
)
def test_each_mistake_is_charged_to_its_stage(lines: list[str], marks: list[set[int]], first: str | None, stages: dict[str, int]) -> None:
    read = reading(lines, marks)
    assert blame_segmented(TRUTH, OWNER, read, alone(read, first)) == stages


@pytest.mark.parametrize(
    ("lines", "first", "stages"),
    [
        (["Hi Do"], None, {"glyph": 1}),
        (["Hi Do"], "HiBo", {"decoder": 1}),
        (["hi Bo"], None, {"case": 1}),
        (["Hi o"], None, {"segmentation": 1}),
        (["Hi Bloo"], None, {"segmentation": 2}),
        (["Hi", "B o"], None, {"spaces": 1}),
    ],
)
def test_without_the_truth_of_strokes_the_guess_is_coarse(lines: list[str], first: str | None, stages: dict[str, int]) -> None:
    marks = [{index} for index in range(len("".join(lines).replace(" ", "")))]
    read = reading(lines, marks)
    assert blame_text(TRUTH, read, alone(read, first)) == stages


def test_places_count_lines_and_words() -> None:
    assert places(reading(["a bc", "d"], [{0}, {1}, {2}, {3}])) == [(0, 0), (0, 1), (0, 1), (1, 0)]


WORD = st.text("aAbo", min_size=1, max_size=4)


@given(st.lists(WORD, min_size=1, max_size=3), st.lists(WORD, max_size=3))
def test_the_charges_add_up_to_the_edit_distance(truth: list[str], words: list[str]) -> None:
    wanted = " ".join(truth)
    read = reading([" ".join(words)], [{index} for index in range(len("".join(words)))])
    owner = list(range(len("".join(truth))))
    model = alone(read)
    for charges in (blame_segmented(wanted, owner, read, model), blame_text(wanted, read, model)):
        assert charges.total() == edit_distance(wanted, spaced(str(read)))
        assert set(charges) <= set(STAGES)
