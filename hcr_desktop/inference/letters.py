"""How likely a letter is after the letters before it, for words that no list holds: an interpolated n-gram."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.trie import APOSTROPHE, Trie

LETTERS = 27
"""The end of the word (0) and the letters a (1) to z (26)."""

ORDER = 5
CONTEXTS: int = LETTERS ** (ORDER - 1)
"""The letters before, the nearest last, as one number in base LETTERS; zeros stand before the word."""

STEP = 0.04
"""Natural log units of one step of the stored table."""

APOSTROPHE_CHANCE = 0.005
"""How likely an apostrophe is inside a word, wherever it is."""


def shifted(context: int, letter: int) -> int:
    """The context after one more letter; after an apostrophe a word begins anew."""
    return 0 if letter == APOSTROPHE else (context * LETTERS + letter) % CONTEXTS


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """The n-gram.

    Attributes:
        chance: float32 [rows, LETTERS], probability of the end and of each letter.
        row: int32 [CONTEXTS], the row of each context; one that was rarely seen shares the row of a shorter one.
    """

    chance: NDArray[np.float32]
    row: NDArray[np.int32]

    @classmethod
    def of(cls, contexts: NDArray[np.int32], steps: NDArray[np.uint8]) -> Letters:
        """From the stored table.

        Args:
            contexts: [rows], length of the context * CONTEXTS + context, sorted; the first is the empty one (0).
            steps: [rows, LETTERS], minus log probability in STEPs.

        Raises:
            ValueError: When they do not fit each other.
        """
        if steps.shape != (len(contexts), LETTERS) or not len(contexts) or contexts[0] != 0 or contexts[-1] >= ORDER * CONTEXTS:
            raise ValueError("its letters do not fit this program")
        chance = np.exp(-STEP * steps.astype(np.float32))
        chance /= chance.sum(axis=1, keepdims=True)
        row: NDArray[np.int32] = np.zeros(1, np.int32)
        for length in range(1, ORDER):
            row = np.tile(row, LETTERS)
            low, high = np.searchsorted(contexts, (length * CONTEXTS, (length + 1) * CONTEXTS))
            row[contexts[low:high] - length * CONTEXTS] = np.arange(low, high)
        return cls(chance, row)

    def after(self, context: int) -> NDArray[np.float32]:
        """Probability of the end and of each letter, float32 [LETTERS]."""
        return self.chance[self.row[context]]  # type: ignore[no-any-return]

    def prefixes(self, trie: Trie) -> NDArray[np.float64]:
        """How likely the n-gram finds the letters that lead to each node, [nodes]."""
        chance, context = np.ones(len(trie)), np.zeros(len(trie), np.int64)
        for low, high in trie.levels():
            above, letter = trie.parent[low:high], trie.letter[low:high].astype(np.int64)
            inner = letter != APOSTROPHE
            step = np.where(inner, self.chance[self.row[context[above]], np.where(inner, letter, 0)], APOSTROPHE_CHANCE)
            chance[low:high] = chance[above] * step
            context[low:high] = np.where(inner, (context[above] * LETTERS + letter) % CONTEXTS, 0)
        return chance
