"""The stages composed: ink or picture in, recognised text out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Ink, Stroke
from hcr_desktop.document.page import Page
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.errors import InputUnreadable, OptionInvalid
from hcr_desktop.inference import raster, segment
from hcr_desktop.inference.alphabet import CHARSETS, REJECT, grouping
from hcr_desktop.inference.bundle import Bundle
from hcr_desktop.inference.cells import CellReader
from hcr_desktop.inference.confidence import ALONE, PEN, PICTURE, trued
from hcr_desktop.inference.cut import cut_line
from hcr_desktop.inference.decode import WITH_LANGUAGE, decode, rank, within_charset
from hcr_desktop.inference.emissions import alone, labels_of, likelihoods
from hcr_desktop.inference.image_reader import ImageReader
from hcr_desktop.inference.joined import InkedCharacter, JoinedReader, JoinedWeights, ShownLine
from hcr_desktop.inference.lattice import Glyph, Hypothesis, Lattice, Line
from hcr_desktop.inference.layout import find_lines
from hcr_desktop.inference.memory import Memory, fingerprint
from hcr_desktop.inference.mend_lines import Score, joined, mended, parted
from hcr_desktop.inference.options import ReadOptions
from hcr_desktop.inference.path_line import PathLine, only_strokes
from hcr_desktop.inference.pen_reader import PenReader, PenReading
from hcr_desktop.inference.printed import without_print
from hcr_desktop.inference.scan import page_from_picture
from hcr_desktop.inference.score import GlyphScorer, Scores, blend
from hcr_desktop.inference.segment import compose, glyph_hypotheses, join_odds, segments_of
from hcr_desktop.inference.strip_line import StripLine
from hcr_desktop.inference.text_model import TextModel
from hcr_desktop.inference.touching import unhooked

READINGS = 100
"""Answers of the pen reader that are kept: those of lines that are being written, with the ways to part them; each takes 0.2 MB."""

READER_SHARE = 0.25
"""How much the reader of lines counts for a character alone (held-out writers: 0.7 points more of small letters, others no fewer)."""

FEW = 6
"""Most characters of a text that may in truth be a single character."""

TOLD_BY = 3
"""So many lines of a picture tell which way up it is."""

TILE = 28
"""Side of the tiles that ``classify`` takes, EMNIST's."""

TILE_VIEWS = (-8.0, 8.0)
"""Degrees by which tiles are also turned: no fewer of held-out EMNIST are read right than with 4 degrees either way (trainer/LOG.md), and
the right class is among the first three of 99.77 % instead of 99.69."""


