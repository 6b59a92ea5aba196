"""English words, how often they are written, and in which case: from lists of counts and a spelling dictionary.

- SymSpell (MIT): 82,765 words of SCOWL with their counts, in small letters.
- The en_US dictionary of Hunspell (SCOWL, permissive), as spylls carries it: which words are written with a capital, and which
  in capitals throughout.
- The single words of wordsegment (Apache-2.0): counts of those that are in the dictionary, yet not in SymSpell's list.
"""

from __future__ import annotations

import importlib.util
import re
import string
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hcr_desktop.inference.trie import coded

CONTRACTION = 5e7
"""Count of a contraction such as "don't", about that of the thousandth word: the frequency list gives all the same, far too small."""

SUFFIXES = {"'s": 3e9, "'ll": 1e8, "'re": 1e8, "'ve": 1e8, "'d": 1e8, "'t": 1e8, "'m": 3e7}
"""What follows an apostrophe after a word that the lexicon holds without it."""

RARE = 3e4
"""Count of a word that no frequency list holds: about that of the rarest."""

LONE_SMALL, LONE_CAPITAL = 1e6, 1e7
"""Counts of a letter that stands alone, such as an initial."""

DOUBTFUL = 0.02
"""Share of a word's count that goes to the abbreviation spelt like it (us, US; it, IT)."""

NAMED, NAMED_MOST = 0.3, 3e7
"""Share of a word's count that goes to the proper noun spelt like it (march, March), and the most."""


@dataclass(slots=True)
class Counts:
    """How often a word is written as an ordinary word, as a name (with a capital), and in capitals throughout."""

    ordinary: float = 0.0
    name: float = 0.0
    capitals: float = 0.0


Spelt = Callable[[str], bool]
"""Whether a word is spelt right, its case included."""


def _inside(package: str, *path: str) -> Path:
    """A file that an installed package carries."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"Install the extra 'train' first: it brings {package}, whose word list is used.")
    return Path(spec.origin).parent.joinpath(*path)


def frequency_list() -> Path:
    """SymSpell's words, lines "word count"."""
    return _inside("symspellpy", "frequency_dictionary_en_82_765.txt")


def frequencies(path: Path) -> dict[str, float]:
    """Words of letters and apostrophes in small letters, from lines "word count"."""
    pairs = (line.split() for line in path.read_text(encoding="utf-8-sig").splitlines())
    return {word.lower(): float(count) for word, count, *_ in pairs if coded(word.lower())}


PAIR_SCALE = 64
"""The list of pairs counts this much more than that of words."""


def pairs(path: Path | None = None) -> dict[tuple[str, str], float]:
    """SymSpell's pairs of words in small letters, with their counts on the scale of ``frequencies``."""
    lines = (path or _inside("symspellpy", "frequency_bigramdictionary_en_243_342.txt")).read_text(encoding="utf-8-sig").splitlines()
    parts = (line.split() for line in lines)
    return {(before, after): float(count) / PAIR_SCALE for before, after, count in parts}


PREFIX = re.compile(r"^[A-Z]'(?=[A-Z][a-z])")
"""What stands before the second capital of O'Brien: such names are known by the rest."""


def stems(path: Path) -> set[str]:
    """The entries of a Hunspell dictionary, without their flags."""
    return {PREFIX.sub("", line.split("/")[0].strip()) for line in path.read_text(encoding="utf-8").splitlines()[1:]}


def english() -> dict[str, Counts]:
    """The English lexicon."""
    from spylls.hunspell import Dictionary  # noqa: PLC0415 - what only counts given words needs no list

    home = _inside("spylls", "hunspell", "data", "en", "en_US")
    more = frequencies(_inside("wordsegment", "unigrams.txt"))
    return lexicon(frequencies(frequency_list()), more, stems(home.with_suffix(".dic")), Dictionary.from_files(str(home)).lookup)


def lexicon(counts: dict[str, float], more: dict[str, float], entries: set[str], spelt: Spelt) -> dict[str, Counts]:
    """Join the sources.

    Args:
        counts: Words in small letters, how often they are written.
        more: The same of a list that holds errors and fragments too: it counts what the dictionary names.
        entries: The spelling dictionary's entries in their case.
        spelt: Whether a word is right in the case given, by that dictionary.

    Returns:
        Words in small letters, with their counts by case.
    """
    words = {word: Counts(ordinary=count) for word, count in counts.items() if len(word) > 1 or word in "ai"}
    for word in {entry.lower() for entry in entries if len(entry) > 1 and coded(entry.lower())} - set(words):
        words[word] = Counts(ordinary=more.get(word, RARE))
    names = {entry.lower() for entry in entries if len(entry) > 2 and entry.istitle()}
    for word, found in words.items():
        found.name = _as_name(word, found.ordinary, names, spelt)
        found.ordinary -= found.name
    for word in {entry.lower() for entry in entries if len(entry) > 1 and entry.isupper()} & set(words):
        found = words[word]
        found.capitals = DOUBTFUL * found.ordinary if spelt(word) else found.ordinary
        found.ordinary -= found.capitals
    return _with_apostrophes(_with_lone_letters(words))


def _as_name(word: str, count: float, names: set[str], spelt: Spelt) -> float:
    """How much of a word's count is that of a name."""
    stem = word if word in names else word.removesuffix("s")
    if stem in names and not spelt(word) and (word == stem or spelt(word.capitalize())):
        return count
    return min(NAMED * count, NAMED_MOST) if word in names else 0.0


def _with_lone_letters(words: dict[str, Counts]) -> dict[str, Counts]:
    """Give letters that stand alone their counts; "I" is always a capital."""
    for letter in set(string.ascii_lowercase) - set(words):
        words[letter] = Counts(ordinary=LONE_SMALL, name=LONE_CAPITAL)
    for word, found in words.items():
        if word == "i" or word.startswith("i'"):
            found.ordinary, found.name = 0.0, found.ordinary + found.name
    return words


def _with_apostrophes(words: dict[str, Counts]) -> dict[str, Counts]:
    """Give contractions, and what follows apostrophes, their counts."""
    for word, found in words.items():
        if "'" in word:
            found.name, found.ordinary = (CONTRACTION, 0.0) if word.startswith("i'") else (0.0, CONTRACTION)
    return words | {suffix: Counts(ordinary=count) for suffix, count in SUFFIXES.items()}
