"""Shipped models as teachers of another: what they say of the very tensors that it is shown (Hinton et al. 2015, arXiv 1503.02531)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.alphabet import LABELS, REJECT
from hcr_desktop.inference.bundle import Model
from hcr_desktop.inference.classify import QuantisedModel, log_softmax
from hcr_desktop.inference.normalise import NormaliseSpec, normalise_all, turned
from hcr_desktop.inference.score import VIEWS

Tensors = NDArray[np.uint8]


class Teachers:
    """Models that were exported, of one kind, as one opinion: the mean of their probabilities.

    Each sees a tensor of pixels straight and turned both ways, as the application lets a model see tiles and scans, for that
    reads better than one view: a pupil that learns to say so at one glance gains what the turning is worth. Paths are
    seen as they are.
    """

    def __init__(self, folders: Sequence[Path], shares: NDArray[np.float64]) -> None:
        """Load them.

        Args:
            folders: Of exported models (``trainer.export``).
            shares: [LABELS], how often each label is right in what the pupil is shown, as ``trainer.glyphs.label_shares`` has it. It was
                taken out of what exported models say, and is put in again: the pupil's labels come in these shares.

        Raises:
            BundleInvalid: When a folder holds no model.
        """
        models = [Model.read(folder) for folder in folders]
        self._models = [(QuantisedModel(model.content), np.float32(model.card.temperature)) for model in models]
        self._spec = models[0].card.normalise
        self._usual = np.log(shares).astype(np.float32)
        self._usual[REJECT] = 0  # reject keeps its share at export
        self._lock = threading.Lock()  # batches are made by several threads; an interpreter serves one

    def say(self, tensors: Tensors) -> NDArray[np.float32]:
        """Probabilities float32 [n, LABELS] of tensors uint8 [n, ...]."""
        views = [tensors]
        if isinstance(self._spec, NormaliseSpec):
            views += [normalise_all([turned(tensor, angle) for tensor in tensors], self._spec) for angle in VIEWS]
        total = np.zeros((len(tensors), LABELS), np.float32)
        with self._lock:
            for model, temperature in self._models:
                for view in views:
                    total += np.exp(log_softmax(model.logits(view) / temperature + self._usual))
        return total / np.float32(len(views) * len(self._models))
