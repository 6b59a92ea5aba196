"""Counting what the text model knows: letters in words, kinds in transcripts, and how runs of letters are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference import letters as letters_module
from hcr_desktop.inference.alphabet import CHARACTERS
from hcr_desktop.inference.letters import LETTERS, ORDER
from hcr_desktop.inference.lexicon import CAPITALS, LOWER, NAME, PATTERNS, TITLE
from hcr_desktop.inference.succession import (
    BEFORE,
    CONTEXTS,
    END,
    KINDS,
    OUTCOME,
    OUTCOMES,
    START_KINDS,
    following_kinds,
    is_letter,
    label_at,
)
from hcr_desktop.inference.text_model import ALL, LETTER, ONE, OUTSIDE, SMALL, STARTS, TITLED, TextModel
from hcr_desktop.inference.trie import ABSENT, APOSTROPHE, ROOT


def labels_of(text: str) -> list[int]:
    """The labels of a text and its end."""
    return [*map(label_at, text), END]


def letter_counts(words: NDArray[np.uint8], weights: NDArray[np.float64], order: int = ORDER) -> NDArray[np.float64]:
    """Counts of ``order`` letters in a row, with edges before and after each word, [LETTERS] * order; a word ends at an apostrophe."""
    counts = np.zeros(LETTERS**order)
    plain = np.where(np.logical_or.accumulate(words == APOSTROPHE, axis=1), 0, words).astype(np.int64)
    context, alive = np.zeros(len(words), np.int64), np.ones(len(words), np.bool_)
    for column in (*plain.T, np.zeros(len(words), np.int64)):
        counts += np.bincount((context * LETTERS + column)[alive], weights[alive], len(counts))
        context, alive = (context * LETTERS + column) % LETTERS ** (order - 1), alive & (column > 0)
    return counts.reshape((LETTERS,) * order)


def interpolated(counts: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Conditional probabilities after contexts of no letter, one, two ... by interpolation from the shorter ones (Witten and Bell 1991)."""
    tables: list[NDArray[np.float64]] = []
    lower: NDArray[np.float64] = np.full(counts.shape[-1], 1 / counts.shape[-1])
    order = counts.ndim
    for length in range(order):
        table: NDArray[np.float64] = counts.sum(axis=tuple(range(order - 1 - length)))
        kinds = (table > 0).sum(axis=-1, keepdims=True)
        scale = table.sum(axis=-1, keepdims=True) + kinds
        lower = np.where(scale > 0, (table + kinds * lower) / np.maximum(scale, 1e-9), lower)
        tables.append(lower)
    return tables


def letter_rows(counts: NDArray[np.float64], least: float) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """The stored table of ``Letters``: the rows of contexts counted at least ``least`` times."""
    contexts, rows = [], []
    for length, table in enumerate(interpolated(counts)):
        seen = counts.sum(axis=(*range(ORDER - 1 - length), -1)).ravel()
        keep = np.flatnonzero(seen >= least) if length else np.zeros(1, np.int64)
        contexts.append(keep + length * letters_module.CONTEXTS)
        rows.append(table.reshape(-1, LETTERS)[keep])
    steps = np.clip(np.round(-np.log(np.concatenate(rows)) / letters_module.STEP), 0, 255)
    return np.concatenate(contexts).astype(np.int32), steps.astype(np.uint8)


def succession_counts(texts: Iterable[str], known: set[str]) -> NDArray[np.float64]:
    """How often each outcome follows each context of kinds, [KINDS] * BEFORE + [OUTCOMES]; an apostrophe inside a known word is none."""
    counts = np.zeros((CONTEXTS, OUTCOMES))
    for text in texts:
        kinds, labels = START_KINDS, labels_of(text)
        for at, label in enumerate(labels):
            if not (label == CHARACTERS.index("'") and _inner(text, at, known)):
                counts[kinds, OUTCOME[label]] += 1
            kinds = following_kinds(kinds, label)
    return counts.reshape((KINDS,) * BEFORE + (OUTCOMES,))


