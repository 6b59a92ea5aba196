"""The forms in which line readers are shown lines: the path of the pen, or a strip of pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import keras
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.pen_picture import picture
from hcr_desktop.inference.strip import StripSpec, strip
from hcr_desktop.inference.trace import Levelled, TraceSpec, sequence
from trainer.augment_line import LineAugment, misjudged, vary_line
from trainer.draw_line import Look, draw_line
from trainer.reader_network import image_reader_network, pen_reader_network

Tensor = NDArray[np.uint8]
"""A line as its reader is shown it, [rows, length, channels]."""


class Form(Protocol):
    """One form.

    Attributes:
        source: Name of the network's input.
        frame: How much of the length its reader gives one answer for.
        fill: What pads a batch.
        longest: Longer lines are not trained on: they are several words, which other samples hold.
    """

    @property
    def source(self) -> str:
        """See above."""

    @property
    def frame(self) -> int:
        """See above."""

    @property
    def fill(self) -> float:
        """See above."""

    @property
    def longest(self) -> int:
        """See above."""

    @property
    def spec(self) -> TraceSpec | StripSpec:
        """The numbers that travel with the weights."""

    def length(self, ink: Levelled) -> int:
        """About how long a line will be."""

    def plain(self, ink: Levelled) -> Tensor:
        """A line as it is."""

    def varied(self, ink: Levelled, rng: np.random.Generator) -> Tensor:
        """A line varied by chance."""

    def network(self, arguments: dict[str, Any], *, masked: bool) -> keras.Model:
        """The untrained reader."""


@dataclass(frozen=True)
class PathForm:
    """The path of the pen, [1, points, features]."""

    augment: LineAugment
    spec: TraceSpec
    source: str = "path"
    frame: int = 4
    fill: float = 127.5
    longest: int = 900

    def length(self, ink: Levelled) -> int:
        """About how many points a line will have."""
        return int(np.hypot(*np.diff(ink.xy, axis=0).T).sum() / self.spec.step) + 4 if len(ink.xy) > 1 else 4

    def plain(self, ink: Levelled) -> Tensor:
        """The path as it is."""
        return sequence(ink, self.spec).features[None]

    def varied(self, ink: Levelled, rng: np.random.Generator) -> Tensor:
        """The path varied."""
        return sequence(vary_line(ink, self.augment, rng), self.spec).features[None]

    def network(self, arguments: dict[str, Any], *, masked: bool) -> keras.Model:
        """The untrained pen reader."""
        return pen_reader_network(self.spec.features, masked=masked, **arguments)


@dataclass(frozen=True)
class StripForm:
    """A strip of pixels, [height, columns, 1]."""

    augment: LineAugment
    look: Look
    spec: StripSpec
    source: str = "strip"
    frame: int = 2
    fill: float = 0.0
    longest: int = 640

    def length(self, ink: Levelled) -> int:
        """About how many columns a line will have."""
        return int(np.ptp(ink.xy[:, 0]) * self.spec.x_height) + 2 * self.spec.margin

    def plain(self, ink: Levelled) -> Tensor:
        """The line drawn with the usual pen."""
        return strip(picture(ink), self.spec).pixels[..., None]

    def varied(self, ink: Levelled, rng: np.random.Generator) -> Tensor:
        """The line varied, drawn with any pen, damaged, and its posture misjudged a little."""
        mask = draw_line(vary_line(ink, self.augment, rng), self.look, rng)
        return strip(mask, self.spec, misjudged(self.augment, rng)).pixels[..., None]

    def network(self, arguments: dict[str, Any], *, masked: bool) -> keras.Model:
        """The untrained image reader."""
        return image_reader_network(self.spec.height, masked=masked, **arguments)


def form_of(kind: str, augment: LineAugment, look: Look) -> Form:
    """The form of a reader of some kind: ``pen`` or ``image``.

    Raises:
        ValueError: When it is neither.
    """
    if kind == "pen":
        return PathForm(augment, TraceSpec())
    if kind == "image":
        return StripForm(augment, look, StripSpec())
    raise ValueError(f"a reader is of kind pen or image, not {kind}")
