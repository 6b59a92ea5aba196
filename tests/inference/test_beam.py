"""The search finds the likeliest text, sums the paths that spell it, and lets a language count as much as it is told to."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcr_desktop.inference.beam import BeamWeights, search
from hcr_desktop.inference.emissions import BLANK, labels_of, text_of
from hcr_desktop.inference.language_files import read_text_model
from hcr_desktop.inference.text_model import TextModel
from hcr_desktop.resources import models_dir
from tests.inference.test_emissions import TEXTS, greedy_of, random_emissions, spelt


@pytest.fixture(scope="module")
def english() -> TextModel:
    return read_text_model(models_dir() / "language" / "en")


@given(TEXTS)
@settings(deadline=None, max_examples=40)
def test_what_is_spelt_clearly_is_read(text: str) -> None:
    assert text_of(search(spelt(text), None, BeamWeights())[0].labels) == text


@given(st.integers(0, 500))
@settings(deadline=None, max_examples=30)
def test_the_best_text_is_the_likeliest_of_all(seed: int) -> None:
    labels = [BLANK, *labels_of("ab")]
    log_probs = random_emissions(5, seed, labels)
    totals: dict[tuple[int, ...], float] = defaultdict(lambda: -np.inf)
    for path in product(labels, repeat=5):
        key = tuple(greedy_of(path))
        totals[key] = float(np.logaddexp(totals[key], sum(float(log_probs[frame, step]) for frame, step in enumerate(path))))
    best = max(totals, key=lambda key: totals[key])
    found = search(log_probs, None, BeamWeights(), beam=200)[0]
    assert found.labels == best
    # Labels below LEAST are not tried: that loses up to exp(-6.5) in each of the five frames.
    assert found.read == pytest.approx(totals[best], abs=0.008)


def test_candidates_are_ranked_and_differ(english: TextModel) -> None:
    found = search(random_emissions(12, 3), english, BeamWeights(0.5))
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert len({each.labels for each in found}) == len(found)


def test_a_language_settles_what_the_ink_leaves_open(english: TextModel) -> None:
    unsure = np.logaddexp(spelt("tbe house", 0.9), spelt("the house", 0.89)) - np.log(2)
    assert text_of(search(unsure, english, BeamWeights(0.6))[0].labels) == "the house"


@pytest.mark.parametrize("text", ["tbe", "xqzv", "A7K 93B", "wrod"])
def test_a_language_does_not_overrule_clear_ink(english: TextModel, text: str) -> None:
    assert text_of(search(spelt(text, 0.9999), english, BeamWeights(0.6))[0].labels) == text
