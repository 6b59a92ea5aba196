"""Boxed paper: a character a box, read once."""

from __future__ import annotations

import numpy as np

from hcr_desktop.document.ink import Ink, Stroke
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.inference.cells import CellReader
from hcr_desktop.inference.options import ReadOptions


def dot(index: int, x: float, y: float) -> Stroke:
    return Stroke(index, np.array([[x, y], [x + 4, y + 4]]))


class Counts:
    """Reads any ink as the number of its strokes."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, ink: Ink, options: ReadOptions) -> RecognisedText:
        self.asked.append(options.layout)
        return RecognisedText((Span(str(len(ink)), ink.box, frozenset({ink.strokes[0].id}), 0.9),), (str(len(ink)),))


def test_every_box_is_one_character() -> None:
    counts = Counts()
    ink = Ink((dot(0, 10, 10), dot(1, 60, 60), dot(2, 90, 20), dot(3, 330, 20), dot(4, 20, 90)))
    text = CellReader(counts).read(ink, ReadOptions())
    assert str(text) == "21 1\n1"
    assert [span.marks for span in text.spans] == [frozenset({0, 1}), frozenset({2}), frozenset({3}), frozenset({4})]
    assert set(counts.asked) == {"glyph"}


def test_only_boxes_that_changed_are_read_again() -> None:
    counts = Counts()
    reader = CellReader(counts)
    ink = Ink((dot(0, 10, 10), dot(1, 90, 20)))
    reader.read(ink, ReadOptions())
    reader.read(ink.adding(dot(2, 95, 30)), ReadOptions())
    assert len(counts.asked) == 3
    reader.read(ink, ReadOptions(charset="digits"))
    assert len(counts.asked) == 5, "other options are another reading"


def test_empty_paper_has_no_text() -> None:
    assert str(CellReader(Counts()).read(Ink(), ReadOptions())) == ""
