"""What is measured, and how sure one can be of it: every main figure is a ratio of two sums over samples.

Accuracy is right answers over questions, CER edits over reference characters, F1 twice the matches over both counts.
So a :class:`Figure` holds the two sums, and its 95 % interval comes from drawing whole writers, not samples, anew
(a cluster bootstrap): samples of one hand are alike, and intervals by sample would be far too narrow.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from rapidfuzz.distance import Levenshtein

SHAPES = (
    *(small + small.upper() for small in "cijklmopsuvwxyz"),
    *("iIl1|/\\!", "oO0", "sS5", "uUvV", "zZ2", "9gq", ".,'`", "-_~", "({[<", ")}]>", ":;"),
)
"""Characters that one piece of ink may be, seen alone and in any size; size, place and the word tell them apart."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured ratio.

    Attributes:
        name: What it is, a few words.
        numerator: Sum over the samples: right answers, edits, ...
        denominator: Sum over the samples: questions, reference characters, ...
        interval: The 95 % bootstrap interval (low, high) of the ratio, or None where none was asked for.
    """

    name: str
    numerator: float
    denominator: float
    interval: tuple[float, float] | None = None

    @property
    def value(self) -> float:
        """The ratio, in 0..1 for accuracies and F1 (a CER may exceed 1); NaN over nothing."""
        return self.numerator / self.denominator if self.denominator else float("nan")


def figure(name: str, numerators: ArrayLike, denominators: ArrayLike, groups: Sequence[Hashable] | None = None) -> Figure:
    """The ratio of two sums over samples, with its interval by group.

    Args:
        name: What it is.
        numerators: [samples], or one value for all.
        denominators: [samples], or one value for all.
        groups: [samples], such as the writer of each; None leaves the interval out.
    """
    top, bottom = (np.atleast_1d(np.asarray(part, np.float64)) for part in (numerators, denominators))
    top, bottom = np.broadcast_arrays(top, bottom)
    interval = bootstrap(top, bottom, groups) if groups is not None and len(groups) else None
    return Figure(name, float(top.sum()), float(bottom.sum()), interval)


def bootstrap(
    numerators: NDArray[np.float64], denominators: NDArray[np.float64], groups: Sequence[Hashable], rounds: int = 1000, seed: int = 0
) -> tuple[float, float] | None:
    """The 2.5 and 97.5 percentiles of ``sum(numerators) / sum(denominators)`` over redrawn groups.

    Args:
        numerators: float64 [samples].
        denominators: float64 [samples].
        groups: [samples], equal for samples that belong together.
        rounds: Draws.
        seed: Of the draws; equal seeds give equal intervals.

    Returns:
        (low, high), or None with fewer than two groups that count.
    """
    index = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    member = np.fromiter((index[group] for group in groups), np.intp, len(groups))
    top, bottom = (np.bincount(member, weights, minlength=len(index)) for weights in (numerators, denominators))
    if np.count_nonzero(bottom) < 2:
        return None
    rng = np.random.default_rng(seed)
    ratios = []
    for _ in range(rounds):  # one draw at a time: images without writers are thousands of groups
        drawn = rng.multinomial(len(index), np.full(len(index), 1 / len(index)))
        if drawn @ bottom:
            ratios.append((drawn @ top) / (drawn @ bottom))
    low, high = np.percentile(ratios, (2.5, 97.5))
    return float(low), float(high)


def edit_distance(truth: str, read: str) -> int:
    """The fewest insertions, deletions and substitutions of one character that turn ``read`` into ``truth``."""
    return Levenshtein.distance(truth, read)


def spaced(text: str) -> str:
    """The text on one line with single spaces: corpora keep no line breaks, so a line break counts as a space."""
    return " ".join(text.split())


def unspaced(text: str) -> str:
    """The text without any white space: contributors put spaces around punctuation that nobody would type."""
    return "".join(text.split())


def matched_glyphs(truth: Sequence[frozenset[int]], read: Sequence[frozenset[int]]) -> int:
    """How many glyphs of the truth were found: a glyph counts when its set of strokes is exactly right.

    Stroke sets of one reading do not overlap, so the number of sets in common is the number of matches.
    """
    return len(set(truth) & set(read))


def calibration_error(confidences: ArrayLike, correct: ArrayLike, bins: int = 15) -> float:
    """The expected calibration error (Naeini et al. 2015): the mean distance between confidence and accuracy.

    Args:
        confidences: [n] in 0..1.
        correct: [n] booleans.
        bins: Equal-width bins of confidence; their gaps are weighted by how many answers fall in each.

    Returns:
        0 for perfectly calibrated to 1; NaN for no answers.
    """
    sure, right = np.asarray(confidences, np.float64), np.asarray(correct, np.float64)
    if not len(sure):
        return float("nan")
    which = np.minimum((sure * bins).astype(np.intp), bins - 1)
    gaps = np.abs(np.bincount(which, sure, bins) - np.bincount(which, right, bins))
    return float(gaps.sum() / len(sure))


def same_shape(one: str, other: str) -> bool:
    """Whether two characters are one, or may be the same piece of ink."""
    return one == other or any({one, other} <= set(alike) for alike in SHAPES)
