"""Training on small corpora made by code: the loss, the schedule, a run that is stopped and resumed, and its export."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs the trainer's libraries: pip install .[train]")

import keras

from hcr_desktop import Recogniser
from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import LABELS
from hcr_desktop.inference.bundle import tensor_shape
from hcr_desktop.resources import models_dir
from tests.inference.made import written
from tests.inference.shipped import Models
from tests.trainer.madecorpora import save_corpora
from trainer.models import glyph_network
from trainer.recipe import Recipe
from trainer.train import TwoCosines, build, label_set_loss, taught_loss, train

# Keras's variables do not know the newer keyword of NumPy 2's array protocol.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"),
]

NETWORK = {"stem": 4, "middle": 8, "top": 8, "blocks": 1, "dropout": 0.1}
RECIPE = Recipe(
    epochs=1,
    refine=1,
    batch=64,
    tiles_per_class=4,
    tiles_floor=2,
    ink_per_class=3,
    ink_floor=2,
    rejects=60,
    held_out=4,
    rate=5e-3,
    network=NETWORK,
)
PEN = replace(
    RECIPE,
    kind="pen",
    name="pen",
    refine=0,
    tiles_per_class=0,
    tiles_floor=0,
    network={"widths": [8, 8, 8], "dropout": 0.1},
)


@dataclass(frozen=True)
class Run:
    """A run that was stopped after its first epoch and then resumed."""

    data: Path
    work: Path
    log_when_stopped: str
    iterations: tuple[int, int]
    model: object


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    data, work = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("work")
    save_corpora(data)
    first = train(RECIPE, data, work, stop_after=1)
    log = (work / "log.jsonl").read_text()
    second = train(RECIPE, data, work)
    return Run(data, work, log, (int(first.optimizer.iterations), int(second.optimizer.iterations)), second)


def numpy_loss(target: np.ndarray, logits: np.ndarray, smoothing: float) -> np.ndarray:
    log_probs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    right = np.log((np.exp(log_probs) * target).sum(axis=1))
    return np.asarray(-(1 - smoothing) * right - smoothing * log_probs.mean(axis=1))


@pytest.mark.parametrize("smoothing", [0.0, 0.02, 0.3])
def test_the_loss_is_minus_the_log_of_the_right_labels_probability(smoothing: float) -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (20, LABELS)).astype(np.float32)
    target = np.eye(LABELS, dtype=np.float32)[rng.integers(0, LABELS, 20)]
    target[::2, 5] = 1  # every other has two right labels
    loss = keras.ops.convert_to_numpy(label_set_loss(smoothing)(target, logits))
    np.testing.assert_allclose(loss, numpy_loss(target, logits, smoothing), rtol=1e-4)


def test_either_of_two_right_labels_costs_nothing() -> None:
    target = np.zeros((2, LABELS), np.float32)
    target[:, [3, 4]] = 1
    logits = np.full((2, LABELS), -30, np.float32)
    logits[0, 3] = logits[1, 4] = 30
    assert keras.ops.convert_to_numpy(label_set_loss(0.0)(target, logits)).max() < 1e-4


def test_what_teachers_say_counts_beside_the_labels() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (20, LABELS)).astype(np.float32)
    labels = np.eye(LABELS, dtype=np.float32)[rng.integers(0, LABELS, 20)]
    said = rng.dirichlet(np.full(LABELS, 0.1), 20).astype(np.float32)
    log_probs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    loss = keras.ops.convert_to_numpy(taught_loss(0.02, 0.5)(np.stack([labels, said], axis=1), logits))
    np.testing.assert_allclose(loss, numpy_loss(labels, logits, 0.02) - 0.5 * (said * log_probs).sum(axis=1), rtol=1e-4)


def test_the_learning_rate_rises_then_falls_twice() -> None:
    recipe = replace(RECIPE, epochs=10, refine=5, rate=1e-2, refine_rate=2e-3, warmup=0.1)
    schedule = TwoCosines(recipe, steps=20, refine_steps=20)
    rates = np.array([float(schedule(step)) for step in range(300)])
    assert rates[0] < recipe.rate / 10
    assert rates[:200].max() == pytest.approx(recipe.rate, rel=1e-3)
    assert rates[:200].argmax() == pytest.approx(20, abs=1)
    assert (np.diff(rates[:20]) > 0).all()
    assert (np.diff(rates[21:200]) <= 0).all()
    assert rates[199] < recipe.rate / 100
    assert rates[200:].max() == pytest.approx(recipe.refine_rate, rel=1e-3)
    assert (np.diff(rates[206:]) <= 0).all()
    assert rates[-1] < recipe.refine_rate / 100


def test_the_network_has_a_logit_a_label_and_grows_with_its_blocks() -> None:
    for recipe in (RECIPE, PEN):
        model = build(recipe, steps=10, refine_steps=10)
        assert model.output_shape == (None, LABELS)
        assert model.input_shape == (None, *tensor_shape(recipe.spec))
    small, large = (glyph_network(28, blocks=blocks, **{k: v for k, v in NETWORK.items() if k != "blocks"}) for blocks in (1, 2))
    assert small.count_params() < large.count_params()


def test_a_stopped_run_goes_on_where_it_stood(run: Run) -> None:
    first, second = map(json.loads, (run.work / "log.jsonl").read_text().splitlines())
    assert json.loads(run.log_when_stopped) == first
    assert (first["epoch"], second["epoch"]) == (1, 2)
    assert run.iterations[1] > run.iterations[0] > 0
    assert second["loss"] < first["loss"]
    for entry in (first, second):
        assert all(0 <= entry[name] <= 1 for name in ("tiles", "ink", "rejects"))
    assert not (run.work / "next.weights.h5").exists()


@pytest.mark.filterwarnings("ignore:Statistics for quantized inputs were expected:UserWarning")
def test_runs_of_both_kinds_are_exported_as_models_that_load(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("tensorflow", reason="only TensorFlow converts to TFLite")
    from trainer.export import export  # noqa: PLC0415 - the skip comes first

    models, work = Models(tmp_path), tmp_path / "pen"
    train(PEN, run.data, work)
    (entry,) = map(json.loads, (work / "log.jsonl").read_text().splitlines())
    assert {"ink", "rejects"} <= set(entry)
    assert "tiles" not in entry  # they have no path
    assert export(RECIPE, run.data, run.work, models.glyph)["epochs"] == 2
    figures = export(PEN, run.data, work, models.pen)
    assert figures["epochs"] == 1
    assert 0 <= figures["validation_ink"]["int8"] <= 1
    assert "validation_tiles" not in figures
    reader = Recogniser.load(models.folder)
    assert reader.bundle.glyph.card.figures["epochs"] == 2
    assert reader.bundle.pen.card.figures["epochs"] == 1
    assert len(str(reader.read(written("any")))) >= 1


def test_a_run_learns_from_exported_models(run: Run, tmp_path: Path) -> None:
    alone, taught = (replace(RECIPE, refine=0, epochs=2, taught=weight) for weight in (0.0, 1.0))
    train(alone, run.data, tmp_path / "alone")
    train(taught, run.data, tmp_path / "taught", teachers=[models_dir() / "tflite" / "glyph"])
    read = {name: json.loads((tmp_path / name / "log.jsonl").read_text().splitlines()[-1]) for name in ("alone", "taught")}
    assert read["taught"]["loss"] > read["alone"]["loss"]  # it has two things to learn
    with pytest.raises(BundleInvalid):
        train(taught, run.data, tmp_path / "none", teachers=[tmp_path])


def test_a_finished_run_trains_no_more(run: Run) -> None:
    before = (run.work / "log.jsonl").read_text()
    again = train(RECIPE, run.data, run.work)
    assert (run.work / "log.jsonl").read_text() == before
    for one, other in zip(again.get_weights(), run.model.get_weights(), strict=True):  # type: ignore[attr-defined]
        np.testing.assert_array_equal(one, other)
