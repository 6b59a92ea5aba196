"""Pictures to pages: polarity, light, level lines, rules, specks and marks, on pages drawn by code."""

from __future__ import annotations

import time
from functools import cache

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box, Ink
from hcr_desktop.document.page import NO_MARK, Page
from hcr_desktop.errors import InputUnreadable
from hcr_desktop.inference.scan import page_from_picture, rules
from hcr_desktop.inference.scan.page import MAX_PIXELS
from hcr_desktop.inference.scan.tone import is_light_on_dark
from trainer import strokefont
from trainer.pages import Paper, Truth, render_page

TEXT = ("The quick brown fox", "jumps over 13 lazy dogs.", "Is it; 50% of $20?", "(yes) [no] {maybe}")


@cache
def lines() -> tuple[Ink, ...]:
    rng = np.random.default_rng(1)
    return tuple(strokefont.write(text, rng) for text in TEXT)


def scanned(paper: Paper, seed: int = 2) -> tuple[Page, Truth]:
    picture, truth = render_page(lines(), np.random.default_rng(seed), paper)
    return page_from_picture(picture), truth


def pieces_in(truth: Truth) -> int:
    return cv2.connectedComponents((truth.coverage > 127).astype(np.uint8))[0] - 1


def marks_of(page: Page) -> NDArray[np.int32]:
    return np.unique(page.marks[page.marks != NO_MARK])


