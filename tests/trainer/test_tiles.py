"""What characters count for among tiles: shares of merged classes, and what the fit gains."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop.inference.alphabet import ALNUM47, LABELS, label_of
from trainer.corpora import CASED, GlyphSet
from trainer.tiles import GROUPS, classes, fitted, log_shares, right_of


def tiles(cased: str) -> GlyphSet:
    label62 = np.array([CASED.index(one) for one in cased])
    label47 = np.array([ALNUM47.index(one if one in ALNUM47 else one.upper()) for one in cased])
    return GlyphSet(np.zeros((len(cased), 28, 28), np.uint8), label47, label62)


def test_a_character_counts_for_its_share_of_its_class() -> None:
    shares = log_shares(tiles("ccCCCCCCaA7"))
    assert np.exp(shares[label_of("c")]) == pytest.approx(0.25)
    assert np.exp(shares[label_of("C")]) == pytest.approx(0.75)
    assert shares[label_of("a")] == shares[label_of("A")] == shares[label_of("7")] == 0
    assert shares[label_of("%")] == 0


def test_classes_are_probabilities_of_47() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (50, LABELS))
    log_probs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    said = classes(log_probs, np.zeros(len(GROUPS)))
    assert said.shape == (50, 47)
    np.testing.assert_allclose(np.exp(said).sum(axis=1), 1)


def test_the_fit_puts_right_what_a_model_favours() -> None:
    rng = np.random.default_rng(1)
    label47 = rng.integers(47, size=3000)
    labels = np.array([label_of(ALNUM47[label]) for label in label47])
    logits = rng.normal(0, 1, (3000, LABELS))
    logits[np.arange(3000), labels] += 3
    logits[:, label_of("0")] += 2.5
    logits[:, label_of("O")] -= 2.5
    log_probs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    start = np.zeros(len(GROUPS))
    weights = fitted(log_probs[:2000], label47[:2000], start)
    assert right_of(log_probs[2000:], label47[2000:], weights) > right_of(log_probs[2000:], label47[2000:], start) + 0.01
    assert weights[label_of("0")] < 0 < weights[label_of("O")]
    assert weights[label_of("%")] == 0