class Recogniser:
    """Reads ink and pictures with the shipped models. One instance serves one thread at a time."""

    def __init__(self, bundle: Bundle, threads: int = 1, weights: JoinedWeights | None = None) -> None:
        """Make the interpreters of a bundle; ``weights`` is for the trainer, to measure others than those fitted.

        Raises:
            BundleInvalid: When a model does not load here or fails its probe.
        """
        self.bundle = bundle
        self._scorer = GlyphScorer(bundle, threads)
        self._pen_reader = PenReader(bundle.pen_reader, threads)
        self._image_reader = ImageReader(bundle.image_reader, threads)
        self.weights = weights or JoinedWeights()
        self._joined = JoinedReader(self._scorer, bundle.decode, self.weights)
        self._cells = CellReader(self._look, bundle.decode)
        self._lines: Memory[tuple[list[Span], str]] = Memory()
        self._scores: Memory[float] = Memory()
        self._readings: Memory[PenReading] = Memory(READINGS)

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> Recogniser:
        """The recogniser with the shipped models, or with those below ``folder``.

        Raises:
            BundleInvalid: When they are missing, damaged, or do not belong to this program.
        """
        return cls(Bundle.load(folder), threads)

    def read(
        self,
        source: Ink | NDArray[np.uint8],
        options: ReadOptions | None = None,
        *,
        so_far: Callable[[RecognisedText], None] | None = None,
    ) -> RecognisedText:
        """Read handwriting.

        Args:
            source: Ink, or a picture uint8 [h, w] or [h, w, 3] (RGB), dark on light or light on dark.
            options: Alphabet, language and layout; by default all characters, English, a page.
            so_far: Is told the text up to each line of a page but the last, as soon as it is read; an exception it raises ends the reading.

        Returns:
            The text; empty when there is no ink. Boxes are in ink units, or in pixels of the picture.

        Raises:
            InputUnreadable: When the array is no such picture, or a picture is to be read by boxes.
        """
        options = options or ReadOptions()
        if options.layout == "boxes":
            return self._read_boxes(source, options)
        page = self._page(source, options)
        segments = segments_of(page)
        if page.ink is None and options.layout == "page":
            segments = unhooked(without_print(segments))
        if not segments:
            return RecognisedText()
        if options.layout == "glyph":
            return self._read_glyph(find_lines(segments, single=True)[0], page, options, self.bundle.decode.isolated)
        found = find_lines(segments, single=options.layout != "page")
        if options.layout == "page":
            found = self._mended(found, page, options)
        text = RecognisedText()
        for number, line in enumerate(found, 1):
            spans, words = self._read_line(line, page, options)
            text = RecognisedText((*text.spans, *spans), (*text.lines, words))
            if so_far is not None and number < len(found):
                so_far(text)
        return text

    def _read_boxes(self, source: Ink | NDArray[np.uint8], options: ReadOptions) -> RecognisedText:
        """Ink on boxed paper."""
        if not isinstance(source, Ink):
            raise InputUnreadable("A picture", "where its boxes lie is not known", "Read it as a page.")
        return self._cells.read(source, options.charset, self._texts(options))

    def _mended(self, lines: list[Line], page: Page, options: ReadOptions) -> list[Line]:
        """Lines as they read best; only of pen ink is it known in which order it was written."""
        if page.ink is not None:
            return mended(lines, self._scorer_of(page, options))
        score = self._scorer_of(page, options)
        return joined(parted(lines, score), score)

    def forget(self) -> None:
        """Hold nothing of what was read.

        Otherwise lines of pen ink are kept so that they need not be read again while others are written, rows of the
        languages so that they need not be worked out again, and in the models' memory is what they saw last.
        """
        self._lines.forget()
        self._scores.forget()
        self._readings.forget()
        for model in (self._scorer, self._pen_reader, self._image_reader, self._cells):
            model.forget()
        for language in self.bundle.languages.values():
            language.forget()
        for texts in self.bundle.texts.values():
            texts.forget()
        raster.forget()
        segment.forget()

    def _read_line(self, line: Line, page: Page, options: ReadOptions) -> tuple[list[Span], str]:
        """A line's spans and its text, of pen ink from memory where it was read before."""
        if page.ink is None:
            return self._read_shown(line, page, options)
        key = (fingerprint(only_strokes(page.ink, line)), options)
        return self._lines.recall(key, lambda: self._read_shown(line, page, options))

    def _read_shown(self, line: Line, page: Page, options: ReadOptions) -> tuple[list[Span], str]:
        """A line's spans and its text."""
        shown = self._shown(line, page)
        characters = self._joined.characters(shown, self._texts(options), options.charset, spaces=options.layout != "word")
        if not characters and len(line.segments) > 1:
            return self._read_lattice(line, page, options)
        if len(characters) < 2 or self._is_one(line, page, options, "".join(character.text for character in characters), shown.log_probs):
            # A dot, a dash, a scrawl, or a character alone: the glyph models know better (small letters: 87 %, not 75; trainer/LOG.md).
            single = self._read_glyph(line, page, options)
            return list(single.spans), str(single)
        odds = PICTURE if page.ink is None else PEN
        spans = [_inked_span(character, odds) for character in characters]
        return spans, "".join(" " * character.space_before + character.text for character in characters)

    def _is_one(self, line: Line, page: Page, options: ReadOptions, text: str, log_probs: Scores) -> bool:
        """Whether a line of which ``text`` was read is one character: likelier to its reader, and not rejected by the glyph models.

        Few characters stand alone in the texts that the language was made of, so it would rather have words: of an H "to". The
        reader of the pen's path is surer than that of pictures: there it would cost words, and hardly gain characters.
        """
        if page.ink is not None or options.layout == "word" or len(text) > FEW:
            return False
        if np.logaddexp.reduce(alone(log_probs)) < likelihoods(log_probs, [labels_of(text)])[0]:
            return False
        return float(np.exp(self._as_glyph(line, page)[1][REJECT])) < 0.5

    def _shown(self, line: Line, page: Page) -> ShownLine:
        """A line with what its reader says of it."""
        if page.ink is not None:
            strokes = only_strokes(page.ink, line)
            return PathLine(line, page, strokes, self._path_reading(strokes), self._image_reader.read_path)
        return StripLine(line, page, self._image_reader.read(compose(line.segments)))

    def _path_reading(self, strokes: tuple[Stroke, ...]) -> PenReading:
        """What the pen reader says of strokes, from memory where it was asked before."""
        return self._readings.recall(fingerprint(strokes), lambda: self._pen_reader.read([stroke.xy for stroke in strokes]))

    def _texts(self, options: ReadOptions) -> TextModel | None:
        """The model of what is written, where the options want one."""
        return self.bundle.texts[options.language] if options.language and options.charset in WITH_LANGUAGE else None

    def _scorer_of(self, page: Page, options: ReadOptions) -> Score:
        """What tells how well a line reads."""
        known: Memory[float] = self._scores if page.ink else Memory()

        def work_out(line: Line) -> float:
            return self._joined.score(self._shown(line, page).log_probs, self._texts(options), options.charset)

        def score(line: Line) -> float:
            written = fingerprint(only_strokes(page.ink, line)) if page.ink else frozenset().union(*(each.marks for each in line.segments))
            return known.recall((written, options), lambda: work_out(line))

        return score

    def _read_lattice(self, line: Line, page: Page, options: ReadOptions) -> tuple[list[Span], str]:
        """A line by its lattice of glyphs: its spans and its text."""
        language = self.bundle.languages[options.language] if options.language else None
        lattice = self._lattice(cut_line(line), page)
        best = decode(lattice, self.bundle.decode, options.charset, options.layout != "word", language)
        return _spans(lattice, best, page), "".join(" " * gap + text for gap, text in zip(best.space_before, best.characters, strict=True))

    def classify(self, tiles: NDArray[np.uint8], charset: str = "alnum47") -> list[list[tuple[str, float]]]:
        """Classify single characters.

        Args:
            tiles: uint8 [n, 28, 28], white ink on black, in EMNIST's layout (other margins are brought to it).
            charset: Which characters may be answered.

        Returns:
            For each tile the charset's characters with their probabilities, the best first.

        Raises:
            InputUnreadable: When the array is not uint8 [n, 28, 28].
            OptionInvalid: When the charset is not offered.
        """
        if charset not in CHARSETS:
            raise OptionInvalid(f"charset {charset!r} is not offered; choose one of {', '.join(CHARSETS)}.")
        log_probs = self.tile_log_probs(tiles)[:, :REJECT]
        if charset == "alnum47":
            log_probs = log_probs + self.bundle.decode.tiles
        groups = grouping(charset)[:REJECT]
        offered = groups.any(axis=1)
        shares = np.exp(log_probs - log_probs[:, offered].max(axis=1, keepdims=True, initial=-1e3)) @ groups
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
        order = np.argsort(-shares, axis=1, kind="stable")
        names = CHARSETS[charset]
        return [[(names[j], float(row[j])) for j in ranks] for row, ranks in zip(shares, order, strict=True)]

    def tile_log_probs(self, tiles: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Log probabilities float32 [n, LABELS] of tiles as ``classify`` takes them.

        Raises:
            InputUnreadable: When the array is not uint8 [n, 28, 28].
        """
        tiles = np.asarray(tiles)
        if tiles.dtype != np.uint8 or tiles.ndim != 3 or tiles.shape[1:] != (TILE, TILE):
            reason = f"the array is {tiles.dtype} {tiles.shape}"
            raise InputUnreadable("Tiles", reason, "Give uint8 of shape (n, 28, 28).")
        return self._scorer.crops(list(tiles), TILE_VIEWS)

    def _page(self, source: Ink | NDArray[np.uint8], options: ReadOptions) -> Page:
        """Ink or picture as a page."""
        if isinstance(source, Ink):
            return raster.page_from_ink(source, single_glyph=options.layout == "glyph", drawn=False)
        return page_from_picture(source, single_glyph=options.layout == "glyph", reads=lambda page: self._how_well(page, options))

    def _how_well(self, page: Page, options: ReadOptions) -> float:
        """How well the longest lines of a picture read, in nats: any character might, or digits on their head would make good digits."""
        lines = find_lines(segments_of(page), single=options.layout != "page")
        score = self._scorer_of(page, replace(options, charset="all"))
        return sum(score(line) for line in sorted(lines, key=lambda line: line.box.width)[-TOLD_BY:])

    def _lattice(self, line: Line, page: Page) -> Lattice:
        """A line's glyph hypotheses, classified in one batch."""
        glyphs = glyph_hypotheses(line)
        log_probs = blend(*self._scorer.opinions(line, glyphs, page.ink), self.bundle.decode)
        return Lattice(line, glyphs, log_probs, join_odds(line, self.bundle.decode))

    def _read_glyph(self, line: Line, page: Page, options: ReadOptions, usual: NDArray[np.float32] | float = 0.0) -> RecognisedText:
        """A line as one character; ``usual`` is the log of how often each is written, float32 [94], where that is known."""
        glyph, log_probs = self._as_glyph(line, page)
        scores = self._with_reader(within_charset(log_probs[None], options.charset)[0], line, page)
        scores[:REJECT] += usual
        choices = trued(rank(scores, options.charset), ALONE)
        span = Span(choices[0][0], page.to_units(glyph.box), glyph.marks, choices[0][1], choices)
        return RecognisedText((span,), (span.text,))

    def _look(self, ink: Ink) -> Scores:
        """What all models say of ink as one character, log scores [LABELS]."""
        page = raster.page_from_ink(ink, single_glyph=True, drawn=False)
        line = find_lines(segments_of(page), single=True)[0]
        return self._with_reader(self._as_glyph(line, page)[1], line, page)

    def _with_reader(self, scores: Scores, line: Line, page: Page) -> Scores:
        """What the glyph models say of a line as one character, with what the reader of pen lines says of that, log scores [LABELS]."""
        if page.ink is None:
            return scores
        heard = scores.copy()
        heard[:REJECT] += READER_SHARE * alone(self._path_reading(only_strokes(page.ink, line)).log_probs)
        return heard

    def _as_glyph(self, line: Line, page: Page) -> tuple[Glyph, Scores]:
        """All of a line as one glyph, and what the glyph models say of it, log probabilities [LABELS]."""
        glyph = Glyph(0, len(line.segments), frozenset().union(*(segment.marks for segment in line.segments)), line.box)
        return glyph, blend(*self._scorer.opinions(line, (glyph,), page.ink), self.bundle.decode)[0]


def _spans(lattice: Lattice, best: Hypothesis, page: Page) -> list[Span]:
    """The spans of a line's reading."""
    chosen = [lattice.glyphs[index] for index in best.glyphs]
    return [
        Span(text, page.to_units(glyph.box), glyph.marks, choices[0][1], choices)
        for text, glyph, choices in zip(best.characters, chosen, best.choices, strict=True)
    ]


def _inked_span(character: InkedCharacter, odds: tuple[float, float]) -> Span:
    """A character of a line as a span."""
    choices = trued(character.choices, odds)
    return Span(character.text, character.box, character.marks, choices[0][1], choices)
