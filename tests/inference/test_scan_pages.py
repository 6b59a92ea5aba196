"""Whole pages through the scan pipeline: which way up, how level, seen from above; on pages that code makes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from hcr_desktop.document.page import Page
from hcr_desktop.inference.scan import orientation, page_from_picture, sheet, skew
from hcr_desktop.inference.scan.pieces import pieces_of
from hcr_desktop.resources import models_dir
from trainer.look import DAMAGES, Look
from trainer.madepages import MADE
from trainer.pagescores import LEVEL, Score, score, table
from trainer.paint import picture_of, written
from trainer.strokefont import write


def made(look: Look, seed: int = 1, lines: int = 7) -> Score:
    rng = np.random.default_rng(seed)
    picture, truth = picture_of([written(text, rng) for text in MADE[:lines]], look, rng)
    return score(picture, truth)


@pytest.mark.parametrize("name", DAMAGES)
def test_the_ink_of_a_damaged_page_is_found_upright_and_little_else(name: str) -> None:
    found = made(DAMAGES[name](np.random.default_rng(8)))
    assert found.upright
    assert found.found > 0.97
    assert found.pure > {"perspective": 0.85, "photo": 0.85, "out of focus": 0.85, "all at once": 0.5}.get(name, 0.97)


@pytest.mark.parametrize("skew", [-15.0, -11.3, -6.0, 0.4, 7.7, 14.6])
@pytest.mark.parametrize("rules", ["", "ruled"])
def test_pages_are_turned_level_up_to_fifteen_degrees(skew: float, rules: str) -> None:
    found = made(Look(skew=skew, rules=rules))
    assert found.upright
    assert found.lean <= LEVEL


@pytest.mark.parametrize("quarter", range(4))
@pytest.mark.parametrize("skew", [0.0, -3.0])
def test_pages_are_turned_the_right_way_up(quarter: int, skew: float) -> None:
    found = made(Look(quarter=quarter, skew=skew))
    assert found.upright
    assert found.lean <= LEVEL


@pytest.mark.parametrize("seed", range(3))
def test_a_photographed_sheet_is_seen_from_above(seed: int) -> None:
    rng = np.random.default_rng(seed)
    look = Look(tilt=0.25, table=(90, 70, 50), skew=float(rng.uniform(-8, 8)))
    picture, truth = picture_of([written(text, rng) for text in MADE], look, rng)
    corners = sheet.corners_of(picture)
    assert corners is not None
    width, height = truth.view.size
    expected = truth.view.seen(np.array([(0, 0), (width, 0), (width, height), (0, height)]))
    assert np.abs(corners - expected).max() < 0.01 * max(picture.shape)
    assert score(picture, truth).lean <= LEVEL


def test_a_scan_that_fills_the_picture_has_no_corners() -> None:
    rng = np.random.default_rng(0)
    for look in (Look(), Look(rules="squared"), Look(shade=0.7), Look(shadow=0.5), DAMAGES["blackboard"](rng)):
        picture, _ = picture_of([written(text, rng) for text in MADE], look, rng)
        assert sheet.corners_of(picture) is None


@pytest.mark.parametrize("text", ["UPPER CASE ONLY HERE", "1994 2387 45.60 73", "the rest is silence"])
def test_capitals_and_digits_tell_which_way_up_they_are(text: str) -> None:
    rng = np.random.default_rng(2)
    _, truth = picture_of([written(text, rng)] * 3, Look(), rng)
    core = (truth.coverage > 127).astype(np.uint8)
    odds, on_its_head = (orientation.odds_upright(pieces_of(np.ascontiguousarray(way))) for way in (core, core[::-1, ::-1]))
    assert odds > orientation.SURE
    assert on_its_head == pytest.approx(-odds, abs=1e-3)


@pytest.mark.parametrize("numbers", [["2468 1357 9023 4717"], ["96 806 69 986 08", "2 3 5"]])
@pytest.mark.parametrize("turned", [False, True])
def test_where_pieces_leave_it_open_a_page_lies_as_it_reads_better(numbers: list[str], turned: bool) -> None:
    rng = np.random.default_rng(5)
    picture, _ = picture_of([written(text, rng) for text in numbers], Look(), rng)
    asked: list[float] = []

    def reads(page: Page) -> float:
        asked.append(page.rotation)
        return -40.0 if (abs(page.rotation) > 90) != turned else 0.0

    found = page_from_picture(picture[::-1, ::-1] if turned else picture, reads=reads)
    assert (abs(found.rotation) > 90) == turned
    if asked:
        assert len(asked) == 2
        assert abs(asked[1] - asked[0]) == pytest.approx(180)


def test_a_page_whose_pieces_tell_is_not_read_to_know_which_way_up_it_lies() -> None:
    rng = np.random.default_rng(6)
    picture, _ = picture_of([written(text, rng) for text in MADE], Look(), rng)

    def refused(_page: Page) -> float:
        raise AssertionError

    assert abs(page_from_picture(picture, reads=refused).rotation) < 90


def test_no_ink_and_a_ring_tell_nothing() -> None:
    core = np.zeros((60, 60), np.uint8)
    assert orientation.odds_upright(pieces_of(core)) == float("inf")
    core[20:40, 20:40] = 1
    core[24:36, 24:36] = 0
    assert orientation.odds_upright(pieces_of(core)) == float("inf")


@pytest.mark.parametrize("lines", [1, 2, 6])
def test_letters_tell_along_which_side_a_page_is_written(lines: int) -> None:
    rng = np.random.default_rng(4)
    _, truth = picture_of([written("Spaced letters on a line", rng)] * lines, Look(), rng)
    core = (truth.coverage > 127).astype(np.uint8)
    assert not orientation.is_sideways(pieces_of(core))
    assert orientation.is_sideways(pieces_of(np.ascontiguousarray(np.rot90(core))))


@pytest.mark.parametrize("seed", range(4))
def test_lines_that_lean_each_its_own_way_do_not_turn_the_page(seed: int) -> None:
    assert made(Look(slope=3.0), seed, lines=9).lean <= LEVEL


def test_a_small_lean_that_hardly_shows_does_not_turn_the_page() -> None:
    rng = np.random.default_rng(1)
    y, x = rng.integers(400, size=6000), rng.integers(900, size=6000)
    core = np.zeros((400, 900), np.uint8)
    core[y, x] = 1
    assert abs(skew.lean_of(core, 20.0)) == 0


@pytest.mark.parametrize("curl", [-1.2, 1.2])
def test_a_page_of_bowed_lines_lies_as_the_middle_of_the_bow(curl: float) -> None:
    assert made(Look(curl=curl), lines=9).lean <= LEVEL


@pytest.mark.parametrize("shadow", [0.0, 0.35])
def test_a_narrow_list_on_a_dark_table_is_seen_whole(shadow: float) -> None:
    rng = np.random.default_rng(5)
    words = [written(word, rng) for text in MADE[:8] for word in text.split()[:3]]
    look = Look(table=(35, 35, 40), skew=8.0, tilt=0.2, shade=0.3, shadow=shadow)
    found = score(*picture_of(words, look, rng))
    assert found.upright
    assert found.found > 0.97
    assert found.pure > 0.9


@pytest.mark.parametrize("lines", [["[(6) (7) (8) (9) (0)]"], ["ill, bill, will,", "fill, kill!"], ["|||| |||| |||| ||||"]])
def test_bars_and_stems_do_not_lay_a_line_on_its_side(lines: list[str]) -> None:
    rng = np.random.default_rng(2)
    picture, _ = picture_of([written(text, rng) for text in lines], Look(), rng)
    assert abs(page_from_picture(picture).rotation) < 5


def test_writing_on_a_board_is_not_taken_for_a_sheet() -> None:
    rng = np.random.default_rng(1)
    texts = ["Fill out", "cards", "and kindling", "By ten", "Dear Jim", "wife, Susan", "Spring"] * 3
    picture, _ = picture_of([written(text, rng) for text in texts], DAMAGES["blackboard"](rng), rng)
    assert sheet.corners_of(picture) is None


@pytest.mark.parametrize(("word", "seed"), [("hamster", 0), ("hamster", 3), ("parsons", 1), ("summer", 4)])
def test_a_word_by_a_thick_pen_is_not_taken_for_a_sheet(word: str, seed: int) -> None:
    # Closed up, its letters make a dark patch with four straight sides.
    paper = np.full((480, 1200), 255, np.uint8)
    ink = write(word, np.random.default_rng(seed), height=260)
    for stroke in ink.strokes:
        cv2.polylines(paper, [np.rint(stroke.xy + (100, 110)).astype(np.int32)[:, None]], False, (0,), 44, cv2.LINE_AA)
    right = int(max(stroke.xy[:, 0].max() for stroke in ink.strokes)) + 200
    assert sheet.corners_of(paper[:, :right]) is None


def test_joined_words_far_apart_lie_along_their_lines() -> None:
    core = np.zeros((900, 1200), np.uint8)
    for row in range(8):
        for column in range(4):
            x = np.arange(180)
            wave = np.stack([60 + 290 * column + x, 90 + 100 * row + 22 * np.sin(x / 7.0)], axis=1)
            cv2.polylines(core, [wave.astype(np.int32)], isClosed=False, color=(1,), thickness=4)
    assert not orientation.is_sideways(pieces_of(core))
    assert orientation.is_sideways(pieces_of(np.ascontiguousarray(np.rot90(core))))


def test_dark_rules_do_not_lay_a_page_on_its_side() -> None:
    rng = np.random.default_rng(2)
    look = Look(rules="ruled", rule=(60, 60, 60), skew=2.0)
    picture, truth = picture_of([written(text, rng) for text in MADE[:4]], look, rng)
    assert score(picture, truth).upright


@pytest.mark.parametrize("quarter", [0, 1])
def test_dark_rules_of_a_narrow_list_tell_along_which_side_it_is_written(quarter: int) -> None:
    rng = np.random.default_rng(2)
    words = [written(text.split()[0], rng) for text in MADE] * 2
    picture, truth = picture_of(words, Look(rules="ruled", rule=(60, 60, 60), skew=1.0, quarter=quarter), rng)
    assert score(picture, truth).upright


@pytest.mark.parametrize("rules", ["ruled", "squared"])
@pytest.mark.parametrize("seed", range(3))
def test_rules_tell_how_a_page_lies_better_than_its_lines(rules: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    words = [written(" ".join(text.split()[:2]), rng) for text in MADE]
    assert score(*picture_of(words, Look(rules=rules, slope=6.0, skew=3.0), rng)).lean <= LEVEL


def test_rules_are_told_from_what_shows_through() -> None:
    faint = np.zeros((600, 900), np.bool_)
    rng = np.random.default_rng(1)
    faint[rng.integers(600, size=4000), rng.integers(900, size=4000)] = True
    assert skew.lean_of_rules(faint) is None
    for row in range(60, 560, 60):
        x = np.arange(20, 880)
        faint[np.rint(row + x * np.tan(np.deg2rad(2.4))).astype(int).clip(0, 599), x] = True
    found = skew.lean_of_rules(faint)
    assert found == pytest.approx(2.4, abs=0.1)
    assert skew.lean_of_rules(np.zeros((600, 900), np.bool_)) is None


def test_what_lies_at_the_very_edge_is_no_ink() -> None:
    rng = np.random.default_rng(3)
    picture, _ = picture_of([written(text, rng) for text in MADE], Look(), rng)
    edged = picture.copy()
    edged[100:180, :5] = edged[-4:, 300:500] = 60
    found, expected = page_from_picture(edged), page_from_picture(picture)
    assert (found.mask == expected.mask).mean() > 0.999
    assert np.unique(found.marks).size == np.unique(expected.marks).size


def test_neither_way_up_is_preferred() -> None:
    pictures = np.random.default_rng(0).random((5, orientation.SIDE, orientation.SIDE), dtype=np.float32)
    network = orientation.network()
    np.testing.assert_allclose(network.odds(pictures), -network.odds(pictures[:, ::-1, ::-1]), atol=1e-4)
    assert (models_dir() / "scan" / "upright.npz").stat().st_size < 100_000


def test_the_table_has_the_worst_first() -> None:
    good, bad = Score(True, 0.0, 1.0, 1.0, 0.1, 1, 1, 100), Score(False, 5.0, 0.5, 0.5, 0.1, 50, 2, 100)
    rows = table({"fine": [good], "spoilt": [bad]}).splitlines()
    assert [row.split()[0] for row in rows] == ["damage", "spoilt", "fine", "all"]
    assert rows[1].split()[-2:] == ["50.0", "2.0"]
