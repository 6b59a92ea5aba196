"""Accuracy of the shipped models on a fixed slice of real handwriting, through the public face.

The full figures come from ``python -m trainer.evaluate``; here a change that makes reading worse fails within a minute.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from hcr_desktop import Recogniser

pytestmark = [
    pytest.mark.data,
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("HCR_DATA"), reason="needs real handwriting: set HCR_DATA to the folder of the corpora"),
]

LIMITS = {"glyphs": 4700, "chars": 5000, "words": 800, "texts": 150, "segmented": 250, "pictures": 150, "boxes": 60}
"""How many samples of each set are read, always the same."""

FLOORS = {
    ("glyphs", "emnist-test", "accuracy"): 0.903,
    ("glyphs", "emnist-test", "top-3 accuracy"): 0.994,
    ("chars", "chars", "digits"): 0.985,
    ("chars", "chars", "upper"): 0.965,
    ("chars", "chars", "lower"): 0.935,
    ("chars", "chars", "symbols"): 0.88,
    ("segmented", "segmented", "glyph F1"): 0.986,
    ("words", "words", "exact"): 0.87,
}
"""What each figure on its slice must reach: set, section, figure."""

CEILINGS = {
    ("segmented", "segmented", "CER, no spaces"): 0.02,
    ("words", "words", "CER"): 0.04,
    ("texts", "texts", "CER, no spaces"): 0.062,
    ("boxes", "boxes", "CER, together, language on"): 0.03,
    ("boxes", "boxes", "CER, together, no language"): 0.165,
    ("pictures", "pictures of words", "CER, no spaces"): 0.101,
    ("pictures", "pictures of texts", "CER, no spaces"): 0.08,
}
"""What each error rate on its slice must not pass."""


@cache
def values(name: str) -> dict[tuple[str, str], float]:
    """The figures of a set's slice, by section and name."""
    from trainer.scores import SCORES, Source  # noqa: PLC0415 - the skip comes first: the trainer's libraries may be missing

    sections = SCORES[name](Recogniser.load(), Source(Path(os.environ["HCR_DATA"]), LIMITS[name]))
    return {(section.name, figure.name): figure.value for section in sections for figure in section.figures}


@pytest.mark.parametrize(("name", "section", "figure"), FLOORS)
def test_accuracy_is_no_lower(name: str, section: str, figure: str) -> None:
    assert values(name)[section, figure] >= FLOORS[name, section, figure]


@pytest.mark.parametrize(("name", "section", "figure"), CEILINGS)
def test_errors_are_no_more(name: str, section: str, figure: str) -> None:
    assert values(name)[section, figure] <= CEILINGS[name, section, figure]
