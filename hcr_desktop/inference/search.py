"""Beam search over a lattice with a language model: a character's score depends on the characters before it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.alphabet import CHARACTERS
from hcr_desktop.inference.language import START, Context, LanguageModel, following
from hcr_desktop.inference.lattice import Glyph

BEAM = 12
"""Contexts kept at each place of the line."""

CANDIDATES = 6
"""Characters tried for a glyph."""

RANGE = 9.0
"""Log score below the glyph's best at which a character is no longer tried."""


@dataclass(frozen=True, slots=True, eq=False)
class _Node:
    """A way to read the line up to some place, ending in a known context."""

    score: float
    context: Context
    before: _Node | None = None
    glyph: int = -1
    character: int = -1
    entered: Context = START  # the context the character was scored in


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The best way through: glyph indices, characters, and the language model's scores [glyphs, 94] where each was read."""

    glyphs: tuple[int, ...]
    characters: tuple[str, ...]
    expected: NDArray[np.float32]
    score: float


def search(
    glyphs: tuple[Glyph, ...],
    scores: NDArray[np.float32],
    fixed: NDArray[np.float32],
    segments: int,
    word_starts: frozenset[int],
    language: LanguageModel,
    weight: float,
) -> Reading:
    """The reading with the greatest sum of ink and language scores.

    Args:
        glyphs: Hypotheses in order of their start.
        scores: float32 [glyphs, 94], log score of each character.
        fixed: float32 [glyphs], log score of each glyph whatever it is.
        segments: Number of segments to cover.
        word_starts: Segments before which a word ended.
        language: The n-gram.
        weight: Of its log scores.
    """
    beams: list[dict[Context, _Node]] = [{} for _ in range(segments + 1)]
    beams[0][START] = _Node(0.0, START)
    pruned: tuple[int, list[_Node]] = (-1, [])
    for index, glyph in enumerate(glyphs):
        if pruned[0] != glyph.start:
            nodes = sorted(beams[glyph.start].values(), key=lambda node: -node.score)[:BEAM]
            if glyph.start in word_starts:
                nodes = [replace(node, score=node.score + weight * language.end_score(node.context), context=START) for node in nodes]
            pruned = (glyph.start, nodes)
        row = scores[index]
        tried = np.argsort(-row)[:CANDIDATES]
        tried = tried[row[tried] > row[tried[0]] - RANGE]
        target, own = beams[glyph.stop], row[tried] + fixed[index]
        for node in pruned[1]:
            totals = node.score + own + weight * language.next_scores(node.context)[tried]
            for label, total in zip(tried.tolist(), totals.tolist(), strict=True):
                context = following(node.context, CHARACTERS[label])
                known = target.get(context)
                if known is None or total > known.score:
                    target[context] = _Node(total, context, node, index, label, node.context)
    ended = [replace(node, score=node.score + weight * language.end_score(node.context)) for node in beams[segments].values()]
    return _trace(max(ended, key=lambda node: node.score), language)


def _trace(last: _Node, language: LanguageModel) -> Reading:
    """The reading that ends in a node."""
    nodes: list[_Node] = []
    node: _Node | None = last
    while node is not None and node.glyph >= 0:
        nodes.append(node)
        node = node.before
    nodes.reverse()
    expected = np.stack([language.next_scores(node.entered) for node in nodes])
    return Reading(tuple(n.glyph for n in nodes), tuple(CHARACTERS[n.character] for n in nodes), expected, last.score)
