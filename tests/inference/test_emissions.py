"""Labels along a line: read greedily, aligned with a text, or alone."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hcr_desktop.inference.alphabet import CHARACTERS
from hcr_desktop.inference.emissions import BLANK, READ_LABELS, SPACE, align, alone, boundaries, greedy, labels_of, likelihoods, text_of

TEXTS = st.text(CHARACTERS + "   ", min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)


def random_emissions(frames: int, seed: int, labels: list[int] | None = None) -> NDArray[np.float32]:
    """Log probabilities [frames, READ_LABELS]; with ``labels`` only these are likely."""
    logits = np.random.default_rng(seed).normal(0, 2, (frames, READ_LABELS))
    if labels is not None:
        others = np.setdiff1d(np.arange(READ_LABELS), labels)
        logits[:, others] = -50
    return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), np.float32)


def spelt(text: str, sure: float = 0.98) -> NDArray[np.float32]:
    """Emissions that say a text: two frames of each label, one of nothing after it."""
    frames = [frame for label in labels_of(text) for frame in (label, label, BLANK)]
    probabilities = np.full((len(frames), READ_LABELS), (1 - sure) / (READ_LABELS - 1))
    probabilities[np.arange(len(frames)), frames] = sure
    return np.log(probabilities).astype(np.float32)


@given(TEXTS)
def test_labels_and_texts_are_each_others_inverse(text: str) -> None:
    assert text_of(labels_of(text)) == text


@given(TEXTS)
def test_greedy_reads_what_is_spelt(text: str) -> None:
    assert greedy(spelt(text)) == text


@given(TEXTS)
def test_a_text_is_aligned_with_its_own_frames(text: str) -> None:
    spans = align(spelt(text), labels_of(text))
    assert spans.tolist() == [[3 * place, 3 * place + 1] for place in range(len(labels_of(text)))]
    assert boundaries(spans).tolist() == [3 * place + 2.5 for place in range(len(spans) - 1)]


@given(st.integers(0, 1000), st.lists(st.integers(1, SPACE), min_size=1, max_size=5))
@settings(deadline=None)
def test_alignment_is_the_likeliest_path(seed: int, labels: list[int]) -> None:
    log_probs = random_emissions(14, seed)
    spans = align(log_probs, labels)
    assert (spans[:, 0] <= spans[:, 1]).all()
    assert (spans[1:, 0] > spans[:-1, 1]).all()
    for (_, end), (start, _), label, after in zip(spans[:-1], spans[1:], labels[:-1], labels[1:], strict=True):
        assert label != after or start > end + 1


def test_too_few_frames_are_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        align(random_emissions(3, 0), labels_of("aabb"))


@given(st.integers(0, 200))
@settings(deadline=None, max_examples=20)
def test_a_character_alone_is_the_sum_over_its_paths(seed: int) -> None:
    label = labels_of("k")[0]
    log_probs = random_emissions(6, seed, [BLANK, label])
    paths = [path for path in product((BLANK, label), repeat=6) if greedy_of(path) == [label]]
    total = np.logaddexp.reduce([sum(float(log_probs[frame, step]) for frame, step in enumerate(path)) for path in paths])
    assert alone(log_probs)[label - 1] == pytest.approx(total, abs=1e-3)


@given(st.integers(0, 200), st.lists(st.text("ab", max_size=3), min_size=1, max_size=4))
@settings(deadline=None, max_examples=20)
def test_the_likelihood_of_a_text_is_the_sum_over_its_paths(seed: int, texts: list[str]) -> None:
    own = labels_of("ab")
    log_probs = random_emissions(5, seed, [BLANK, *own])
    paths = {path: sum(float(log_probs[frame, step]) for frame, step in enumerate(path)) for path in product((BLANK, *own), repeat=5)}
    wanted = [labels_of(text) for text in texts]
    found = likelihoods(log_probs, wanted)
    for labels, likelihood in zip(wanted, found.tolist(), strict=True):
        spelling = [score for path, score in paths.items() if greedy_of(path) == labels]
        assert likelihood == pytest.approx(np.logaddexp.reduce(spelling), abs=1e-3)


def test_a_text_that_does_not_fit_a_line_is_never_likely() -> None:
    assert likelihoods(random_emissions(2, 0), [labels_of("abc")])[0] < -1e6
    assert len(likelihoods(random_emissions(2, 0), [])) == 0


def greedy_of(path: tuple[int, ...]) -> list[int]:
    """A path without repeats and blanks."""
    return [step for step, before in zip(path, (BLANK, *path[:-1]), strict=True) if step not in (BLANK, before)]