def _inner(text: str, at: int, known: set[str]) -> bool:
    """Whether the apostrophe at a place belongs to a known word."""
    low, high = at, at + 1
    while low and text[low - 1].isalpha():
        low -= 1
    while high < len(text) and text[high].isalpha():
        high += 1
    return low < at and text[low:high].lower() in known


def succession_steps(counts: NDArray[np.float64], step: float) -> NDArray[np.uint8]:
    """The stored table of ``Succession``."""
    # Symbols are as frequent as people write them, none impossible.
    chance = interpolated(counts)[-1].reshape(CONTEXTS, OUTCOMES)
    return np.clip(np.round(-np.log(chance) / step), 0, 255).astype(np.uint8)


Run = tuple[int, int, str]
"""Where a run of letters started, how it is written, and its letters."""


def runs_of(model: TextModel, texts: Iterable[str]) -> Counter[Run]:
    """The runs of letters in texts as the model walks them."""
    runs: Counter[Run] = Counter()
    for text in texts:
        state, letters = model.start(), ""
        for character, label in zip(text + " ", labels_of(text), strict=True):
            following = model.advance(state, label)
            begins = is_letter(label) and (state.mode == OUTSIDE or following.start != state.start)
            ends = state.mode != OUTSIDE and (begins or following.mode == OUTSIDE)
            if ends:
                runs[state.start, state.mode, letters] += 1
            letters = character.lower() if begins else letters + character.lower()
            state = following
    return runs


FOLLOWED = {SMALL: (LOWER,), ONE: (TITLE, NAME, CAPITALS), TITLED: (TITLE, NAME), ALL: (CAPITALS,)}
"""The patterns a finished run may have followed."""

PRIOR = 2.0
"""Counts of each pattern, and of known and unknown words, that are added at every start."""


def fit_patterns(model: TextModel, runs: Counter[Run], rounds: int = 8) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How runs are written [STARTS, PATTERNS], and how many of each pattern's words are known [PATTERNS], by expectation maximisation."""
    starts = np.array([start for start, _, _ in runs])
    allowed = np.zeros((len(runs), PATTERNS))
    listed, spelt = np.zeros((len(runs), PATTERNS)), np.zeros(len(runs))
    for index, (_, mode, word) in enumerate(runs):
        allowed[index, list(FOLLOWED[mode])] = 1
        listed[index], spelt[index] = _chances(model, word)
    weight = np.array([count**0.5 for count in runs.values()])
    pattern, known = np.full((STARTS, PATTERNS), 1 / PATTERNS), np.full(PATTERNS, 0.9)
    for _ in range(rounds):
        by_list = pattern[starts] * allowed * known * listed
        by_letter = pattern[starts] * allowed * (1 - known) * spelt[:, None]
        share = weight / np.maximum((by_list + by_letter).sum(axis=1), 1e-300)
        by_list, by_letter = by_list * share[:, None], by_letter * share[:, None]
        counts = np.zeros((STARTS, PATTERNS))
        np.add.at(counts, starts, by_list + by_letter)
        overall = counts.sum(axis=0) / counts.sum()
        counts += PRIOR * PATTERNS * overall
        pattern = counts / counts.sum(axis=1, keepdims=True)
        known = (by_list.sum(axis=0) + PRIOR) / ((by_list + by_letter).sum(axis=0) + 2 * PRIOR)
    return pattern.astype(np.float32), known.astype(np.float32)


def _chances(model: TextModel, word: str) -> tuple[NDArray[np.float32], float]:
    """The chance of a whole run among the lexicon's words, by pattern, and letter by letter."""
    node, context, spelt = ROOT, 0, 1.0
    for character in word:
        letter = LETTER[CHARACTERS.index(character)]
        node = model.lexicon.trie.child(node, letter)
        if letter == APOSTROPHE:
            spelt, context = spelt * letters_module.APOSTROPHE_CHANCE, 0
            continue
        spelt *= float(model.letters.after(context)[letter])
        context = letters_module.shifted(context, letter)
    spelt *= float(model.letters.after(context)[0])
    return (np.zeros(PATTERNS, np.float32) if node == ABSENT else model.lexicon.stop[:, node]), spelt
