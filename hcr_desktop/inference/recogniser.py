"""The stages composed: ink or picture in, recognised text out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hcr_desktop.document.ink import Ink
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.inference.options import ReadOptions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Recogniser:
    """Reads ink and pictures with the shipped models. One instance serves one thread at a time."""

    @classmethod
    def load(cls) -> Recogniser:
        """The recogniser with the shipped models."""
        return cls()

    def read(self, source: Ink | NDArray[np.uint8], options: ReadOptions | None = None) -> RecognisedText:
        """Read ink, or a picture uint8 [h, w] or [h, w, 3]."""
        raise NotImplementedError

    def classify(self, tiles: NDArray[np.uint8], charset: str = "alnum47") -> list[list[tuple[str, float]]]:
        """Classify tiles uint8 [n, 28, 28], white ink on black."""
        raise NotImplementedError
