"""Build a language's text model: the tables of ``text.npz`` from word lists and transcripts, and its part of the card."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.language_files import FILE, model_of
from hcr_desktop.inference.lexicon import COUNT_STEP, PATTERNS, Lexicon, steps_of
from hcr_desktop.inference.succession import STEP
from hcr_desktop.inference.text_model import STARTS, Settings, TextModel
from hcr_desktop.inference.trie import coded, matrix_of
from trainer.statistics import fit_patterns, letter_counts, letter_rows, runs_of, succession_counts, succession_steps
from trainer.wordlists import Counts

SETTINGS = Settings(even=0.02, temper=0.75, code=-3.0)

RARITY = 0.2
"""Counts are raised to this power before letters are counted: words that the lexicon lacks are like its rare ones."""

SEEN = 2.0
"""Contexts of letters that weigh less than this many rare words share the row of a shorter one."""

SUREST = 0.9
"""The most that the pairs of words may account for of what follows a word."""

DATA = (
    "SymSpell frequency_dictionary_en_82_765 and frequency_bigramdictionary_en_243_342 (MIT): words, pairs of words, counts",
    "wordsegment unigrams (Apache-2.0): counts of names and abbreviations",
    "Hunspell en_US, from SCOWL (permissive): which words are written with capitals",
    "Transcripts of UNIPEN train_r01_v07 (CC BY 4.0): kinds of characters and use of capitals only",
)


def tables(words: dict[str, Counts], pairs: dict[tuple[str, str], float], texts: Iterable[str]) -> dict[str, NDArray[Any]]:
    """The arrays of ``text.npz``.

    Args:
        words: The lexicon, in small letters.
        pairs: Counts of one word after another.
        texts: Transcripts, for what is no letter and for the use of capitals.
    """
    texts = list(texts)
    ordered = sorted(words, key=lambda word: coded(word) or [])
    counts = np.array([(words[word].ordinary, words[word].name, words[word].capitals) for word in ordered])
    matrix = matrix_of([coded(word) or [] for word in ordered])
    contexts, letter_steps = _letters(matrix, counts.sum(axis=1))
    arrays: dict[str, NDArray[Any]] = {
        "words": Lexicon(matrix, steps_of(counts), SETTINGS.temper).packed(),
        "word_steps": steps_of(counts),
        "contexts": contexts,
        "letter_steps": letter_steps,
        "kind_steps": succession_steps(succession_counts(texts, set(words)), STEP),
        "pattern": np.full((STARTS, PATTERNS), 1 / PATTERNS, np.float32),
        "known": np.full(PATTERNS, 0.9, np.float32),
    }
    arrays |= _pairs(ordered, counts.sum(axis=1), pairs)
    model = model_of(arrays, SETTINGS)
    arrays["pattern"], arrays["known"] = fit_patterns(model, runs_of(model, texts))
    return arrays


def _letters(words: NDArray[np.uint8], counts: NDArray[np.float64]) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """The stored table of ``Letters``."""
    weights = letter_counts(words, counts**RARITY)
    # Tempered weights are no counts: bring them to a scale where one is a rare word.
    return letter_rows(weights / np.quantile(weights[weights > 0], 0.05), SEEN)


def _pairs(ordered: list[str], counts: NDArray[np.float64], pairs: dict[tuple[str, str], float]) -> dict[str, NDArray[Any]]:
    """The stored table of ``Followers``."""
    place = {word: index for index, word in enumerate(ordered)}
    rows = sorted((place[head], place[tail], count) for (head, tail), count in pairs.items() if head in place and tail in place)
    head, tail, count = np.array(rows).reshape(-1, 3).T
    heads, sizes = np.unique(head.astype(np.int32), return_counts=True)
    sure = np.bincount(np.searchsorted(heads, head), count, len(heads)) / np.maximum(counts[heads], 1)
    return {
        "heads": heads,
        "sure": np.round(255 * np.minimum(sure, SUREST)).astype(np.uint8),
        "sizes": sizes.astype(np.int32),
        "tail_gaps": np.diff(tail, prepend=0).astype(np.int32),
        "pair_steps": np.round(np.log(np.maximum(count, 1)) / COUNT_STEP).astype(np.uint8),
    }


def write(arrays: dict[str, NDArray[Any]], target: Path) -> TextModel:
    """Write ``text.npz`` and its part of ``card.json`` into ``target``, whose card exists, and return the model."""
    np.savez_compressed(target / FILE, **arrays)  # type: ignore[arg-type]
    card = json.loads((target / "card.json").read_text(encoding="utf-8"))
    card["sha256"][FILE] = hashlib.sha256((target / FILE).read_bytes()).hexdigest()
    card["text"] = {"even": SETTINGS.even, "temper": SETTINGS.temper, "code": SETTINGS.code}
    card["data"] = [*card["data"], *(line for line in DATA if line not in card["data"])]
    write_card(card, target)
    return model_of(arrays, SETTINGS)


def write_card(card: dict[str, Any], target: Path) -> None:
    """Write ``card.json``."""
    (target / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
