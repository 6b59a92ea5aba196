"""The shipped models are whole; whatever is wrong with a copy of them is told in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import CHARACTERS, LABELS
from hcr_desktop.inference.bundle import Bundle, ModelCard, Probe
from hcr_desktop.inference.normalise import NormaliseSpec
from hcr_desktop.resources import models_dir
from tests.inference.shipped import Models


@pytest.fixture
def models(tmp_path: Path) -> Models:
    return Models(tmp_path)


def test_the_shipped_models_load_and_say_what_they_are() -> None:
    bundle = Bundle.load()
    card = bundle.glyph.card
    assert card.alphabet == CHARACTERS
    assert (card.input_shape, card.output_shape) == ((28, 28, 1), (LABELS,))
    assert card.normalise == NormaliseSpec()
    assert card.task
    assert card.licence
    assert card.data
    assert card.figures
    assert 0.3 < card.temperature < 3
    assert len(bundle.glyph.probe.crops) == 16
    assert set(bundle.languages) == {"en"}


def test_the_glyph_model_is_small() -> None:
    assert len(Bundle.load().glyph.content) <= 1_000_000


def test_a_copy_elsewhere_loads_too(models: Models) -> None:
    assert Bundle.load(models.folder).glyph.card.name == Bundle.load().glyph.card.name


@pytest.mark.parametrize(
    "name",
    [
        "tflite/glyph/card.json",
        "tflite/glyph/model.tflite",
        "tflite/glyph/probe.npz",
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


@pytest.mark.parametrize("name", ["model.tflite", "probe.npz"])
def test_one_changed_bit_is_noticed(models: Models, name: str) -> None:
    path = models.glyph / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(BundleInvalid, match=f"The file {name} of the model glyph is not the one its card describes"):
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


@pytest.mark.parametrize("change", [no_tensors, one_crop_less, no_crops, no_numbers, fewer_labels])
def test_a_probe_whose_parts_do_not_fit_is_told(models: Models, change: Callable[[dict[str, np.ndarray]], None]) -> None:
    models.edit_probe(change)
    with pytest.raises(BundleInvalid, match="probe of glyph is missing or damaged"):
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
    assert (models_dir() / "tflite" / "glyph" / "card.json").is_file()
