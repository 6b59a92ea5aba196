"""Build a language's models, the text model and the character n-gram: ``python -m trainer.language --data DIR``.

The text model is built by ``trainer.text_model`` from the lists of ``trainer.wordlists``. The n-gram's letters come from the
82,765 words of SymSpell (MIT), which are the words of SCOWL with their counts in the Google Books Ngram data (CC BY 3.0); the
succession of kinds (small, capital, digit, symbol) and the frequency of symbols from the transcripts of the UNIPEN training sets.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.alphabet import CHARACTERS
from hcr_desktop.inference.language import DIGIT, EDGE, KINDS, LETTERS, STEP, SYMBOL, LanguageModel, kind_of, letter_of
from hcr_desktop.resources import models_dir
from trainer import text_model
from trainer.corpora import ink_set
from trainer.language_figures import COMMAND, figures
from trainer.transcripts import transcripts
from trainer.wordlists import english, frequency_list, pairs

TEMPER = 0.6
"""Counts are raised to this power: rare words are written by hand too."""

EVEN = 0.08
"""Share of the probability that is spread evenly over all characters."""


def words_of(path: Path) -> dict[str, float]:
    """Words of letters only, with tempered counts, from lines "word count"."""
    pairs = (line.split() for line in path.read_text(encoding="utf-8-sig").splitlines())
    return {word: float(count) ** TEMPER for word, count in pairs if all(letter_of(character) for character in word)}


def letter_counts(words: dict[str, float]) -> NDArray[np.float64]:
    """Counts of four letters in a row, with edges before and after each word, [LETTERS] * 4."""
    counts = np.zeros((LETTERS,) * 4)
    for word, weight in words.items():
        letters = [0, 0, 0, *(letter_of(character) for character in word), 0]
        for at in range(3, len(letters)):
            counts[tuple(letters[at - 3 : at + 1])] += weight
    return counts


def smoothed(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Conditional probabilities [LETTERS] * 4 by interpolation from the shorter contexts (Witten and Bell 1991)."""
    # Tempered weights are no counts: bring them to a scale where one is a rare word.
    counts = counts / np.quantile(counts[counts > 0], 0.05)
    lower: NDArray[np.float64] = np.full(LETTERS, 1 / LETTERS)
    for order in range(1, 5):
        table: NDArray[np.float64] = counts.sum(axis=tuple(range(4 - order)))
        total = table.sum(axis=-1, keepdims=True)
        kinds = (table > 0).sum(axis=-1, keepdims=True)
        spread = np.broadcast_to(lower, table.shape)
        lower = (table + kinds * spread) / np.maximum(total + kinds, 1e-9)
        lower = np.where(total + kinds > 0, lower, spread)
    return lower


def kind_model(texts: Iterable[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Log probabilities of kinds [KINDS] * 3, and of characters among their kind [94], from transcripts."""
    counts, symbols = np.full((KINDS,) * 3, 2.0), Counter[str]()
    for text in texts:
        for word in text.split():
            kinds = [EDGE, EDGE, *(kind_of(character) for character in word), EDGE]
            for at in range(2, len(kinds)):
                counts[kinds[at - 2], kinds[at - 1], kinds[at]] += 1
            symbols.update(word)
    among = np.zeros(len(CHARACTERS))
    for kind in range(KINDS):
        members = [index for index, character in enumerate(CHARACTERS) if kind_of(character) == kind]
        if members:
            # Digits are alike; symbols are as frequent as people write them, none impossible.
            weight = np.array([symbols[CHARACTERS[index]] ** 0.5 + 5 if kind == SYMBOL else 1.0 for index in members])
            among[members] = weight / weight.sum()
    assert abs(among[[kind_of(character) == DIGIT for character in CHARACTERS]].sum() - 1) < 1e-6
    return np.log(counts / counts.sum(axis=-1, keepdims=True)).astype(np.float32), np.log(among).astype(np.float32)


def build(words: Path, texts: Iterable[str], target: Path) -> None:
    """Write ``ngram.npz`` and ``card.json`` into ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    letters = np.clip(np.round(-np.log(smoothed(letter_counts(words_of(words)))) / STEP), 0, 255).astype(np.uint8)
    kinds, symbols = kind_model(texts)
    np.savez_compressed(target / "ngram.npz", kinds=kinds, letters=letters, symbols=symbols)
    card = {
        "name": target.name,
        "task": "How likely each character is after those before it.",
        "even": EVEN,
        "sha256": {"ngram.npz": hashlib.sha256((target / "ngram.npz").read_bytes()).hexdigest()},
        "licence": "Apache-2.0",
        "data": [
            "SymSpell frequency_dictionary_en_82_765 (MIT), from SCOWL and the Google Books Ngram data (CC BY 3.0)",
            "Transcripts of UNIPEN train_r01_v07 (CC BY 4.0): kinds of characters and frequency of symbols only",
        ],
    }
    (target / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Build the English language models and measure them.")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--words", type=Path, help="of the n-gram, lines 'word count' (default: symspellpy's list)")
    parser.add_argument("--target", type=Path, default=models_dir() / "language" / "en", help="default: %(default)s")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    data = Path(arguments.data)
    # Each transcript once: the prompts were given to many writers, and their number says nothing of English.
    texts = {str(text) for name in ("words-train", "texts-train") for text in ink_set(data, name).text}
    build(arguments.words or frequency_list(), texts, arguments.target)
    build_text_model(data, arguments.target)


def build_text_model(data: Path, target: Path) -> None:
    """Add ``text.npz`` to ``target``, and measure both models on the transcripts of writers kept apart."""
    used, held = ([transcripts(data, name, held_out) for name in ("words-train", "texts-train")] for held_out in (False, True))
    model = text_model.write(text_model.tables(english(), pairs(), used[0] + used[1]), target)
    card = json.loads((target / "card.json").read_text(encoding="utf-8"))
    measured = figures(model, LanguageModel.read(target), *held)
    card["figures"] = {"command": COMMAND, "of": "transcripts of training writers kept apart"} | measured
    text_model.write_card(card, target)
    for name, row in measured.items():
        print(f"{name:58}", *(f"{who} {value:.2f}" for who, value in row.items()), sep="  ")


if __name__ == "__main__":
    main()
