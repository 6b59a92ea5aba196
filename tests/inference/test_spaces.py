"""Word spaces from the gaps of a whole line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcr_desktop.document.ink import Box
from hcr_desktop.inference.lattice import Glyph
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.inference.spaces import SPACE_FEATURES, gaps_between, space_features, two_kinds, word_breaks
from hcr_desktop.resources import models_dir
from tests.inference.made import plain_parameters


@pytest.fixture(scope="module")
def shipped() -> DecodeParameters:
    return DecodeParameters.read(models_dir() / "decode" / "parameters.json")


def spaced(gaps: list[float], width: float = 20, x_height: float = 25) -> tuple[Glyph, ...]:
    """Glyphs with such gaps between them, in x-heights."""
    lefts = np.concatenate([[0], np.cumsum(np.array(gaps) * x_height + width)])
    return tuple(Glyph(k, k + 1, frozenset((k,)), Box(float(x), 0, float(x) + width, 25)) for k, x in enumerate(lefts))


def test_gaps_are_in_x_heights() -> None:
    np.testing.assert_allclose(gaps_between(spaced([0.2, 1.5, -0.1]), 25), [0.2, 1.5, -0.1], atol=1e-5)


def test_a_bar_over_the_next_letter_reaches_up_to_the_one_after() -> None:
    boxes = [Box(0, 0, 60, 25), Box(10, 5, 20, 25), Box(65, 0, 80, 25)]
    glyphs = tuple(Glyph(k, k + 1, frozenset((k,)), box) for k, box in enumerate(boxes))
    assert gaps_between(glyphs, 25)[1] == pytest.approx(5 / 25)


def test_narrow_and_wide_gaps_are_told_apart() -> None:
    middle, apart = two_kinds(np.array([0.2, 0.3, 1.3, 0.2, 1.2, 0.3], np.float32))
    assert 0.6 < middle < 0.9
    assert apart == pytest.approx(1.0)


@pytest.mark.parametrize("gaps", [[], [0.4]])
def test_too_few_gaps_have_no_kinds(gaps: list[float]) -> None:
    assert two_kinds(np.array(gaps, np.float32)) == (0.6, 0.0)


@pytest.mark.parametrize("zoom", [1.0, 385.935546875])
def test_even_gaps_are_parted_alike_at_every_size(zoom: float) -> None:
    middle, apart = two_kinds(np.array([0.1, 0.1 - 1.4, 0.1 - 0.7], np.float32) * np.float32(zoom))
    assert (middle / zoom, apart / zoom) == (pytest.approx(-0.775, abs=1e-3), pytest.approx(1.05, abs=1e-3))


def test_a_single_glyph_or_none_has_no_space() -> None:
    assert word_breaks(spaced([]), "a", 25, plain_parameters()) == (False,)
    assert word_breaks((), "", 25, plain_parameters()) == ()


def test_breaks_are_where_the_odds_say() -> None:
    assert word_breaks(spaced([0.2, 0.9, 0.3]), "abcd", 25, plain_parameters()) == (False, False, True, False)


def test_the_shipped_weights_part_words_and_keep_letters_together(shipped: DecodeParameters) -> None:
    gaps = [0.2, 0.25, 1.6, 0.2, 0.3, 0.2, 1.5, 0.25]
    assert word_breaks(spaced(gaps), "thequickx", 25, shipped) == (False, *(gap > 1 for gap in gaps))


def test_the_shipped_weights_leave_a_single_wide_hand_alone(shipped: DecodeParameters) -> None:
    assert not any(word_breaks(spaced([0.35] * 7), "withouta", 25, shipped))


@given(st.lists(st.floats(-3, 50), min_size=1, max_size=12), st.floats(0.5, 500))
def test_features_are_finite_and_do_not_depend_on_size(gaps: list[float], zoom: float) -> None:
    glyphs = spaced(gaps)
    characters = ("a1.)" * 4)[: len(glyphs)]
    features = space_features(glyphs, characters, 25)
    assert features.shape == (len(gaps), SPACE_FEATURES)
    assert np.isfinite(features).all()
    large = [Box(zoom * glyph.box.left, zoom * glyph.box.top, zoom * glyph.box.right, zoom * glyph.box.bottom) for glyph in glyphs]
    zoomed = [Glyph(glyph.start, glyph.stop, glyph.marks, box) for glyph, box in zip(glyphs, large, strict=True)]
    close = np.isclose(space_features(zoomed, characters, 25 * zoom), features, atol=2e-2)
    # The sign of a gap that is exactly in the middle may fall either way.
    assert close[:, [k for k in range(SPACE_FEATURES) if k != 8]].all()
