"""What else a character or a word may be: other readings, ranked, the other case first."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from hcr_desktop.document.text import RecognisedText, Span

Reading = tuple[str, float]
"""A reading and its confidence, 0..1."""

MOST = 6
"""So many readings are offered, what stands there included."""

_LOOK_ALIKES = ("0OoQD", "1lI|!i", "2Zz", "5Ss", "6bG", "8B&", "9gq", "uvUV", "nhr", "ce", "-_~", ".,'`", ":;", "({[<C", ")}]>", "/\\1")
"""Characters that are written alike; they fill the offer where the reader saw fewer."""


def readings(spans: Sequence[Span], most: int = MOST) -> list[Reading]:
    """What the spans of a character or a word may be: what stands there, the other case, then the likeliest others.

    Args:
        spans: The characters, at least one.
        most: How many readings to give at most.
    """
    present = "".join(span.text for span in spans)
    ranked = [_choices(span) for span in spans]
    others = ranked[0] if len(spans) == 1 else _products(ranked, most + 3)
    shares = dict(reversed(others))
    wanted = dict.fromkeys([present, *_other_cases(present), *(text for text, _ in others)])
    if len(spans) == 1:
        wanted |= dict.fromkeys(_alike(present))
    return [(text, shares.get(text, 0.0)) for text in list(wanted)[:most]]


def word_around(text: RecognisedText, index: int) -> range:
    """The spans of the word that span ``index`` belongs to: neighbours without white space between."""
    gaps = text.gaps
    start, stop = index, index + 1
    while start > 0 and not gaps[start]:
        start -= 1
    while stop < len(text.spans) and not gaps[stop]:
        stop += 1
    return range(start, stop)


def is_word(text: RecognisedText, indices: Sequence[int]) -> bool:
    """Whether these spans, in order, stand side by side in one word."""
    gaps = text.gaps
    return bool(indices) and all(b == a + 1 and not gaps[b] for a, b in itertools.pairwise(indices))


def _choices(span: Span) -> list[Reading]:
    """A character's readings with their shares; what stands there has the span's confidence."""
    others = [(text, share) for text, share in span.alternatives if text != span.text]
    return [(span.text, span.confidence), *others]


def _products(ranked: Sequence[Sequence[Reading]], most: int) -> list[Reading]:
    """The likeliest words of independent characters."""
    best: list[Reading] = [("", 1.0)]
    for choices in ranked:
        grown = [(text + letter, share * other) for text, share in best for letter, other in choices]
        best = sorted(grown, key=lambda reading: -reading[1])[:most]
    return best


def _other_cases(text: str) -> Iterable[str]:
    """The same letters in the other case; of a word small, capitalised and capitals."""
    forms = [text.swapcase()] if len(text) == 1 else [text.lower(), text.capitalize(), text.upper()]
    return [form for form in forms if form != text and len(form) == len(text)]


def _alike(character: str) -> Iterable[str]:
    """Characters that are written like this one."""
    return (other for group in _LOOK_ALIKES if character in group for other in group)
