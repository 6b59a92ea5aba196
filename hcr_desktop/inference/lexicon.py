"""The words of a language, how often each is written, and in which case."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.trie import APOSTROPHE, ROOT, WIDTH, Trie, coded, matrix_of

ORDINARY, NAMED, SHOUTED = range(3)
"""The kinds of counts: as an ordinary word, as a name (with a capital), in capitals throughout."""

LOWER, TITLE, NAME, CAPITALS = range(4)
"""How a word is written: in small letters, with a capital because of its place, with one as a name, in capitals."""
PATTERNS = 4

COUNT_STEP = 0.1
"""Natural log units of one step of a stored count."""

OWN_COUNT = 3e7
OWN_STEP = round(math.log(OWN_COUNT) / COUNT_STEP) + 1
"""The count of a person's own word: that of about the thousandth word."""

CARELESS = 0.02
"""Share of names that are written in small letters, as many as of words."""

RUN = re.compile(r"[A-Z]+(?![a-z])(?:'[A-Z]+(?![a-z]))*|[A-Z]?[a-z]+(?:'[a-z]+)*")
"""The parts of a written word that are runs of letters of one pattern: Mc and Donald."""


def steps_of(counts: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Counts as they are stored; 0 for none."""
    steps = np.round(np.log(np.maximum(counts, 1)) / COUNT_STEP) + 1
    return np.where(counts > 0, np.clip(steps, 1, 255), 0).astype(np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words as a tree.

    Attributes:
        words: uint8 [n, WIDTH], distinct words as letter codes, in alphabetical order.
        steps: uint8 [n, 3], their counts by kind, as ``steps_of`` has them.
        temper: Counts are raised to this power.
        trie: The tree of the words.
        share: float32 [PATTERNS, words], how much of a word's count each pattern may have.
        stop: float32 [PATTERNS, nodes], chance that a word written in that way ends at a node.
        mass: float32 [PATTERNS, nodes], chance that it ends there or below.
    """

    words: NDArray[np.uint8]
    steps: NDArray[np.uint8]
    temper: float
    trie: Trie = field(init=False)
    share: NDArray[np.float32] = field(init=False)
    stop: NDArray[np.float32] = field(init=False)
    mass: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        trie = Trie.of(self.words)
        counts = np.where(self.steps > 0, np.exp((self.temper * COUNT_STEP) * (self.steps - 1.0)), 0.0)
        counts /= counts[:, ORDINARY].sum()
        ordinary, named, shouted = counts.T
        patterns = np.stack([ordinary + CARELESS * named, ordinary, named, ordinary + named + shouted])
        stop = np.zeros((len(trie), PATTERNS))
        stop[trie.end] = patterns.T
        mass = trie.below(stop)
        scale = np.maximum(mass[ROOT], 1e-12)
        object.__setattr__(self, "trie", trie)
        object.__setattr__(self, "share", (patterns / np.maximum(patterns[CAPITALS], 1e-30)).astype(np.float32))
        object.__setattr__(self, "stop", np.ascontiguousarray((stop / scale).T, np.float32))
        object.__setattr__(self, "mass", np.ascontiguousarray((mass / scale).T, np.float32))

    @classmethod
    def unpacked(cls, letters: NDArray[np.uint8], steps: NDArray[np.uint8], temper: float) -> Lexicon:
        """From the stored form: the words' letter codes one after the other, each with a 0 behind it.

        Raises:
            ValueError: When the parts do not fit each other.
        """
        ends = np.flatnonzero(letters == 0)
        lengths = np.diff(ends, prepend=-1) - 1
        if steps.shape != (len(ends), 3) or not len(ends) or letters[-1] or lengths.min() < 1 or lengths.max() > WIDTH:
            raise ValueError("its words do not fit this program")
        words = np.zeros((len(ends), WIDTH), np.uint8)
        words[np.arange(WIDTH) < lengths[:, None]] = letters[letters > 0]
        return cls(words, steps, temper)

    def packed(self) -> NDArray[np.uint8]:
        """The words as ``unpacked`` takes them."""
        closed = np.pad(self.words, ((0, 0), (0, 1)))
        lengths = (closed > 0).sum(axis=1)
        return closed[np.arange(WIDTH + 1) <= lengths[:, None]]  # type: ignore[no-any-return]

    @property
    def suffixes(self) -> int:
        """The node after an apostrophe at a word's beginning, below which stands what may follow one; the root when there is none."""
        return max(self.trie.child(ROOT, APOSTROPHE), ROOT)

    def find(self, words: NDArray[np.uint8]) -> NDArray[np.int32]:
        """Where words stand or would stand among its own, int32 [n]."""
        return _keys(self.words).searchsorted(_keys(words)).astype(np.int32)

    def holds(self, word: str) -> bool:
        """Whether it has a word, in whatever case it is written."""
        codes = coded(word.lower())
        if codes is None:
            return False
        row = matrix_of([codes])
        at = int(self.find(row)[0])
        return at < len(self.words) and bool((self.words[at] == row[0]).all())

    def with_words(self, words: Iterable[str]) -> Lexicon:
        """The lexicon with some more words, as common as OWN_COUNT, in the case given; what is not made of letters is left out."""
        own: dict[tuple[int, ...], NDArray[np.uint8]] = {}
        for run in (run for word in words for run in RUN.findall(word)):
            if codes := coded(run.lower()):
                kind = ORDINARY if run.islower() else SHOUTED if run.isupper() and len(run) > 1 else NAMED
                own.setdefault(tuple(codes), np.zeros(3, np.uint8))[kind] = OWN_STEP
        if not own:
            return self
        added, steps = matrix_of([list(codes) for codes in sorted(own)]), np.stack([own[codes] for codes in sorted(own)])
        at = self.find(added)
        held = (at < len(self.words)) & (self.words[np.minimum(at, len(self.words) - 1)] == added).all(axis=1)
        merged = self.steps.copy()
        merged[at[held]] = np.maximum(merged[at[held]], steps[held])
        fresh = ~held
        return Lexicon(
            np.insert(self.words, at[fresh], added[fresh], axis=0), np.insert(merged, at[fresh], steps[fresh], axis=0), self.temper
        )


def _keys(words: NDArray[np.uint8]) -> NDArray[np.bytes_]:
    """Rows as values that sort as they do."""
    return np.ascontiguousarray(words).view(f"S{WIDTH}").ravel()
