"""Prefix beam search: the likeliest texts of a line, by its reader and a language model together.

Graves and Jaitly 2014; Hannun et al. 2014 (arXiv 1408.2873). A prefix is a node of a tree, so that common beginnings are
searched once; paths that spell the same are summed. All prefixes of a frame are worked out together.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.emissions import BLANK, READ_LABELS
from hcr_desktop.inference.text_model import State, TextModel

BEAM = 24
"""Prefixes kept after each frame."""

RANGE = 9.0
"""Natural log units below the best prefix at which one is dropped."""

ENDED = 8
"""The best prefixes that are looked at for where the text ends."""

LEAST = -6.5
"""Log probability below which a label is not tried in a frame."""

CERTAIN = -0.005
"""Log probability of nothing above which a frame adds nothing."""

_NEVER = -1e30
_EVEN = log(READ_LABELS)  # a label that the language finds neither likely nor unlikely costs nothing

Floats = NDArray[np.float64]


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
    """A text's beginning. What the language makes of it is worked out when it is grown: most never are."""

    label: int
    before: _Prefix | None = None
    state: State | None = None

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


@dataclass(slots=True, eq=False)
class _Live:
    """The prefixes that a line may begin with up to some frame.

    Attributes:
        nodes: The prefixes.
        label: Their last labels, int64 [n].
        blank: Their log probabilities, as far as the reader goes, where the frame holds nothing, [n].
        inked: And where it holds their last label, [n].
        prior: What the language and the weights say of them, [n].
        gains: What they say of each label that may follow, [n, READ_LABELS]; from label 1 on.
        known: Whether that has been worked out, [n].
    """

    nodes: list[_Prefix]
    label: NDArray[np.int64]
    blank: Floats
    inked: Floats
    prior: Floats
    gains: Floats
    known: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.nodes)

    def parents(self) -> NDArray[np.int64]:
        """Where each prefix that is shorter by one label lies, or -1, int64 [n]."""
        places = {node: place for place, node in enumerate(self.nodes)}
        return np.array([places.get(node.before, -1) if node.before else -1 for node in self.nodes])

    def stay(self, row: Floats) -> None:
        """Nothing new is written in a frame."""
        self.blank = np.logaddexp(self.blank, self.inked) + row[BLANK]
        self.inked = self.inked + row[self.label]


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
    gains, known = np.full((1, READ_LABELS), weights.label), np.array([language is None])
    root = np.array([BLANK]), np.zeros(1), np.array([_NEVER]), np.zeros(1)
    live = _Live([_Prefix(BLANK)], *root, gains, known)
    rows = log_probs.astype(np.float64)
    tried = rows > LEAST
    tried[:, BLANK] = False
    for row, may in zip(rows, tried, strict=True):
        if row[BLANK] > CERTAIN:
            live.stay(row)
        else:
            live = _extended(live, row, np.flatnonzero(may), language, weights, beam)
    return _ranked(live, language, weights, most)


def _extended(live: _Live, row: Floats, labels: NDArray[np.int64], language: TextModel | None, weights: BeamWeights, beam: int) -> _Live:
    """The prefixes that are kept when a frame ends in which some labels may be written."""
    total = np.logaddexp(live.blank, live.inked)
    blank, inked = total + row[BLANK], live.inked + row[live.label]
    # A letter doubled needs something in between.
    grown = np.where(live.label[:, None] == labels, live.blank[:, None], total[:, None]) + row[labels]
    _merge(live, labels, inked, grown)
    stays = np.logaddexp(blank, inked) + live.prior
    floor = stays.max() - RANGE
    grown_scores = grown + live.prior[:, None]
    if language is not None:
        # No label is likelier to the language than certain.
        hopeful = (grown_scores >= floor - weights.language * _EVEN - weights.label).any(axis=1)
        _foretell(live, hopeful & ~live.known, language, weights)
    grown_scores += np.where(live.known[:, None], live.gains[:, labels], _NEVER)
    scores = np.concatenate([stays, grown_scores.ravel()])
    kept = np.flatnonzero(scores >= max(floor, scores.max() - RANGE))
    if len(kept) > beam:
        kept = kept[np.argpartition(-scores[kept], beam)[:beam]]
    old, new = kept[kept < len(live)], kept[kept >= len(live)] - len(live)
    source, column = np.divmod(new, max(len(labels), 1))
    born = [_Prefix(label, live.nodes[place]) for label, place in zip(labels[column].tolist(), source.tolist(), strict=True)]
    return _Live(
        [live.nodes[place] for place in old.tolist()] + born,
        np.concatenate([live.label[old], labels[column]]),
        np.concatenate([blank[old], np.full(len(new), _NEVER)]),
        np.concatenate([inked[old], grown.ravel()[new]]),
        np.concatenate([live.prior[old], live.prior[source] + live.gains[source, labels[column]]]),
        np.concatenate([live.gains[old], np.full((len(new), READ_LABELS), weights.label)]),
        np.concatenate([live.known[old], np.full(len(new), language is None)]),
    )


def _merge(live: _Live, labels: NDArray[np.int64], inked: Floats, grown: Floats) -> None:
    """Bring prefixes that are reached from one another together: a child that lives already is not born anew."""
    parent = live.parents()
    column = np.searchsorted(labels, live.label)
    column[column == len(labels)] = -1
    child = np.flatnonzero((parent >= 0) & (column >= 0))
    child = child[labels[column[child]] == live.label[child]]
    at = parent[child], column[child]
    inked[child] = np.logaddexp(inked[child], grown[at])
    grown[at] = _NEVER


def _foretell(live: _Live, wanted: NDArray[np.bool_], language: TextModel, weights: BeamWeights) -> None:
    """Work out what the language says of the labels that may follow some prefixes."""
    places = np.flatnonzero(wanted).tolist()
    if places:
        rows = np.stack([language.row(_state(live.nodes[place], language)) for place in places])
        live.gains[places, 1:] = weights.language * (rows[:, : READ_LABELS - 1] + _EVEN) + weights.label
    live.known |= wanted


def _state(node: _Prefix, language: TextModel) -> State:
    """What the language remembers of a prefix."""
    if node.state is None:
        node.state = language.start() if node.before is None else language.advance(_state(node.before, language), node.label - 1)
    return node.state


def _ranked(live: _Live, language: TextModel | None, weights: BeamWeights, most: int) -> list[Candidate]:
    """The texts that prefixes spell, with the language's opinion of where the text ends."""
    found = []
    read = np.logaddexp(live.blank, live.inked)
    scores = read + live.prior
    for place in np.argsort(-scores, kind="stable")[:ENDED].tolist():
        node, score = live.nodes[place], float(scores[place])
        if language is not None:
            score += weights.language * (float(language.row(_state(node, language))[READ_LABELS - 1]) + _EVEN)
        found.append(Candidate(node.labels(), float(read[place]), score))
    return sorted(found, key=lambda candidate: -candidate.score)[:most]
