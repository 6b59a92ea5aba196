"""A line, printed or joined, of the pen or of a picture, to characters with their ink.

The reader and the language find the likeliest text; its characters are given their ink; the glyph models look at each; with
what they say the text is sought once more. Where the best texts then are as good as even, a line that can be shown to another
reader is, and both decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box
from hcr_desktop.document.page import Page
from hcr_desktop.inference.alphabet import CHARACTERS, CHARSETS, REJECT
from hcr_desktop.inference.assign import intervals
from hcr_desktop.inference.beam import BeamWeights, Candidate, search
from hcr_desktop.inference.emissions import BLANK, READ_LABELS, SPACE, align, likelihoods
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.inference.score import GlyphScorer, Scores, blend
from hcr_desktop.inference.segment import glyph_hypotheses, join_odds
from hcr_desktop.inference.spell import SharedLine, SpellWeights, owned, plausible, spell
from hcr_desktop.inference.text_model import TextModel

ALTERNATIVES = 8
"""Most alternatives given for a character."""

GLANCE = 4
"""Prefixes kept where a text only settles which ink to look at again, or is compared with another."""

RIVALS, EVEN, REACH = 32, 2.5, 6.0
"""Texts between which another reader may decide, by how much the best may be better than the next for that to be asked, and than any."""

_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class JoinedWeights:
    """Fitted on held-out writers.

    Attributes:
        beam: Of the language.
        spell: Of what tells whose ink is whose.
        whole: How much the glyph models count for a character that has strokes of its own.
        cut: And for one cut out of a stroke.
        entry: Share of a frame's characters that one which the reader does not see is granted before the glyph models are heard.
        other: How much of the reader's weight goes to the other reader, where that is asked.
    """

    beam: BeamWeights = field(default_factory=lambda: BeamWeights(language=0.6))
    spell: SpellWeights = field(default_factory=lambda: SpellWeights(glyph=0.6, reader=0.5, join=1.0))
    whole: float = 0.3
    cut: float = 0.15
    entry: float = 1e-3
    other: float = 0.4


@dataclass(frozen=True, slots=True)
class InkedCharacter:
    """One character of a line.

    Attributes:
        text: The character.
        space_before: Whether a word ends before it.
        marks: The strokes it is (part) of.
        box: Of its ink, in page units.
        choices: Ranked (character, probability) pairs, its own first.
    """

    text: str
    space_before: bool
    marks: frozenset[int]
    box: Box
    choices: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Portion:
    """A character's ink, and what the glyph models make of it: float32 [LABELS], or None where they were not asked."""

    marks: frozenset[int]
    box: Box
    log_probs: Scores | None
    cut: bool


def offered(log_probs: NDArray[np.float32], charset: str, *, spaces: bool) -> NDArray[np.float32]:
    """Log probabilities given that only the charset's characters, and spaces where there may be any, are written."""
    allowed = np.zeros(READ_LABELS, bool)
    allowed[[CHARACTERS.index(character) + 1 for character in CHARSETS[charset]]] = True
    allowed[BLANK], allowed[SPACE] = True, spaces
    kept = np.where(allowed, np.exp(log_probs) + _TINY, 0)
    return np.asarray(np.log(np.maximum(kept / kept.sum(axis=1, keepdims=True), 1e-30)), np.float32)


class ShownLine(Protocol):
    """A line as its reader was shown it.

    Attributes:
        page: The page.
        log_probs: What the reader answered, float32 [frames, READ_LABELS].
    """

    @property
    def page(self) -> Page:
        """See above."""

    @property
    def log_probs(self) -> NDArray[np.float32]:
        """See above."""

    def shared(self, spans: NDArray[np.int64], labels: Sequence[int]) -> SharedLine:
        """The line, cut between the characters of a text that lies in these frames, int64 [labels, 2]."""

    def otherwise(self) -> NDArray[np.float32] | None:
        """What another reader answers, which sees the line in another way, float32 [frames, READ_LABELS]; None where there is none."""


