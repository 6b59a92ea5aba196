"""Sheets as a person laid them out: ink on boxed paper is read box by box, a picture where they want it read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box, Ink
from hcr_desktop.document.paper import Paper
from hcr_desktop.document.retouch import cropped, within
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.document.where import EVERYWHERE, Where, moved, with_line
from hcr_desktop.inference.options import ReadOptions

Source = Ink | NDArray[np.uint8]

SoFar = Callable[[RecognisedText], None]
"""Is told what was read so far, line by line."""


class Reads(Protocol):
    """What reads; ``Recogniser`` does."""

    def read(self, source: Source, options: ReadOptions | None = None, *, so_far: SoFar | None = None) -> RecognisedText:
        """Read ink or a picture."""
        ...


class SheetReader:
    """Reads sheets."""

    def __init__(self, reader: Reads) -> None:
        """Read with ``reader``."""
        self._reader = reader

    def read(
        self,
        source: Source,
        options: ReadOptions,
        paper: Paper = Paper.RULED,
        where: Where = EVERYWHERE,
        so_far: SoFar | None = None,
    ) -> RecognisedText:
        """The text of a sheet.

        Args:
            source: Ink, or a picture uint8 [h, w] or [h, w, 3].
            options: What to read for.
            paper: What ink is written on.
            where: Where to read in a picture.
            so_far: Is told the text of a whole picture up to each line.

        Raises:
            InputUnreadable: When the array is no picture.
        """
        if isinstance(source, Ink):
            return self._reader.read(source, replace(options, layout="boxes") if paper is Paper.BOXED else options)
        text = self._reader.read(source, options, so_far=so_far) if where.area is None else self._part(source, where.area, options)
        for number, box in enumerate(where.lines, 1):
            text = with_line(text, self._part(source, box, replace(options, layout="line"), number), box)
        return text

    def _part(self, picture: NDArray[np.uint8], box: Box, options: ReadOptions, number: int = 0) -> RecognisedText:
        """The text in a part of a picture."""
        bounds = within(picture, box)
        if bounds is None:
            return RecognisedText()
        return moved(self._reader.read(cropped(picture, box), options), bounds[0], bounds[1], number)
