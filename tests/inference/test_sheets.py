"""Pictures are read where a person wants it, with the shipped models."""

from __future__ import annotations

import numpy as np

from hcr_desktop import ReadOptions, Recogniser
from hcr_desktop.document.ink import Box
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.document.where import Where
from hcr_desktop.inference.sheets import SheetReader
from trainer.pages import render_page
from trainer.strokefont import write

RNG = np.random.default_rng(7)
PAGE, _ = render_page([write(line, RNG) for line in ("HELLO WORLD", "12 APPLES")], RNG)


def test_an_area_alone_is_read_and_lies_where_it_is(recogniser: Recogniser) -> None:
    sheets = SheetReader(recogniser)
    whole = sheets.read(PAGE, ReadOptions())
    first, second = str(whole).split("\n")
    below = [span.box for span in whole.spans[len(first.replace(" ", "")) :] if span.box is not None]
    area = Box.around(below).grown(20)
    part = sheets.read(PAGE, ReadOptions(), where=Where(area))
    assert len(str(part).split("\n")) == 1
    assert len(part.spans) == len(second.replace(" ", ""))
    for span, box in zip(part.spans, below, strict=True):
        assert span.box is not None
        assert abs(span.box.centre[0] - box.centre[0]) < 4
        assert abs(span.box.centre[1] - box.centre[1]) < 4


def test_a_line_in_which_nothing_is_changes_nothing(recogniser: Recogniser) -> None:
    sheets = SheetReader(recogniser)
    whole = sheets.read(PAGE, ReadOptions())
    assert str(sheets.read(PAGE, ReadOptions(), where=Where(None, (Box(0, 0, 3, 3),)))) == str(whole)
    assert sheets.read(PAGE, ReadOptions(), where=Where(Box(-9, -9, 1, 1))) == RecognisedText()


def test_a_line_read_for_itself_stands_among_the_others(recogniser: Recogniser) -> None:
    sheets = SheetReader(recogniser)
    whole = sheets.read(PAGE, ReadOptions())
    first, second = str(whole).split("\n")
    above = [span.box for span in whole.spans[: len(first.replace(" ", ""))] if span.box is not None]
    again = sheets.read(PAGE, ReadOptions(), where=Where(None, (Box.around(above).grown(12),)))
    assert str(again).split("\n")[1:] == [second]
    assert len(str(again).split("\n")[0]) >= len(first) - 2


def test_a_whole_picture_is_told_line_by_line(recogniser: Recogniser) -> None:
    told: list[str] = []
    sheets = SheetReader(recogniser)
    whole = sheets.read(PAGE, ReadOptions(), so_far=lambda text: told.append(str(text)))
    assert told == str(whole).split("\n")[:1]