class JoinedReader:
    """Composes reader, language and glyph models. Serves one thread at a time."""

    def __init__(self, scorer: GlyphScorer, parameters: DecodeParameters, weights: JoinedWeights | None = None) -> None:
        """Compose them."""
        self._scorer, self._parameters, self._weights = scorer, parameters, weights or JoinedWeights()

    def score(self, log_probs: Scores, language: TextModel | None, charset: str) -> float:
        """Log score of the best text of a line, of which its reader says ``log_probs``; larger is better."""
        return search(offered(log_probs, charset, spaces=True), language, self._weights.beam, beam=GLANCE)[0].score

    def characters(self, shown: ShownLine, language: TextModel | None, charset: str, *, spaces: bool) -> list[InkedCharacter]:
        """The characters of a line, from left to right; none where the reader sees none.

        Args:
            shown: The line.
            language: None reads each character by its ink alone.
            charset: Which characters may be read.
            spaces: Whether there may be word spaces.
        """
        log_probs = offered(shown.log_probs, charset, spaces=spaces)
        first = tidied(search(log_probs, language, self._weights.beam, beam=GLANCE)[0].labels)
        if not first:
            return []
        spans = align(log_probs, first)
        portions = self.portions(shown, spans, first)
        seen = self._second_look(log_probs, intervals(spans, first, len(log_probs)), portions)
        rivals = search(seen, language, self._weights.beam, most=RIVALS)
        if contested(rivals) and (other := shown.otherwise()) is not None:
            rivals = weighed_anew(rivals, offered(other, charset, spaces=spaces), self._weights.other)
        labels = tidied(rivals[0].labels) or first
        spans = align(seen, labels)
        if labels != first:
            portions = self.portions(shown, spans, labels)
        return _inked(seen, intervals(spans, labels, len(seen)), labels, portions, charset)

    def portions(self, shown: ShownLine, spans: NDArray[np.int64], labels: Sequence[int]) -> list[Portion]:
        """The ink of each character of a text.

        Args:
            shown: The line.
            spans: int64 [labels, 2], the frames of each label, as ``emissions.align`` finds them.
            labels: The text, 1..95.
        """
        characters = [label - 1 for label in labels if label != SPACE]
        shared, page = shown.shared(spans, labels), shown.page
        glyphs = plausible(shared, glyph_hypotheses(shared.line))
        # The reader has seen the line: more views of each glyph would take longer than all else.
        scores = blend(*self._scorer.opinions(shared.line, glyphs, page.ink, ()), self._parameters)
        found = spell(shared, glyphs, scores, join_odds(shared.line, self._parameters), characters, self._weights.spell)
        if found is None:
            return _as_given(shared, page)
        cut = [segment.cut for segment in shared.line.segments] + [False]
        chosen = [glyphs[index] for index in found[0]]
        return [
            Portion(glyph.marks, page.to_units(glyph.box), scores[index], any(cut[glyph.start : glyph.stop + 1]))
            for index, glyph in zip(found[0], chosen, strict=True)
        ]

    def _second_look(self, log_probs: Scores, frames: NDArray[np.int64], portions: Sequence[Portion]) -> Scores:
        """What the reader says, weighed with what the glyph models say of each character's ink."""
        seen = np.exp(log_probs.astype(np.float64))
        for (start, stop), portion in zip(frames.tolist(), portions, strict=True):
            if portion.log_probs is None or start >= stop:
                continue
            weight = (self._weights.cut if portion.cut else self._weights.whole) * (1 - float(np.exp(portion.log_probs[REJECT])))
            opinion = portion.log_probs[:REJECT] - portion.log_probs[:REJECT].max()
            inked = seen[start:stop, 1:SPACE]
            share = inked.sum(axis=1, keepdims=True)
            offered_here = inked > 0
            weighed = np.where(offered_here, np.maximum(inked, self._weights.entry * share), 0) * np.exp(weight * np.maximum(opinion, -12))
            seen[start:stop, 1:SPACE] = weighed / np.maximum(weighed.sum(axis=1, keepdims=True), 1e-30) * share
        return np.asarray(np.log(np.maximum(seen, 1e-30)), np.float32)


def contested(rivals: Sequence[Candidate]) -> bool:
    """Whether the best two of some texts, the best first, are about even."""
    return len(rivals) > 1 and rivals[0].score - rivals[1].score < EVEN


def weighed_anew(rivals: Sequence[Candidate], other: Scores, weight: float) -> list[Candidate]:
    """Texts, the best first, when ``weight`` of the reader's weight goes to another reader, which says ``other`` [frames, READ_LABELS]."""
    rivals = [rival for rival in rivals if rivals[0].score - rival.score < REACH]
    said = likelihoods(other, [tidied(rival.labels) for rival in rivals])
    scores = [rival.score + weight * (heard - rival.read) for rival, heard in zip(rivals, said.tolist(), strict=True)]
    return sorted((replace(rival, score=score) for rival, score in zip(rivals, scores, strict=True)), key=lambda rival: -rival.score)


def _inked(
    log_probs: Scores, frames: NDArray[np.int64], labels: Sequence[int], portions: Sequence[Portion], charset: str
) -> list[InkedCharacter]:
    """The characters of a text, with their ink and what else they may be."""
    found: list[InkedCharacter] = []
    space = False
    for label in labels:
        if label == SPACE:
            space = True
            continue
        portion, (start, stop) = portions[len(found)], frames[len(found)].tolist()
        choices = _choices(log_probs[start:stop], label, charset)
        found.append(InkedCharacter(CHARACTERS[label - 1], space, portion.marks, portion.box, choices))
        space = False
    return found


def tidied(labels: Sequence[int]) -> tuple[int, ...]:
    """Labels without spaces before, behind, or in a row."""
    kept: list[int] = []
    for label in labels:
        if label != SPACE or (kept and kept[-1] != SPACE):
            kept.append(label)
    return tuple(kept[:-1] if kept and kept[-1] == SPACE else kept)


def _as_given(shared: SharedLine, page: Page) -> list[Portion]:
    """The ink as the reader alone shares it out."""
    return [
        Portion(
            frozenset().union(*(segment.marks for segment in own)),
            page.to_units(Box.around(segment.box for segment in own)),
            None,
            cut=True,
        )
        for own in owned(shared)
    ]


def _choices(log_probs: Scores, label: int, charset: str) -> tuple[tuple[str, float], ...]:
    """What stands in some frames, ranked, the character that was read first."""
    shares = np.exp(log_probs).sum(axis=0)[1:SPACE]
    shares = shares / max(float(shares.sum()), _TINY)
    order = [index for index in np.argsort(-shares, kind="stable").tolist() if CHARACTERS[index] in CHARSETS[charset]]
    order = [label - 1, *(index for index in order if index != label - 1)][:ALTERNATIVES]
    return tuple((CHARACTERS[index], float(shares[index])) for index in order)
