"""Recognised text: one span a character, each tied to its ink, and what a person's edits do to it.

White space has no ink and no span: it is the *gap* before a span, or after the last one. A person's corrections are
three: spans they set (``pinned``), gaps they set (``spaced``) and ink they want no character for (``dropped``).
``reconcile`` in its own module carries all three across a re-reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from hcr_desktop.document.ink import Box

_LONGEST_MATCH = 4_000_000
"""Above this product of lengths a change is taken as one block: finding its smallest form would be felt."""


@dataclass(frozen=True, slots=True)
class Span:
    """One character of the text and the ink it was read from.

    Attributes:
        text: One character, never white space.
        box: Where it is, in page units (ink units, or pixels of the opened picture); None for a typed character without ink.
        marks: The marks (stroke ids or scan components) it was read from; empty for a typed character.
        confidence: Estimated probability in 0..1 that the character is right.
        alternatives: Ranked (character, probability) pairs, the best first; usually begins with ``text`` itself.
        pinned: Whether a person set or confirmed it; a re-reading never changes a pinned span.
    """

    text: str
    box: Box | None
    marks: frozenset[int]
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()
    pinned: bool = False

    def corrected(self, text: str) -> Span:
        """This span as a person says it reads: pinned, with its ink and its alternatives."""
        return replace(self, text=text, confidence=1.0, pinned=True)


def typed(character: str) -> Span:
    """A character that a person typed where there is no ink."""
    return Span(character, None, frozenset(), 1.0, pinned=True)


@dataclass(frozen=True, slots=True)
class Change:
    """``old[start:stop]`` became ``new[new_start:new_stop]``."""

    start: int
    stop: int
    new_start: int
    new_stop: int


def changes(old: str, new: str, caret: int | None = None) -> list[Change]:
    """What turns ``old`` into ``new``, in order and disjoint; the text in between is the same in both.

    Args:
        old: The text before.
        new: The text after.
        caret: Where the caret stands in ``new`` after one edit, if known: it tells which of two equal letters was deleted.
    """
    tail = 0
    if caret is not None:
        tail = _common(reversed(old), reversed(new), min(len(old), len(new) - caret))
    head = _common(old, new, min(len(old), len(new)) - tail)
    tail = max(tail, _common(reversed(old), reversed(new), min(len(old), len(new)) - head))
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if not a and not b:
        return []
    if not a or not b or len(a) * len(b) > _LONGEST_MATCH:
        return [Change(head, head + len(a), head, head + len(b))]
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [Change(head + i1, head + i2, head + j1, head + j2) for tag, i1, i2, j1, j2 in codes if tag != "equal"]


def _common(a: Sequence[str] | Iterator[str], b: Sequence[str] | Iterator[str], most: int) -> int:
    """How many leading characters are the same, at most ``most``."""
    count = 0
    for left, right in zip(a, b, strict=False):
        if count >= most or left != right:
            break
        count += 1
    return count


def strength(gap: str) -> tuple[int, int]:
    """How much white space separates: line breaks first, then length."""
    return gap.count("\n"), len(gap)


@dataclass(frozen=True, slots=True)
class RecognisedText:
    """Text with its links to the ink. ``str()`` is the text: lines joined by newlines.

    Attributes:
        spans: One for every non-space character of the text, in reading order.
        lines: The text of each line, with its spaces; after a person's edits any white space may stand in them.
        spaced: Gaps a person set: ``i`` is the white space before span ``i``, ``len(spans)`` that at the end.
        dropped: Marks whose characters a person deleted; a re-reading makes no character of them.
    """

    spans: tuple[Span, ...] = ()
    lines: tuple[str, ...] = field(default=())
    spaced: frozenset[int] = frozenset()
    dropped: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Check that spans and text are parallel.

        Raises:
            ValueError: When the non-space characters of the lines are not the spans' characters, one for one.
        """
        if "".join("".join(self.lines).split()) != "".join(span.text for span in self.spans):
            raise ValueError("spans and lines disagree")

    def __str__(self) -> str:
        """The text."""
        return "\n".join(self.lines)

    @classmethod
    def assembled(
        cls, spans: Sequence[Span], gaps: Sequence[str], spaced: Collection[int] = (), dropped: Collection[int] = ()
    ) -> RecognisedText:
        """The text with these spans and gaps (one gap more than spans)."""
        text = "".join(gap + span.text for gap, span in zip(gaps, spans, strict=False)) + gaps[-1]
        lines = tuple(text.split("\n")) if text else ()
        return cls(tuple(spans), lines, frozenset(spaced), frozenset(dropped))

    @property
    def corrected(self) -> bool:
        """Whether a person's corrections are in it."""
        return bool(self.spaced or self.dropped) or any(span.pinned for span in self.spans)

    @property
    def corrections(self) -> tuple[object, ...]:
        """All that a person said about the text: equal for two readings that hold the same corrections."""
        gaps = self.gaps if self.spaced else ()
        pinned = tuple((span.text, span.marks) for span in self.spans if span.pinned)
        return pinned, tuple((at, gaps[at]) for at in sorted(self.spaced)), self.dropped

    @property
    def gaps(self) -> tuple[str, ...]:
        """The white space before each span, and after the last: len(spans) + 1 strings."""
        text, gaps, start = str(self), [], 0
        for at in self.positions:
            gaps.append(text[start:at])
            start = at + 1
        return (*gaps, text[start:])

    @property
    def positions(self) -> tuple[int, ...]:
        """Where in ``str()`` each span's character stands."""
        return tuple(at for at, character in enumerate(str(self)) if not character.isspace())

    def rewrite(self, new_text: str, caret: int | None = None) -> RecognisedText:
        """The text after a person edited it to ``new_text``.

        Untouched characters keep their spans. A character put in the place of another keeps that one's ink and is
        pinned; where fewer take the place of more, the last has the ink of the rest ("rn" made "m"). Inserted
        characters are pinned without ink; the ink of deleted ones is dropped.

        Args:
            new_text: All of the text, as edited.
            caret: Where the caret stands in it after one edit, if known.
        """
        edits = changes(str(self), new_text, caret)
        if not edits:
            return self
        spans: list[Span] = []
        origins: list[tuple[int, int] | None] = []  # the first and the last old span that a new one stands for
        dropped = set(self.dropped)
        done = 0
        for edit in edits:
            first, last = self._count(edit.start), self._count(edit.stop)
            spans += self.spans[done:first]
            origins += [(i, i) for i in range(done, first)]
            letters = "".join(new_text[edit.new_start : edit.new_stop].split())
            put, stand = _replaced(self.spans, first, last, letters)
            spans += put
            origins += stand
            if not letters:
                dropped.update(mark for span in self.spans[first:last] for mark in span.marks)
            done = last
        spans += self.spans[done:]
        origins += [(i, i) for i in range(done, len(self.spans))]
        return self._spaced_as(new_text, spans, origins, dropped)

    def _count(self, at: int) -> int:
        """How many spans stand before position ``at`` of the text."""
        return sum(not character.isspace() for character in str(self)[:at])

    def _spaced_as(self, text: str, spans: list[Span], origins: list[tuple[int, int] | None], dropped: set[int]) -> RecognisedText:
        """The rewritten text, with every gap the person touched marked as set by them."""
        plain = RecognisedText(tuple(spans), tuple(text.split("\n")) if text else ())
        old_gaps = self.gaps
        ends: list[tuple[int, int] | None] = [(-1, -1), *origins, (len(self.spans), len(self.spans))]
        spaced = set()
        for i, gap in enumerate(plain.gaps):
            left, right = ends[i], ends[i + 1]
            untouched = left and right and right[0] == left[1] + 1 and gap == old_gaps[right[0]] and right[0] not in self.spaced
            if not untouched:
                spaced.add(i)
        return replace(plain, spaced=frozenset(spaced), dropped=frozenset(dropped))

    def choose(self, index: int, character: str) -> RecognisedText:
        """The text with span ``index`` set by a person to ``character`` (its own character confirms it)."""
        spans = list(self.spans)
        spans[index] = spans[index].corrected(character)
        return RecognisedText.assembled(spans, self.gaps, self.spaced, self.dropped)

    def without(self, marks: Collection[int]) -> RecognisedText:
        """The text after ink was erased: characters with no ink left go, and what a person said about that ink."""
        gone = frozenset(marks)
        old_gaps = self.gaps
        spans: list[Span] = []
        gaps: list[str] = []
        spaced: set[int] = set()
        gap, by_person = old_gaps[0], 0 in self.spaced
        for i, span in enumerate(self.spans):
            if not (span.marks and span.marks <= gone):
                if by_person:
                    spaced.add(len(spans))
                gaps.append(gap)
                spans.append(span if span.marks.isdisjoint(gone) else replace(span, marks=span.marks - gone))
                gap, by_person = old_gaps[i + 1], i + 1 in self.spaced
            elif spans and strength(old_gaps[i + 1]) > strength(gap):
                gap, by_person = old_gaps[i + 1], i + 1 in self.spaced
        if len(self.spans) in self.spaced:
            spaced.add(len(spans))
        return RecognisedText.assembled(spans, [*gaps, old_gaps[-1]], spaced, self.dropped - gone)

    def plain(self) -> RecognisedText:
        """The text with a person's corrections no longer held: the next reading replaces it."""
        spans = tuple(replace(span, pinned=False) for span in self.spans)
        return RecognisedText(spans, self.lines)


def _replaced(spans: tuple[Span, ...], first: int, last: int, letters: str) -> tuple[list[Span], list[tuple[int, int] | None]]:
    """What stands for ``spans[first:last]`` when ``letters`` take their place, and which of them each letter stands for."""
    put: list[Span] = []
    stand: list[tuple[int, int] | None] = []
    for i, letter in enumerate(letters, first):
        if i >= last:
            put.append(typed(letter))
            stand.append(None)
            continue
        stop = last if i == first + len(letters) - 1 else i + 1
        put.append(_merged(spans[i:stop]).corrected(letter))
        stand.append((i, stop - 1))
    return put, stand


def _merged(spans: Sequence[Span]) -> Span:
    """The first span with the ink of all."""
    if len(spans) == 1:
        return spans[0]
    boxes = [span.box for span in spans if span.box is not None]
    return replace(spans[0], box=Box.around(boxes) if boxes else None, marks=frozenset().union(*(span.marks for span in spans)))
