"""GIFs made by another packer come back as they were."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop.errors import InputUnreadable
from hcr_desktop.inference import picture
from tests.inference.gifs import gif

GREYS = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)


def indices(shape: tuple[int, int] = (60, 80), colours: int = 256) -> np.ndarray:
    rng = np.random.default_rng(1)
    smooth = np.add.outer(np.arange(shape[0]), np.arange(shape[1])) % colours
    return np.where(rng.random(shape) < 0.3, rng.integers(0, colours, shape), smooth).astype(np.uint8)


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("local", [False, True])
def test_a_gif_comes_back_exactly(interlaced: bool, local: bool) -> None:
    rows = indices()
    back = picture.decode(gif(rows, GREYS, interlaced=interlaced, local=local), "x")
    np.testing.assert_array_equal(back, GREYS[rows])


@pytest.mark.parametrize("colours", [2, 4, 16])
def test_few_colours(colours: int) -> None:
    rows = indices(colours=colours)
    palette = GREYS[:: 256 // colours][:colours]
    np.testing.assert_array_equal(picture.decode(gif(rows, palette), "x"), palette[rows])


def test_the_table_of_a_large_picture_fills_and_starts_anew() -> None:
    rows = indices((300, 400))
    np.testing.assert_array_equal(picture.decode(gif(rows, GREYS), "x"), GREYS[rows])


def test_a_picture_of_one_colour() -> None:
    rows = np.full((200, 300), 7, np.uint8)
    np.testing.assert_array_equal(picture.decode(gif(rows, GREYS), "x"), GREYS[rows])


def test_what_is_transparent_is_white() -> None:
    rows = indices(colours=4)
    back = picture.decode(gif(rows, GREYS[:4], transparent=2), "x")
    assert (back[rows == 2] == 255).all()
    assert (back[rows == 1] == 1).all()


def test_of_an_animation_the_first_frame_is_read() -> None:
    rows = indices()
    np.testing.assert_array_equal(picture.decode(gif(rows, GREYS, frames=3), "x"), GREYS[rows])


def test_a_gif_that_ends_early_is_refused() -> None:
    data = gif(indices(), GREYS)
    with pytest.raises(InputUnreadable, match="damaged or cut off"):
        picture.decode(data[: len(data) // 2], "x")
    ended = gif(indices((8, 8)), GREYS).replace(b"\x2c" + b"\0\0\0\0\x08\0\x08\0", b"\x2c" + b"\0\0\0\0\x50\0\x50\0")
    with pytest.raises(InputUnreadable, match="damaged"):
        picture.decode(ended, "x")
