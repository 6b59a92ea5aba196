"""What a line reader says: the probability of every label along a line, and where its characters lie."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.alphabet import CHARACTERS

BLANK = 0
"""The label of a frame in which nothing new is written."""

SPACE = len(CHARACTERS) + 1
"""The label of the space between words; characters are 1 to 94 in between."""

READ_LABELS = SPACE + 1

CERTAIN = -0.005
"""Log probability of nothing above which a frame adds nothing."""


def labels_of(text: str) -> list[int]:
    """The labels 1..95 of a text; blanks in a row count once."""
    return [SPACE if character == " " else CHARACTERS.index(character) + 1 for character in " ".join(text.split())]


def text_of(labels: Sequence[int]) -> str:
    """The text of labels 1..95."""
    return "".join(" " if label == SPACE else CHARACTERS[label - 1] for label in labels)


def greedy(log_probs: NDArray[np.float32]) -> str:
    """The best label of every frame, repeats and blanks left out; ``log_probs`` [frames, READ_LABELS]."""
    best = log_probs.argmax(axis=1)
    kept = (best > 0) & np.r_[True, best[1:] != best[:-1]]
    return text_of(best[kept].tolist())


def alone(log_probs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log probability that all of a line is one character, for each: float32 [94] of ``log_probs`` [frames, READ_LABELS]."""
    nothing, inked = log_probs[:, BLANK].astype(np.float64), log_probs[:, 1:SPACE].astype(np.float64)
    before, now, after = 0.0, np.full(inked.shape[1], -np.inf), np.full(inked.shape[1], -np.inf)
    for blank, row in zip(nothing.tolist(), inked, strict=True):
        before, now, after = before + blank, np.logaddexp(now, before) + row, np.logaddexp(after, now) + blank
    return np.asarray(np.logaddexp(now, after), np.float32)


def condensed(log_probs: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Frames in a row that certainly hold nothing taken for one: rows float64 [n, READ_LABELS], and whether each holds nothing [n]."""
    empty = log_probs[:, BLANK] > CERTAIN
    begins = np.flatnonzero(~(empty & np.r_[False, empty[:-1]]))
    return np.add.reduceat(log_probs.astype(np.float64), begins), empty[begins]


def likelihoods(log_probs: NDArray[np.float32], texts: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """Log probability that a line is each of some texts, summed over the paths that spell it (Graves et al. 2006).

    Frames in a row that certainly hold nothing are taken for one.

    Args:
        log_probs: float32 [frames, READ_LABELS], frames >= 1.
        texts: Labels 1..95 of each.

    Returns:
        float64 [texts]; about -1e30 for a text that has more labels than there are frames.
    """
    longest = max(1, max(map(len, texts), default=0))
    states = np.full((len(texts), 2 * longest + 1), BLANK)
    for text, own in zip(texts, states, strict=True):
        own[1 : 2 * len(text) : 2] = text
    leap = (states[:, 2:] != BLANK) & (states[:, 2:] != states[:, :-2])
    rows = np.exp(condensed(log_probs)[0])
    score = np.zeros(states.shape)
    score[:, :2] = rows[0, states[:, :2]]
    scale = np.zeros(len(texts))
    for row in rows[1:]:
        moved = score.copy()
        moved[:, 1:] += score[:, :-1]
        moved[:, 2:] += score[:, :-2] * leap
        score = moved * row[states]
        # Chances of many frames are too small for numbers: only their shares are carried on.
        most = score.max(axis=1, keepdims=True)
        score /= np.maximum(most, 1e-300)
        scale += np.log(np.maximum(most[:, 0], 1e-300))
    ends = 2 * np.array([len(text) for text in texts], np.int64)[:, None]
    ending = np.take_along_axis(score, np.concatenate([np.maximum(ends - 1, 0), ends], axis=1), axis=1)
    ending[ends[:, 0] == 0, 0] = 0
    total = ending.sum(axis=1)
    return np.where(total > 0, np.log(np.maximum(total, 1e-300)) + scale, -1e30)


def align(log_probs: NDArray[np.float32], labels: Sequence[int]) -> NDArray[np.int64]:
    """The frames of each label on the likeliest path that spells ``labels``.

    Args:
        log_probs: float32 [frames, READ_LABELS], frames enough for the labels and the blank between two that are alike.
        labels: 1..95.

    Returns:
        int64 [labels, 2], the first and the last frame of each.

    Raises:
        ValueError: When there are too few frames.
    """
    states = np.full(2 * len(labels) + 1, BLANK)
    states[1::2] = labels
    # A label may follow another directly unless they are alike.
    leap = np.full(len(states), -np.inf)
    leap[3::2][states[3::2] != states[1:-2:2]] = 0
    frames, stated = len(log_probs), log_probs[:, states].astype(np.float64)
    # Ways into each state, side by side: from itself, from the one before, and from two before; two columns stand before the first.
    score: NDArray[np.float64] = np.full(2 + len(states), -np.inf)
    score[2:4] = stated[0, :2]
    ways = np.empty((3, len(states)))
    came = np.zeros((frames, len(states)), np.int8)
    for frame in range(1, frames):
        ways[0], ways[1] = score[2:], score[1:-1]
        np.add(score[:-2], leap, out=ways[2])
        came[frame] = ways.argmax(axis=0)
        np.add(ways.max(axis=0), stated[frame], out=score[2:])
    score = score[2:]
    state = len(states) - 1 if len(states) == 1 or score[-1] >= score[-2] else len(states) - 2
    if not np.isfinite(score[state]):
        raise ValueError("the line is too short for the text")
    found = np.zeros((len(labels), 2), np.int64)
    found[:, 0] = frames
    for frame in range(frames - 1, -1, -1):
        if state % 2:
            found[state // 2, 0] = frame
            found[state // 2, 1] = max(found[state // 2, 1], frame)
        state -= int(came[frame, state])
    return found


def boundaries(spans: NDArray[np.int64]) -> NDArray[np.float64]:
    """The frames, as fractions, at which each label but the first begins: the middle of what lies between two. [labels - 1]."""
    return np.asarray((spans[:-1, 1] + spans[1:, 0] + 1) / 2, np.float64)
