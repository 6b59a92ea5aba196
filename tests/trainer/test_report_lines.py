"""The report of lines: figures as they were measured, and mistakes as pictures."""

from __future__ import annotations

import numpy as np

from hcr_desktop import ReadOptions, Recogniser
from tests.trainer.madecorpora import ink_set_of
from trainer.metrics import Figure
from trainer.report_lines import WIDTH, mistakes, report
from trainer.scores import Section
from trainer.tradeoff import Row


def test_the_report_says_what_was_measured_and_how() -> None:
    section = Section("words", "how", 7, (Figure("CER", 1, 4, (0.2, 0.3)),), 3.0)
    text = report([section], [Row(0.0, 0.1, 0.02), Row(0.6, 0.05, 0.03)], 40, 0.6)
    assert "--limit 40" in text
    assert "The product's weight is 0.6" in text
    assert "| 0.6 | 5.0 | 3.0 |" in text
    assert "words: 7 samples" in text
    assert "25.00 %  (20.00 to 30.00)" in text


def test_mistakes_are_drawn_by_stage() -> None:
    reader = Recogniser.load()
    # Ink whose label is not what it says can only be read wrong.
    ink = ink_set_of([("cat", "a/b"), ("dog", "a/b")])
    ink.text[:] = ["dog", "cat"]
    found = mistakes(reader, ink, "words", ReadOptions(layout="word"))
    assert sum(len(pictures) for pictures in found.values()) == 2
    for pictures in found.values():
        for picture in pictures:
            assert picture.shape[1] == WIDTH
            assert picture.dtype == np.uint8
            assert picture.min() < 100
