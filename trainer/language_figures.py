"""How good the language models are: bits per character, how far words stand above misspellings, and what codes cost."""

from __future__ import annotations

import math
import random
import string
from collections.abc import Callable, Iterable

import numpy as np

from hcr_desktop.inference.alphabet import label_of
from hcr_desktop.inference.language import START, LanguageModel, following
from hcr_desktop.inference.text_model import TextModel

Score = Callable[[str], float]
"""Natural log probability of a whole text."""

SENTENCE_SPACES = 5
"""Texts with so many spaces count as sentences."""

CODES_PULLED = 40
"""Codes of each kind that are compared with all that differ in one character."""

COMMAND = "python -m trainer.language"


def by_ngram(model: LanguageModel) -> Score:
    """The score of a text by the character n-gram, word by word; a word's end costs what the next space or the end would."""

    def word(text: str) -> float:
        total, context = 0.0, START
        for character in text:
            going_on = 0.0 if context == START else math.log1p(-min(math.exp(model.end_score(context)) / 4, 0.9))
            total += float(model.next_scores(context)[label_of(character)]) - math.log(94) + going_on
            context = following(context, character)
        return total + min(model.end_score(context) - math.log(4), math.log(0.9))

    return lambda text: sum(map(word, text.split()))


def bits_per_character(score: Score, texts: Iterable[str]) -> float:
    """Mean over all characters, the ends of texts counted as one each."""
    texts = list(texts)
    return -sum(map(score, texts)) / math.log(2) / sum(len(text) + 1 for text in texts)


def misspellings(words: Iterable[str], known: Callable[[str], bool], seed: int = 1) -> list[tuple[str, str]]:
    """Each word of four small letters and more with three others that differ in one letter and are no words."""
    dice, found = random.Random(seed), []
    for word in words:
        if len(word) > 3 and word.isalpha() and word.islower() and known(word):
            for _ in range(3):
                at = dice.randrange(len(word))
                wrong = word[:at] + dice.choice(string.ascii_lowercase) + word[at + 1 :]
                found += [(word, wrong)] * (not known(wrong))
    return found


def codes(count: int = 300, seed: int = 1) -> dict[str, list[str]]:
    """Codes of four to eight characters, by kind."""
    dice = random.Random(seed)
    alphabets = {"codes": string.ascii_uppercase + string.digits, "random letters": string.ascii_lowercase}
    return {name: ["".join(dice.choices(alphabet, k=dice.randint(4, 8))) for _ in range(count)] for name, alphabet in alphabets.items()}


def pull(score: Score, code: str) -> float:
    """By how much the best reading of a code with one letter or digit changed is likelier than the code, in nats."""
    alphabet = string.digits + string.ascii_uppercase if not code.islower() else string.ascii_lowercase
    others = (code[:at] + other + code[at + 1 :] for at in range(len(code)) for other in alphabet if other != code[at])
    return max(map(score, others)) - score(code)


def figures(text_model: TextModel, ngram: LanguageModel, words: list[str], texts: list[str]) -> dict[str, dict[str, float]]:
    """The table of the card, by figure and model."""
    scores: dict[str, Score] = {"text model": text_model.score, "4-gram": by_ngram(ngram)}
    sets = {"words": words, "texts": texts, "sentences": [text for text in texts if text.count(" ") >= SENTENCE_SPACES]} | codes()
    table: dict[str, dict[str, float]] = {}
    for name, some in sets.items():
        table[f"bits per character, {name}"] = {who: bits_per_character(score, some) for who, score in scores.items()}
    for name, some in codes(CODES_PULLED).items():
        pulls = {who: float(np.median([pull(score, code) for code in some])) for who, score in scores.items()}
        table[f"nats of the likeliest single change above {name}, median"] = pulls
    pairs = misspellings(words, text_model.lexicon.holds)
    margins = {who: [score(right) - score(wrong) for right, wrong in pairs] for who, score in scores.items()}
    for share in (1, 10, 50):
        name = f"nats of a word above one letter wrong, {share} % quantile"
        table[name] = {who: float(np.percentile(some, share)) for who, some in margins.items()}
    return {name: {who: round(value, 3) for who, value in row.items()} for name, row in table.items()}
