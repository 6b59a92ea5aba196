"""Lattice to hypothesis: the best path in log space, over glyph model, join odds and where glyphs lie in the line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.alphabet import CHARSETS, REJECT, grouping
from hcr_desktop.inference.frame import Extents, extent_scores, fit_frame
from hcr_desktop.inference.language import LanguageModel
from hcr_desktop.inference.lattice import Glyph, Hypothesis, Lattice, Line
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.inference.search import search
from hcr_desktop.inference.spaces import word_breaks

REFINEMENTS = 2
"""Times the line's frame is refitted to what was read, and the path searched again."""

ALTERNATIVES = 8
"""Most alternatives given for a character."""

WITH_LANGUAGE = frozenset(("all", "alnum", "letters", "upper", "lower"))
"""Charsets whose characters stand in words."""

Choices = tuple[tuple[str, float], ...]

_TINY = 1e-12


def decode(
    lattice: Lattice, parameters: DecodeParameters, charset: str = "all", spaces: bool = True, language: LanguageModel | None = None
) -> Hypothesis:
    """The best reading of a line.

    Args:
        lattice: The line's glyph hypotheses with their scores.
        parameters: Weights and statistics.
        charset: Which characters may be read.
        spaces: Whether there may be word spaces.
        language: What characters follow one another; None reads each by its ink alone.
    """
    base = parameters.glyph_weight * within_charset(lattice.log_probs, charset)
    cover = np.array([glyph.stop - glyph.start for glyph in lattice.glyphs], np.float32) ** parameters.cover
    inner = np.concatenate([[0], np.cumsum(lattice.join)])
    joined = np.array([inner[glyph.stop - 1] - inner[glyph.start] for glyph in lattice.glyphs], np.float32)
    fixed = parameters.join_weight * joined + parameters.glyph_bonus
    extents, line, segments = Extents.of(lattice.glyphs), lattice.line, len(lattice.line.segments)
    scores = base
    path, total = best_path(lattice.glyphs, scores[:, :REJECT].max(axis=1) * cover + fixed, segments)
    for _ in range(REFINEMENTS):
        posteriors = np.exp(scores[path, :REJECT] - scores[path, :REJECT].max(axis=1, keepdims=True))
        line = fit_frame(line, extents.take(path), posteriors, parameters)
        scores = base + parameters.extent_weight * extent_scores(extents, line, parameters)
        path, total = best_path(lattice.glyphs, scores[:, :REJECT].max(axis=1) * cover + fixed, segments)
    choices = _choices(lattice, path, scores[path], charset)
    if language is not None and charset in WITH_LANGUAGE:
        breaks = _breaks(lattice, path, choices, line, parameters, spaces)
        starts = frozenset(lattice.glyphs[index].start for index, broken in zip(path, breaks, strict=True) if broken)
        ink = scores[:, :REJECT] * cover[:, None]
        best = search(lattice.glyphs, ink, fixed, segments, starts, language, parameters.language_weight)
        path, total = list(best.glyphs), best.score
        given = scores[path].copy()
        given[:, :REJECT] += parameters.language_weight * best.expected
        choices = [put_first(ranked, name) for ranked, name in zip(_choices(lattice, path, given, charset), best.characters, strict=True)]
    breaks = _breaks(lattice, path, choices, line, parameters, spaces)
    return Hypothesis(tuple(path), tuple(ranked[0][0] for ranked in choices), breaks, tuple(choices), total)


def _choices(lattice: Lattice, path: list[int], scores: NDArray[np.float32], charset: str) -> list[Choices]:
    """The ranked characters of each glyph of a path, by scores [glyphs of the path, LABELS]."""
    doubt = np.exp(lattice.log_probs[path, REJECT])
    return [rank(row, charset, float(reject)) for row, reject in zip(scores, doubt, strict=True)]


def put_first(choices: Choices, character: str) -> Choices:
    """The choices with the one that the whole line spoke for at the head."""
    return tuple(sorted(choices, key=lambda choice: choice[0] != character))


def _breaks(
    lattice: Lattice, path: list[int], choices: list[Choices], line: Line, parameters: DecodeParameters, spaces: bool
) -> tuple[bool, ...]:
    """Whether a word space stands before each glyph of a path."""
    if not spaces:
        return (False,) * len(path)
    return word_breaks([lattice.glyphs[index] for index in path], [ranked[0][0] for ranked in choices], line.x_height, parameters)


def within_charset(log_probs: NDArray[np.float32], charset: str) -> NDArray[np.float32]:
    """Log probabilities [n, LABELS] given that the label is in the charset or reject; -inf elsewhere is kept finite."""
    offered = grouping(charset).sum(axis=1) > 0
    offered[REJECT] = True
    kept = np.where(offered, np.exp(log_probs), 0)
    total = kept.sum(axis=1, keepdims=True)
    return np.asarray(np.log(np.maximum(kept / np.maximum(total, _TINY), _TINY)) + np.where(offered, 0, -1e3), np.float32)


def best_path(glyphs: tuple[Glyph, ...], scores: NDArray[np.float32], segments: int) -> tuple[list[int], float]:
    """The indices of the glyphs that cover segments 0..segments once with the greatest sum of scores, and the sum."""
    best = np.full(segments + 1, -np.inf)
    best[0] = 0.0
    came = [-1] * (segments + 1)
    for index, glyph in enumerate(glyphs):  # in order of their start, so best[start] is final
        value = best[glyph.start] + float(scores[index])
        if value > best[glyph.stop]:
            best[glyph.stop], came[glyph.stop] = value, index
    path, at = [], segments
    while at > 0:
        path.append(came[at])
        at = glyphs[came[at]].start
    return path[::-1], float(best[segments])


def rank(scores: NDArray[np.float32], charset: str, reject: float = 0.0) -> tuple[tuple[str, float], ...]:
    """The characters of a charset by probability, the best first.

    Args:
        scores: float32 [LABELS], log scores.
        charset: Whose characters to name; labels that it merges are summed.
        reject: Probability that it is no character; what is left is shared out.
    """
    weight = np.exp(scores - scores[:REJECT].max())
    weight[REJECT] = 0
    shares = np.minimum(weight, 1) @ grouping(charset)
    shares *= (1 - reject) / shares.sum()
    order = np.argsort(-shares, kind="stable")[:ALTERNATIVES]
    return tuple((CHARSETS[charset][index], float(shares[index])) for index in order)
