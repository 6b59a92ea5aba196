"""A tree of words that share their beginnings, with how much probability lies below each node."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH = 24
"""Letters of the longest word; longer ones are not in the lexicon."""

APOSTROPHE = 27
"""The code of an apostrophe inside a word; 1 to 26 are the letters a to z."""

ROOT = 0
ABSENT = -1
"""The node where a word stands that the tree does not hold."""


def coded(word: str) -> list[int] | None:
    """The letter codes of a word in small letters and apostrophes; None for any other, and for one that is too long."""
    codes = ["abcdefghijklmnopqrstuvwxyz'".find(letter) + 1 for letter in word]
    return codes if 0 < len(codes) <= WIDTH and min(codes) > 0 else None


def matrix_of(codes: list[list[int]]) -> NDArray[np.uint8]:
    """Words as rows of letter codes, zeros after their ends, uint8 [n, WIDTH]."""
    rows = np.zeros((len(codes), WIDTH), np.uint8)
    for row, word in zip(rows, codes, strict=True):
        row[: len(word)] = word
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class Trie:
    """Nodes in the order of their depth, then of the alphabet: the children of a node lie next to each other.

    Attributes:
        first: int32 [nodes + 1]; the children of node v are first[v] up to first[v + 1].
        parent: int32 [nodes], sorted; the root is its own.
        letter: uint8 [nodes], the code of the letter that leads to a node (the root's is 0).
        depth: uint8 [nodes].
        end: int32 [words], the node where each word ends.
        begin: int32 [nodes], the first of the words that begin with a node's letters.
        finish: int32 [nodes], one more than the last of them.
    """

    first: NDArray[np.int32]
    parent: NDArray[np.int32]
    letter: NDArray[np.uint8]
    depth: NDArray[np.uint8]
    end: NDArray[np.int32]
    begin: NDArray[np.int32]
    finish: NDArray[np.int32]

    @classmethod
    def of(cls, words: NDArray[np.uint8]) -> Trie:
        """The tree of distinct words in alphabetical order, uint8 [n, WIDTH]."""
        count = len(words)
        shared = np.zeros(words.shape, np.bool_)
        shared[1:] = np.logical_and.accumulate(words[1:] == words[:-1], axis=1)
        end = np.zeros(count, np.int32)
        letters, parents = [np.zeros(1, np.uint8)], [np.zeros(1, np.int32)]
        depths, nodes = [0], 1
        begins, sizes = [np.zeros(1, np.int64)], [np.array([count])]
        for depth in range(words.shape[1]):
            alive = np.flatnonzero(words[:, depth])
            fresh = ~shared[alive, depth]
            letters.append(words[alive[fresh], depth])
            parents.append(end[alive[fresh]])
            begins.append(alive[fresh])
            sizes.append(np.bincount(np.cumsum(fresh) - 1))
            depths += [depth + 1] * int(fresh.sum())
            end[alive] = nodes - 1 + np.cumsum(fresh)
            nodes += int(fresh.sum())
        parent = np.concatenate(parents)
        first = np.searchsorted(parent[1:], np.arange(nodes + 1)) + 1
        begin = np.concatenate(begins).astype(np.int32)
        finish = begin + np.concatenate(sizes).astype(np.int32)
        return cls(first.astype(np.int32), parent, np.concatenate(letters), np.array(depths, np.uint8), end, begin, finish)

    def __len__(self) -> int:
        """Number of nodes."""
        return len(self.letter)

    def child(self, node: int, letter: int) -> int:
        """The node after one more letter, or ABSENT."""
        if node == ABSENT:
            return ABSENT
        low, high = int(self.first[node]), int(self.first[node + 1])
        at = low + int(self.letter[low:high].searchsorted(letter))
        return at if at < high and self.letter[at] == letter else ABSENT

    def levels(self) -> list[tuple[int, int]]:
        """The nodes of each depth from 1 on, as the first and one more than the last."""
        bounds = np.searchsorted(self.depth, np.arange(1, int(self.depth[-1]) + 2)).tolist()
        return list(pairwise(bounds))

    def below(self, stop: NDArray[Any]) -> NDArray[np.float64]:
        """The sums over each node and all below it of what ends at the nodes, [nodes, k]."""
        total = stop.astype(np.float64)
        for low, high in reversed(self.levels()):
            above = self.parent[low:high]
            base = int(above[0])
            for column in range(total.shape[1]):
                sums = np.bincount(above - base, total[low:high, column])
                total[base : base + len(sums), column] += sums
        return total
