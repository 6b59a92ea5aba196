"""The decoder's numbers, fitted by ``trainer.tune`` and shipped with the models."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import CHARACTERS


@dataclass(frozen=True, slots=True, eq=False)
class DecodeParameters:
    """Weights and statistics of everything that is not the glyph model.

    Attributes:
        join: float32 [features + 1], logistic weights and bias that two neighbouring segments are one glyph.
        space: float32 [features + 1], the same for a word space between neighbouring glyphs.
        extent_mean: float32 [94, 3], where each character's top and bottom lie, in x-heights above the baseline, and the log
            of its width (``frame.Extents.in_frame``).
        extent_deviation: float32 [94, 3], standard deviations of these.
        isolated: float32 [94], log frequency of each character among characters that stand alone, where nothing else tells.
        tiles: float32 [94], log weight of each character among tiles of EMNIST's 47 classes (``trainer.tiles``): its share of its
            class, and what the glyph model favours put right.
        picture_share: Of the glyph model's log probabilities, where the pen model has its say too.
        path_share: Of the pen model's.
        glyph_weight: Of the log probabilities of both, once a segment covered to the power ``cover``.
        cover: See above: 1 counts a score once a segment, 0 once a glyph.
        extent_weight: Of the log density of the extents.
        join_weight: Of the join log odds.
        cut_join: Log odds that the two sides of a cut are one glyph.
        language_weight: Of the language model's log scores.
        glyph_bonus: Log score of each glyph, whatever it is.
    """

    join: NDArray[np.float32]
    space: NDArray[np.float32]
    extent_mean: NDArray[np.float32]
    extent_deviation: NDArray[np.float32]
    isolated: NDArray[np.float32]
    tiles: NDArray[np.float32]
    picture_share: float = 0.8
    path_share: float = 0.6
    glyph_weight: float = 1.0
    cover: float = 0.6
    extent_weight: float = 0.4
    join_weight: float = 1.2
    cut_join: float = 1.5
    language_weight: float = 0.8
    glyph_bonus: float = 0.0

    @classmethod
    def read(cls, path: Path) -> DecodeParameters:
        """Read the parameters' file.

        Raises:
            BundleInvalid: When it is missing or damaged.
        """
        try:
            values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            table = values.pop("extents")
            extents = np.array([table[character] for character in CHARACTERS], np.float32)
            join, space = (np.array(values.pop(name), np.float32) for name in ("join", "space"))
            isolated, tiles = (_by_character(values.pop(name)) for name in ("isolated", "tiles"))
            weights = {name: float(value) for name, value in values.items()}
            return cls(join, space, extents[:, :3].copy(), extents[:, 3:].copy(), isolated, tiles, **weights)
        except OSError as error:
            raise BundleInvalid(f"The file {path.name} cannot be read ({error.strerror}). Install the program again.") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BundleInvalid(f"The file {path.name} is damaged ({error!r}). Install the program again.") from error

    def write(self, path: Path) -> None:
        """Write them as JSON, extents by character as [top, bottom, width, deviations of these]."""
        extents = np.concatenate([self.extent_mean, self.extent_deviation], axis=1)
        values: dict[str, Any] = {name: value for name, value in asdict(self).items() if isinstance(value, float)}
        values |= {"join": _rounded(self.join), "space": _rounded(self.space)}
        values |= {name: dict(zip(CHARACTERS, _rounded(getattr(self, name)), strict=True)) for name in ("isolated", "tiles")}
        values["extents"] = {character: _rounded(row) for character, row in zip(CHARACTERS, extents, strict=True)}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def _by_character(table: dict[str, float]) -> NDArray[np.float32]:
    """A number for each character, float32 [94]."""
    return np.array([table[character] for character in CHARACTERS], np.float32)


def _rounded(values: NDArray[np.float32]) -> list[float]:
    """Four significant digits, for a file that people read."""
    return [float(f"{value:.4g}") for value in values]
