"""Fitting the decoder's parameters: on lines made by code, of which everything is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs the trainer's libraries: pip install .[train]")

from hcr_desktop.inference.alphabet import CHARACTERS, LABELS, REJECT, label_of
from hcr_desktop.inference.classify import log_softmax
from hcr_desktop.inference.segment import JOIN_FEATURES, join_odds
from hcr_desktop.inference.spaces import SPACE_FEATURES, word_breaks
from tests.inference.made import plain_parameters
from tests.trainer.madecorpora import TEXTS, WRITERS, ink_set_of, texts
from trainer.glyphs import Pool, ink_pool
from trainer.tune import Truth, fit_extents, fit_shares, fit_statistics, isolated_frequency, logistic, spaces_are_true, truths


@pytest.fixture(scope="module")
def samples() -> list[Truth]:
    ink = texts()
    return list(truths(ink, np.ones(len(ink), bool)))


def test_lines_know_whose_every_segment_is(samples: list[Truth]) -> None:
    assert len(samples) == len(TEXTS) * len(WRITERS)
    for truth in samples:
        assert len(truth.owner) == len(truth.line.segments)
        assert set(truth.owner.tolist()) == set(range(len(truth.text.replace(" ", ""))))


def test_the_true_glyphs_have_their_characters_and_spaces(samples: list[Truth]) -> None:
    truth = samples[0]
    glyphs, names, breaks = truth.glyphs()
    assert "".join(" " * gap + name for gap, name in zip(breaks, names, strict=True)) == truth.text
    assert [glyph.start for glyph in glyphs] == [0, *(glyph.stop for glyph in glyphs[:-1])]
    assert glyphs[-1].stop == len(truth.line.segments)


def test_a_glyph_in_two_places_is_left_out(samples: list[Truth]) -> None:
    truth = samples[0]
    owner = truth.owner.copy()
    owner[[0, -1]] = owner[[-1, 0]]
    torn = replace(truth, owner=owner)
    assert len(torn.glyphs()[0]) < len(truth.glyphs()[0])


def test_only_texts_of_one_line_are_taken() -> None:
    ink = ink_set_of([("one", "w"), ("two\nlines", "w"), ("three", "w")])
    assert [truth.text for truth in truths(ink, np.array([True, True, False]))] == ["one"]


def test_logistic_weights_are_those_that_made_the_answers() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(0, 1, (6000, 3)).astype(np.float32)
    odds = features @ np.array([2, -1, 0.5]) - 0.7
    weights = logistic(features, rng.random(6000) < 1 / (1 + np.exp(-odds)))
    np.testing.assert_allclose(weights, [2, -1, 0.5, -0.7], atol=0.15)


def test_logistic_weights_stay_finite_where_the_answers_are_plain() -> None:
    x = np.linspace(-1, 1, 40, dtype=np.float32)[:, None]
    weights = logistic(x, x[:, 0] > 0)
    assert np.isfinite(weights).all()
    assert weights[0] > 1


def test_small_letters_define_the_frame(samples: list[Truth]) -> None:
    mean, deviation, lines = fit_extents(samples)
    assert len(lines) == len(samples)
    assert (deviation > 0).all()
    for character in "eonu":
        top, bottom = mean[label_of(character), :2]
        assert top == pytest.approx(1, abs=0.35)
        assert bottom == pytest.approx(0, abs=0.35)
    for tall in "hfk":
        assert mean[label_of(tall), 0] > mean[label_of("e"), 0] + 0.2
    assert mean[label_of("q"), 1] < mean[label_of("e"), 1] - 0.15


def test_statistics_part_letters_and_words(samples: list[Truth]) -> None:
    parameters = fit_statistics(samples, np.zeros(94, np.float32), np.zeros(94, np.float32))
    assert parameters.join.shape == (JOIN_FEATURES + 1,)
    assert parameters.space.shape == (SPACE_FEATURES + 1,)
    joined, spaced = [], []
    for truth in samples:
        joined += ((join_odds(truth.line, parameters) > 0) == (truth.owner[1:] == truth.owner[:-1])).tolist()
        glyphs, names, breaks = truth.glyphs()
        found = word_breaks(glyphs, names, truth.line.x_height, parameters)
        spaced += [here == there for here, there in zip(found, breaks, strict=True)]
    assert np.mean(joined) > 0.95
    assert np.mean(spaced) > 0.95


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("two words", True),
        ("Well, yes.", True),
        ("it's 5!", True),
        ("a , b", False),
        ("no . stop", False),
        ("don' t", False),
        ("$ % ^ &", False),
    ],
)
def test_spaces_that_nobody_wrote_are_known(text: str, true: bool) -> None:
    assert spaces_are_true(text) is true


def test_characters_that_stand_alone_often_are_expected_more() -> None:
    frequency = isolated_frequency(ink_set_of([(character, "w") for character in "a" * 60 + "b" * 20 + "7"]))
    assert frequency.shape == (len(CHARACTERS),)
    assert frequency.dtype == np.float32
    assert frequency.mean() == pytest.approx(0, abs=1e-5)
    a, b, seven, never = (frequency[label_of(character)] for character in "ab7~")
    assert a > b > seven > never
    assert a - never == pytest.approx(np.log(80 / 20), abs=1e-4)


class MadeScorer:
    """Opinions of pictures and paths made for the labels of a pool, each as firm as asked for."""

    def __init__(self, pool: Pool, picture: float, path: float) -> None:
        rng = np.random.default_rng(1)
        self._labels = pool.target.argmax(axis=1)[np.linspace(0, len(pool) - 1, 5000).astype(int)]
        self._answers = {name: self._answer(firmness, rng) for name, firmness in (("picture", picture), ("path", path))}

    def _answer(self, firmness: float, rng: np.random.Generator) -> np.ndarray:
        """Log probabilities that are right in themselves: evidence for the label, and as much noise as makes that so."""
        evidence = firmness * np.eye(LABELS)[self._labels] + rng.normal(0, max(firmness, 1) ** 0.5, (len(self._labels), LABELS))
        return log_softmax(evidence.astype(np.float32))

    def crops(self, crops: list[np.ndarray], angles: tuple[float, ...]) -> np.ndarray:
        assert (len(crops), angles) == (len(self._labels), ())
        return self._answers["picture"]

    def paths(self, glyphs: list[list[np.ndarray]]) -> np.ndarray:
        assert len(glyphs) == len(self._labels)
        return self._answers["path"]


@pytest.mark.parametrize(("picture", "path", "more"), [(6.0, 6.0, "both"), (6.0, 0.0, "picture"), (2.0, 8.0, "both")])
def test_shares_are_those_that_make_the_right_labels_likely(picture: float, path: float, more: str) -> None:
    point = [np.zeros((1, 2), np.float32)]
    pool = ink_pool([(point, label) for label in range(REJECT)])
    pool = replace(pool, draw=lambda index, augment, rng: np.zeros((1, 1), np.uint8), strokes=lambda index, augment, rng: point)
    fitted = fit_shares(pool, MadeScorer(pool, picture, path), plain_parameters())  # type: ignore[arg-type]
    assert 0.3 <= fitted.picture_share <= 1
    assert 0 <= fitted.path_share <= 1
    if more == "both":  # of opinions that do not know of each other, all of both counts
        assert fitted.picture_share == pytest.approx(1, abs=0.15)
        assert fitted.path_share == pytest.approx(1, abs=0.15)
    else:
        assert fitted.path_share <= 0.3 * fitted.picture_share
