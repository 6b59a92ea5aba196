"""The hand that writes test ink: complete, even in its metrics, reproducible."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop.inference.alphabet import CHARACTERS
from trainer.strokefont import LINE, write, write_glyphs
from trainer.strokeglyphs import GLYPHS


def test_every_printable_character_has_a_shape() -> None:
    assert sorted(GLYPHS) == sorted(CHARACTERS)


def test_the_same_seed_writes_the_same_ink_and_another_does_not() -> None:
    once, again, other = (write("Sample", np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert all(np.array_equal(a.xy, b.xy) for a, b in zip(once.strokes, again.strokes, strict=True))
    assert not np.array_equal(once.strokes[0].xy, other.strokes[0].xy)


@pytest.mark.parametrize("height", [20.0, 100.0, 700.0])
def test_capitals_are_as_high_as_asked(height: float) -> None:
    box = write("H", np.random.default_rng(0), height=height, jitter=0).box
    assert box is not None
    assert box.top == pytest.approx(0, abs=0.02 * height)
    assert box.bottom == pytest.approx(height, abs=0.02 * height)


def test_lines_stand_below_each_other_and_words_apart() -> None:
    ink, owners = write_glyphs("no no\nno", np.random.default_rng(0), jitter=0)
    assert owners == (0, 1, 2, 3, 4, 5)
    first, second, third, _, fifth, _ = (stroke.box for stroke in ink.strokes)
    assert third.left - second.right > 2 * (second.left - first.right)
    assert fifth.top - first.top == pytest.approx(LINE)
    assert fifth.left == pytest.approx(first.left)


def test_owners_tell_whose_strokes_they_are() -> None:
    ink, owners = write_glyphs("i Hx", np.random.default_rng(5))
    assert owners == (0, 0, 1, 1, 1, 2, 2)
    assert len(ink) == len(owners)


def test_points_are_evenly_spaced_like_a_device_reports_them() -> None:
    stroke = write("O", np.random.default_rng(0), jitter=0).strokes[0]
    steps = np.linalg.norm(np.diff(stroke.xy, axis=0), axis=1)
    assert steps.max() < 1.3 * np.median(steps)


def test_what_is_not_ascii_is_refused() -> None:
    with pytest.raises(KeyError):
        write("ä", np.random.default_rng(0))
