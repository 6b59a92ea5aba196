"""Letters cut out of lines: each with its own strokes, none where ink and text disagree, kept as they were found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hcr_desktop.inference.bundle import Bundle
from trainer.lettered import Lettered, Letterer, letters_of_lines, save
from trainer.strokefont import write_glyphs

Strokes = list[np.ndarray]


@pytest.fixture(scope="module")
def letterer() -> Letterer:
    return Letterer(Bundle.load())


def line(text: str, seed: int = 1) -> tuple[Strokes, list[int]]:
    ink, owner = write_glyphs(text, np.random.default_rng(seed), height=60)
    return [stroke.xy for stroke in ink.strokes], owner


@pytest.mark.parametrize("text", ["the quick fox", "see you soon", "A fine day"])
def test_the_letters_of_a_printed_line_are_found_with_their_strokes(letterer: Letterer, text: str) -> None:
    strokes, owner = line(text)
    bare = text.replace(" ", "")
    own = [{id(strokes[number]) for number, glyph in enumerate(owner) if glyph == place} for place in range(len(bare))]
    found = list(letterer.letters(strokes, text, "w"))
    right = [
        letter for letter in found if ({id(stroke) for stroke in letter.strokes}, letter.character) in list(zip(own, bare, strict=True))
    ]
    assert len(right) >= 0.7 * len(bare)
    assert len(found) - len(right) <= 1
    assert all(letter.writer == "w" and 0 < letter.size < 200 for letter in found)


def test_a_line_that_says_something_else_gives_none(letterer: Letterer) -> None:
    assert list(letterer.letters(line("the quick fox")[0], "in as an old man", "w")) == []


def test_a_word_written_in_one_stroke_gives_none(letterer: Letterer) -> None:
    assert list(letterer.letters([np.concatenate(line("moon")[0])], "moon", "w")) == []


def test_letters_are_kept_as_they_were_found(tmp_path: Path) -> None:
    strokes = [np.array([[0, 0], [4, 9]], np.float32), np.array([[7, 7]], np.float32)]
    save([Lettered(strokes, "t", 40.0, "site/a"), Lettered(strokes[:1], "l", 31.5, "site/b")], tmp_path / "letters.npz")
    ink, sizes = letters_of_lines(tmp_path / "nowhere", tmp_path / "letters.npz")
    assert (ink.text.tolist(), ink.writer.tolist(), ink.contributor.tolist()) == (["t", "l"], ["site/a", "site/b"], ["site", "site"])
    np.testing.assert_array_equal(sizes, [40.0, 31.5])
    assert len(ink.strokes(1)) == 1
    for stroke, expected in zip(ink.strokes(0), strokes, strict=True):
        np.testing.assert_array_equal(stroke, expected)
