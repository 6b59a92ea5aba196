"""The shipped models are whole; whatever is wrong with a copy of them is told in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import CHARACTERS, LABELS
from hcr_desktop.inference.bundle import Bundle, Model, ModelCard, Probe, tensor_shape
from hcr_desktop.inference.normalise import NormaliseSpec
from hcr_desktop.inference.trajectory import FEATURES, TrajectorySpec
from hcr_desktop.resources import models_dir
from tests.inference.shipped import Models


@pytest.fixture
def models(tmp_path: Path) -> Models:
    return Models(tmp_path)


@pytest.fixture(scope="module")
def shipped() -> Bundle:
    return Bundle.load()


@pytest.mark.parametrize(
    ("name", "spec", "shape"), [("glyph", NormaliseSpec(), (28, 28, 1)), ("pen", TrajectorySpec(), (48, FEATURES, 1))], ids=["glyph", "pen"]
)
def test_each_shipped_model_says_what_it_is(shipped: Bundle, name: str, spec: object, shape: tuple[int, ...]) -> None:
    model: Model = getattr(shipped, name)
    card = model.card
    assert card.name == name
    assert card.alphabet == CHARACTERS
    assert card.normalise == spec
    assert (card.input_shape, card.output_shape) == (shape, (LABELS,))
    assert tensor_shape(card.normalise) == shape
    assert card.task
    assert card.licence
    assert card.data
    assert card.figures
    assert 0.3 < card.temperature < 3
    assert len(model.probe.crops) == 16
    assert (model.probe.tensors.shape, model.probe.tensors.dtype) == ((16, *shape[:-1]), np.uint8)


@pytest.mark.parametrize("name", ["glyph", "pen"])
def test_each_shipped_model_is_small(shipped: Bundle, name: str) -> None:
    assert len(getattr(shipped, name).content) <= 1_000_000


def test_english_is_shipped(shipped: Bundle) -> None:
    assert set(shipped.languages) == {"en"}


def test_a_copy_elsewhere_loads_too(models: Models) -> None:
    assert Bundle.load(models.folder).glyph.card.name == Bundle.load().glyph.card.name


@pytest.mark.parametrize(
    "name",
    [
        "tflite/glyph/card.json",
        "tflite/glyph/model.tflite",
        "tflite/glyph/probe.npz",
        "tflite/pen/card.json",
        "tflite/pen/model.tflite",
        "tflite/pen/probe.npz",
        "decode/parameters.json",
        "language/en/card.json",
        "language/en/ngram.npz",
    ],
)
class TestEveryFile:
    def test_that_is_missing_is_told(self, models: Models, name: str) -> None:
        (models.folder / name).unlink()
        with pytest.raises(BundleInvalid, match=r"(No such file|cannot be read).*Install the program again"):
            Bundle.load(models.folder)

    def test_that_is_empty_is_told(self, models: Models, name: str) -> None:
        (models.folder / name).write_bytes(b"")
        with pytest.raises(BundleInvalid, match="Install the program again"):
            Bundle.load(models.folder)

    def test_that_is_cut_short_is_told(self, models: Models, name: str) -> None:
        path = models.folder / name
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        with pytest.raises(BundleInvalid, match="Install the program again"):
            Bundle.load(models.folder)

    def test_that_is_a_folder_is_told(self, models: Models, name: str) -> None:
        (models.folder / name).unlink()
        (models.folder / name).mkdir()
        with pytest.raises(BundleInvalid, match="Install the program again"):
            Bundle.load(models.folder)


@pytest.mark.parametrize("model", ["glyph", "pen"])
@pytest.mark.parametrize("name", ["model.tflite", "probe.npz"])
def test_one_changed_bit_is_noticed(models: Models, name: str, model: str) -> None:
    path = models.home(model) / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(BundleInvalid, match=f"The file {name} of the model {model} is not the one its card describes"):
        Bundle.load(models.folder)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"alphabet": CHARACTERS[::-1]}, "labels that this program does not know"),
        ({"alphabet": CHARACTERS[:-1]}, "labels that this program does not know"),
        ({"output_shape": [94]}, "labels that this program does not know"),
        ({"input_shape": [32, 32, 1]}, "not those its card normalises to"),
        ({"normalise": {"size": 28}}, "card of glyph is damaged"),
        ({"quantisation": [1, 2]}, "card of glyph is damaged"),
        ({"quantisation": {"input": 3}}, "card of glyph is damaged"),
        ({"temperature": "warm"}, "card of glyph is damaged"),
        ({"licence": None}, "card of glyph is damaged"),
        ({"sha256": {}}, "not the one its card describes"),
    ],
)
def test_a_card_that_says_something_else_is_told(models: Models, changes: dict[str, object], reason: str) -> None:
    models.edit_card(**changes)
    with pytest.raises(BundleInvalid, match=reason):
        Bundle.load(models.folder)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"input_shape": [48, 5, 1]}, "not those its card normalises to"),
        ({"normalise": {"points": 32}}, "not those its card normalises to"),
        ({"normalise": {"points": "many"}}, "card of pen is damaged"),
        ({"normalise": {}}, "card of pen is damaged"),
        ({"normalise": 48}, "card of pen is damaged"),
        ({"output_shape": [94]}, "labels that this program does not know"),
    ],
)
def test_a_pen_card_that_says_something_else_is_told(models: Models, changes: dict[str, object], reason: str) -> None:
    models.edit_card("pen", **changes)
    with pytest.raises(BundleInvalid, match=reason):
        Bundle.load(models.folder)


@pytest.mark.parametrize("content", [b"[]", b"null", b'"card"', b"\xff\xfe", b"{", b"{}"])
def test_a_card_that_is_none_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "glyph" / "card.json"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(BundleInvalid, match="card of glyph is damaged"):
        ModelCard.read(path)


def no_tensors(arrays: dict[str, np.ndarray]) -> None:
    del arrays["tensors"]


def one_crop_less(arrays: dict[str, np.ndarray]) -> None:
    del arrays["crop_15"]


def no_crops(arrays: dict[str, np.ndarray]) -> None:
    arrays["tensors"] = arrays["tensors"][:0]


def no_numbers(arrays: dict[str, np.ndarray]) -> None:
    arrays["log_probs"][:] = np.nan


def fewer_labels(arrays: dict[str, np.ndarray]) -> None:
    arrays["log_probs"] = arrays["log_probs"][:, :50]


@pytest.mark.parametrize("model", ["glyph", "pen"])
@pytest.mark.parametrize("change", [no_tensors, one_crop_less, no_crops, no_numbers, fewer_labels])
def test_a_probe_whose_parts_do_not_fit_is_told(models: Models, change: Callable[[dict[str, np.ndarray]], None], model: str) -> None:
    models.edit_probe(change, model)
    with pytest.raises(BundleInvalid, match=f"probe of {model} is missing or damaged"):
        Bundle.load(models.folder)


@pytest.mark.parametrize("keep", [0, 1, 100, 10_000])
def test_a_probe_cut_short_is_told_whatever_its_hash(models: Models, keep: int) -> None:
    path = models.glyph / "probe.npz"
    path.write_bytes(path.read_bytes()[:keep])
    models.rehash()
    with pytest.raises(BundleInvalid, match="probe of glyph is missing or damaged"):
        Bundle.load(models.folder)


def test_a_probe_holds_no_python_objects(tmp_path: Path) -> None:
    path = tmp_path / "glyph" / "probe.npz"
    path.parent.mkdir()
    np.savez(path, tensors=np.array([{"code": 1}], dtype=object))
    with pytest.raises(BundleInvalid, match="probe of glyph is missing or damaged"):
        Probe.read(path)


@pytest.mark.parametrize("name", ["join", "space"])
def test_parameters_of_another_version_are_told(models: Models, name: str) -> None:
    path = models.folder / "decode" / "parameters.json"
    values = json.loads(path.read_text())
    values[name].append(0.0)
    path.write_text(json.dumps(values))
    with pytest.raises(BundleInvalid, match="belongs to another version"):
        Bundle.load(models.folder)


def test_no_models_at_all_are_told(tmp_path: Path) -> None:
    with pytest.raises(BundleInvalid, match=r"card\.json of glyph cannot be read"):
        Bundle.load(tmp_path)


def test_the_shipped_files_are_where_they_are_looked_for() -> None:
    assert all((models_dir() / "tflite" / name / "card.json").is_file() for name in ("glyph", "pen"))
