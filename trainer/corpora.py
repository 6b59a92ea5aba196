"""The handwriting corpora: flat NumPy archives of EMNIST tiles and UNIPEN ink, read from a folder that the user names."""

from __future__ import annotations

import string
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CASED = string.digits + string.ascii_uppercase + string.ascii_lowercase
"""The characters of EMNIST's 62 labels, for images whose case is known."""


@dataclass(frozen=True, slots=True)
class GlyphSet:
    """EMNIST images.

    Attributes:
        image: uint8 [n, 28, 28], white ink on black, upright.
        label47: uint8 [n], the class of EMNIST Balanced (index into ``alphabet.ALNUM47``).
        label62: int8 [n], index into digits + capitals + small letters, -1 where the case is not known.
    """

    image: NDArray[np.uint8]
    label47: NDArray[np.uint8]
    label62: NDArray[np.int8]

    def __len__(self) -> int:
        """Number of images."""
        return len(self.image)


@dataclass(frozen=True, slots=True)
class InkSet:
    """Ink samples with their texts, as flat arrays.

    Attributes:
        xy: int16 [points, 2], y down, each sample moved to (0, 0).
        stroke_end: int [strokes], end of each stroke in ``xy``.
        sample_end: int [samples], end of each sample in ``stroke_end``.
        text: str [samples].
        writer: str [samples].
        contributor: str [samples].
        stroke_character: int16 [strokes], index of the stroke's character among the sample's non-space characters, or None.
    """

    xy: NDArray[np.int16]
    stroke_end: NDArray[np.int64]
    sample_end: NDArray[np.int64]
    text: NDArray[np.str_]
    writer: NDArray[np.str_]
    contributor: NDArray[np.str_]
    stroke_character: NDArray[np.int16] | None = None

    def __len__(self) -> int:
        """Number of samples."""
        return len(self.sample_end)

    def stroke_range(self, index: int) -> range:
        """The indices of a sample's strokes in the flat arrays."""
        return range(int(self.sample_end[index - 1]) if index else 0, int(self.sample_end[index]))

    def strokes(self, index: int) -> list[NDArray[np.float32]]:
        """A sample's strokes, float32 [n, 2] each, in the order of the file."""
        return [
            self.xy[(int(self.stroke_end[stroke - 1]) if stroke else 0) : int(self.stroke_end[stroke])].astype(np.float32)
            for stroke in self.stroke_range(index)
        ]

    def stroke_glyph(self, index: int) -> NDArray[np.int16]:
        """The character index of each of a sample's strokes (segmented sets only).

        Raises:
            ValueError: When the set does not tell.
        """
        if self.stroke_character is None:
            raise ValueError("this set does not say which character a stroke belongs to")
        strokes = self.stroke_range(index)
        return self.stroke_character[strokes.start : strokes.stop]


def glyph_set(data: Path, name: str) -> GlyphSet:
    """Read ``glyphs/emnist-NAME.npz`` (train, test, official-tail) below ``data``."""
    with np.load(data / "glyphs" / f"emnist-{name}.npz") as file:
        return GlyphSet(file["image"], file["label47"], file["label62"])


def ink_set(data: Path, name: str) -> InkSet:
    """Read ``ink/NAME.npz`` (such as chars-train) below ``data``."""
    with np.load(data / "ink" / f"{name}.npz") as file:
        return InkSet(
            file["xy"],
            file["stroke_end"].astype(np.int64),
            file["sample_end"].astype(np.int64),
            file["text"],
            file["writer"],
            file["contributor"],
            file["stroke_glyph"] if "stroke_glyph" in file.files else None,
        )


def held_out_writers(ink: InkSet, every: int) -> NDArray[np.bool_]:
    """Which samples belong to validation: those of every ``every``-th writer, by name; bool [samples]."""
    names = sorted(set(ink.writer.tolist()))
    return np.isin(ink.writer, names[every // 2 :: every])
