"""Lines cut out of made pages: each is found with its own text, and is what the reader would be shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hcr_desktop.document.ink import Ink
from hcr_desktop.inference.strip import StripSpec
from hcr_desktop.inference.trace import level
from tests.inference.made import written
from trainer import paint
from trainer.draw_line import nudged
from trainer.lines import LineData, LineSample
from trainer.look import DAMAGES, Look
from trainer.madepages import MADE
from trainer.page_lines import FEWEST_TEXTS, kept_page_lines, lines_of_page, page_lines
from trainer.sheet import Block


def sample(text: str, writer: str) -> LineSample:
    return LineSample(level([stroke.xy for stroke in written(text).strokes]), text, writer)


@pytest.mark.parametrize("name", ["clean", "ruled", "photo", "blackboard"])
def test_the_lines_of_a_page_are_found_with_their_texts(name: str) -> None:
    rng = np.random.default_rng(3)
    blocks = [paint.written(text, rng) for text in MADE]
    found = list(lines_of_page(blocks, DAMAGES[name](rng), rng))
    assert len(found) >= len(MADE) - 1
    assert len({line.text for line in found}) == len(found)
    assert {line.text for line in found} <= set(MADE)
    for line in found:
        assert line.pixels.shape[0] == StripSpec().height
        # A longer text is a wider strip.
        assert 6 < line.pixels.shape[1] / len(line.text) < 30


def test_half_of_a_text_is_left_out() -> None:
    rng = np.random.default_rng(3)
    above, below = paint.written("two lines", rng), paint.written("of one text", rng)
    lower = [stroke.xy + (0, 4 * above.x_height) for stroke in below.ink.strokes]
    both = Block(Ink.from_arrays([*(stroke.xy for stroke in above.ink.strokes), *lower]), "two lines of one text", above.x_height, 100.0)
    found = list(lines_of_page([both, paint.written("and one", rng)], Look(), rng))
    assert [line.text for line in found] == ["and one"]


def test_only_hands_that_can_fill_a_page_write_one(tmp_path: Path) -> None:
    texts = [sample(text, "a") for text in MADE[:FEWEST_TEXTS]] + [sample("too few", "b")]
    data = LineData([], texts, {}, [], [])
    found = list(page_lines(data, 2, seed=1))
    assert found
    assert {line.text for line in found} <= set(MADE[:FEWEST_TEXTS])
    kept = kept_page_lines(data, 2, 1, tmp_path)
    again = kept_page_lines(LineData([], [], {}, [], []), 2, 1, tmp_path)
    for first, second, third in zip(found, kept, again, strict=True):
        assert first.text == second.text == third.text
        np.testing.assert_array_equal(first.pixels, second.pixels)


def test_a_nudged_strip_stays_about_where_it_was() -> None:
    rng, spec = np.random.default_rng(0), StripSpec()
    pixels = np.zeros((spec.height, 200), np.uint8)
    pixels[15:27, 20:180] = 200
    for _ in range(20):
        moved = nudged(pixels, spec, rng)
        assert moved.shape[0] == spec.height
        assert 130 < moved.shape[1] < 280
        assert 0.5 < moved.sum() / pixels.sum() < 2
