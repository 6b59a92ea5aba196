"""Pages made by code: the same for the same seed, and the truth is where the picture shows it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from trainer.look import DAMAGES, Look
from trainer.paint import PageTruth, picture_of, written
from trainer.sheet import homography, projected

TEXTS = ("The quick brown fox", "jumps over 13 lazy dogs", "near the river bank,", "then sleeps.")


def made(look: Look, seed: int = 1) -> tuple[np.ndarray, PageTruth]:
    rng = np.random.default_rng(seed)
    blocks = [written(text, rng) for text in TEXTS]
    return picture_of(blocks, look, rng)


@pytest.mark.parametrize("name", DAMAGES)
def test_every_damage_shows_the_ink_where_the_truth_has_it(name: str) -> None:
    look = DAMAGES[name](np.random.default_rng(3))
    picture, truth = made(look)
    assert (picture.dtype, picture.shape) == (np.uint8, (*truth.coverage.shape, 3))
    assert truth.texts == TEXTS
    grey = picture.astype(int).sum(axis=2)
    inked, around = truth.coverage > 250, cv2.dilate(truth.coverage, np.ones((25, 25), np.uint8)) > 0
    difference = np.median(grey[inked]) - np.median(grey[around & (truth.coverage == 0)])
    assert difference > 250 if name == "blackboard" else difference < -60


def test_the_same_seed_makes_the_same_page() -> None:
    for name, make in DAMAGES.items():
        first, second = (made(make(np.random.default_rng(5)), seed=5) for _ in range(2))
        np.testing.assert_array_equal(first[0], second[0], err_msg=name)
        assert first[1].ink.strokes[7].xy.tolist() == second[1].ink.strokes[7].xy.tolist()
    assert not np.array_equal(made(Look(), seed=5)[0], made(Look(), seed=6)[0])


def test_blocks_stand_in_reading_order_and_own_all_strokes() -> None:
    _, truth = made(Look())
    heights = [float(line[:, 1].mean()) for line in truth.baselines]
    assert heights == sorted(heights)
    assert [number for block in truth.blocks for number in block] == [stroke.id for stroke in truth.ink.strokes]


def test_two_columns_are_read_one_after_the_other() -> None:
    _, truth = made(Look(columns=2))
    left, right = truth.baselines[:2], truth.baselines[2:]
    assert max(line[:, 0].max() for line in left) < min(line[:, 0].min() for line in right)
    assert abs(float(left[0][0, 1] - right[0][0, 1])) < 2


@pytest.mark.parametrize(("skew", "quarter"), [(0.0, 0), (12.5, 0), (-7.0, 0), (3.0, 1), (0.0, 2), (-2.0, 3)])
def test_baselines_lean_as_the_look_says(skew: float, quarter: int) -> None:
    _, truth = made(Look(skew=skew, quarter=quarter))
    for line in truth.baselines:
        across, down = line[-1] - line[0]
        assert np.rad2deg(np.arctan2(down, across)) == pytest.approx((skew + 90 * quarter + 180) % 360 - 180, abs=0.05) or quarter == 2
    across, down = truth.baselines[0][-1] - truth.baselines[0][0]
    assert (across < 0) == (quarter == 2 or (quarter == 1 and skew > 0) or (quarter == 3 and skew < 0))


def test_an_x_is_as_high_as_asked() -> None:
    rng = np.random.default_rng(0)
    for x_height in (12.0, 40.0):
        _, truth = picture_of([written("xxxxxx", rng)], Look(x_height=x_height), rng)
        tops = min(float(stroke.xy[:, 1].min()) for stroke in truth.ink.strokes)
        assert float(truth.baselines[0][0, 1]) - tops == pytest.approx(x_height, rel=0.2)


def test_a_homography_takes_corners_to_corners() -> None:
    source = np.array([(0, 0), (10, 0), (10, 20), (0, 20)], float)
    target = np.array([(1, 2), (9, 1), (11, 25), (-1, 19)], float)
    np.testing.assert_allclose(projected(source, homography(source, target)), target, atol=1e-9)


def test_what_shows_through_is_fainter_than_the_ink() -> None:
    plain, truth = made(Look(noise=0))
    bled, _ = made(Look(noise=0, bleed=0.3))
    beside = cv2.dilate(truth.coverage, np.ones((9, 9), np.uint8)) == 0
    assert (plain[beside].min(axis=1) > 200).all()
    through = bled[beside].min(axis=1)
    assert 0.02 < (through < 225).mean() < 0.3
    assert through.min() > 120
