"""A line of pen ink to characters with their ink; strokes are shared out whole where letters stand apart."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from hcr_desktop import Ink, Recogniser
from hcr_desktop.document.ink import Box
from hcr_desktop.inference.assign import intervals, pieces_of
from hcr_desktop.inference.beam import Candidate
from hcr_desktop.inference.bundle import Bundle
from hcr_desktop.inference.emissions import BLANK, SPACE, align, labels_of
from hcr_desktop.inference.joined import EVEN, contested, offered, tidied, weighed_anew
from hcr_desktop.inference.lattice import Line
from hcr_desktop.inference.layout import make_line
from hcr_desktop.inference.mend_lines import as_written, joined, mended, parted
from hcr_desktop.inference.path_line import PathLine, points_of
from hcr_desktop.inference.pen_reader import PenReader
from hcr_desktop.inference.raster import page_from_ink
from hcr_desktop.inference.segment import segments_of
from hcr_desktop.inference.trace import Levelled, Trace
from tests.inference.made import lines_of, moved, owners, segment, together, written
from tests.inference.test_emissions import random_emissions, spelt


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser.load()


def trace_of(strokes: list[int], starts: list[float]) -> Trace:
    """A trace of points that go to the right; only strokes and places count."""
    count = len(strokes)
    xy = np.column_stack([np.array(starts), np.zeros(count)])
    part = np.zeros(count)
    for stroke in set(strokes):
        own = np.flatnonzero(np.array(strokes) == stroke)
        part[own] = (np.arange(len(own)) + 0.5) / len(own)
    return Trace(np.zeros((count, 1), np.uint8), np.array(strokes), part, xy)


class TestTwoReaders:
    def rivals(self, gap: float) -> list[Candidate]:
        best, next_best = (tuple(labels_of(text)) for text in ("clay", "day"))
        return [Candidate(best, -3.0, -5.0), Candidate(next_best, -3.0, -5.0 - gap)]

    def test_texts_are_contested_where_the_best_two_are_about_even(self) -> None:
        assert contested(self.rivals(0.9 * EVEN))
        assert not contested(self.rivals(1.1 * EVEN))
        assert not contested(self.rivals(0.0)[:1])

    def test_the_other_reader_decides_between_them(self) -> None:
        found = weighed_anew(self.rivals(1.0), spelt("day"), 0.45)
        assert found[0].labels == tuple(labels_of("day"))
        assert found[0].score > found[1].score
        assert weighed_anew(self.rivals(1.0), spelt("clay"), 0.45)[0].labels == tuple(labels_of("clay"))

    def test_it_is_shown_the_levelled_ink(self) -> None:
        ink, seen = written("so"), []
        reading = PenReader(Bundle.load().pen_reader).read([stroke.xy for stroke in ink.strokes])

        def look(levelled: Levelled) -> np.ndarray:
            seen.append(levelled)
            return spelt("so")

        line, page = lines_of(ink)[0], page_from_ink(ink)
        np.testing.assert_array_equal(PathLine(line, page, ink.strokes, reading, look).otherwise(), spelt("so"))
        assert seen == [reading.ink]
        assert PathLine(line, page, ink.strokes, reading).otherwise() is None

    def test_without_weight_nothing_changes(self) -> None:
        assert weighed_anew(self.rivals(1.0), spelt("day"), 0.0) == self.rivals(1.0)


class TestAssign:
    def test_each_stroke_goes_to_the_character_read_at_it(self) -> None:
        # Two characters of three frames each, four points a frame; the pen is up in between.
        trace = trace_of([0] * 11 + [-1] + [1] * 12, list(np.arange(24) / 5))
        log_probs = spelt("ab")
        pieces = pieces_of(trace, align(log_probs, labels_of("ab")), labels_of("ab"))
        assert [(piece.character, piece.stroke) for piece in pieces] == [(0, 0), (1, 1)]
        assert all((piece.start, piece.stop) == (0, 1) for piece in pieces)

    def test_a_stroke_of_two_characters_is_cut_between_them(self) -> None:
        trace = trace_of([0] * 24, list(np.arange(24) / 5))
        pieces = pieces_of(trace, align(spelt("ab"), labels_of("ab")), labels_of("ab"))
        assert [(piece.character, piece.stroke) for piece in pieces] == [(0, 0), (1, 0)]
        assert pieces[0].start == 0
        assert pieces[0].stop == pieces[1].start == pytest.approx(0.5, abs=0.5 / 6 + 0.1)  # half a step, and half a frame
        assert pieces[1].stop == 1

    @pytest.mark.parametrize("others", [0, 1, 2, 3])
    def test_a_stroke_is_cut_in_steps_so_that_other_ink_moves_no_cut(self, others: int) -> None:
        # What is written before moves the frames by so many points against the stroke.
        trace = trace_of([5] * others + [0] * 24, list(np.arange(24 + others) / 5))
        cuts = {piece.stop for piece in pieces_of(trace, align(spelt("ab"), labels_of("ab")), labels_of("ab")) if piece.stroke == 0}
        assert cuts <= {step / 6 for step in range(7)}
        assert len(cuts) == 2

    def test_a_late_dot_goes_to_the_letter_it_stands_at(self) -> None:
        # The third stroke was drawn last, over the first.
        trace = trace_of([0] * 12 + [1] * 9 + [2] * 3, [*(np.arange(12) / 10), *(3 + np.arange(9) / 10), 0.5, 0.6, 0.7])
        pieces = pieces_of(trace, align(spelt("in"), labels_of("in")), labels_of("in"))
        assert {(piece.character, piece.stroke) for piece in pieces} == {(0, 0), (0, 2), (1, 1)}

    def test_every_character_has_ink(self) -> None:
        trace = trace_of([0] * 12, list(np.arange(12) / 5))
        labels = labels_of("abcd")
        log_probs = random_emissions(9, 1)
        pieces = pieces_of(trace, align(log_probs, labels), labels)
        assert {piece.character for piece in pieces} == set(range(4))

    def test_frames_are_shared_out_without_gaps(self) -> None:
        labels = labels_of("a bc")
        shares = intervals(align(spelt("a bc"), labels), labels, 12)
        assert shares[0, 0] == 0
        assert shares[-1, 1] == 12
        assert (shares[1:, 0] == shares[:-1, 1]).all()


def test_points_of_a_stroke_are_cut_by_length() -> None:
    stroke = Ink.from_arrays([[(0, 0), (10, 0), (20, 0)]]).strokes[0]
    assert points_of(stroke, 0.25, 0.75).tolist() == [[5, 0], [10, 0], [15, 0]]
    assert points_of(stroke, 0, 1).tolist() == [[0, 0], [10, 0], [20, 0]]


def test_only_what_is_offered_stays() -> None:
    kept = np.exp(offered(random_emissions(4, 0), "digits", spaces=False))
    assert kept.sum(axis=1) == pytest.approx(1)
    assert kept[:, SPACE].max() < 1e-9
    assert kept[:, labels_of("a")[0]].max() < 1e-9
    assert kept[:, BLANK].min() > 0


@pytest.mark.parametrize(("labels", "kept"), [("", ""), (" ", ""), ("  a  b ", "a b"), ("a b", "a b")])
def test_spaces_stand_between_characters_only(labels: str, kept: str) -> None:
    given_labels = [SPACE if character == " " else labels_of(character)[0] for character in labels]
    assert list(tidied(given_labels)) == labels_of(kept)


@pytest.mark.parametrize("text", ["hello", "quiet night", "it is 7 pm"])
def test_printed_letters_get_their_own_strokes(recogniser: Recogniser, text: str) -> None:
    read = recogniser.read(written(text))
    found = [span.marks for span in read.spans]
    wanted = owners(text)
    assert len(set(wanted) & set(found)) >= 0.8 * len(wanted)


def marks(lines: list[Line]) -> list[set[int]]:
    return [{mark for segment in line.segments for mark in segment.marks} for line in lines]


class TestMending:
    PAGE = together(written("written above"), moved(written("and below it"), by=(0, 220)))

    def test_what_reads_better_as_one_line_becomes_one(self) -> None:
        line = lines_of(written("torn line"))[0]
        half = len(line.segments) // 2
        parts = [make_line(list(part), line.x_height) for part in (line.segments[:half], line.segments[half:])]
        assert marks(joined(parts, lambda each: 10.0 if len(each.segments) > half + 1 else 0.0)) == marks([line])
        assert joined(parts, lambda each: 0.0) == parts

    def test_lines_run_together_are_parted_when_that_reads_better(self) -> None:
        lines = lines_of(self.PAGE)
        both = make_line([segment for line in lines for segment in line.segments], lines[0].x_height / 0.7)
        assert marks(parted([both], lambda each: 10.0 if len(each.segments) < len(both.segments) else 0.0)) == marks(lines)
        assert parted([both], lambda each: 0.0) == [both]

    def test_letters_exactly_level_are_one_line(self) -> None:
        line = make_line([segment(Box(30.0 * place, 0, 30.0 * place + 20, 40), place) for place in range(5)], 40)
        assert parted([line], lambda each: -float(len(each.segments))) == [line]

    def test_words_whose_boxes_overlap_are_parted_too(self) -> None:
        words = [segment(Box(0, 0, 300, 60), 0), segment(Box(10, 55, 300, 115), 1)]
        found = parted([make_line(words, 60)], lambda each: -float(len(each.segments) - 1) * 10)
        assert marks(found) == [{0}, {1}]

    def test_a_line_is_not_parted_into_what_stands_side_by_side(self) -> None:
        line = lines_of(moved(written("one line that rises to its end"), slope=-0.2))[0]
        assert parted([line], lambda each: -float(len(each.segments) == len(line.segments))) == [line]

    def test_strokes_are_parted_where_the_pen_goes_back_and_down(self) -> None:
        upper, lower = lines_of(self.PAGE)
        groups = as_written([*upper.segments, *lower.segments], upper.x_height)
        assert [{mark for segment in group for mark in segment.marks} for group in groups] == marks([upper, lower])

    def test_a_line_written_over_the_first_is_a_line_of_its_own(self) -> None:
        first, second = written("page one begins"), moved(written("page one ends"), by=(0, 260))
        over = moved(written("page two"), by=(5, 12))
        segments = segments_of(page_from_ink(together(together(first, second), over)))
        groups = as_written(segments, 40)
        counts = np.cumsum([0, *(len(ink.strokes) for ink in (first, second, over))])
        assert [sorted(mark for each in group for mark in each.marks) for group in groups] == [
            list(range(start, stop)) for start, stop in pairwise(counts)
        ]

    def test_late_dots_begin_no_line(self) -> None:
        ink = written("with dots in it")
        late = together(ink, moved(Ink.from_arrays([[(0, 0), (1, 1)]]), by=(30, -60)))
        assert len(as_written(segments_of(page_from_ink(late)), 30)) == 1

    def test_lines_that_read_well_stay(self) -> None:
        found = lines_of(self.PAGE)
        assert mended(found, lambda each: 0.0) == found


def test_a_page_that_slopes_is_read_line_by_line(recogniser: Recogniser) -> None:
    rising = moved(together(written("all of this is the first"), moved(written("and here is the second"), by=(0, 190))), slope=-0.35)
    assert str(recogniser.read(rising)).count("\n") == 1
