"""Strings that are no words, in real letters set side by side: what a dictionary must leave alone."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hcr_desktop import Ink
from trainer.corpora import InkSet
from trainer.lines import Letter, LineSample, all_letters, composed, strokes_of
from trainer.strings import Random, code, pick, run

UNIT = 40.0
"""Ink units of a line unit: the size at which such lines are written."""

LEAST_LETTERS = 20
"""A hand that wrote fewer different characters composes nothing."""


def _letters(rng: Random) -> str:
    """Letters of chance, all small or all capital."""
    return run(pick((string.ascii_lowercase, string.ascii_uppercase), rng), 3, 8, rng)


def _plate(rng: Random) -> str:
    """A number plate."""
    return (
        f"{run(string.ascii_uppercase, 1, 3, rng)}{pick(' -', rng)}{run(string.ascii_uppercase, 0, 2, rng)}{run(string.digits, 2, 4, rng)}"
    )


KINDS: dict[str, Callable[[Random], str]] = {"letters": _letters, "codes": code, "plates": _plate}
"""What is composed, each kind as often as the others."""


@dataclass(frozen=True, slots=True, eq=False)
class NonWord:
    """One string: its ink, its text, its kind, whose hand."""

    ink: Ink
    text: str
    kind: str
    writer: str


def nonwords(chars: InkSet, segmented: InkSet, count: int, kept_out: set[str] | None = None, seed: int = 0) -> list[NonWord]:
    """Strings in the letters of single hands; equal arguments give equal ones.

    Args:
        chars: Isolated characters.
        segmented: Texts in which the character of every stroke is known.
        count: How many strings.
        kept_out: Writers who are left out.
        seed: Of all choices.
    """
    letters = {
        writer: hand for writer, hand in all_letters(chars, segmented, kept_out or set(), None).items() if len(hand) >= LEAST_LETTERS
    }
    rng, names = np.random.default_rng(seed), sorted(letters)
    found: list[NonWord] = []
    while names and len(found) < count:
        kind = tuple(KINDS)[len(found) % len(KINDS)]
        writer = names[int(rng.integers(len(names)))]
        line = _written(KINDS[kind], letters[writer], writer, rng)
        if line:
            found.append(NonWord(Ink.from_arrays([stroke * UNIT for stroke in strokes_of(line.ink)]), line.text, kind, writer))
    return found


def _written(make: Callable[[Random], str], hand: dict[str, list[Letter]], writer: str, rng: Random) -> LineSample | None:
    """A string in one hand; None where the hand lacks its characters, after some tries."""
    for _ in range(20):
        if line := composed(make(rng), hand, writer, rng):
            return line
    return None
