"""What follows what in a text: kinds of characters, and the places where words begin."""

from __future__ import annotations

import string
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.alphabet import CHARACTERS, label_of

SPACE = len(CHARACTERS)
"""The label of a space between words."""
END = SPACE + 1
"""The label of a text's end."""
LABELS = END + 1

_SYMBOLS = (".", ",", ";:", "!?", '"', "'`", "([{<", ")]}>", "-/_", "$#@", "&+*=%^~|\\")
_MEMBERS = (" ", string.ascii_lowercase, string.ascii_uppercase, string.digits, *_SYMBOLS)
KINDS = len(_MEMBERS) + 1
"""Kinds of characters; 0 is the edge of the text."""

KIND: tuple[int, ...] = (
    *(next(kind for kind, members in enumerate(_MEMBERS, 1) if character in members) for character in CHARACTERS + " "),
    0,
)
"""The kind of each label."""

SPACE_KIND, LOWER_KIND, UPPER_KIND, DIGIT_KIND = 1, 2, 3, 4
_STOPS, _QUIET = "!?.", "\"'`([{<)]}>"

BEFORE = 3
"""Characters whose kinds are remembered."""
CONTEXTS: int = KINDS**BEFORE
START_KINDS = 0

OUTCOMES = 36
"""What may follow: a letter (0), a digit (1), each symbol, a space, the end."""

STEP = 0.04
"""Natural log units of one step of the stored table."""

FIRST, SENTENCE, INSIDE, JOINED = range(4)
"""Where a run of letters begins: with the text, after a sentence, after a space, or joined to what precedes it."""
PLACES = 4


def is_letter(label: int) -> bool:
    """Whether a label is a letter's."""
    return KIND[label] in {LOWER_KIND, UPPER_KIND}


def following_kinds(kinds: int, label: int) -> int:
    """The kinds of the last characters after one more."""
    return (kinds * KINDS + KIND[label]) % CONTEXTS


def label_at(character: str) -> int:
    """The label of a printable ASCII character or a space.

    Raises:
        ValueError: When it is none.
    """
    return SPACE if character == " " else label_of(character)


def following_place(place: int, label: int) -> int:
    """Where a run of letters begins after a label that is no letter's, when it would have begun at ``place`` before."""
    if label == SPACE:
        return place if place in {FIRST, SENTENCE} else INSIDE
    character = CHARACTERS[label]
    if character in _STOPS:
        return SENTENCE
    return place if character in _QUIET else JOINED


def _outcomes() -> tuple[int, ...]:
    """See OUTCOME."""
    symbols = [character for character in CHARACTERS if character in string.punctuation]
    return tuple(
        0 if character in string.ascii_letters else 1 if character in string.digits else 2 + symbols.index(character)
        for character in CHARACTERS
    ) + (OUTCOMES - 2, OUTCOMES - 1)


OUTCOME = _outcomes()
"""The outcome of each label."""


@dataclass(frozen=True, slots=True, eq=False)
class Succession:
    """What follows which kinds.

    Attributes:
        letter: float32 [CONTEXTS], chance that a letter follows.
        others: float32 [CONTEXTS, LABELS], chance of each other label when none does (0 for letters).
    """

    letter: NDArray[np.float32]
    others: NDArray[np.float32]

    @classmethod
    def of(cls, steps: NDArray[np.uint8]) -> Succession:
        """From the stored table, minus log probabilities in STEPs, [CONTEXTS, OUTCOMES].

        Raises:
            ValueError: When it has another size.
        """
        if steps.shape != (CONTEXTS, OUTCOMES):
            raise ValueError("its kinds do not fit this program")
        chance = np.exp(-STEP * steps.astype(np.float32))
        chance /= chance.sum(axis=1, keepdims=True)
        outcome = np.array(OUTCOME)
        members = np.bincount(outcome, minlength=OUTCOMES)
        others: NDArray[np.float32] = (chance / members.astype(np.float32))[:, outcome]
        others[:, outcome == 0] = 0.0
        return cls(chance[:, 0].copy(), others / others.sum(axis=1, keepdims=True))
