"""The pen reader: a line's strokes to the probability of every label along them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.bundle import REINSTALL, Model
from hcr_desktop.inference.classify import SequenceModel
from hcr_desktop.inference.trace import Levelled, Trace, TraceSpec, level, sequence


@dataclass(frozen=True, slots=True, eq=False)
class PenReading:
    """What the reader was shown and what it answered.

    Attributes:
        ink: The line, levelled.
        trace: Its points as the model was shown them.
        log_probs: float32 [frames, READ_LABELS], a frame for every four points.
    """

    ink: Levelled
    trace: Trace
    log_probs: NDArray[np.float32]


class PenReader:
    """Reads lines of joined or printed writing from the path of the pen. Serves one thread at a time."""

    def __init__(self, model: Model, threads: int = 1) -> None:
        """Load a model.

        Raises:
            BundleInvalid: When it does not load here, fails its probe, or does not read paths.
        """
        self._model = SequenceModel(model, threads)
        if not isinstance(self._model.spec, TraceSpec):
            raise BundleInvalid(f"The model {model.card.name} does not read the path of a pen. {REINSTALL}")
        self._spec = self._model.spec

    def read(self, strokes: Sequence[NDArray[np.floating[Any]]]) -> PenReading:
        """Read one line.

        Args:
            strokes: [n, 2] each, n >= 1, any unit, y down, in the order written.
        """
        ink = level(strokes)
        trace = sequence(ink, self._spec)
        return PenReading(ink, trace, self._model.log_probs(trace.features))

    def forget(self) -> None:
        """Have the model's memory hold nothing of what was read."""
        self._model.forget()
