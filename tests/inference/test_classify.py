"""The interpreter behind one call, and the checks before its first use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import LABELS
from hcr_desktop.inference.bundle import Bundle, Model
from hcr_desktop.inference.classify import BATCHES, PROBE_TENSOR_TOLERANCE, Classifier, QuantisedModel, log_softmax, tensors_of
from tests.inference.shipped import Models


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return Bundle.load()


@pytest.fixture(scope="module", params=["glyph", "pen"])
def model(request: pytest.FixtureRequest, bundle: Bundle) -> Model:
    shipped: Model = getattr(bundle, request.param)
    return shipped


@pytest.fixture(scope="module")
def classifier(model: Model) -> Classifier:
    return Classifier(model)


@pytest.fixture
def models(tmp_path: Path) -> Models:
    return Models(tmp_path)


@given(hnp.arrays(np.float32, st.tuples(st.integers(1, 4), st.integers(1, 8)), elements=st.floats(-1e4, 1e4, width=32)))
def test_the_log_softmax_sums_to_one_and_knows_no_offset(logits: np.ndarray) -> None:
    log_probs = log_softmax(logits)
    assert log_probs.dtype == np.float32
    np.testing.assert_allclose(np.exp(log_probs.astype(np.float64)).sum(axis=-1), 1, atol=1e-4)
    np.testing.assert_allclose(log_softmax(logits + 64), log_probs, atol=1e-2)


def test_answers_are_probabilities(model: Model, classifier: Classifier) -> None:
    tensors = np.random.default_rng(0).integers(0, 256, (5, *model.probe.tensors.shape[1:])).astype(np.uint8)
    log_probs = classifier.log_probs(tensors)
    assert log_probs.shape == (5, LABELS)
    np.testing.assert_allclose(np.exp(log_probs).sum(axis=1), 1, atol=1e-4)


@pytest.mark.parametrize("count", sorted({0, 1, 7, 8, 9, 31, 32, 33, 75, *BATCHES}))
def test_the_answer_does_not_depend_on_the_batch(model: Model, classifier: Classifier, count: int) -> None:
    tensors = np.resize(model.probe.tensors, (count, *model.probe.tensors.shape[1:]))
    together = classifier.log_probs(tensors)
    assert together.shape == (count, LABELS)
    if count:
        alone = np.concatenate([classifier.log_probs(tensor[None]) for tensor in tensors[:16]])
        np.testing.assert_array_equal(together[:16].argmax(axis=1), alone.argmax(axis=1))
        np.testing.assert_allclose(np.exp(together[:16]), np.exp(alone), atol=0.02)


def test_the_probe_is_answered_as_the_trainer_answered_it(model: Model, classifier: Classifier) -> None:
    log_probs = classifier.log_probs(model.probe.tensors)
    np.testing.assert_allclose(np.exp(log_probs), np.exp(model.probe.log_probs), atol=0.1)


def test_the_probe_becomes_the_tensors_it_came_with(model: Model) -> None:
    here = tensors_of(model.probe, model.card.normalise)
    assert here.shape == model.probe.tensors.shape
    assert np.abs(here.astype(int) - model.probe.tensors).max() <= PROBE_TENSOR_TOLERANCE


def test_more_threads_give_the_same_answer(model: Model, classifier: Classifier) -> None:
    tensors = model.probe.tensors
    np.testing.assert_allclose(Classifier(model, threads=2).log_probs(tensors), classifier.log_probs(tensors), atol=1e-5)


def test_a_hot_model_is_less_sure(model: Model, classifier: Classifier) -> None:
    tensors = model.probe.tensors
    hot = replace(model, card=replace(model.card, temperature=model.card.temperature * 1.3))
    assert Classifier(hot).log_probs(tensors).max(axis=1).mean() < classifier.log_probs(tensors).max(axis=1).mean()


@pytest.mark.parametrize("content", [b"", b"no model", b"\0" * 4096])
def test_what_is_no_model_is_refused(bundle: Bundle, content: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        QuantisedModel(content)
    with pytest.raises(BundleInvalid, match="does not load"):
        Classifier(replace(bundle.glyph, content=content))


@pytest.mark.parametrize("quantisation", [{}, {"input": (1.0, 0), "output": (9.0, 3)}, {"input": (0.5, 0), "output": (0.1, 128)}])
def test_a_model_quantised_otherwise_than_its_card_says_is_refused(model: Model, quantisation: dict[str, tuple[float, int]]) -> None:
    card = replace(model.card, quantisation=quantisation)
    with pytest.raises(BundleInvalid, match="not quantised as its card says"):
        Classifier(replace(model, card=card))


@pytest.mark.parametrize("name", ["glyph", "pen"])
def test_answers_that_are_not_the_known_ones_are_told(models: Models, name: str) -> None:
    models.edit_probe(lambda arrays: arrays.update(log_probs=np.roll(arrays["log_probs"], 1, axis=1)), name)
    with pytest.raises(BundleInvalid, match=f"model {name} does not give its known answers"):
        Classifier(getattr(Bundle.load(models.folder), name))


@pytest.mark.parametrize("name", ["glyph", "pen"])
def test_ink_normalised_otherwise_is_told(models: Models, name: str) -> None:
    models.edit_probe(lambda arrays: arrays.update(crop_03=np.flipud(arrays["crop_03"])), name)
    with pytest.raises(BundleInvalid, match=f"normalised differently here than the model {name}"):
        Classifier(getattr(Bundle.load(models.folder), name))
