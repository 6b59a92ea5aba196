"""Runs that are shipped as one: which they are, and that the converted model answers what their networks do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hcr_desktop.inference.bundle import ANY, tensor_shape
from hcr_desktop.inference.classify import make_interpreter
from hcr_desktop.inference.trace import TraceSpec

pytest.importorskip("tensorflow", reason="the trainer's libraries are not installed")

import keras

from trainer.export_reader import as_one, convert, runs_of
from trainer.forms import form_of
from trainer.reader_recipe import ReaderRecipe

# TensorFlow's arrays, when Keras saves weights.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")

RECIPE = """
name = "{name}"
[network]
stem = 8
width = {width}
dilations = [1]
dropout = 0.0
{chorus}
"""


def recipes(folder: Path, share: float) -> Path:
    """Two recipes, the first of which is shipped with the second."""
    (folder / "other.toml").write_text(RECIPE.format(name="other", width=8, chorus=""))
    (folder / "own.toml").write_text(RECIPE.format(name="own", width=16, chorus=f"[chorus]\nother = {share}"))
    return folder / "own.toml"


@pytest.mark.parametrize("share", [0.0, 1.0, -0.2])
def test_every_run_has_a_share(tmp_path: Path, share: float) -> None:
    with pytest.raises(ValueError, match="shares of a chorus"):
        runs_of(recipes(tmp_path, share), None, tmp_path)


def test_a_run_that_is_missing_is_named(tmp_path: Path) -> None:
    runs = runs_of(recipes(tmp_path, 0.2), None, tmp_path)
    form = form_of("pen", ReaderRecipe().augment, ReaderRecipe().look)
    with pytest.raises(FileNotFoundError, match="train own first"):
        as_one(runs, form, masked=False)


def test_runs_shipped_as_one_answer_as_their_networks_do(tmp_path: Path) -> None:
    runs = runs_of(recipes(tmp_path, 0.2), None, tmp_path)
    assert [(run.recipe.name, run.share) for run in runs] == [("own", 0.8), ("other", 0.2)]
    form = form_of("pen", ReaderRecipe().augment, ReaderRecipe().look)
    keras.utils.set_random_seed(7)
    for run in runs:
        run.work.mkdir()
        form.network(run.recipe.network, masked=True).save_weights(run.work / "state.weights.h5")
    model = as_one(runs, form, masked=False)
    assert ANY in tensor_shape(TraceSpec())
    interpreter = make_interpreter(convert(model, tensor_shape(TraceSpec())), 1)
    shown = np.random.default_rng(1).integers(0, 256, (1, 1, 40, TraceSpec().features)).astype(np.float32)
    index = interpreter.get_input_details()[0]["index"]
    interpreter.resize_tensor_input(index, shown.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(index, shown)
    interpreter.invoke()
    said = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    np.testing.assert_allclose(np.exp(said), np.exp(model(shown, training=False).numpy()), atol=0.02)
