"""A pen's path as the pen model's tensor: where it lies, how large and how densely sampled it is does not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from hcr_desktop.inference.trajectory import FEATURES, TrajectorySpec, trajectory
from tests.inference.made import written

SPEC = TrajectorySpec()
STROKES = st.lists(
    hnp.arrays(np.float32, st.tuples(st.integers(1, 9), st.just(2)), elements=st.floats(width=32, allow_nan=False, allow_infinity=False)),
    min_size=1,
    max_size=30,
)


def strokes_of(text: str) -> list[NDArray[np.float32]]:
    return [stroke.xy for stroke in written(text).strokes]


def stroke(*points: tuple[float, float]) -> NDArray[np.float32]:
    return np.array(points, np.float32)


def read(tensor: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The features -1..1 of a tensor."""
    return tensor / 127.5 - 1


def ends(tensor: NDArray[np.uint8]) -> tuple[list[int], list[int]]:
    """Where strokes start and end."""
    return np.flatnonzero(tensor[:, 4] == 255).tolist(), np.flatnonzero(tensor[:, 5] == 255).tolist()


@given(STROKES, st.sampled_from([16, 32, 48]))
def test_any_finite_strokes_make_a_tensor(strokes: list[NDArray[np.float32]], points: int) -> None:
    tensor = trajectory(strokes, TrajectorySpec(points))
    assert tensor.shape == (points, FEATURES)
    assert tensor.dtype == np.uint8
    starts, stops = ends(tensor)
    assert len(starts) == len(stops) == min(len(strokes), points // 2)
    assert starts == [0, *(stop + 1 for stop in stops[:-1])]
    assert stops[-1] == points - 1
    assert all(start < stop for start, stop in zip(starts, stops, strict=True))
    assert set(np.unique(tensor[:, 4:])) <= {0, 255}


@pytest.mark.parametrize("text", ["g", "K", "i", "%", "."])
@pytest.mark.parametrize("scale", [1e-30, 1 / 64, 7.3, 1e6])
def test_size_does_not_matter(text: str, scale: float) -> None:
    strokes = strokes_of(text)
    larger = trajectory([(xy * np.float64(scale)).astype(np.float32) for xy in strokes], SPEC)
    assert np.abs(larger.astype(int) - trajectory(strokes, SPEC)).max() <= 1


@given(st.integers(-30_000, 30_000), st.integers(-30_000, 30_000))
def test_place_does_not_matter(dx: int, dy: int) -> None:
    strokes = [np.round(xy) for xy in strokes_of("f8")]
    np.testing.assert_array_equal(trajectory([xy + np.array((dx, dy), np.float32) for xy in strokes], SPEC), trajectory(strokes, SPEC))


def test_positions_are_from_the_middle_of_the_box_in_half_its_longer_side() -> None:
    tensor = read(trajectory([stroke((10, 0), (10, 80)), stroke((0, 40), (20, 40))], SPEC))
    assert tensor[0, :2] == pytest.approx((0, -1), abs=0.01)
    assert tensor[-1, :2] == pytest.approx((0.25, 0), abs=0.01)
    assert np.ptp(tensor[:, 0]) == pytest.approx(0.5, abs=0.01)


def test_points_are_shared_out_by_length_and_evenly_spaced() -> None:
    tensor = trajectory([stroke((0, 0), (0, 1), (0, 90)), stroke((40, 0), (40, 30))], SPEC)
    assert ends(tensor) == ([0, 35], [34, 47])  # two each, and 33 and 11 of the other 44
    steps = np.diff(read(tensor)[:35, 1])
    np.testing.assert_allclose(steps, 2 / 34, atol=0.01)


def test_directions_are_those_of_the_pen() -> None:
    tensor = read(trajectory([stroke((0, 0), (50, 0)), stroke((50, 50), (0, 0)), stroke((0, 0), (0, 50))], SPEC))
    (_, second, third), _ = ends(trajectory([stroke((0, 0), (50, 0)), stroke((50, 50), (0, 0)), stroke((0, 0), (0, 50))], SPEC))
    np.testing.assert_allclose(tensor[:second, 2:4], [(1, 0)] * second, atol=0.01)
    np.testing.assert_allclose(tensor[second:third, 2:4], [(-(0.5**0.5), -(0.5**0.5))] * (third - second), atol=0.01)
    np.testing.assert_allclose(tensor[third:, 2:4], [(0, 1)] * (SPEC.points - third), atol=0.01)


def test_the_order_of_strokes_and_of_points_is_kept() -> None:
    first, second = stroke((0, 0), (0, 50)), stroke((30, 0), (30, 50))
    plain, swapped = read(trajectory([first, second], SPEC)), read(trajectory([second, first], SPEC))
    assert plain[0, 0] < 0 < plain[-1, 0]
    assert swapped[-1, 0] < 0 < swapped[0, 0]
    assert read(trajectory([first[::-1], second], SPEC))[0, 1] == pytest.approx(1, abs=0.01)


def circle(points: int) -> NDArray[np.float32]:
    angle = np.linspace(0, 5, points)
    return np.stack([50 * np.cos(angle), 50 * np.sin(angle)], axis=1).astype(np.float32)


def test_how_densely_the_device_samples_hardly_matters() -> None:
    assert np.abs(trajectory([circle(40)], SPEC).astype(int) - trajectory([circle(200)], SPEC)).max() <= 8


def test_a_pen_that_stands_still_between_hardly_matters() -> None:
    resting = trajectory([np.repeat(circle(100), 3, axis=0)], SPEC)
    assert np.abs(resting.astype(int) - trajectory([circle(100)], SPEC)).max() <= 4


@pytest.mark.parametrize("points", [1, 2, 3000])
def test_a_point_is_in_the_middle_and_goes_nowhere(points: int) -> None:
    tensor = trajectory([np.full((points, 2), 77, np.float32)], SPEC)
    assert ends(tensor) == ([0], [SPEC.points - 1])
    np.testing.assert_allclose(read(tensor)[:, :4], 0, atol=0.01)


def test_a_dot_has_its_place_beside_a_stroke() -> None:
    tensor = trajectory([stroke((0, 30), (0, 90)), stroke((0, 0))], SPEC)
    assert ends(tensor) == ([0, 46], [45, 47])
    assert read(tensor)[-1, :2] == pytest.approx((0, -1), abs=0.01)


def test_of_more_strokes_than_fit_the_longest_are_kept_in_order() -> None:
    specks = [stroke((5 * k, 100), (5 * k, 101)) for k in range(40)]
    strokes = [*specks[:20], strokes_of("g")[0], *specks[20:]]
    tensor = trajectory(strokes, SPEC)
    starts, stops = ends(tensor)
    assert len(starts) == SPEC.points // 2
    assert stops[-1] == SPEC.points - 1
    x = read(tensor)[starts, 0]
    assert (np.diff(np.delete(x, 20)) > 0).all()


def test_its_input_is_not_touched() -> None:
    strokes = strokes_of("B")
    copies = [xy.copy() for xy in strokes]
    trajectory(strokes, SPEC)
    for xy, before in zip(strokes, copies, strict=True):
        np.testing.assert_array_equal(xy, before)


def test_a_card_gives_the_spec() -> None:
    assert TrajectorySpec.from_json({"points": 32}) == TrajectorySpec(32)
