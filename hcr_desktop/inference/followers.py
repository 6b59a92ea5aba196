"""Which words follow which: pairs of words with their counts, looked up along the tree of the lexicon."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.lexicon import COUNT_STEP, PATTERNS, Lexicon
from hcr_desktop.inference.trie import Trie

NONE = -1
"""The head when the word before is not known, or none that is known to follow it."""


@dataclass(frozen=True, slots=True, eq=False)
class Followers:
    """Pairs of a word (the head) and the one after it.

    Attributes:
        heads: int32 [heads], indices of the lexicon's words, ascending.
        sure: float32 [heads], share of what follows a head that the pairs account for.
        first: int32 [heads + 1]; the pairs of head h are first[h] up to first[h + 1].
        tails: int32 [pairs], indices of the lexicon's words, ascending for each head.
        steps: uint8 [pairs], log counts in COUNT_STEPs.
        head_of: The head at whose word's end a node of the lexicon's tree lies.
        below: float64 [PATTERNS, pairs + 1], chances given the head and the pattern, summed up to each pair over all heads.
    """

    heads: NDArray[np.int32]
    sure: NDArray[np.float32]
    first: NDArray[np.int32]
    tails: NDArray[np.int32]
    steps: NDArray[np.uint8]
    head_of: dict[int, int] = field(repr=False)
    below: NDArray[np.float64] = field(repr=False)

    @classmethod
    def of(
        cls, lexicon: Lexicon, heads: NDArray[np.int32], sure: NDArray[np.float32], sizes: NDArray[np.int32], tails: NDArray[np.int32],
        steps: NDArray[np.uint8],
    ) -> Followers:  # fmt: skip
        """From the stored table; ``sizes`` are the numbers of pairs of each head.

        Raises:
            ValueError: When the parts do not fit each other.
        """
        words = len(lexicon.words)
        if not (len(heads) == len(sure) == len(sizes) and len(tails) == len(steps) == sizes.sum()):
            raise ValueError("its pairs do not fit each other")
        if len(heads) and not (0 <= heads.min() <= heads.max() < words and 0 <= tails.min() <= tails.max() < words and sizes.min() > 0):
            raise ValueError("its pairs do not fit its words")
        first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        weight = np.exp(lexicon.temper * COUNT_STEP * steps) * lexicon.share[:, tails]
        below = np.zeros((PATTERNS, len(tails) + 1))
        if len(heads):
            total = np.maximum(np.add.reduceat(weight, first[:-1], axis=1), 1e-12)
            np.cumsum(weight / np.repeat(total, sizes, axis=1), axis=1, out=below[:, 1:])
        ends = lexicon.trie.end[heads]
        return cls(heads, sure, first, tails, steps, dict(zip(ends.tolist(), range(len(heads)), strict=True)), below)

    def moved(self, old: Lexicon, new: Lexicon) -> Followers:
        """The same pairs among the words of a larger lexicon."""
        place = new.find(old.words)
        return Followers.of(new, place[self.heads], self.sure, np.diff(self.first), place[self.tails], self.steps)

    def listed(self, trie: Trie, head: int, node: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Chances [PATTERNS] that the word after a head ends at a node, and [PATTERNS, children] that it goes on to each child."""
        low, high = int(trie.first[node]), int(trie.first[node + 1])
        bounds = np.empty(high - low + 2, np.int32)
        bounds[0], bounds[-1] = trie.begin[node], trie.finish[node]
        bounds[1:-1] = trie.begin[low:high]
        if low == high:
            bounds[1] = bounds[-1]
        start = self.first[head]
        at = self.tails[start : self.first[head + 1]].searchsorted(bounds) + start
        sums = self.below[:, at]
        chances = sums[:, 1:] - sums[:, :-1]
        return chances[:, 0], chances[:, 1:]
