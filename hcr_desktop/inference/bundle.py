"""The shipped models: what each says of itself, and the checks that they are whole and belong to this program."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import CHARACTERS, LABELS
from hcr_desktop.inference.emissions import READ_LABELS
from hcr_desktop.inference.frame import EXTENTS
from hcr_desktop.inference.language import LanguageModel
from hcr_desktop.inference.language_files import read_text_model
from hcr_desktop.inference.normalise import NormaliseSpec
from hcr_desktop.inference.options import LANGUAGES
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.inference.segment import JOIN_FEATURES
from hcr_desktop.inference.spaces import SPACE_FEATURES
from hcr_desktop.inference.strip import StripSpec
from hcr_desktop.inference.text_model import TextModel
from hcr_desktop.inference.trace import TraceSpec
from hcr_desktop.inference.trajectory import FEATURES, TrajectorySpec
from hcr_desktop.resources import models_dir

REINSTALL = "Install the program again to restore it."


Spec = NormaliseSpec | TrajectorySpec | TraceSpec | StripSpec
"""How ink becomes a tensor: a crop normalised, a glyph's path resampled, or a whole line's; or a line's pixels as a strip."""

ANY = -1
"""The length of a line, in shapes."""


def spec_from_json(values: dict[str, Any]) -> Spec:
    """The spec of a card."""
    if "columns" in values:
        return TraceSpec.from_json(values)
    if "x_height" in values:
        return StripSpec.from_json(values)
    return TrajectorySpec.from_json(values) if "points" in values else NormaliseSpec.from_json(values)


def tensor_shape(spec: Spec) -> tuple[int, ...]:
    """The shape of one tensor as a model takes it."""
    if isinstance(spec, TraceSpec):
        return (1, ANY, spec.features)
    if isinstance(spec, StripSpec):
        return (spec.height, ANY, 1)
    return (spec.size, spec.size, 1) if isinstance(spec, NormaliseSpec) else (spec.points, FEATURES, 1)


def answer_shape(spec: Spec) -> tuple[int, ...]:
    """The shape of a model's answer to one tensor: logits of a glyph's labels, or of a line's at every frame."""
    return (ANY, READ_LABELS) if isinstance(spec, TraceSpec | StripSpec) else (LABELS,)


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model says of itself, read from ``card.json``.

    Attributes:
        name: The model's name, also its folder's.
        task: What it does, one sentence.
        alphabet: The characters of its labels in order; one more label, reject, follows.
        normalise: How ink is brought to its input.
        input_shape: Of one sample, without the batch, such as (28, 28, 1).
        output_shape: Of one sample: logits, (LABELS,) of a glyph or (-1, READ_LABELS) of a line.
        quantisation: Scale and zero point of input and output as (scale, zero) pairs; (0, 0) where they are not quantised.
        temperature: The logits are divided by it before the softmax, so that confidences are true.
        sha256: Of the files, by name.
        licence: Of the weights.
        data: The corpora it was trained on.
        figures: Measured figures, by name, with the command that measured them.
    """

    name: str
    task: str
    alphabet: str
    normalise: Spec
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    quantisation: dict[str, tuple[float, int]]
    temperature: float
    sha256: dict[str, str]
    licence: str
    data: tuple[str, ...]
    figures: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> ModelCard:
        """Read a card.

        Raises:
            BundleInvalid: When it is missing or does not hold what a card holds.
        """
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                name=str(values["name"]),
                task=str(values["task"]),
                alphabet=str(values["alphabet"]),
                normalise=spec_from_json(values["normalise"]),
                input_shape=tuple(values["input_shape"]),
                output_shape=tuple(values["output_shape"]),
                quantisation={name: (float(scale), int(zero)) for name, (scale, zero) in values["quantisation"].items()},
                temperature=float(values["temperature"]),
                sha256=dict(values["sha256"]),
                licence=str(values["licence"]),
                data=tuple(values["data"]),
                figures=dict(values["figures"]),
            )
        except OSError as error:
            raise BundleInvalid(f"The file {path.name} of {path.parent.name} cannot be read ({error.strerror}). {REINSTALL}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BundleInvalid(f"The model card of {path.parent.name} is damaged ({error!r}). {REINSTALL}") from error


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """Crops made by code, and what must come of them: proof that this machine computes as the trainer did.

    Attributes:
        crops: Masks uint8 [h, w] of several sizes; or pen paths float32 [n, 3] of x, y and the number of the stroke.
        tensors: uint8 [n, ...], what the card's spec makes of them.
        log_probs: float32 [n, LABELS], or [n, frames, READ_LABELS] of lines, the model's answer.
    """

    crops: tuple[NDArray[Any], ...]
    tensors: NDArray[np.uint8]
    log_probs: NDArray[np.float32]

    @classmethod
    def read(cls, path: Path) -> Probe:
        """Read ``probe.npz``.

        Raises:
            BundleInvalid: When it is missing or damaged.
        """
        try:
            with path.open("rb") as content, np.load(content, allow_pickle=False) as file:
                crops = tuple(file[f"crop_{index:02d}"] for index in range(len(file["tensors"])))
                probe = cls(crops, file["tensors"], file["log_probs"])
            answers = probe.log_probs
            if not crops or len(answers) != len(crops) or answers.ndim < 2 or not np.isfinite(answers).all():
                raise ValueError("its answers do not fit its crops")
            return probe
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise BundleInvalid(f"The probe of {path.parent.name} is missing or damaged ({error}). {REINSTALL}") from error


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A shipped model: its TFLite file's content, its card and its probe."""

    content: bytes
    card: ModelCard
    probe: Probe

    @classmethod
    def read(cls, home: Path) -> Model:
        """Read and check the model in folder ``home``.

        Raises:
            BundleInvalid: When a file is missing, has another hash than the card says, or does not fit this program.
        """
        card = ModelCard.read(home / "card.json")
        content = _read_hashed(home, "model.tflite", card)
        _read_hashed(home, "probe.npz", card)
        if card.alphabet != CHARACTERS or card.output_shape != answer_shape(card.normalise):
            raise BundleInvalid(f"The model {card.name} has labels that this program does not know. {REINSTALL}")
        if card.input_shape != tensor_shape(card.normalise):
            raise BundleInvalid(f"The model {card.name} takes tensors {card.input_shape}, not those its card normalises to. {REINSTALL}")
        probe = Probe.read(home / "probe.npz")
        if probe.log_probs.shape[-1] != card.output_shape[-1]:
            raise BundleInvalid(f"The probe of {home.name} is missing or damaged (its answers do not fit its model). {REINSTALL}")
        return cls(content, card, probe)


