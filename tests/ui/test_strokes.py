"""Dry ink: what came, what went, what lies where."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from hcr_desktop.document.ink import Box, Ink
from hcr_desktop.ui.strokes import DryInk
from tests.ui.conftest import line


def test_only_what_came_or_went_is_told() -> None:
    dry = DryInk()
    a, b, c = line(0), line(1), line(2)
    assert dry.take(Ink((a, b))) == [a, b]
    assert dry.take(Ink((a, b))) == []
    assert dry.take(Ink((b, c))) == [a, c]
    again = line(1)
    assert dry.take(Ink((again, c))) == [b, again], "another stroke with the same id is another stroke"


def test_strokes_are_found_by_place() -> None:
    dry = DryInk()
    assert dry.box is None
    assert dry.near(QRectF(0, 0, 1000, 1000)) == []
    strokes = tuple(line(i) for i in range(5))
    dry.take(Ink(strokes))
    assert dry.near(QRectF(95, 50, 50, 20)) == [strokes[1], strokes[2]]
    assert dry.box == Box(60, 60, 240, 100)
