"""Labels of the glyph model: which characters there are, how classes are grouped, and what may be asked for."""

from __future__ import annotations

import string
from functools import cache

import numpy as np
from numpy.typing import NDArray

CHARACTERS = "".join(chr(code) for code in range(33, 127))
"""The 94 printable ASCII characters without space; the label of a character is its index."""

REJECT = len(CHARACTERS)
"""The label of what is no single character: wrong joins and splits."""

LABELS = REJECT + 1

ALNUM47 = string.digits + string.ascii_uppercase + "abdefghnqrt"
"""The 47 classes of EMNIST Balanced: digits, capitals, and the small letters whose shape differs from the capital's."""

CHARSETS: dict[str, str] = {
    "all": CHARACTERS,
    "alnum": string.digits + string.ascii_letters,
    "alnum47": ALNUM47,
    "letters": string.ascii_letters,
    "upper": string.ascii_uppercase,
    "lower": string.ascii_lowercase,
    "digits": string.digits,
    "symbols": string.punctuation,
}
"""What each ``charset`` option offers, as a string of characters."""


def label_of(character: str) -> int:
    """The label of one printable ASCII character.

    Raises:
        ValueError: When it is none.
    """
    return CHARACTERS.index(character)


@cache
def grouping(charset: str) -> NDArray[np.float32]:
    """The 0/1 matrix [LABELS, len(CHARSETS[charset])] that sums label probabilities into the charset's characters.

    A small letter that ``alnum47`` does not hold counts for its capital, as EMNIST's merged classes do; every other
    label outside the charset counts for nothing.
    """
    offered = CHARSETS[charset]
    matrix = np.zeros((LABELS, len(offered)), np.float32)
    for label, character in enumerate(CHARACTERS):
        if charset == "alnum47" and character in string.ascii_lowercase and character not in offered:
            character = character.upper()
        if character in offered:
            matrix[label, offered.index(character)] = 1.0
    matrix.setflags(write=False)
    return matrix
