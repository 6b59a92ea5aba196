"""Lines of ink in line units: level, upright, of one size, whatever unit, slope and lean they came in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hcr_desktop.inference.trace import TraceSpec, level, sequence
from tests.inference.made import written

SPEC = TraceSpec()


def strokes_of(text: str) -> list[NDArray[np.float64]]:
    return [stroke.xy.astype(np.float64) for stroke in written(text).strokes]


def moved(strokes: list[NDArray[np.float64]], matrix: NDArray[np.float64], by: tuple[float, float]) -> list[NDArray[np.float64]]:
    return [stroke @ matrix.T + by for stroke in strokes]


class TestLevel:
    def test_small_letters_are_one_high_and_stand_at_zero(self) -> None:
        xy = level(strokes_of("summer")).xy
        assert xy[:, 0].min() == pytest.approx(0)
        assert xy[:, 1].min() == pytest.approx(0, abs=0.25)
        assert xy[:, 1].max() == pytest.approx(1, abs=0.3)

    @given(st.floats(0.01, 300), st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
    @settings(deadline=None, max_examples=25)
    def test_unit_and_place_do_not_matter(self, scale: float, right: float, down: float) -> None:
        plain, other = level(strokes_of("level it")), level(moved(strokes_of("level it"), np.eye(2) * scale, (right, down)))
        assert other.xy.shape == plain.xy.shape
        np.testing.assert_allclose(other.xy, plain.xy, atol=0.02)

    @pytest.mark.parametrize("slope", [-0.15, 0.15])
    def test_a_slope_is_taken_out(self, slope: float) -> None:
        tilted = level(moved(strokes_of("minimum summer"), np.array([[1, 0], [slope, 1]]), (0, 0)))
        x, y = tilted.xy.T
        left, right = y[x < x.max() / 4], y[x > x.max() * 3 / 4]
        assert abs(left.min() - right.min()) < 0.4

    @pytest.mark.parametrize("lean", [-0.3, 0.3])
    def test_a_lean_is_taken_out(self, lean: float) -> None:
        plain, slanted = level(strokes_of("hill")), level(moved(strokes_of("hill"), np.array([[1, -lean], [0, 1]]), (0, 0)))
        assert np.ptp(slanted.xy[:, 0]) == pytest.approx(np.ptp(plain.xy[:, 0]), rel=0.15)

    def test_a_long_line_is_as_large_as_its_parts(self) -> None:
        text = "ten words stand on a line that is long "
        part, whole = (float(level(strokes_of(text * count)).xy[:, 0].max()) for count in (1, 5))
        assert 4.6 < whole / part < 5.4

    def test_words_written_out_of_order_stand_in_order(self) -> None:
        first, second = strokes_of("on"), moved(strokes_of("it"), np.eye(2), (600, 0))
        assert (np.diff(level([*second, *first]).stroke) <= 0).sum() > 0
        np.testing.assert_allclose(level([*second, *first]).xy, level([*first, *second]).xy, atol=1e-9)

    def test_a_stray_far_off_does_not_change_the_size(self) -> None:
        stray = level([*strokes_of("seven"), np.array([[1500.0, -4000.0]])])
        alone = level(strokes_of("seven"))
        assert np.ptp(stray.xy[stray.stroke == 0, 1]) == pytest.approx(np.ptp(alone.xy[alone.stroke == 0, 1]), rel=0.25)


class TestSequence:
    @given(st.lists(st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=1, max_size=12), min_size=1, max_size=6))
    @example([[(0.0, 0.0), (0.0, 4e-79)]])
    @settings(deadline=None, max_examples=60)
    def test_any_ink_has_points_of_all_its_strokes(self, strokes: list[list[tuple[float, float]]]) -> None:
        trace = sequence(level([np.array(stroke) for stroke in strokes]), SPEC)
        assert trace.features.dtype == np.uint8
        assert trace.features.shape == (len(trace.stroke), SPEC.features)
        assert len(trace.part) == len(trace.xy) == len(trace.stroke)
        assert set(range(len(strokes))) <= set(trace.stroke.tolist())
        assert ((trace.part >= -1e-9) & (trace.part <= 1 + 1e-9)).all()

    def test_points_are_a_step_apart(self) -> None:
        trace = sequence(level(strokes_of("o")), SPEC)
        steps = np.hypot(*np.diff(trace.xy[trace.stroke == 0], axis=0).T)
        assert np.median(steps) == pytest.approx(SPEC.step, rel=0.1)

    def test_places_along_a_stroke_grow(self) -> None:
        trace = sequence(level(strokes_of("wave")), SPEC)
        for stroke in np.unique(trace.stroke[trace.stroke >= 0]):
            assert (np.diff(trace.part[trace.stroke == stroke]) >= 0).all()

    def test_the_spec_survives_json(self) -> None:
        values = {name: getattr(SPEC, name) for name in TraceSpec.__dataclass_fields__}
        assert TraceSpec.from_json({**values, "columns": list(SPEC.columns)}) == SPEC
