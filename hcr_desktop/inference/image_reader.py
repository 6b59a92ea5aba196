"""The image reader: a line's ink in pixels to the probability of every label along it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.bundle import REINSTALL, Model
from hcr_desktop.inference.classify import STRIP_FRAME, SequenceModel
from hcr_desktop.inference.strip import Strip, StripSpec, strip, strip_of_path
from hcr_desktop.inference.trace import Levelled


@dataclass(frozen=True, slots=True, eq=False)
class ImageReading:
    """What the reader was shown and what it answered.

    Attributes:
        strip: The line's pixels, and where they lie in the mask.
        log_probs: float32 [frames, READ_LABELS], a frame for every two columns.
        columns: float64 [frames], where the middle of each frame meets the baseline, x in pixels of the mask.
    """

    strip: Strip
    log_probs: NDArray[np.float32]
    columns: NDArray[np.float64]

    @property
    def edges(self) -> NDArray[np.float64]:
        """Where frames begin and end on the baseline, x in pixels of the mask, float64 [frames + 1]."""
        step = np.diff(self.columns).mean() if len(self.columns) > 1 else 0.0
        return np.append(self.columns, self.columns[-1] + step) - step / 2


class ImageReader:
    """Reads lines of joined or printed writing from their pixels. Serves one thread at a time."""

    def __init__(self, model: Model, threads: int = 1) -> None:
        """Load a model.

        Raises:
            BundleInvalid: When it does not load here, fails its probe, or does not read strips.
        """
        self._model = SequenceModel(model, threads)
        if not isinstance(self._model.spec, StripSpec):
            raise BundleInvalid(f"The model {model.card.name} does not read pictures of lines. {REINSTALL}")
        self._spec = self._model.spec

    def read(self, mask: NDArray[np.uint8]) -> ImageReading:
        """Read one line.

        Args:
            mask: uint8 [h, w], 255 ink, such as :func:`hcr_desktop.inference.segment.compose` makes of a line's segments.
        """
        shown = strip(mask, self._spec)
        log_probs = self._model.log_probs(shown.pixels)
        # Pixels are named by their middles: that of a frame's two columns lies between them.
        middles = STRIP_FRAME * np.arange(len(log_probs)) + (STRIP_FRAME - 1) / 2
        on_baseline = np.stack([middles, np.full(len(middles), self._spec.above)], axis=1)
        return ImageReading(shown, log_probs, shown.in_mask(on_baseline)[:, 0])

    def read_path(self, ink: Levelled) -> NDArray[np.float32]:
        """What it answers of a line of pen ink, drawn: float32 [frames, READ_LABELS]."""
        return self._model.log_probs(strip_of_path(ink, self._spec))

    def forget(self) -> None:
        """Have the model's memory hold nothing of what was read."""
        self._model.forget()
