"""Prefix beam search: the likeliest texts of a line, by its reader and a language model together.

Graves and Jaitly 2014; Hannun et al. 2014 (arXiv 1408.2873). A prefix is a node of a tree, so that common beginnings are
searched once; paths that spell the same are summed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, log, log1p

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.emissions import BLANK, READ_LABELS
from hcr_desktop.inference.text_model import State, TextModel

BEAM = 12
"""Prefixes kept after each frame."""

RANGE = 9.0
"""Natural log units below the best prefix at which one is dropped."""

LEAST = -6.5
"""Log probability below which a label is not tried in a frame."""

CERTAIN = -0.0005
"""Log probability of nothing above which a frame adds nothing."""

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
    """What was read up to some frame; its probability ending in nothing and in its label, as logs."""

    label: int
    before: _Prefix | None
    state: State | None
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
    live = [_Prefix(BLANK, None, None, 0.0, blank=0.0)]
    rows = log_probs.astype(np.float64)
    tried = rows > LEAST
    tried[:, BLANK] = False
    for frame, row in enumerate(rows):
        if row[BLANK] > CERTAIN:
            _stay(live, row)
            continue
        labels = np.flatnonzero(tried[frame])
        scores = list(zip(labels.tolist(), row[labels].tolist(), strict=True))
        live = _pruned(_extended(live, frame, row, scores, language, weights), beam)
    return _ranked(live, language, weights, most)


def _stay(live: list[_Prefix], row: NDArray[np.float64]) -> None:
    """Nothing new is written in a frame."""
    nothing = float(row[BLANK])
    for node in live:
        node.blank = _sum(node.blank, node.inked) + nothing
        node.inked = node.inked + float(row[node.label]) if node.before else _NEVER


def _extended(
    live: list[_Prefix],
    frame: int,
    row: NDArray[np.float64],
    scores: list[tuple[int, float]],
    language: TextModel | None,
    weights: BeamWeights,
) -> list[_Prefix]:
    """All prefixes that may have been written when a frame ends, their probabilities brought up to it."""
    touched: list[_Prefix] = []

    def touch(node: _Prefix) -> None:
        if node.stamp != frame:
            node.stamp, node.next_blank, node.next_inked = frame, _NEVER, _NEVER
            touched.append(node)

    for node in live:
        total = _sum(node.blank, node.inked)
        touch(node)
        node.next_blank = _sum(node.next_blank, total + float(row[BLANK]))
        if node.before is not None:
            node.next_inked = _sum(node.next_inked, node.inked + float(row[node.label]))
        for label, score in scores:
            # A letter doubled needs nothing in between.
            reach = node.blank if label == node.label else total
            if reach > _NEVER / 2:
                child = node.children.get(label)
                if child is None:
                    child = node.children[label] = _grown(node, label, language, weights)
                touch(child)
                child.next_inked = _sum(child.next_inked, reach + score)
    for node in touched:
        node.blank, node.inked = node.next_blank, node.next_inked
    return touched


def _pruned(touched: list[_Prefix], beam: int) -> list[_Prefix]:
    """The best prefixes; the others are forgotten, should they be reached anew."""
    ranked = sorted(((_sum(node.blank, node.inked) + node.prior, place) for place, node in enumerate(touched)), reverse=True)
    floor = ranked[0][0] - RANGE
    kept = [touched[place] for score, place in ranked[:beam] if score >= floor]
    for _, place in ranked[len(kept) :]:
        touched[place].blank = touched[place].inked = _NEVER
    return kept


def _grown(node: _Prefix, label: int, language: TextModel | None, weights: BeamWeights) -> _Prefix:
    """A prefix longer by one label. Its own state is worked out when it is grown in turn: most never are."""
    if language is None:
        return _Prefix(label, node, None, node.prior + weights.label)
    prior = weights.language * (float(language.row(_state(node, language))[label - 1]) + _EVEN) + weights.label
    return _Prefix(label, node, None, node.prior + prior)


def _state(node: _Prefix, language: TextModel) -> State:
    """What the language remembers of a prefix."""
    if node.state is None:
        node.state = language.start() if node.before is None else language.advance(_state(node.before, language), node.label - 1)
    return node.state


def _ranked(live: list[_Prefix], language: TextModel | None, weights: BeamWeights, most: int) -> list[Candidate]:
    """The texts that prefixes spell, with the language's opinion of where the text ends."""
    found = []
    for node in live:
        read = _sum(node.blank, node.inked)
        score = read + node.prior
        if language is not None:
            score += weights.language * (float(language.row(_state(node, language))[READ_LABELS - 1]) + _EVEN)
        found.append(Candidate(node.labels(), read, score))
    return sorted(found, key=lambda candidate: -candidate.score)[:most]
