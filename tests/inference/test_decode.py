"""The decoder: the best path, the charset, and what alternatives and confidences say."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hcr_desktop.document.ink import Box
from hcr_desktop.inference.alphabet import CHARACTERS, CHARSETS, LABELS, REJECT, label_of
from hcr_desktop.inference.classify import log_softmax
from hcr_desktop.inference.decode import ALTERNATIVES, best_path, decode, rank, within_charset
from hcr_desktop.inference.lattice import Glyph, Lattice
from hcr_desktop.inference.segment import glyph_hypotheses
from tests.inference.made import line_of_blocks, plain_parameters, runs

SCORE_ROWS = hnp.arrays(np.float32, st.tuples(st.integers(1, 6), st.just(LABELS)), elements=st.floats(-30, 30, width=32))


def paths(glyphs: tuple[Glyph, ...], at: int, stop: int) -> list[list[int]]:
    """Every way to cover at..stop once."""
    if at == stop:
        return [[]]
    return [[index, *rest] for index, glyph in enumerate(glyphs) if glyph.start == at for rest in paths(glyphs, glyph.stop, stop)]


def opinions(*answers: dict[str, float]) -> np.ndarray:
    """Log probabilities of glyphs: those named (``reject`` is a name), the rest shared out."""
    rows = np.zeros((len(answers), LABELS))
    for row, named in zip(rows, answers, strict=True):
        row[:] = (1 - sum(named.values())) / LABELS
        for name, probability in named.items():
            row[REJECT if name == "reject" else label_of(name)] += probability
    return np.log(rows).astype(np.float32)


def two_strokes(first: dict[str, float], second: dict[str, float], both: dict[str, float], gap: float = 4) -> Lattice:
    """A lattice of two blocks: the first alone, both as one, the second alone."""
    line = line_of_blocks([Box(0, 0, 10, 35), Box(10 + gap, 0, 20 + gap, 35)])
    glyphs = glyph_hypotheses(line)
    answers = {(0, 1): first, (1, 2): second, (0, 2): both}
    return Lattice(line, glyphs, opinions(*(answers[glyph.start, glyph.stop] for glyph in glyphs)), np.zeros(1, np.float32))


@given(st.integers(1, 7), st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_best_path_is_the_best_of_all(count: int, longest: int, random: object) -> None:
    glyphs = runs(count, longest)
    scores = np.array([random.uniform(-9, 3) for _ in glyphs], np.float32)  # type: ignore[attr-defined]
    path, total = best_path(glyphs, scores, count)
    assert total == pytest.approx(max(sum(float(scores[i]) for i in way) for way in paths(glyphs, 0, count)), abs=1e-4)
    assert sum(float(scores[index]) for index in path) == pytest.approx(total, abs=1e-4)
    assert [glyphs[index].start for index in path] == [0, *(glyphs[index].stop for index in path[:-1])]
    assert glyphs[path[-1]].stop == count


def test_two_letters_or_one_as_the_glyph_model_says() -> None:
    parameters = plain_parameters()
    apart = two_strokes({"c": 0.9}, {"l": 0.9}, {"reject": 0.9})
    joined = two_strokes({"reject": 0.9}, {"reject": 0.9}, {"d": 0.9})
    assert decode(apart, parameters).characters == ("c", "l")
    assert decode(joined, parameters).characters == ("d",)


def test_join_odds_settle_what_the_glyph_model_leaves_open() -> None:
    open_question = two_strokes({"l": 0.5}, {"l": 0.5}, {"u": 0.5})
    parameters = plain_parameters(join_weight=1.0)
    together, parted = (replace(open_question, join=np.array([odds], np.float32)) for odds in (20, -20))
    assert decode(together, parameters).characters == ("u",)
    assert decode(parted, parameters).characters == ("l", "l")


def test_a_glyph_counts_once_a_segment_lest_short_paths_win() -> None:
    lattice = two_strokes({"l": 0.5}, {"l": 0.5}, {"u": 0.3})
    assert decode(lattice, plain_parameters(cover=1.0, extent_weight=0.0)).characters == ("l", "l")
    assert decode(lattice, plain_parameters(cover=0.0, extent_weight=0.0)).characters == ("u",)


def test_a_word_ends_at_a_wide_gap_unless_there_are_no_spaces() -> None:
    lattice = two_strokes({"a": 0.9}, {"b": 0.9}, {"reject": 0.9}, gap=34)
    assert decode(lattice, plain_parameters()).space_before == (False, True)
    assert decode(lattice, plain_parameters(), spaces=False).space_before == (False, False)


@pytest.mark.parametrize(("charset", "read"), [("all", "l"), ("digits", "1"), ("upper", "I"), ("symbols", "|")])
def test_only_the_charset_is_read(charset: str, read: str) -> None:
    answer = {"l": 0.4, "1": 0.3, "I": 0.2, "|": 0.05}
    lattice = two_strokes(answer, answer, {"reject": 0.99})
    best = decode(lattice, plain_parameters(), charset)
    assert best.characters == (read, read)
    assert all(name in CHARSETS[charset] for choices in best.choices for name, _ in choices)


def test_doubt_of_the_glyph_model_lowers_the_confidence() -> None:
    sure, doubtful = (two_strokes({"a": 0.9 - doubt, "reject": doubt}, {"b": 0.9}, {"reject": 0.99}) for doubt in (0.0, 0.4))
    assert decode(doubtful, plain_parameters()).choices[0][0][1] < decode(sure, plain_parameters()).choices[0][0][1] - 0.2


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 6), st.sampled_from(list(CHARSETS)), st.data())
def test_every_reading_covers_every_segment_once(count: int, charset: str, data: st.DataObject) -> None:
    line = line_of_blocks([Box(14 * k, 0, 14 * k + 10, 35) for k in range(count)])
    glyphs = glyph_hypotheses(line)
    logits = data.draw(hnp.arrays(np.float32, (len(glyphs), LABELS), elements=st.floats(-20, 20, width=32)))
    join = data.draw(hnp.arrays(np.float32, count - 1, elements=st.floats(-10, 10, width=32)))
    best = decode(Lattice(line, glyphs, log_softmax(logits), join), plain_parameters(), charset)
    chosen = [glyphs[index] for index in best.glyphs]
    assert chosen[0].start == 0
    assert chosen[-1].stop == count
    assert all(a.stop == b.start for a, b in pairwise(chosen))
    assert len(best.characters) == len(best.space_before) == len(best.choices) == len(chosen)
    assert not best.space_before[0]
    for character, choices in zip(best.characters, best.choices, strict=True):
        assert choices[0][0] == character
        assert len(choices) <= ALTERNATIVES
        assert {name for name, _ in choices} <= set(CHARSETS[charset])
        assert sum(share for _, share in choices) <= 1 + 1e-4
        assert all(0 <= share <= 1 for _, share in choices)


@given(SCORE_ROWS, st.sampled_from(list(CHARSETS)))
def test_within_a_charset_what_is_offered_sums_to_one(logits: np.ndarray, charset: str) -> None:
    log_probs = within_charset(log_softmax(logits), charset)
    assert np.isfinite(log_probs).all()
    offered = [label_of(character) for character in CHARSETS["alnum" if charset == "alnum47" else charset]]
    kept = [*offered, REJECT]
    total = np.exp(log_probs[:, kept]).sum(axis=1)
    # Where next to nothing of the probability is offered, that little need not sum to one.
    given_any = np.exp(log_softmax(logits))[:, kept].sum(axis=1) > 1e-9
    np.testing.assert_allclose(total[given_any], 1, atol=1e-3)
    others = np.setdiff1d(np.arange(LABELS), kept)
    assert (log_probs[:, others] < -900).all()


@given(SCORE_ROWS, st.sampled_from(list(CHARSETS)), st.floats(0, 1))
def test_ranked_shares_fall_and_leave_room_for_reject(logits: np.ndarray, charset: str, reject: float) -> None:
    for row in within_charset(log_softmax(logits), charset):
        choices = rank(row, charset, reject)
        shares = [share for _, share in choices]
        assert shares == sorted(shares, reverse=True)
        assert len({name for name, _ in choices}) == len(choices) == min(ALTERNATIVES, len(CHARSETS[charset]))
        assert sum(shares) <= 1 - reject + 1e-4


def test_ranking_sums_what_a_charset_merges() -> None:
    scores = np.full(LABELS, -20.0, np.float32)
    scores[[label_of("c"), label_of("C"), label_of("D")]] = np.log([0.3, 0.3, 0.4])
    assert rank(scores, "all")[0][0] == "D"
    (first, share), *_ = rank(scores, "alnum47")
    assert (first, share) == ("C", pytest.approx(0.6, abs=1e-3))


def test_characters_and_labels_agree() -> None:
    lattice = two_strokes({"@": 0.9}, {"~": 0.9}, {"reject": 0.99})
    assert decode(lattice, plain_parameters()).characters == ("@", "~")
    assert CHARACTERS[REJECT - 1] == "~"