def in_picture(page: Page, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """The page's mask brought back to where its ink is in the picture, by the rule of ``Page``."""
    # OpenCV counts from the centres of pixels, the page from their corners.
    halves = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    matrix = np.linalg.inv(halves) @ page.matrix @ halves
    return np.asarray(cv2.warpPerspective(page.mask, matrix, (shape[1], shape[0]), flags=cv2.INTER_LINEAR), dtype=np.uint8)


def agreement(page: Page, truth: Truth) -> float:
    """Intersection over union of the ink found and the ink drawn."""
    found, drawn = in_picture(page, truth.coverage.shape) > 127, truth.coverage > 127
    return float((found & drawn).sum() / (found | drawn).sum())


def assert_consistent(page: Page, picture: NDArray[np.uint8]) -> None:
    assert page.mask.dtype == np.uint8
    assert page.marks.dtype == np.int32
    assert page.mask.shape == page.marks.shape
    assert page.ink is None
    assert page.scale > 0
    np.testing.assert_array_equal(page.marks != NO_MARK, page.mask > 0)
    np.testing.assert_array_equal(marks_of(page)[::-1], -1 - np.arange(len(marks_of(page))))
    if page.rotation == 0:
        assert page.origin == (0, 0)
        np.testing.assert_allclose(page.mask.shape, np.array(picture.shape[:2]) * page.scale, atol=0.51)


PAPERS = {
    "clean": (Paper(), 0.9),
    "light on dark": (Paper(inverted=True), 0.9),
    "grey paper": (Paper(white=160, tone=60), 0.9),
    "one side dark": (Paper(shade=0.8), 0.85),
    "dark, light ink": (Paper(shade=0.5, inverted=True), 0.8),
    "noise": (Paper(noise=12), 0.8),
    "faint pencil": (Paper(tone=150, white=215, grain=0.5, noise=4), 0.7),
    "badly stored": (Paper(jpeg=30, blur=1.0), 0.75),
    "fine pen": (Paper(pen=2.0), 0.75),
    "turned": (Paper(rotation=-7), 0.85),
    "ruled": (Paper(rules=150), 0.85),
    "ruled and turned": (Paper(rules=150, rotation=5), 0.8),
    "ruled as dark as the pen": (Paper(rules=40), 0.7),
    "all at once": (Paper(shade=0.6, noise=6, blur=0.8, jpeg=70, rotation=4.3, rules=150, tone=80, grain=0.3, white=210), 0.65),
}


@pytest.mark.parametrize("name", PAPERS)
def test_the_ink_that_was_drawn_is_found_where_it_was_drawn(name: str) -> None:
    paper, least = PAPERS[name]
    page, truth = scanned(paper)
    assert agreement(page, truth) > least
    assert len(marks_of(page)) == pytest.approx(pieces_in(truth), rel=0.06 if paper.rules != 40 else 0.25)


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize(
    "paper", [Paper(), Paper(shade=0.6), Paper(pen=9), Paper(noise=10), Paper(white=140, tone=90), Paper(scale=0.15, pen=1.5)]
)
def test_polarity(paper: Paper, inverted: bool) -> None:
    picture, _ = render_page(lines(), np.random.default_rng(5), paper)
    assert is_light_on_dark(255 - picture if inverted else picture) == inverted


@pytest.mark.parametrize("character", list("AlI1-|8WOm"))
def test_polarity_of_a_single_character_filling_its_tile(character: str) -> None:
    ink = strokefont.write(character, np.random.default_rng(3))
    picture, truth = render_page(ink, np.random.default_rng(0), Paper(margin=6, pen=6))
    for given_picture in (picture, 255 - picture):
        page = page_from_picture(given_picture)
        assert agreement(page, truth) > 0.7


@pytest.mark.parametrize("rotation", [-9.0, -4.5, -2.0, -0.8, 0.8, 1.7, 3.3, 6.0, 9.0])
@pytest.mark.parametrize("rules", [None, 150])
def test_lines_are_turned_level(rotation: float, rules: int | None) -> None:
    page, _ = scanned(Paper(rotation=rotation, rules=rules, noise=3))
    assert page.rotation == pytest.approx(-rotation, abs=0.5)


@pytest.mark.parametrize("text", ["a", "Word", "1984", "/////", "yyyy", "VWXYZ", "=", "Hello there"])
def test_a_level_word_is_not_turned(text: str) -> None:
    picture, _ = render_page(strokefont.write(text, np.random.default_rng(4)), np.random.default_rng(0))
    assert abs(page_from_picture(picture).rotation) <= 1.0


def apart(one: Box, other: Box) -> float:
    return float(np.hypot(one.centre[0] - other.centre[0], one.centre[1] - other.centre[1]))


def test_boxes_of_a_turned_page_lead_back_to_the_picture() -> None:
    picture, truth = render_page(lines(), np.random.default_rng(0), Paper(rotation=5, margin=60))
    page = page_from_picture(picture)
    assert page.rotation != 0
    _, _, stats, _ = cv2.connectedComponentsWithStats((truth.coverage > 127).astype(np.uint8))
    drawn = [Box(x, y, x + w, y + h) for x, y, w, h, area in stats[1:].tolist() if area > 60]
    found = []
    for mark in marks_of(page):
        y, x = np.nonzero((page.marks == mark) & (page.mask > 127))
        found.append(page.to_units(Box(x.min(), y.min(), x.max() + 1, y.max() + 1)))
    near = [min(found, key=lambda other, box=box: apart(other, box)) for box in drawn]
    # The upright box of a turned box is a little larger than the piece. Where letters touch here and not there, a box is not found.
    holds = [
        apart(other, box) < 3 and other.grown(1.5).contains(box.left, box.top) and other.grown(1.5).contains(box.right, box.bottom)
        for other, box in zip(near, drawn, strict=True)
    ]
    assert len(holds) > 50
    assert np.mean(holds) > 0.95


@pytest.mark.parametrize("scale", [0.2, 1.0, 3.0])
def test_boxes_are_in_picture_pixels_whatever_the_working_size(scale: float) -> None:
    ink = strokefont.write("Hat", np.random.default_rng(1))
    picture, truth = render_page(ink, np.random.default_rng(0), Paper(scale=scale, pen=10 * scale, margin=int(500 * scale)))
    page = page_from_picture(picture)
    assert page.mask.size <= MAX_PIXELS * 1.01
    y, x = np.nonzero(page.mask > 127)
    box = page.to_units(Box(x.min(), y.min(), x.max() + 1, y.max() + 1))
    expected = Box.of(np.argwhere(truth.coverage > 127)[:, ::-1])
    for side in ("left", "top", "right", "bottom"):
        assert getattr(box, side) == pytest.approx(getattr(expected, side), abs=2.5)


def test_rules_are_gone_and_letters_on_them_whole() -> None:
    plain, _ = scanned(Paper())
    ruled, _ = scanned(Paper(rules=130))
    assert len(marks_of(ruled)) == len(marks_of(plain))
    widest = max(np.ptp(np.nonzero(ruled.marks == mark)[1]) for mark in marks_of(ruled))
    assert widest < ruled.mask.shape[1] / 8


def test_squared_paper_is_cleared() -> None:
    picture, truth = render_page(lines(), np.random.default_rng(0))
    squared = picture.copy()
    squared[10::20] = np.minimum(squared[10::20], 150)
    squared[:, 10::20] = np.minimum(squared[:, 10::20], 150)
    page = page_from_picture(squared)
    assert agreement(page, truth) > 0.8
    assert len(marks_of(page)) == pytest.approx(pieces_in(truth), rel=0.06)


def test_a_page_that_is_nothing_but_a_line_keeps_it() -> None:
    picture = np.full((200, 600), 240, np.uint8)
    cv2.line(picture, (50, 100), (550, 100), (30,), 3)
    assert len(marks_of(page_from_picture(picture))) == 1


@pytest.mark.parametrize("margin", [12, 0])
def test_a_joined_word_is_not_the_frame_of_its_dots(margin: int) -> None:
    x = np.arange(0, 160, 2)
    loops = np.stack([x + 8 * np.sin(x / 3), 50 + 26 * np.sin(x / 7)], axis=1) + (margin + 4, margin)
    paper = np.full((2 * margin + 84, 2 * margin + 176), 255, np.uint8)
    cv2.polylines(paper, [np.rint(loops).astype(np.int32)[:, None]], False, (0,), 6, cv2.LINE_AA)
    cv2.circle(paper, (margin + 80, margin + 46), 7, (0,), -1, cv2.LINE_AA)  # a small loop that ran full of ink
    cv2.ellipse(paper, (margin + 84, margin + 6), (4, 1), 0, 0, 360, (0,), -1, cv2.LINE_AA)
    page = page_from_picture(paper)
    assert (page.mask > 127).sum() == pytest.approx((paper < 128).sum() * page.scale**2, rel=0.1)


def test_the_table_around_a_page_is_left_out() -> None:
    sheet, truth = render_page(lines(), np.random.default_rng(0))
    height, width = sheet.shape
    picture = np.full((height + 100, width + 120), 70, np.uint8)
    picture[50:-50, 60:-60] = sheet
    page = page_from_picture(cv2.GaussianBlur(picture, (0, 0), 1.0).astype(np.uint8))
    inner = in_picture(page, picture.shape)[50:-50, 60:-60] > 127
    drawn = truth.coverage > 127
    assert (inner & drawn).sum() / (inner | drawn).sum() > 0.8
    assert page.mask.sum() / 255 / page.scale**2 < 1.2 * truth.coverage.sum() / 255


def test_specks_go_and_dots_stay() -> None:
    picture, truth = render_page(strokefont.write("i.j", np.random.default_rng(0)), np.random.default_rng(0), Paper(scale=1.0, pen=9))
    rng = np.random.default_rng(1)
    dirty = picture.copy()
    for _ in range(30):
        y, x = rng.integers(5, 30), rng.integers(5, picture.shape[1] - 5)
        dirty[y, x : x + 2] = 40
    assert len(marks_of(page_from_picture(dirty))) == pieces_in(truth) == 5


@pytest.mark.parametrize(
    "picture",
    [
        np.full((300, 200), 255, np.uint8),
        np.zeros((300, 200), np.uint8),
        np.full((40, 30, 3), 128, np.uint8),
        np.random.default_rng(0).normal(200, 8, (800, 600)).clip(0, 255).astype(np.uint8),
        np.linspace(60, 220, 600)[None].repeat(400, 0).astype(np.uint8),
    ],
    ids=["white", "black", "grey", "noise", "gradient"],
)
def test_a_blank_picture_gives_an_empty_page(picture: NDArray[np.uint8]) -> None:
    page = page_from_picture(picture)
    assert_consistent(page, picture)
    assert not page.mask.any()


def test_colour_ink_is_found() -> None:
    grey, truth = render_page(lines(), np.random.default_rng(0))
    picture = np.full((*grey.shape, 3), (250, 245, 230), np.uint8)
    picture[grey < 130] = (30, 60, 200)
    assert agreement(page_from_picture(picture), truth) > 0.85


def test_a_dot_fills_a_tile_of_its_own() -> None:
    tile = np.full((28, 28), 230, np.uint8)
    cv2.circle(tile, (14, 14), 5, (30,), -1, cv2.LINE_AA)
    page = page_from_picture(tile, single_glyph=True)
    assert len(marks_of(page)) == 1
    assert (page.mask[12:17, 12:17] > 250).all()


@pytest.mark.parametrize("inverted", [False, True])
def test_a_tile_is_taken_as_it_stands(inverted: bool) -> None:
    tile = np.zeros((28, 28), np.uint8)
    cv2.line(tile, (14, 4), (14, 23), (255,), 3, cv2.LINE_AA)  # an l, which on a page might be part of a rule
    page = page_from_picture(255 - tile if inverted else tile, single_glyph=True)
    assert (page.scale, page.rotation, page.origin) == (1.0, 0.0, (0.0, 0.0))
    assert np.abs(page.mask.astype(int) - tile)[tile > 60].max() <= 3
    assert not page.mask[tile == 0].any()
    assert_consistent(page, tile)


def test_soft_edges_are_kept() -> None:
    page, truth = scanned(Paper())
    between = ((page.mask > 40) & (page.mask < 215)).sum() / (page.mask > 0).sum()
    assert between > 0.1
    assert page.mask.max() == 255
    assert page.mask.sum() / 255 / page.scale**2 == pytest.approx(truth.coverage.sum() / 255, rel=0.1)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((5, 5)),
        np.zeros((5, 5, 4), np.uint8),
        np.zeros((5,), np.uint8),
        np.zeros((0, 5), np.uint8),
        np.zeros((2, 5, 5, 3), np.uint8),
    ],
    ids=["float", "four channels", "flat", "empty", "several"],
)
def test_arrays_that_are_no_picture_are_refused(array: NDArray[np.uint8]) -> None:
    with pytest.raises(InputUnreadable, match="is no picture"):
        page_from_picture(array)


