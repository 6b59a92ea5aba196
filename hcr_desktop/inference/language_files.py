"""Reading the text model of a language from its folder."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.followers import Followers
from hcr_desktop.inference.letters import Letters
from hcr_desktop.inference.lexicon import PATTERNS, Lexicon
from hcr_desktop.inference.succession import Succession
from hcr_desktop.inference.text_model import STARTS, Settings, TextModel

FILE = "text.npz"


def read_text_model(folder: Path) -> TextModel:
    """Read ``text.npz`` and check it against ``card.json``.

    Raises:
        BundleInvalid: When a file is missing, damaged or not the one its card describes.
    """
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        content = (folder / FILE).read_bytes()
        if hashlib.sha256(content).hexdigest() != card["sha256"][FILE]:
            raise BundleInvalid(f"The language model {folder.name} is not the one its card describes. Install the program again.")
        settings = Settings(**{name: float(value) for name, value in card["text"].items()})
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            return model_of({name: file[name] for name in file.files}, settings)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, EOFError, BadZipFile) as error:
        raise BundleInvalid(f"The language model {folder.name} is missing or damaged ({error}). Install the program again.") from error


def model_of(arrays: dict[str, NDArray[Any]], settings: Settings) -> TextModel:
    """The model from its stored tables.

    Raises:
        ValueError: When they do not fit each other or this program.
        LookupError: When one is missing, or points outside another.
    """
    if not (0 < settings.even < 1 and 0 < settings.temper <= 2 and -20 <= settings.code <= 20):
        raise ValueError("its settings are out of range")
    pattern, known = arrays["pattern"], arrays["known"]
    if pattern.shape != (STARTS, PATTERNS) or known.shape != (PATTERNS,) or not (pattern.min() > 0 and 0 < known.min() <= known.max() < 1):
        raise ValueError("its patterns do not fit this program")
    lexicon = Lexicon.unpacked(arrays["words"], arrays["word_steps"], settings.temper)
    sure = (arrays["sure"] / 255).astype(np.float32)
    tails = np.cumsum(arrays["tail_gaps"], dtype=np.int32)
    return TextModel(
        lexicon,
        Letters.of(arrays["contexts"], arrays["letter_steps"]),
        Succession.of(arrays["kind_steps"]),
        Followers.of(lexicon, arrays["heads"], sure, arrays["sizes"], tails, arrays["pair_steps"]),
        pattern,
        known,
        settings,
    )
