"""Quantising and shipping a model: an untrained one will do, for what counts is that int8 and card say what the float says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="needs the trainer's libraries: pip install .[train]")

import keras

from hcr_desktop.inference.alphabet import CHARACTERS, LABELS
from hcr_desktop.inference.bundle import Bundle
from hcr_desktop.inference.classify import Classifier, QuantisedModel, log_softmax
from hcr_desktop.inference.normalise import NormaliseSpec, normalise_all
from hcr_desktop.inference.trajectory import TrajectorySpec
from tests.inference.shipped import Models
from trainer.export import PROBE_TEXT, by_class, finished, fit_temperature, hit_rate, probe_crops, quantise, write_folder
from trainer.models import glyph_network
from trainer.recipe import Recipe
from trainer.strokefont import write

SPEC = NormaliseSpec()

# The converter says so of every model that is calibrated by samples.
pytestmark = pytest.mark.filterwarnings("ignore:Statistics for quantized inputs were expected:UserWarning")


@pytest.fixture(scope="module")
def tensors() -> np.ndarray:
    return normalise_all(probe_crops(SPEC), SPEC)


@pytest.fixture(scope="module")
def network() -> object:
    keras.utils.set_random_seed(4)
    return glyph_network(28, stem=4, middle=8, top=8, blocks=1, dropout=0.1)


@pytest.fixture(scope="module")
def content(network: object, tensors: np.ndarray) -> bytes:
    return quantise(network, tensors)


def test_the_probe_is_sixteen_different_crops_of_growing_size() -> None:
    crops = probe_crops(SPEC)
    assert len(crops) == len(set(PROBE_TEXT)) == 16
    assert all(crop.dtype == np.uint8 and crop.max() == 255 for crop in crops)
    again = probe_crops(SPEC)
    assert all(np.array_equal(one, other) for one, other in zip(crops, again, strict=True))


def test_the_pens_probe_is_the_paths_of_the_same_characters() -> None:
    paths = probe_crops(TrajectorySpec())
    assert len(paths) == 16
    for path, character in zip(paths, PROBE_TEXT, strict=True):
        assert path.dtype == np.float32
        assert path.shape == (len(path), 3)
        assert len(np.unique(path[:, 2])) == len(write(character, np.random.default_rng(0)).strokes)
        assert (np.diff(path[:, 2]) >= 0).all()
    assert all(np.array_equal(one, other) for one, other in zip(paths, probe_crops(TrajectorySpec()), strict=True))


def test_the_quantised_model_says_what_the_float_says(network: object, content: bytes, tensors: np.ndarray) -> None:
    whole = network(tensors[..., None].astype(np.float32), training=False).numpy()  # type: ignore[operator]
    model = QuantisedModel(content)
    logits = model.logits(tensors)
    assert model.input["dtype"] is model.output["dtype"] is np.uint8
    assert logits.shape == (16, LABELS)
    spread = float(np.ptp(whole))
    assert np.abs(logits - whole).max() < 0.15 * spread
    assert np.corrcoef(logits.ravel(), whole.ravel())[0, 1] > 0.97


def test_one_inference_gives_logits_and_the_features_they_are_made_of(network: object, content: bytes, tensors: np.ndarray) -> None:
    model = QuantisedModel(content)
    logits, embeddings = model.logits_and_embeddings(tensors)
    np.testing.assert_array_equal(logits, model.logits(tensors))
    assert embeddings.shape == (16, 8)
    weights, bias = network.get_layer("logits").get_weights()  # type: ignore[attr-defined]
    again = embeddings @ weights + bias
    assert np.corrcoef(logits.ravel(), again.ravel())[0, 1] > 0.97


def test_a_written_folder_is_a_bundle_that_loads(tmp_path: Path, content: bytes) -> None:
    models = Models(tmp_path)
    write_folder(content, Recipe(name="tiny"), 1.25, {"validation": 0.5}, models.glyph)
    bundle = Bundle.load(models.folder)
    card = bundle.glyph.card
    assert (card.name, card.temperature, card.alphabet) == ("tiny", 1.25, CHARACTERS)
    assert card.figures["bytes"] == len(content)
    assert card.figures["validation"] == 0.5
    log_probs = Classifier(bundle.glyph).log_probs(bundle.glyph.probe.tensors)
    np.testing.assert_allclose(log_probs, bundle.glyph.probe.log_probs, atol=1e-5)
    assert json.loads((models.glyph / "card.json").read_text())["normalise"] == {"size": 28, "fit": 24.0, "level": 40, "blur": 0.4}


@pytest.mark.parametrize("temperature", [0.6, 1.0, 1.6])
def test_the_temperature_is_found_that_made_the_confidences(temperature: float) -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (4000, 10)).astype(np.float32)
    shares = np.exp(log_softmax(logits / np.float32(temperature)))
    drawn = (shares.cumsum(axis=1) > rng.random((4000, 1))).argmax(axis=1)
    assert fit_temperature(logits, np.eye(10, dtype=np.uint8)[drawn]) == pytest.approx(temperature, abs=0.11)


def test_the_hit_rate_counts_any_right_label() -> None:
    logits = np.array([[1, 5, 0], [9, 0, 1], [0, 0, 1]], np.float32)
    targets = np.array([[0, 1, 1], [0, 1, 0], [1, 0, 1]], np.uint8)
    assert hit_rate(logits, targets) == pytest.approx(2 / 3)


def test_the_mean_over_classes_counts_rare_ones_as_much_as_frequent_ones() -> None:
    logits = np.eye(3, dtype=np.float32)[[0, 0, 0, 1, 0]]
    targets = np.array([[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 1]], np.uint8)
    assert hit_rate(logits, targets) == pytest.approx(4 / 5)
    assert by_class(logits, targets) == pytest.approx(2 / 3)


def test_a_run_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"train glyph first, or name its folder"):
        finished(Recipe(), tmp_path)
