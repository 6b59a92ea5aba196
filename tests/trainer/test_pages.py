"""Page pictures made by code: what is said to be drawn is drawn, and each damage does its work."""

from __future__ import annotations

import numpy as np
import pytest

from trainer import strokefont
from trainer.pages import Paper, render_page


def two_lines() -> list[strokefont.Ink]:
    rng = np.random.default_rng(0)
    return [strokefont.write("Pages", rng), strokefont.write("by code", rng)]


def picture_of(paper: Paper, seed: int = 1) -> np.ndarray:
    return render_page(two_lines(), np.random.default_rng(seed), paper)[0]


def test_truth_tells_strokes_lines_and_coverage() -> None:
    picture, truth = render_page(two_lines(), np.random.default_rng(0), Paper())
    assert picture.dtype == truth.coverage.dtype == np.uint8
    assert picture.shape == truth.coverage.shape
    assert [stroke.id for stroke in truth.ink.strokes] == [id_ for line in truth.lines for id_ in line]
    assert [len(line) for line in truth.lines] == [len(ink) for ink in two_lines()]
    first, second = (truth.ink.only(line).box for line in truth.lines)
    assert first is not None
    assert second is not None
    assert second.centre[1] - first.centre[1] == pytest.approx(190 * 0.4, abs=8)


@pytest.mark.parametrize("rotation", [0.0, 7.0, -3.0])
def test_strokes_lie_on_ink_also_when_turned(rotation: float) -> None:
    picture, truth = render_page(two_lines(), np.random.default_rng(0), Paper(rotation=rotation))
    x, y = np.concatenate([stroke.xy for stroke in truth.ink.strokes]).T.astype(int)
    assert (picture[y, x] < 100).mean() > 0.99
    assert picture[0].min() == picture[:, 0].min() == picture[-1].min() == picture[:, -1].min() == 235


def test_a_turned_page_goes_down_to_the_right() -> None:
    line = strokefont.write("------------", np.random.default_rng(0), jitter=0)
    _, truth = render_page(line, np.random.default_rng(0), Paper(rotation=6))
    centres = np.array([stroke.box.centre for stroke in truth.ink.strokes])
    slope = np.polyfit(centres[:, 0], centres[:, 1], 1)[0]
    assert np.rad2deg(np.arctan(slope)) == pytest.approx(6, abs=0.1)


@pytest.mark.parametrize("pen", [2.0, 4.0, 9.0])
def test_the_pen_is_as_wide_as_asked(pen: float) -> None:
    bar = strokefont.Ink.from_arrays([np.array([(0, 0), (500, 0)])])
    _, truth = render_page(bar, np.random.default_rng(0), Paper(pen=pen))
    middle = truth.coverage.shape[1] // 2
    assert truth.coverage[:, middle].sum() / 255 == pytest.approx(pen, abs=0.4)


def test_the_same_seed_draws_the_same_picture() -> None:
    paper = Paper(noise=5, grain=0.5, shade=0.3, jpeg=80)
    np.testing.assert_array_equal(picture_of(paper), picture_of(paper))
    assert (picture_of(paper) != picture_of(paper, seed=2)).any()


def test_inverted_is_the_negative() -> None:
    np.testing.assert_array_equal(picture_of(Paper(inverted=True)), 255 - picture_of(Paper()))


def test_shade_darkens_a_corner_and_spares_the_opposite_one() -> None:
    picture = picture_of(Paper(shade=0.5))
    corners = sorted(int(picture[y, x]) for y in (0, -1) for x in (0, -1))
    assert corners[0] == pytest.approx(235 * 0.5, abs=3)
    assert corners[-1] == pytest.approx(235, abs=3)


def test_noise_has_the_strength_asked_for() -> None:
    assert picture_of(Paper(noise=6, white=180))[:30].std() == pytest.approx(6, rel=0.1)


def test_rules_run_from_edge_to_edge_through_the_baselines() -> None:
    picture = picture_of(Paper(rules=120))
    ruled = np.flatnonzero((picture[:, 0] < 200) & (picture[:, -1] < 200))
    plain = picture_of(Paper())
    assert len(ruled) >= 4
    assert (plain[ruled] == 235).any()
    assert (picture[ruled] <= 200).all()


def test_blur_grain_and_jpeg_change_ink_alone_or_little() -> None:
    clean = picture_of(Paper()).astype(int)
    blurred, grained, stored = (picture_of(paper).astype(int) for paper in (Paper(blur=1.5), Paper(grain=0.8), Paper(jpeg=40)))
    assert np.abs(np.diff(blurred)).max() < np.abs(np.diff(clean)).max()
    assert (grained >= clean).all()
    assert grained[clean < 60].mean() > 60
    assert 0 < np.abs(stored - clean).mean() < 6
