"""Variation of handwriting: settled by its random state, in its bounds, and none where none is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hcr_desktop.inference.normalise import NormaliseSpec, normalise
from hcr_desktop.inference.raster import overlay, page_from_ink
from trainer.augment import NONE, AugmentSpec, Strokes, draw_varied, random_affine, vary, warp_tile
from trainer.strokefont import write

SPEC, PLAIN = AugmentSpec(), NormaliseSpec()


def strokes_of(character: str) -> Strokes:
    return [stroke.xy for stroke in write(character, np.random.default_rng(0)).strokes]


def tile_of(character: str) -> NDArray[np.uint8]:
    return normalise(page_from_ink(write(character, np.random.default_rng(0)), single_glyph=True).mask, PLAIN)


def likeness(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """The correlation of two tensors."""
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])


def test_no_variation_is_the_unit_matrix() -> None:
    np.testing.assert_array_equal(random_affine(NONE, np.random.default_rng(0)), np.eye(2))


@given(st.integers(0, 10_000))
def test_a_variation_turns_and_leans_but_neither_flips_nor_shrinks_much(seed: int) -> None:
    matrix = random_affine(SPEC, np.random.default_rng(seed))
    assert matrix.shape == (2, 2)
    assert np.linalg.det(matrix) == pytest.approx(1, abs=1e-5)
    assert matrix[0, 0] > 0
    assert matrix[1, 1] > 0


def test_without_variation_strokes_are_drawn_as_the_app_draws_them() -> None:
    drawn = normalise(draw_varied(strokes_of("K"), NONE, np.random.default_rng(0)), PLAIN)
    assert likeness(drawn, tile_of("K")) > 0.95


@pytest.mark.parametrize("character", "K.-")
def test_a_glyph_of_a_line_is_drawn_in_its_size_there(character: str) -> None:
    strokes = strokes_of(character)
    side = max(float(np.ptp(np.concatenate(strokes), axis=0).max()), 1e-3)
    alone, large, small = (draw_varied(strokes, NONE, np.random.default_rng(0), size) for size in (None, side, 6 * side))
    np.testing.assert_array_equal(alone, large)
    assert max(small.shape) < max(large.shape) / 2
    assert small.max() == 255


def test_without_variation_strokes_are_only_moved_and_scaled() -> None:
    strokes = strokes_of("K")
    moved, size = vary(strokes, NONE, np.random.default_rng(0))
    every = np.concatenate(moved)
    assert np.ptp(every, axis=0).max() == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(every.min(axis=0), -every.max(axis=0), atol=1e-5)
    np.testing.assert_allclose(
        every * size, np.concatenate(strokes) - np.concatenate(strokes).mean(axis=0) + (every * size).mean(axis=0), atol=1e-3
    )
    assert all(xy.dtype == np.float32 for xy in moved)


def test_without_variation_a_tile_stays_what_it_is() -> None:
    warped = normalise(warp_tile(tile_of("K"), NONE, np.random.default_rng(0)), PLAIN)
    assert likeness(warped, tile_of("K")) > 0.95


@pytest.mark.parametrize("seed", range(4))
def test_the_random_state_settles_everything(seed: int) -> None:
    for draw in (lambda rng: draw_varied(strokes_of("g"), SPEC, rng), lambda rng: warp_tile(tile_of("g"), SPEC, rng)):
        once, again, other = (draw(np.random.default_rng(number)) for number in (seed, seed, seed + 100))
        np.testing.assert_array_equal(once, again)
        assert once.shape != other.shape or (once != other).any()


@given(st.integers(0, 10_000), st.sampled_from("il8M."))
def test_varied_ink_is_a_mask_that_holds_its_ink(seed: int, character: str) -> None:
    rng = np.random.default_rng(seed)
    drawn, warped = draw_varied(strokes_of(character), SPEC, rng), warp_tile(tile_of(character), SPEC, rng)
    assert warped.shape == (72, 72)
    for mask in (drawn, warped):
        assert mask.dtype == np.uint8
        assert mask.max() > 128
        assert max(edge.max() for edge in (mask[0], mask[-1], mask[:, 0], mask[:, -1])) < 128
    assert max(drawn.shape) < 150


def test_a_point_and_a_rest_can_be_varied() -> None:
    for strokes in ([np.zeros((1, 2), np.float32)], [np.full((9, 2), 5, np.float32)]):
        assert draw_varied(strokes, SPEC, np.random.default_rng(0)).max() == 255


def test_variation_does_not_touch_its_input() -> None:
    strokes, tile = strokes_of("A"), tile_of("A")
    copies, copy = [stroke.copy() for stroke in strokes], tile.copy()
    draw_varied(strokes, SPEC, np.random.default_rng(0))
    warp_tile(tile, SPEC, np.random.default_rng(0))
    np.testing.assert_array_equal(tile, copy)
    for stroke, before in zip(strokes, copies, strict=True):
        np.testing.assert_array_equal(stroke, before)


def test_patches_are_laid_where_they_belong() -> None:
    bright, dim = np.full((2, 3), 200, np.uint8), np.full((2, 2), 90, np.uint8)
    canvas = overlay([(bright, 10, 5), (dim, 12, 6)])
    np.testing.assert_array_equal(canvas, [[200, 200, 200, 0], [200, 200, 200, 90], [0, 0, 90, 90]])


def test_variation_can_be_scaled_but_for_the_pen() -> None:
    half = AugmentSpec(rotate=4, slant=0.2, aspect=0.1, elastic=0.02, stroke_shift=0.01, pen=(0.5, 2)).scaled(0.5)
    assert half == AugmentSpec(rotate=2, slant=0.1, aspect=0.05, elastic=0.01, stroke_shift=0.005, pen=(0.5, 2))


@given(st.integers(0, 10_000), st.sampled_from("aB7.%"))
def test_damage_leaves_a_character_that_can_be_seen(seed: int, character: str) -> None:
    worn = AugmentSpec(damage=2.0)
    for mask in (
        draw_varied(strokes_of(character), worn, np.random.default_rng(seed)),
        warp_tile(tile_of(character), worn, np.random.default_rng(seed)),
    ):
        assert mask.max() > 128
        assert 0 < (mask > 128).mean() < 0.9


def test_damage_is_rare_where_it_is_unlikely_and_none_where_none_is_asked_for() -> None:
    strokes = strokes_of("g")
    plain = [draw_varied(strokes, SPEC, np.random.default_rng(seed)) for seed in range(40)]
    worn = [draw_varied(strokes, AugmentSpec(damage=0.5), np.random.default_rng(seed)) for seed in range(40)]
    changed = sum(one.shape != other.shape or (one != other).any() for one, other in zip(plain, worn, strict=True))
    assert 4 <= changed <= 32


def test_a_fast_pen_trembles_where_it_runs_straight_more_than_where_it_turns() -> None:
    straight, bend = np.stack([np.linspace(0, 1, 30), np.zeros(30)], axis=1), np.linspace(0, 2 * np.pi, 30)
    turn = np.stack([1 + 0.05 * np.sin(bend), 0.05 - 0.05 * np.cos(bend)], axis=1)
    path = np.concatenate([straight, turn]).astype(np.float32)
    spec = AugmentSpec(0, 0, 0, 0, 0, 0.02, (1, 1))
    still, _ = vary([path], NONE, np.random.default_rng(0))
    moved = np.stack([vary([path], spec, np.random.default_rng(seed))[0][0] - still[0] for seed in range(60)])
    away = moved.std(axis=(0, 2))
    assert away[5:25].mean() > 1.3 * away[35:55].mean() > 0
    assert np.corrcoef(moved[:, 10, 0], moved[:, 11, 0])[0, 1] > 0.5  # a tremble, not noise of each point for itself


def test_a_dot_does_not_tremble() -> None:
    dot = [np.zeros((2, 2), np.float32)]
    moved, _ = vary(dot, AugmentSpec(0, 0, 0, 0, 0, 0.1, (1, 1)), np.random.default_rng(0))
    np.testing.assert_array_equal(moved[0], np.zeros((2, 2)))
