"""The whole way from ink and pictures to text, with the shipped models."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hcr_desktop import BundleInvalid, Ink, InputUnreadable, OptionInvalid, ReadOptions, RecognisedText, Recogniser
from hcr_desktop.inference.alphabet import CHARSETS
from hcr_desktop.inference.cut import cut_line
from tests.inference.made import ANY_INK, lines_of, moved, together, written
from tests.inference.shipped import Models
from trainer.drawn import drawn
from trainer.metrics import edit_distance
from trainer.pages import Paper, render_page
from trainer.strokefont import write

PAGE = "The quick brown fox\njumps over 13 lazy dogs.\nPack my box, please!"


@cache
def picture(text: str, paper: Paper | None = None) -> NDArray[np.uint8]:
    rng = np.random.default_rng(3)
    return render_page([write(line, rng) for line in text.split("\n")], rng, paper)[0]


def essence(text: RecognisedText) -> tuple[str, list[frozenset[int]]]:
    """What does not depend on where and how large the ink is."""
    return str(text), [span.marks for span in text.spans]


def assert_whole(text: RecognisedText) -> None:
    """What holds for every reading."""
    letters = [character for character in str(text) if not character.isspace()]
    assert [span.text for span in text.spans] == letters
    assert str(text) == "\n".join(text.lines)
    for span in text.spans:
        assert span.box is not None
        assert span.box.left <= span.box.right
        assert span.box.top <= span.box.bottom
        assert np.isfinite([span.box.left, span.box.top, span.box.right, span.box.bottom]).all()
        assert 0 <= span.confidence <= 1
        assert span.alternatives[0] == (span.text, span.confidence)
        assert len({name for name, _ in span.alternatives}) == len(span.alternatives)
        assert span.marks
        assert not span.pinned


class TestInk:
    @pytest.mark.parametrize("seed", range(3))
    def test_a_tidy_page_is_read_mostly_right(self, recogniser: Recogniser, seed: int) -> None:
        text = recogniser.read(written(PAGE, seed))
        assert_whole(text)
        assert edit_distance(PAGE, str(text)) / len(PAGE) < 0.35
        assert len(text.lines) == 3

    @pytest.mark.parametrize("character", "aehkwLMRSW235?")
    def test_a_character_alone_on_a_page_is_read(self, recogniser: Recogniser, character: str) -> None:
        text = recogniser.read(written(character))
        assert str(text).lower() == character.lower()
        assert len(text.spans[0].alternatives) > 1

    def test_words_stand_apart(self, recogniser: Recogniser) -> None:
        assert [len(line.split()) for line in recogniser.read(written("one two\nthree four five")).lines] == [2, 3]

    def test_no_ink_is_no_text(self, recogniser: Recogniser) -> None:
        for layout in ("page", "line", "word", "glyph"):
            assert recogniser.read(Ink(), ReadOptions(layout=layout)) == RecognisedText()

    def test_boxes_are_in_the_units_of_the_ink(self, recogniser: Recogniser) -> None:
        ink = moved(written("AH", height=7), (1000, -400))
        for span in recogniser.read(ink).spans:
            strokes = ink.only(span.marks).box
            assert strokes is not None
            assert span.box is not None
            for side in ("left", "top", "right", "bottom"):
                assert getattr(span.box, side) == pytest.approx(getattr(strokes, side), abs=0.5)

    @settings(max_examples=10, deadline=None)
    @given(st.integers(-30_000, 30_000), st.integers(-30_000, 30_000), st.sampled_from([2.0**k for k in range(-6, 7)]))
    def test_the_place_and_size_of_writing_do_not_matter(self, recogniser: Recogniser, dx: int, dy: int, scale: float) -> None:
        ink = Ink.from_arrays([np.round(stroke.xy) for stroke in written("so It is, 7 up").strokes])
        assert essence(recogniser.read(moved(ink, (dx * scale, dy * scale), scale))) == essence(recogniser.read(ink))

    @settings(max_examples=10, deadline=None)
    @given(st.permutations(range(len(written("it is fit\nto eat").strokes))))
    def test_the_order_of_writing_does_not_matter(self, recogniser: Recogniser, order: list[int]) -> None:
        ink = written("it is fit\nto eat")
        shuffled = Ink(tuple(ink.strokes[index] for index in order))
        assert essence(recogniser.read(shuffled)) == essence(recogniser.read(ink))

    def test_the_same_ink_reads_the_same_again(self, recogniser: Recogniser) -> None:
        assert recogniser.read(written(PAGE)) == recogniser.read(written(PAGE))

    @settings(max_examples=60, deadline=None)
    @given(ANY_INK, st.sampled_from(["page", "line", "word", "glyph"]), st.sampled_from(list(CHARSETS)))
    def test_any_ink_is_read_whole(self, recogniser: Recogniser, ink: Ink, layout: str, charset: str) -> None:
        text = recogniser.read(ink, ReadOptions(charset=charset, layout=layout))
        assert_whole(text)
        assert {mark for span in text.spans for mark in span.marks} == {stroke.id for stroke in ink.strokes}
        assert {span.text for span in text.spans} <= set(CHARSETS[charset])
        if layout != "page":
            assert len(text.lines) == 1
        if layout == "glyph":
            assert len(text.spans) == 1
        if layout == "word":
            assert " " not in str(text)

    @pytest.mark.parametrize("text", [PAGE, "a=b; c:d", "i j ! ? %", "WWW mm"])
    def test_marks_are_parted_where_nothing_is_cut(self, recogniser: Recogniser, text: str) -> None:
        ink = written(text)
        assert not any(segment.cut for line in lines_of(ink) for segment in cut_line(line).segments)
        counts = Counter(mark for span in recogniser.read(ink).spans for mark in span.marks)
        assert counts == {stroke.id: 1 for stroke in ink.strokes}

    def test_spans_follow_the_lines_from_left_to_right(self, recogniser: Recogniser) -> None:
        text = recogniser.read(written(PAGE))
        start = 0
        for line in text.lines:
            stop = start + len("".join(line.split()))
            middles = [span.box.centre[0] for span in text.spans[start:stop] if span.box]
            assert all(a < b for a, b in pairwise(middles))
            start = stop

    @pytest.mark.parametrize(
        "strokes",
        [
            [[(0, 0)]],
            [[(5, 5)] * 3000],
            [np.random.default_rng(0).uniform(0, 300, (20_000, 2))],
            list(np.random.default_rng(1).uniform(0, 3000, (300, 1, 2))),
            [[(7, 7)]] * 60,
            [[(1e30, 1e30), (1.1e30, 1e30)]],
            [[(1e-30, 0), (0, 1e-30)]],
            [[(3e38, 0), (-3e38, 3e38)]],
            [[(0, 0), (0, 0)], [(1e6, 1e6)]],
            [[(-1e6, 5)], [(1e6, 5)]],
        ],
        ids=["point", "rest", "scribble", "dots", "one dot", "huge", "tiny", "whole range", "far point", "far apart"],
    )
    def test_strange_ink_is_read_all_the_same(self, recogniser: Recogniser, strokes: list[NDArray[np.float64]]) -> None:
        text = recogniser.read(Ink.from_arrays(strokes))
        assert_whole(text)
        assert {mark for span in text.spans for mark in span.marks} == set(range(len(strokes)))

    def test_an_outlier_does_not_spoil_the_rest(self, recogniser: Recogniser) -> None:
        ink = written("seven")
        stray = together(ink, Ink.from_arrays([[(4000, 3000)]]))
        assert "".join(str(recogniser.read(stray)).split()).startswith(str(recogniser.read(ink))[:4])


class TestOptions:
    @pytest.mark.parametrize("charset", CHARSETS)
    def test_only_the_charset_is_read(self, recogniser: Recogniser, charset: str) -> None:
        text = recogniser.read(written("Ab 12 %?"), ReadOptions(charset=charset))
        offered = set(CHARSETS[charset])
        assert {name for span in text.spans for name, _ in span.alternatives} <= offered

    def test_digits_are_read_as_digits(self, recogniser: Recogniser) -> None:
        text = str(recogniser.read(written("0123456789"), ReadOptions(charset="digits", language=None)))
        assert edit_distance("0123456789", text.replace(" ", "")) <= 2

    def test_a_word_has_no_spaces_and_a_line_no_breaks(self, recogniser: Recogniser) -> None:
        ink = written("to be\nor not")
        assert len(recogniser.read(ink).lines) == 2
        assert len(recogniser.read(ink, ReadOptions(layout="line")).lines) == 1
        word = recogniser.read(ink, ReadOptions(layout="word"))
        assert len(word.lines) == 1
        assert " " not in str(word)

    @pytest.mark.parametrize("character", "A8&x")
    def test_a_glyph_is_one_character_of_all_the_ink(self, recogniser: Recogniser, character: str) -> None:
        ink = written(character)
        text = recogniser.read(ink, ReadOptions(layout="glyph", language=None))
        assert_whole(text)
        assert text.spans[0].marks == {stroke.id for stroke in ink.strokes}
        assert character in [name for name, _ in text.spans[0].alternatives]

    @pytest.mark.parametrize("name", ["charset", "language", "layout"])
    def test_what_is_not_offered_is_refused(self, name: str) -> None:
        with pytest.raises(OptionInvalid, match=name):
            ReadOptions(**{name: "nonsense"})


class TestPictures:
    @pytest.mark.parametrize("paper", [Paper(), Paper(inverted=True), Paper(noise=6, shade=0.3, rotation=2)])
    def test_a_tidy_page_is_read_mostly_right(self, recogniser: Recogniser, paper: Paper) -> None:
        text = recogniser.read(picture(PAGE, paper))
        assert_whole(text)
        assert edit_distance(PAGE, str(text)) / len(PAGE) < 0.35

    def test_colour_is_read_like_grey(self, recogniser: Recogniser) -> None:
        grey = picture("colour")
        assert str(recogniser.read(np.stack([grey] * 3, axis=2))) == str(recogniser.read(grey))

    def test_boxes_lie_on_the_picture(self, recogniser: Recogniser) -> None:
        grey = picture("Boxes")
        for span in recogniser.read(grey).spans:
            assert span.box is not None
            assert -3 <= span.box.left <= span.box.right <= grey.shape[1] + 3
            assert all(mark < 0 for mark in span.marks)
            middle = grey[int(span.box.top) : int(span.box.bottom) + 1, int(span.box.left) : int(span.box.right) + 1]
            assert middle.min() < 100

    @pytest.mark.parametrize(("width", "fall"), [(40, 3), (60, 3), (60, 4), (60, 5), (60, 8), (100, 6)])
    def test_a_dash_alone_is_one_character(self, recogniser: Recogniser, width: int, fall: int) -> None:
        picture = np.full((300, 1000), 255, np.uint8)
        cv2.line(picture, (50, 150), (50 + width, 150 + fall), (0,), 5)
        assert str(recogniser.read(picture)) in {"-", "~", "_"}

    @pytest.mark.parametrize("character", "akLRSTW235")
    def test_a_character_alone_in_a_picture_is_read_by_the_models_of_glyphs(self, recogniser: Recogniser, character: str) -> None:
        text = recogniser.read(drawn([stroke.xy for stroke in written(character).strokes]))
        assert str(text).lower() == character.lower()
        assert len(text.spans[0].alternatives) > 1

    @pytest.mark.parametrize(("number", "seed"), [("(678) 901-2345", 2), ("88069 96609", 1), ("01234 56789 01234", 0)])
    def test_digits_are_read_the_right_way_up(self, recogniser: Recogniser, number: str, seed: int) -> None:
        picture = drawn([stroke.xy for stroke in write(number, np.random.default_rng(seed), height=60).strokes])
        upright, on_its_head = (str(recogniser.read(np.ascontiguousarray(way))) for way in (picture, picture[::-1, ::-1]))
        assert upright == on_its_head == number

    @pytest.mark.parametrize("shape", [(1, 1), (40, 60), (60, 40, 3)])
    def test_an_empty_picture_is_no_text(self, recogniser: Recogniser, shape: tuple[int, ...]) -> None:
        for layout in ("page", "glyph"):
            assert recogniser.read(np.full(shape, 200, np.uint8), ReadOptions(layout=layout)) == RecognisedText()

    @pytest.mark.parametrize(
        "source", [np.zeros((4, 4), np.float32), np.zeros(9, np.uint8), np.zeros((4, 4, 2), np.uint8), np.zeros((0, 5), np.uint8)]
    )
    def test_what_is_no_picture_is_refused(self, recogniser: Recogniser, source: NDArray[np.uint8]) -> None:
        with pytest.raises(InputUnreadable, match=r"\.$"):
            recogniser.read(source)


class TestClassify:
    def tiles(self, count: int) -> NDArray[np.uint8]:
        return np.random.default_rng(0).integers(0, 256, (count, 28, 28)).astype(np.uint8)

    @pytest.mark.parametrize("charset", CHARSETS)
    def test_every_tile_has_all_characters_ranked(self, recogniser: Recogniser, charset: str) -> None:
        for ranked in recogniser.classify(self.tiles(4), charset):
            shares = [share for _, share in ranked]
            assert sorted(name for name, _ in ranked) == sorted(CHARSETS[charset])
            assert sum(shares) == pytest.approx(1, abs=1e-4)
            assert shares == sorted(shares, reverse=True)

    def test_no_tiles_have_no_answers(self, recogniser: Recogniser) -> None:
        assert recogniser.classify(self.tiles(0)) == []

    def test_a_blank_tile_has_an_answer_too(self, recogniser: Recogniser) -> None:
        assert len(recogniser.classify(np.zeros((1, 28, 28), np.uint8))[0]) == 47

    def test_drawn_characters_are_recognised_at_other_margins_too(self, recogniser: Recogniser) -> None:
        right = 0
        for character in "ABEHKRSTXZ2345":
            crop = np.zeros((28, 28), np.uint8)
            drawn = 255 - picture(character, Paper(scale=0.17, margin=0, pen=2.4, white=255, tone=0))
            crop[1 : 1 + drawn.shape[0], 2 : 2 + drawn.shape[1]] = drawn[:27, :26]
            right += recogniser.classify(crop[None])[0][0][0] == character
        assert right >= 9

    @pytest.mark.parametrize(
        "tiles",
        [np.zeros((2, 28, 28)), np.zeros((2, 28, 28), np.int64), np.zeros((28, 28), np.uint8), np.zeros((1, 32, 32), np.uint8), []],
    )
    def test_what_are_no_tiles_is_refused(self, recogniser: Recogniser, tiles: NDArray[np.uint8]) -> None:
        with pytest.raises(InputUnreadable, match=r"Give uint8 of shape \(n, 28, 28\)\."):
            recogniser.classify(tiles)

    def test_an_unknown_charset_is_refused(self, recogniser: Recogniser) -> None:
        with pytest.raises(OptionInvalid, match="digits"):
            recogniser.classify(self.tiles(1), "runes")


def test_models_from_another_folder_read_the_same(recogniser: Recogniser, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = Models(tmp_path_factory.mktemp("elsewhere")).folder
    assert recogniser.read(written("same")) == Recogniser.load(folder).read(written("same"))


def test_a_folder_without_models_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(BundleInvalid, match="Install the program again"):
        Recogniser.load(tmp_path_factory.mktemp("empty"))


def test_lines_are_told_as_they_are_read(recogniser: Recogniser) -> None:
    ink = written("one two\nthree four\nfive six")
    told: list[RecognisedText] = []
    whole = recogniser.read(ink, so_far=told.append)
    assert [len(text.lines) for text in told] == [1, 2]
    assert all(whole.lines[: len(text.lines)] == text.lines for text in told)
    assert all(whole.spans[: len(text.spans)] == text.spans for text in told)


def test_a_reading_can_be_ended_between_lines(recogniser: Recogniser) -> None:
    def stop(_: RecognisedText) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        recogniser.read(written("one two\nthree four"), so_far=stop)
