"""Texts made by code: what people write by hand besides running words, so that no language is learnt where none is."""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence

import numpy as np

from hcr_desktop.inference.alphabet import CHARACTERS

Random = np.random.Generator


def pick(options: str | Sequence[str], rng: Random) -> str:
    """One of several, all alike."""
    return options[int(rng.integers(len(options)))]


def run(options: str, low: int, high: int, rng: Random) -> str:
    """``low`` to ``high`` characters of a set."""
    return "".join(pick(options, rng) for _ in range(int(rng.integers(low, high + 1))))


def number(rng: Random) -> str:
    """A number, price, share, date, time or telephone number."""
    digits = string.digits
    forms: tuple[Callable[[], str], ...] = (
        lambda: run(digits, 1, 6, rng),
        lambda: f"{run(digits, 1, 4, rng)}.{run(digits, 1, 3, rng)}",
        lambda: f"{pick('$#', rng)}{run(digits, 1, 3, rng)},{run(digits, 3, 3, rng)}",
        lambda: f"{run(digits, 1, 3, rng)}%",
        lambda: pick("/.-", rng).join((run(digits, 1, 2, rng), run(digits, 1, 2, rng), run(digits, 2, 4, rng))),
        lambda: f"{run(digits, 1, 2, rng)}:{run(digits, 2, 2, rng)}{pick(('', 'am', 'pm', ' am', ' pm'), rng)}",
        lambda: f"({run(digits, 3, 3, rng)}) {run(digits, 3, 3, rng)}-{run(digits, 4, 4, rng)}",
        lambda: f"+{run(digits, 1, 2, rng)} {run(digits, 2, 3, rng)} {run(digits, 4, 7, rng)}",
        lambda: f"{run(digits, 1, 3, rng)}{pick('+-*/=<>', rng)}{run(digits, 1, 3, rng)}{pick(('', '=' + run(digits, 1, 4, rng)), rng)}",
    )
    return forms[int(rng.integers(len(forms)))]()


def code(rng: Random) -> str:
    """A plate, call number, identifier, address or password."""
    upper, lower, digits = string.ascii_uppercase, string.ascii_lowercase, string.digits
    forms: tuple[Callable[[], str], ...] = (
        lambda: f"{run(upper, 1, 3, rng)}{pick(' -', rng)}{run(digits, 1, 4, rng)}",
        lambda: run(upper + digits, 3, 9, rng),
        lambda: run(upper + lower + digits, 3, 10, rng),
        lambda: f"{run(upper, 2, 2, rng)}{run(digits, 2, 4, rng)}.{pick(upper, rng)}{run(digits, 1, 3, rng)}",
        lambda: (
            f"{run(lower, 2, 6, rng)}{pick('_.', rng)}{run(lower, 1, 5, rng)}{pick('(=[<', rng)}{run(digits, 1, 3, rng)}{pick(')];>', rng)}"
        ),
        lambda: f"{run(lower, 2, 7, rng)}@{run(lower, 2, 6, rng)}.{pick(('com', 'org', 'net', 'de', 'edu'), rng)}",
        lambda: f"{pick(upper, rng)}.{pick(upper, rng)}.",
        lambda: run(lower, 2, 8, rng),
        lambda: run(upper, 2, 7, rng),
        lambda: pick(upper, rng) + run(lower, 1, 7, rng),
    )
    return forms[int(rng.integers(len(forms)))]()


def jumble(rng: Random) -> str:
    """Printable characters of all kinds, each as likely as the next."""
    return run(CHARACTERS, 1, 9, rng)


class Phrases:
    """Phrases of words drawn by their (tempered) frequency, as people set them."""

    def __init__(self, words: dict[str, float]) -> None:
        """Draw from ``words`` with these weights."""
        self._words = list(words)
        self._shares = np.cumsum(np.array(list(words.values())) / sum(words.values()))

    def __call__(self, rng: Random) -> str:
        """One to four words."""
        places = np.searchsorted(self._shares, rng.random(int(rng.integers(1, 5)))).clip(0, len(self._words) - 1)
        words = [self._words[place] for place in places]
        style = rng.random()
        if style < 0.2:
            words = [word.upper() for word in words]
        elif style < 0.45:
            words = [word.capitalize() for word in words]
        elif style < 0.6:
            words[0] = words[0].capitalize()
        marks = [pick(",;:-", rng) if rng.random() < 0.15 else "" for _ in words]
        marks[-1] = pick(".,!?:;", rng) if rng.random() < 0.35 else ""
        text = " ".join(word + mark for word, mark in zip(words, marks, strict=True))
        around = rng.random()
        if around < 0.12:
            marks_around = pick(('""', "''", "()", "[]", "{}"), rng)
            text = marks_around[0] + text + marks_around[1]
        elif around < 0.18:
            text = text.replace(words[0], words[0] + pick(("'s", "'t", "n't", "'d"), rng), 1)
        return text
