"""What shipped models teach: their probabilities, of the tensors that the pupil is shown, in the shares that it is shown them in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import CHARACTERS, LABELS, REJECT
from hcr_desktop.inference.bundle import Bundle
from hcr_desktop.inference.classify import Classifier
from hcr_desktop.inference.normalise import NormaliseSpec, normalise
from hcr_desktop.inference.raster import page_from_ink
from hcr_desktop.resources import models_dir
from trainer.strokefont import write
from trainer.teach import Teachers

FOLDERS = {name: models_dir() / "tflite" / name for name in ("glyph", "pen")}
EVEN = np.ones(LABELS)


def tiles(text: str) -> np.ndarray:
    inks = [write(character, np.random.default_rng(0), height=90) for character in text]
    return np.stack([normalise(page_from_ink(ink, single_glyph=True).mask, NormaliseSpec()) for ink in inks])


def test_a_teacher_says_what_is_written() -> None:
    said = Teachers([FOLDERS["glyph"]], EVEN).say(tiles("KR4&"))
    assert said.shape == (4, LABELS)
    assert said.dtype == np.float32
    np.testing.assert_allclose(said.sum(axis=1), 1, rtol=1e-4)
    assert "".join(CHARACTERS[label] for label in said.argmax(axis=1)) == "KR4&"


def test_it_looks_at_pixels_from_three_sides_and_at_paths_as_they_are() -> None:
    bundle, letters = Bundle.load(), tiles("ge7")
    glance = np.exp(Classifier(bundle.glyph).log_probs(letters))
    assert np.abs(Teachers([FOLDERS["glyph"]], EVEN).say(letters) - glance).max() > 1e-3
    paths = bundle.pen.probe.tensors
    np.testing.assert_allclose(Teachers([FOLDERS["pen"]], EVEN).say(paths), np.exp(Classifier(bundle.pen).log_probs(paths)), atol=1e-5)


def test_what_is_shown_more_often_is_said_more_often_but_for_reject() -> None:
    letters = tiles("O")
    shares = EVEN.copy()
    shares[CHARACTERS.index("O")], shares[REJECT] = 5.0, 50.0
    even, more = (Teachers([FOLDERS["glyph"]], each).say(letters)[0] for each in (EVEN, shares))
    zero, letter = CHARACTERS.index("0"), CHARACTERS.index("O")
    assert more[letter] / more[zero] > 2 * even[letter] / even[zero]
    assert more[REJECT] <= even[REJECT]


def test_several_teachers_are_one_opinion() -> None:
    one, twice = (Teachers([FOLDERS["glyph"]] * times, EVEN).say(tiles("ab")) for times in (1, 2))
    np.testing.assert_allclose(one, twice, atol=1e-6)


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(BundleInvalid):
        Teachers([tmp_path], EVEN)