MODELS = ("glyph", "pen", "pen_reader", "image_reader")
"""The folders of the models, in the order of a bundle's fields."""


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """All that is needed to read.

    Attributes:
        glyph: The model of a glyph's picture.
        pen: The model of a glyph's path.
        pen_reader: The model of a line's path.
        image_reader: The model of a line's pixels.
        decode: The decoder's parameters.
        languages: The character n-grams by tag, for the lattice.
        texts: The models of words, other words and codes by tag, for the readers of lines.
    """

    glyph: Model
    pen: Model
    pen_reader: Model
    image_reader: Model
    decode: DecodeParameters
    languages: dict[str, LanguageModel]
    texts: dict[str, TextModel]

    @classmethod
    def load(cls, folder: Path | None = None) -> Bundle:
        """Read and check the models below ``folder`` (the shipped ones by default).

        Raises:
            BundleInvalid: When a file is missing, has another hash than its card says, or does not fit this program.
        """
        folder = models_dir() if folder is None else folder
        glyph, pen, pen_reader, image_reader = (Model.read(folder / "tflite" / name) for name in MODELS)
        languages = {tag: LanguageModel.read(folder / "language" / tag) for tag in LANGUAGES}
        texts = {tag: read_text_model(folder / "language" / tag) for tag in LANGUAGES}
        parameters = _parameters(folder / "decode" / "parameters.json")
        return cls(glyph, pen, pen_reader, image_reader, parameters, languages, texts)


def _parameters(path: Path) -> DecodeParameters:
    """The decoder's parameters, of the sizes that its stages take."""
    parameters = DecodeParameters.read(path)
    sizes = parameters.join.shape, parameters.space.shape, parameters.extent_mean.shape, parameters.extent_deviation.shape
    if sizes != ((JOIN_FEATURES + 1,), (SPACE_FEATURES + 1,), (len(CHARACTERS), EXTENTS), (len(CHARACTERS), EXTENTS)):
        raise BundleInvalid(f"The file {path.name} belongs to another version of this program. {REINSTALL}")
    return parameters


def _read_hashed(home: Path, name: str, card: ModelCard) -> bytes:
    """A file's content, its hash as the card says."""
    try:
        content = (home / name).read_bytes()
    except OSError as error:
        raise BundleInvalid(f"The file {name} of the model {card.name} cannot be read ({error.strerror}). {REINSTALL}") from error
    if hashlib.sha256(content).hexdigest() != card.sha256.get(name):
        raise BundleInvalid(f"The file {name} of the model {card.name} is not the one its card describes. {REINSTALL}")
    return content
