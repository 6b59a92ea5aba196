"""Copies of the shipped models that a test may damage."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from hcr_desktop.resources import models_dir


class Models:
    """The shipped models in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "models"
        shutil.copytree(models_dir(), self.folder)
        self.glyph, self.pen = (self.folder / "tflite" / name for name in ("glyph", "pen"))

    def home(self, name: str) -> Path:
        """The folder of the glyph or the pen model."""
        return {"glyph": self.glyph, "pen": self.pen}[name]

    def edit_card(self, model: str = "glyph", **changes: object) -> None:
        """Set fields of a model's card; None takes one out."""
        path = self.home(model) / "card.json"
        card = json.loads(path.read_text()) | changes
        path.write_text(json.dumps({name: value for name, value in card.items() if value is not None}))

    def edit_probe(self, change: Callable[[dict[str, Any]], None], model: str = "glyph") -> None:
        """Change the arrays of a model's probe, and the card's hash with it."""
        path = self.home(model) / "probe.npz"
        with np.load(path) as file:
            arrays = {name: file[name].copy() for name in file.files}
        change(arrays)
        np.savez_compressed(path, **arrays)
        self.rehash(model)

    def rehash(self, model: str = "glyph") -> None:
        """Let the card's hashes be those of the files."""
        names = ("model.tflite", "probe.npz")
        self.edit_card(model, sha256={name: hashlib.sha256((self.home(model) / name).read_bytes()).hexdigest() for name in names})
