"""Prefix beam search: the likeliest texts of a line, by its reader and a language model together.

Graves and Jaitly 2014; Hannun et al. 2014 (arXiv 1408.2873). A prefix is a node of a tree, so that common beginnings are
searched once; paths that spell the same are summed. In a frame there are a dozen prefixes and a few labels: plain numbers are
several times as fast as arrays of so few.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, log, log1p

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.emissions import BLANK, READ_LABELS, condensed
from hcr_desktop.inference.text_model import State, TextModel

BEAM = 96
"""Prefixes kept after each frame."""

RANGE = 9.0
"""Natural log units below the best prefix at which one is dropped."""

ENDED = 32
"""The best prefixes that are looked at for where the text ends."""

LEAST = -6.5
"""Log probability below which a label is not tried in a frame."""

_NEVER = -1e30
_EVEN = log(READ_LABELS)  # a label that the language finds neither likely nor unlikely costs nothing


@dataclass(frozen=True, slots=True)
class BeamWeights:
    """Fitted on held-out writers.

    Attributes:
        language: Of the language model's log score.
        label: Added for each label, against the language's love of short texts.
    """

    language: float = 0.5
    label: float = 0.0


@dataclass(slots=True, eq=False)
class _Prefix:
    """A text's beginning.

    Attributes:
        label: Its last label.
        before: The prefix that is shorter by that label.
        blank: Its log probability up to some frame, as far as the reader goes, where that frame holds nothing.
        inked: And where it holds the last label.
        read: And either way.
        prior: What the language and the weights say of it.
        children: The prefixes longer by one label that were ever kept, by that label.
        state: What the language remembers of it. Worked out when it is grown: most never are.
        row: And what it says of the labels that may follow, float32 [LABELS].
    """

    label: int
    before: _Prefix | None = None
    blank: float = _NEVER
    inked: float = _NEVER
    read: float = 0.0
    prior: float = 0.0
    children: dict[int, _Prefix] = field(default_factory=dict)
    state: State | None = None
    row: NDArray[np.float32] | None = None

    def stay(self, row: list[float]) -> None:
        """Nothing new is written in a frame."""
        self.blank, self.inked = self.read + row[BLANK], self.inked + row[self.label]
        self.read = _sum(self.blank, self.inked)

    def also(self, inked: float) -> None:
        """It is reached from the prefix before it in the last frame, too: paths that spell the same are summed."""
        self.inked = _sum(self.inked, inked)
        self.read = _sum(self.blank, self.inked)

    def child(self, label: int, inked: float, prior: float) -> _Prefix:
        """The prefix longer by one label, which is written in the last frame and not before."""
        if label not in self.children:
            self.children[label] = _Prefix(label, self)
        found = self.children[label]
        found.blank, found.inked, found.read, found.prior = _NEVER, inked, inked, prior
        return found

    def foretold(self, language: TextModel) -> NDArray[np.float32]:
        """What the language says of the labels that may follow, float32 [LABELS]."""
        if self.row is None:
            self.row = language.row(self.remembered(language))
        return self.row

    def remembered(self, language: TextModel) -> State:
        """What the language remembers."""
        if self.state is None:
            self.state = language.start() if self.before is None else language.advance(self.before.remembered(language), self.label - 1)
        return self.state

    def labels(self) -> tuple[int, ...]:
        """The prefix spelt out."""
        found, node = [], self
        while node.before is not None:
            found.append(node.label)
            node = node.before
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text: labels 1..95, the reader's log probability, and the score with the language."""

    labels: tuple[int, ...]
    read: float
    score: float


def search(
    log_probs: NDArray[np.float32], language: TextModel | None, weights: BeamWeights, most: int = 6, beam: int = BEAM
) -> list[Candidate]:
    """The best texts of a line, the best first.

    Args:
        log_probs: float32 [frames, READ_LABELS].
        language: None reads each character by its ink alone.
        weights: What the language counts.
        most: Candidates returned.
        beam: Prefixes kept.
    """
    live = [_Prefix(BLANK, blank=0.0)]
    rows, empty = condensed(log_probs)
    tried = rows > LEAST
    tried[:, BLANK] = False
    for row, may, nothing in zip(rows.tolist(), tried, empty.tolist(), strict=True):
        if nothing:
            for prefix in live:
                prefix.stay(row)
        else:
            live = _extended(live, row, np.flatnonzero(may).tolist(), language, weights, beam)
    return _ranked(live, language, weights, most)


def _extended(
    live: list[_Prefix], row: list[float], labels: list[int], language: TextModel | None, weights: BeamWeights, beam: int
) -> list[_Prefix]:
    """The prefixes that are kept when a frame ends in which some labels may be written."""
    # A letter doubled needs something in between.
    grown = [(prefix, label, (prefix.blank if label == prefix.label else prefix.read) + row[label]) for prefix in live for label in labels]
    for prefix in live:
        prefix.stay(row)
    there, new = set(live), []
    for prefix, label, inked in grown:
        child = prefix.children.get(label)
        if child in there:
            child.also(inked)
        else:
            new.append((prefix, label, inked))
    kept: list[tuple[float, _Prefix, int, float, float]] = [(prefix.read + prefix.prior, prefix, BLANK, 0.0, 0.0) for prefix in live]
    floor = max(each[0] for each in kept) - RANGE
    # No label is likelier to the language than certain.
    hope = floor - weights.label - (0.0 if language is None else weights.language * _EVEN)
    for prefix, label, inked in new:
        prior = prefix.prior + weights.label
        if inked + prefix.prior < hope:
            continue
        if language is not None:
            prior += weights.language * (float(prefix.foretold(language)[label - 1]) + _EVEN)
        kept.append((inked + prior, prefix, label, inked, prior))
    kept.sort(key=_score, reverse=True)
    floor = max(floor, kept[0][0] - RANGE)
    return [prefix.child(label, inked, prior) if label else prefix for score, prefix, label, inked, prior in kept[:beam] if score >= floor]


def _score(each: tuple[float, _Prefix, int, float, float]) -> float:
    return each[0]


def _sum(a: float, b: float) -> float:
    """The logarithm of the sum of what these are the logarithms of."""
    return a + log1p(exp(b - a)) if a > b else b + log1p(exp(a - b))


def _ranked(live: list[_Prefix], language: TextModel | None, weights: BeamWeights, most: int) -> list[Candidate]:
    """The texts that prefixes spell, with the language's opinion of where the text ends."""
    found = []
    for prefix in sorted(live, key=lambda prefix: -prefix.read - prefix.prior)[:ENDED]:
        score = prefix.read + prefix.prior
        if language is not None:
            score += weights.language * (float(prefix.foretold(language)[READ_LABELS - 1]) + _EVEN)
        found.append(Candidate(prefix.labels(), prefix.read, score))
    return sorted(found, key=lambda candidate: -candidate.score)[:most]
