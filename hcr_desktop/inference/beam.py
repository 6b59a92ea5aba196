"""Prefix beam search: the likeliest texts of a line, by its reader and a language model together.

Graves and Jaitly 2014; Hannun et al. 2014 (arXiv 1408.2873). A prefix is a node of a tree, so that common beginnings are
searched once; paths that spell the same are summed.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from math import exp, log, log1p
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.emissions import BLANK, READ_LABELS

BEAM = 14
"""Prefixes kept after each frame."""

RANGE = 9.0
"""Natural log units below the best prefix at which one is dropped."""

LEAST = -7.0
"""Log probability below which a label is not tried in a frame."""

CERTAIN = -0.0005
"""Log probability of nothing above which a frame adds nothing."""

_NEVER = -1e30


class Language(Protocol):
    """What the search asks of a language model: scores of what comes next, given a state."""

    def start(self) -> Hashable:
        """The state before a text."""

    def row(self, state: Hashable) -> NDArray[np.float32]:
        """Log probabilities of the 94 characters, the space, the end; float32 [96]."""

    def advance(self, state: Hashable, label: int) -> Hashable:
        """The state after character ``label`` 0..93, or 94, the space."""


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
    """What was read up to some frame; its probability ending in nothing and in its label, as logs."""

    label: int
    before: _Prefix | None
    state: Hashable
    prior: float
    blank: float = _NEVER
    inked: float = _NEVER
    next_blank: float = _NEVER
    next_inked: float = _NEVER
    stamp: int = -1
    children: dict[int, _Prefix] = field(default_factory=dict)

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


def _sum(a: float, b: float) -> float:
    """log(exp(a) + exp(b))."""
    if a < b:
        a, b = b, a
    return a + log1p(exp(b - a)) if b > a - 30 else a


def search(
    log_probs: NDArray[np.float32], language: Language | None, weights: BeamWeights, most: int = 6, beam: int = BEAM
) -> list[Candidate]:
    """The best texts of a line, the best first.

    Args:
        log_probs: float32 [frames, READ_LABELS].
        language: None reads each character by its ink alone.
        weights: What the language counts.
        most: Candidates returned.
        beam: Prefixes kept.
    """
    root = _Prefix(BLANK, None, language.start() if language else None, 0.0, blank=0.0)
    live = [root]
    even = log(READ_LABELS)
    rows = log_probs.astype(np.float64)
    tried = rows > LEAST
    tried[:, BLANK] = False
    for frame in range(len(rows)):
        row = rows[frame]
        nothing = float(row[BLANK])
        if nothing > CERTAIN:
            for node in live:
                node.blank = _sum(node.blank, node.inked) + nothing
                node.inked = node.inked + float(row[node.label]) if node.before else _NEVER
            continue
        labels = np.flatnonzero(tried[frame])
        scores = list(zip(labels.tolist(), row[labels].tolist(), strict=True))
        touched: list[_Prefix] = []
        for node in live:
            total = _sum(node.blank, node.inked)
            if node.stamp != frame:
                node.stamp, node.next_blank, node.next_inked = frame, _NEVER, _NEVER
                touched.append(node)
            node.next_blank = _sum(node.next_blank, total + nothing)
            if node.before is not None:
                node.next_inked = _sum(node.next_inked, node.inked + float(row[node.label]))
            for label, score in scores:
                reach = node.blank if label == node.label else total
                if reach < _NEVER / 2:
                    continue
                child = node.children.get(label)
                if child is None:
                    child = node.children[label] = _grown(node, label, language, weights, even)
                if child.stamp != frame:
                    child.stamp, child.next_blank, child.next_inked = frame, _NEVER, _NEVER
                    touched.append(child)
                child.next_inked = _sum(child.next_inked, reach + score)
        ranked = []
        for node in touched:
            node.blank, node.inked = node.next_blank, node.next_inked
            ranked.append((_sum(node.blank, node.inked) + node.prior, node))
        ranked.sort(key=_first, reverse=True)
        floor = ranked[0][0] - RANGE
        for score, node in ranked[beam:]:
            node.blank = node.inked = _NEVER
        live = []
        for score, node in ranked[:beam]:
            if score >= floor:
                live.append(node)
            else:
                node.blank = node.inked = _NEVER
    return _ranked(live, language, weights, most, even)


def _first(pair: tuple[float, _Prefix]) -> float:
    return pair[0]


def _grown(node: _Prefix, label: int, language: Language | None, weights: BeamWeights, even: float) -> _Prefix:
    """A prefix longer by one label."""
    if language is None:
        return _Prefix(label, node, None, node.prior + weights.label)
    prior = weights.language * (float(language.row(node.state)[label - 1]) + even) + weights.label
    return _Prefix(label, node, language.advance(node.state, label - 1), node.prior + prior)


def _ranked(live: list[_Prefix], language: Language | None, weights: BeamWeights, most: int, even: float) -> list[Candidate]:
    """The texts that prefixes spell, with the language's opinion of where the text ends."""
    found = []
    for node in live:
        read = _sum(node.blank, node.inked)
        score = read + node.prior
        if language is not None:
            score += weights.language * (float(language.row(node.state)[READ_LABELS - 1]) + even)
        found.append(Candidate(node.labels(), read, score))
    return sorted(found, key=lambda candidate: -candidate.score)[:most]
