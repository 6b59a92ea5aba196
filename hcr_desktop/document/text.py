"""Recognised text: one span a character, each tied to its ink."""

from __future__ import annotations

from dataclasses import dataclass, field

from hcr_desktop.document.ink import Box


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


@dataclass(frozen=True, slots=True)
class RecognisedText:
    """Text with its links to the ink. ``str()`` is the text: lines joined by newlines.

    Attributes:
        spans: One for every non-space character of the text, in reading order.
        lines: The text of each line, with its spaces.
    """

    spans: tuple[Span, ...] = ()
    lines: tuple[str, ...] = field(default=())

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