def test_a_page_of_a4_takes_less_than_half_a_second() -> None:
    rng = np.random.default_rng(1)
    ink = [strokefont.write("The quick brown fox jumps over 13 lazy dogs near", rng) for _ in range(24)]
    picture, _ = render_page(ink, rng, Paper(scale=0.35, margin=60, pen=3.5, rules=150, rotation=2, noise=3))
    assert picture.size > 1_800_000
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        taken = []
        for _ in range(3):
            start = time.process_time()
            page_from_picture(picture)
            taken.append(time.process_time() - start)
    finally:
        cv2.setNumThreads(threads)
    assert min(taken) < 0.5


SHAPES = st.one_of(
    st.tuples(st.integers(1, 60), st.integers(1, 60)),
    st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3)),
    st.tuples(st.integers(1, 3), st.integers(200, 3000)),
)


@pytest.mark.parametrize("angle", [0, 35, 90, 200])
def test_a_letter_on_paper_half_in_shadow_is_found(angle: float) -> None:
    y, x = np.mgrid[0:190, 0:180].astype(np.float64)
    along = (x - 90) * np.cos(np.deg2rad(angle)) + (y - 95) * np.sin(np.deg2rad(angle))
    light = 0.8 + 0.001 * along - 0.3 / (1 + np.exp(-(along - 10) / 4))
    drawn = np.zeros((190, 180), np.uint8)
    cv2.putText(drawn, "R", (55, 130), cv2.FONT_HERSHEY_SIMPLEX, 3.0, (255,), 3, cv2.LINE_AA)
    picture = np.clip(170 * light * (1 - 0.4 * drawn / 255), 0, 255).astype(np.uint8)
    found = page_from_picture(picture, single_glyph=True).mask > 127
    assert (found & (drawn > 127)).sum() > 0.8 * (found | (drawn > 127)).sum()


@settings(max_examples=80, deadline=None)
@given(hnp.arrays(np.uint8, SHAPES), st.booleans())
def test_any_picture_gives_a_consistent_page(picture: NDArray[np.uint8], single_glyph: bool) -> None:
    page = page_from_picture(picture, single_glyph=single_glyph)
    assert_consistent(page, picture)
    if single_glyph:
        assert page.rotation == 0


def test_a_strip_that_is_all_ink_is_a_page() -> None:
    ink = np.full((3, 600), 255, np.uint8)
    assert rules.without_rules(ink, rules.Rules.of(ink), 255).shape == ink.shape


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(20, 500), st.integers(20, 500), st.floats(0.01, 0.99), st.floats(0, 3))
def test_any_blotches_give_a_consistent_page(seed: int, height: int, width: int, share: float, blur: float) -> None:
    noise = np.random.default_rng(seed).random((height, width), dtype=np.float32)
    if blur > 0.3:
        noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), blur), dtype=np.float32)
    picture = np.where(noise > np.quantile(noise, share), np.uint8(230), np.uint8(20))
    assert_consistent(page_from_picture(picture), picture)
