"""A character n-gram: how likely the next character is, given those before it in the word.

The next *kind* of character (small letter, capital, digit, symbol) is predicted from the two kinds before it, and a letter
from the three letters before it, whatever their case. A share of the probability is spread evenly over all characters, so
that no evidence from the ink is ever overruled without limit.
"""

from __future__ import annotations

import hashlib
import json
import string
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import CHARACTERS

KINDS = 5
EDGE, SMALL, CAPITAL, DIGIT, SYMBOL = range(KINDS)
"""Kinds of characters; EDGE is the end of a word, on either side."""

LETTERS = 27
"""The edge (0) and the letters a (1) to z (26)."""

STEP = 0.04
"""Natural log units of one step of the stored letter table."""

Context = tuple[int, int, int, int, int]
"""The two kinds and the three letters before, the nearest last."""

START: Context = (EDGE, EDGE, 0, 0, 0)
"""The context at the beginning of a word."""


def kind_of(character: str) -> int:
    """The kind of one printable ASCII character."""
    if character in string.ascii_lowercase:
        return SMALL
    if character in string.ascii_uppercase:
        return CAPITAL
    return DIGIT if character in string.digits else SYMBOL


def letter_of(character: str) -> int:
    """1 to 26 for a letter of either case, 0 for anything else."""
    return "abcdefghijklmnopqrstuvwxyz".find(character.lower()) + 1


def following(context: Context, character: str) -> Context:
    """The context after one more character; what is no letter ends the run of letters."""
    letter = letter_of(character)
    run = (context[3], context[4], letter) if letter else (0, 0, 0)
    return (context[1], kind_of(character), *run)


@dataclass(frozen=True, slots=True, eq=False)
class LanguageModel:
    """The n-gram of one language.

    Attributes:
        kinds: float32 [KINDS, KINDS, KINDS], log probability of the next kind (EDGE: the word ends) after two kinds.
        letters: uint8 [LETTERS, LETTERS, LETTERS, LETTERS], minus log probability of the next letter after three, in STEPs.
        symbols: float32 [94], log probability of each character among those of its kind, for digits and symbols.
        even: Share of the probability that is spread evenly.
    """

    kinds: NDArray[np.float32]
    letters: NDArray[np.uint8]
    symbols: NDArray[np.float32]
    even: float
    _rows: dict[Context, NDArray[np.float32]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def read(cls, folder: Path) -> LanguageModel:
        """Read ``ngram.npz`` and check it against ``card.json``.

        Raises:
            BundleInvalid: When a file is missing, damaged or not the one its card describes.
        """
        try:
            card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
            content = (folder / "ngram.npz").read_bytes()
            if hashlib.sha256(content).hexdigest() != card["sha256"]["ngram.npz"]:
                raise BundleInvalid(f"The language model {folder.name} is not the one its card describes. Install the program again.")
            with np.load(folder / "ngram.npz", allow_pickle=False) as file:
                model = cls(file["kinds"], file["letters"], file["symbols"], float(card["even"]))
            sizes = model.kinds.shape, model.letters.shape, model.symbols.shape
            if sizes != ((KINDS,) * 3, (LETTERS,) * 4, (len(CHARACTERS),)) or not 0 < model.even < 1:
                raise ValueError("its tables do not fit this program")
            return model
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
            raise BundleInvalid(f"The language model {folder.name} is missing or damaged ({error}). Install the program again.") from error

    def next_scores(self, context: Context) -> NDArray[np.float32]:
        """Log probability of each character after ``context``, as a multiple of the even one, float32 [94]."""
        row = self._rows.get(context)
        if row is None:
            row = self._rows[context] = self._compute(context)
        return row

    def forget(self) -> None:
        """Forget the rows that were worked out: they tell what was asked for."""
        self._rows.clear()

    def end_score(self, context: Context) -> float:
        """Log probability, capped like the others, that the word ends after ``context``, as a multiple of one in four."""
        kind = float(np.exp(self.kinds[context[0], context[1], EDGE]))
        letter = float(np.exp(-STEP * self.letters[context[2], context[3], context[4], 0])) if context[4] else 1.0
        return float(np.log((1 - self.even) * 4 * kind * letter + self.even))

    def _compute(self, context: Context) -> NDArray[np.float32]:
        """See next_scores."""
        kinds = np.exp(self.kinds[context[0], context[1]])
        stored = np.exp(-STEP * self.letters[context[2], context[3], context[4]].astype(np.float32))
        inside = stored[1:] / max(float(stored[1:].sum()), 1e-9)
        spread = np.exp(self.symbols)
        probability = np.array(
            [kinds[KIND[c]] * (inside[LETTER[c] - 1] if LETTER[c] else spread[c]) for c in range(len(CHARACTERS))], np.float32
        )
        total = max(float(probability.sum()), 1e-9)
        scores = np.log((1 - self.even) * len(CHARACTERS) * probability / total + self.even).astype(np.float32)
        scores.setflags(write=False)
        return np.asarray(scores)


KIND = tuple(kind_of(character) for character in CHARACTERS)
LETTER = tuple(letter_of(character) for character in CHARACTERS)
