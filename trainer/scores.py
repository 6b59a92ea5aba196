"""The scores of one test set, read through the public face alone."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hcr_desktop import HcrError, Ink, ReadOptions, RecognisedText
from hcr_desktop.inference.alphabet import ALNUM47, CHARACTERS, CHARSETS, grouping
from trainer import boxes
from trainer.blame import Alone, blame_segmented, blame_text, stroke_sets
from trainer.corpora import InkSet, glyph_set, ink_set
from trainer.drawn import drawn
from trainer.lines import LONGEST
from trainer.metrics import Figure, calibration_error, edit_distance, figure, matched_glyphs, same_shape, spaced, unspaced
from trainer.nist import read_mnist
from trainer.nonwords import nonwords
from trainer.progress import progress

KINDS = ("digits", "upper", "lower", "symbols")
"""The charsets that divide the printable ASCII characters."""

BATCH = 250
"""Tiles classified at a time."""

JOINED = 0.85
"""Contributors whose samples have fewer strokes a letter than this write joined letters."""

NONWORDS = 900
"""Strings that are no words, where no number is asked for."""

SHEETS = 150
"""Sheets of boxed paper, likewise."""

CONFUSIONS = 12
"""How many of the most frequent confusions a section lists."""


class Reader(Protocol):
    """What is measured: the public face of ``hcr_desktop.Recogniser``."""

    def read(self, source: Ink | NDArray[np.uint8], options: ReadOptions | None = None) -> RecognisedText:
        """Read ink or a picture."""

    def classify(self, tiles: NDArray[np.uint8], charset: str = "alnum47") -> list[list[tuple[str, float]]]:
        """Classify tiles uint8 [n, 28, 28]."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where samples come from.

    Attributes:
        data: The folder of the corpora.
        limit: How many of each set, spread evenly; None for all.
        split: ``test`` for reporting; ``train`` to study mistakes, whose figures say nothing about new hands.
    """

    data: Path
    limit: int | None = None
    split: str = "test"

    def ink(self, name: str) -> InkSet:
        """An ink set of the split."""
        return ink_set(self.data, f"{name}-{self.split}")


@dataclass(frozen=True, slots=True)
class Section:
    """The scores of one set.

    Attributes:
        name: The set.
        about: How it was read, and what to keep in mind beside its figures.
        samples: How many were read.
        figures: The scores.
        milliseconds: Median time of one sample.
        groups: The scores of each contributor.
        counts: Named tallies: ``blame`` by stage, ``confusions`` by "truth > read".
        writers: How many hands wrote them; 0 where that is not known.
    """

    name: str
    about: str
    samples: int
    figures: tuple[Figure, ...]
    milliseconds: float
    groups: dict[str, tuple[Figure, ...]] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    writers: int = 0


def chosen(total: int, limit: int | None, seed: int = 0) -> list[int]:
    """Which of ``total`` samples to read: all, or ``limit`` of them spread evenly, one at random from each stretch.

    The seed is fixed, so equal arguments choose equal samples; a plain stride could meet the same writer or letter each time.
    """
    if limit is None or limit >= total:
        return list(range(total))
    edges = np.linspace(0, total, limit + 1).astype(np.intp)
    return [int(pick) for pick in np.random.default_rng(seed).integers(edges[:-1], edges[1:])]


def score_glyphs(reader: Reader, source: Source) -> Iterator[Section]:
    """EMNIST in its 47 classes, and MNIST's digits; figures are top-1 and top-3 accuracy."""
    notes = {
        "train": "EMNIST",
        "test": "a balanced cut of EMNIST, not the official Balanced test set",
        "official-tail": "the last images of the official Balanced test set, a small part of it",
    }
    for name in ("train",) if source.split == "train" else ("test", "official-tail"):
        glyphs = glyph_set(source.data, name)
        truth = [ALNUM47[label] for label in glyphs.label47]
        yield _score_tiles(reader, f"emnist-{name}", f"47 classes; {notes[name]}", glyphs.image, truth, "alnum47", source.limit)
    images, labels = read_mnist(source.data / "mnist", "t10k" if source.split == "test" else source.split)
    caveat = "digits; MNIST and EMNIST come from the same forms, so a model trained on EMNIST may have met MNIST test digits"
    yield _score_tiles(reader, f"mnist-{source.split}", caveat, images, [str(label) for label in labels], "digits", source.limit)


def _score_tiles(
    reader: Reader, name: str, about: str, images: NDArray[np.uint8], truth: Sequence[str], charset: str, limit: int | None
) -> Section:
    """Accuracy on tiles."""
    picks = chosen(len(images), limit)
    ranked: list[list[tuple[str, float]]] = []
    begun = time.perf_counter()
    for start in progress(range(0, len(picks), BATCH), -(-len(picks) // BATCH), name):
        ranked += reader.classify(images[picks[start : start + BATCH]], charset)
    spent = time.perf_counter() - begun
    wanted = [truth[pick] for pick in picks]
    best = [[label for label, _ in answer[:3]] for answer in ranked]
    right = [answer[:1] == [want] for answer, want in zip(best, wanted, strict=True)]
    figures = (
        figure("accuracy", right, 1, picks),
        figure("top-3 accuracy", [want in answer for answer, want in zip(best, wanted, strict=True)], 1, picks),
        figure("accuracy by shape", [_alike(answer[0], want) for answer, want in zip(best, wanted, strict=True)], 1, picks),
        Figure("calibration error", calibration_error([answer[0][1] for answer in ranked], right) * len(picks), len(picks)),
    )
    confusions = _confusions((want, answer[0]) for want, answer in zip(wanted, best, strict=True))
    return Section(name, about, len(picks), figures, 1000 * spent / max(len(picks), 1), counts={"confusions": confusions})


def _alike(one: str, other: str) -> bool:
    """Whether two of the 47 classes hold characters of one shape: the class L holds l, which is a 1 as well."""
    held = (np.flatnonzero(grouping("alnum47")[:, ALNUM47.index(name)]) for name in (one, other))
    return any(same_shape(CHARACTERS[a], CHARACTERS[b]) for a, b in product(*held))


def score_chars(reader: Reader, source: Source) -> Iterator[Section]:
    """Isolated characters, with the alphabet restricted to the kind of the true one, and unrestricted."""
    ink = source.ink("chars")
    picks = chosen(len(ink), source.limit)
    kinds = np.array([next(kind for kind in KINDS if str(ink.text[pick]) in CHARSETS[kind]) for pick in picks])
    truth, writers = ink.text[picks], ink.writer[picks]
    restricted = _Readings(reader, ink, picks, "chars, by kind", lambda turn: ReadOptions(str(kinds[turn]), None, "glyph"))
    free = _Readings(reader, ink, picks, "chars, all", lambda _: ReadOptions("all", None, "glyph"))
    hits = np.array([str(text) == want for text, want in zip(restricted.texts, truth, strict=True)])
    exact = np.array([str(text) == want for text, want in zip(free.texts, truth, strict=True)])
    folded = np.array([str(text).casefold() == want.casefold() for text, want in zip(free.texts, truth, strict=True)])
    shaped = np.array([same_shape(str(text), want) for text, want in zip(free.texts, truth, strict=True)])
    sure = [text.spans[0].confidence if text.spans else 0.0 for text in free.texts]

    def figures(rows: NDArray[np.bool_], *, intervals: bool) -> tuple[Figure, ...]:
        of = writers[rows].tolist() if intervals else None
        by_kind = [(kind, rows & (kinds == kind)) for kind in KINDS]
        return (
            *(figure(kind, hits[of_kind], 1, writers[of_kind].tolist() if intervals else None) for kind, of_kind in by_kind),
            figure("each by its kind", hits[rows], 1, of),
            figure("unrestricted", exact[rows], 1, of),
            figure("unrestricted, case-folded", folded[rows], 1, of),
            figure("unrestricted, by shape", shaped[rows], 1, of),
        )

    error = Figure("calibration error, unrestricted", calibration_error(sure, exact) * len(picks), len(picks))
    counts = {
        "confusions by kind": _confusions(zip(truth, map(str, restricted.texts), strict=True)),
        "confusions unrestricted": _confusions(zip(truth, map(str, free.texts), strict=True)),
    }
    yield Section(
        "chars",
        "isolated characters; layout glyph, no language; kinds are read with the alphabet restricted to the kind",
        len(picks),
        (*figures(np.ones(len(picks), bool), intervals=True), error),
        free.milliseconds,
        _by_contributor(ink, picks, lambda rows: figures(rows, intervals=False)),
        counts,
        len(set(writers.tolist())),
    )


def score_words(reader: Reader, source: Source) -> Iterator[Section]:
    """Words of two characters and more."""
    ink = source.ink("words")
    long_enough = [index for index, text in enumerate(ink.text) if len(text) >= 2]
    picks = [long_enough[turn] for turn in chosen(len(long_enough), source.limit)]
    about = "two characters and more, print to cursive; layout word, language en"
    yield _score_texts(reader, ink, picks, "words", about, ReadOptions(layout="word"))


def score_words_plain(reader: Reader, source: Source) -> Iterator[Section]:
    """The same words without a language."""
    ink = source.ink("words")
    long_enough = [index for index, text in enumerate(ink.text) if len(text) >= 2]
    picks = [long_enough[turn] for turn in chosen(len(long_enough), source.limit)]
    about = "two characters and more; layout word, no language"
    yield _score_texts(reader, ink, picks, "words-plain", about, ReadOptions(language=None, layout="word"))


def score_nonwords(reader: Reader, source: Source) -> Iterator[Section]:
    """Random letters, codes and plates in real letters, with the language on and off."""
    made = nonwords(source.ink("chars"), source.ink("segmented"), source.limit or NONWORDS)
    kinds = np.array([each.kind for each in made])
    figures: list[Figure] = []
    groups: dict[str, list[Figure]] = {kind: [] for kind in dict.fromkeys(kinds.tolist())}
    begun = time.perf_counter()
    for name, language in (("CER, language on", "en"), ("CER, language off", None)):
        options = ReadOptions(language=language, layout="line")
        read = [unspaced(str(reader.read(each.ink, options))) for each in progress(made, len(made), f"nonwords, {name}")]
        edits = np.array([edit_distance(unspaced(each.text), have) for each, have in zip(made, read, strict=True)])
        lengths = np.array([len(unspaced(each.text)) for each in made])
        figures.append(figure(name, edits, lengths, [each.writer for each in made]))
        for kind, own in groups.items():
            own.append(figure(name, edits[kinds == kind], lengths[kinds == kind]))
    spent = 1000 * (time.perf_counter() - begun) / max(2 * len(made), 1)
    about = "random letters, codes and plates composed of real letters of one hand each; layout line; spaces left out"
    by_kind = {f"{kind} ({int((kinds == kind).sum())})": tuple(own) for kind, own in groups.items()}
    yield Section("nonwords", about, len(made), tuple(figures), spent, by_kind, writers=len({each.writer for each in made}))


def score_boxes(reader: Reader, source: Source) -> Iterator[Section]:
    """Sheets of boxed paper: each box for itself, with the hand's size, and with the language; no space is told apart by its ink."""
    made = boxes.sheets(source.ink("chars"), source.ink("segmented"), source.ink("texts"), source.limit or SHEETS)
    kinds, writers = np.array([each.kind for each in made]), [each.writer for each in made]
    lengths = np.array([len(unspaced(each.text)) for each in made])
    figures: list[Figure] = []
    groups: dict[str, list[Figure]] = {kind: [] for kind in dict.fromkeys(kinds.tolist())}
    ways: dict[str, Callable[[Ink], RecognisedText]] = {
        "each box for itself": lambda ink: boxes.each_for_itself(reader.read, ink),
        "together, no language": lambda ink: reader.read(ink, ReadOptions(language=None, layout="boxes")),
        "together, language on": lambda ink: reader.read(ink, ReadOptions(layout="boxes")),
    }
    for name, read in ways.items():
        begun = time.perf_counter()
        texts = [read(each.ink) for each in progress(made, len(made), f"boxes, {name}")]
        spent = 1000 * (time.perf_counter() - begun) / max(len(made), 1)
        edits = np.array([edit_distance(unspaced(each.text), unspaced(str(text))) for each, text in zip(made, texts, strict=True)])
        figures.append(figure(f"CER, {name}", edits, lengths, writers))
        for kind, own in groups.items():
            own.append(figure(f"CER, {name}", edits[kinds == kind], lengths[kinds == kind]))
    # One character a box: the n-th span is of the n-th character.
    pairs = [pair for each, text in zip(made, texts, strict=True) for pair in zip(text.spans, unspaced(each.text), strict=False)]
    right = [span.text == want for span, want in pairs]
    error = Figure(
        "calibration error, language on", calibration_error([span.confidence for span, _ in pairs], right) * len(pairs), len(pairs)
    )
    figures.append(error)
    about = "boxed paper dealt out by code in real characters of one hand a sheet; layout boxes; spaces are empty boxes and left out"
    by_kind = {f"{kind} ({int((kinds == kind).sum())})": tuple(own) for kind, own in groups.items()}
    yield Section("boxes", about, len(made), tuple(figures), spent, by_kind, writers=len(set(writers)))


def score_pictures(reader: Reader, source: Source) -> Iterator[Section]:
    """Words and one-line texts drawn as pictures: the same ink, its path unknown."""
    for name, layout, limit in (("words", "word", 500), ("texts", "page", 300)):
        ink = source.ink(name)
        picks = picture_picks(ink, name, min(limit, source.limit or limit))
        about = f"{name} drawn in black on white paper, one line each; layout {layout}, language en"
        yield _score_texts(reader, ink, picks, f"pictures of {name}", about, ReadOptions(layout=layout), drawn)


def picture_picks(ink: InkSet, name: str, limit: int) -> list[int]:
    """The samples that are drawn: words of two characters and more, or texts of one line."""
    few = [index for index, text in enumerate(ink.text) if (len(text) >= 2 if name == "words" else len(text) <= LONGEST)]
    return [few[turn] for turn in chosen(len(few), limit)]


def score_texts(reader: Reader, source: Source) -> Iterator[Section]:
    """Texts of one line to a few; a line break counts as a space."""
    ink = source.ink("texts")
    about = "one line to a few, print to cursive; layout page, language en; a line break counts as a space"
    yield _score_texts(reader, ink, chosen(len(ink), source.limit), "texts", about, ReadOptions())


def score_segmented(reader: Reader, source: Source) -> Iterator[Section]:
    """Printed texts in which the character of every stroke is known: glyphs, CER, and blame by that truth."""
    ink = source.ink("segmented")
    picks = chosen(len(ink), source.limit)
    readings = _Readings(reader, ink, picks, "segmented", lambda _: ReadOptions())
    truth = [stroke_sets(ink.stroke_glyph(pick)) for pick in picks]
    found = [[span.marks for span in text.spans] for text in readings.texts]
    sizes = np.array([[matched_glyphs(want, have), len(want), len(have)] for want, have in zip(truth, found, strict=True)]).reshape(-1, 3)
    texts, writers = [str(ink.text[pick]) for pick in picks], ink.writer[picks]

    def figures(rows: NDArray[np.bool_], *, intervals: bool) -> tuple[Figure, ...]:
        matched, wanted, had = sizes[rows].T
        of = writers[rows].tolist() if intervals else None
        kept = np.flatnonzero(rows)
        return (
            figure("glyph precision", matched, had, of),
            figure("glyph recall", matched, wanted, of),
            figure("glyph F1", 2 * matched, wanted + had, of),
            *_text_figures([texts[row] for row in kept], [readings.texts[row] for row in kept], of),
        )

    charges: Counter[str] = Counter()
    for pick, text in zip(picks, readings.texts, strict=True):
        charges += blame_segmented(str(ink.text[pick]), ink.stroke_glyph(pick), text, _alone(reader, ink, pick))
    pairs = [
        (unspaced(text)[glyph], span.text)
        for text, sets, read in zip(texts, truth, readings.texts, strict=True)
        for glyph, strokes in enumerate(sets)
        for span in read.spans
        if span.marks == strokes
    ]
    yield Section(
        "segmented",
        "printed texts; layout page, language en; a glyph counts when its set of strokes is exactly right",
        len(picks),
        figures(np.ones(len(picks), bool), intervals=True),
        readings.milliseconds,
        _by_contributor(ink, picks, lambda rows: figures(rows, intervals=False)),
        {"blame": dict(charges.most_common()), "confusions of glyphs found": _confusions(pairs)},
        len(set(writers.tolist())),
    )


SCORES: dict[str, Callable[[Reader, Source], Iterator[Section]]] = {
    "glyphs": score_glyphs,
    "chars": score_chars,
    "words": score_words,
    "words-plain": score_words_plain,
    "nonwords": score_nonwords,
    "boxes": score_boxes,
    "pictures": score_pictures,
    "texts": score_texts,
    "segmented": score_segmented,
}
"""What ``--set`` may name."""


class _Readings:
    """The texts read from some samples of an ink set, in their order, and how long one took."""

    def __init__(
        self,
        reader: Reader,
        ink: InkSet,
        picks: Sequence[int],
        label: str,
        options: Callable[[int], ReadOptions],
        shown: Callable[[list[NDArray[np.float32]]], Ink | NDArray[np.uint8]] = Ink.from_arrays,
    ) -> None:
        """Read them; ``options`` is asked with each sample's place in ``picks``. Ink that is refused reads as nothing."""
        self.texts: list[RecognisedText] = []
        times = [0.0]
        for turn, pick in enumerate(progress(picks, len(picks), label)):
            sample = shown(ink.strokes(pick))
            begun = time.perf_counter()
            try:
                self.texts.append(reader.read(sample, options(turn)))
            except HcrError:
                self.texts.append(RecognisedText())
            times.append(time.perf_counter() - begun)
        self.milliseconds = 1000 * float(np.median(times[1:] or times))


def _alone(reader: Reader, ink: InkSet, pick: int) -> Alone:
    """What the glyph model by itself makes of some strokes of a sample."""
    strokes = Ink.from_arrays(ink.strokes(pick))
    return lambda marks: str(reader.read(strokes.only(marks), ReadOptions(language=None, layout="glyph")))


def _score_texts(
    reader: Reader,
    ink: InkSet,
    picks: Sequence[int],
    name: str,
    about: str,
    options: ReadOptions,
    shown: Callable[[list[NDArray[np.float32]]], Ink | NDArray[np.uint8]] = Ink.from_arrays,
) -> Section:
    """CER and exact rate of words or texts, with blame guessed from the text where the ink is read."""
    readings = _Readings(reader, ink, picks, name, lambda _: options, shown)
    truth, writers = [str(ink.text[pick]) for pick in picks], ink.writer[list(picks)]

    def of_rows(rows: NDArray[np.bool_]) -> tuple[Figure, ...]:
        kept = np.flatnonzero(rows)
        return _text_figures([truth[row] for row in kept], [readings.texts[row] for row in kept], None)

    figures = _text_figures(truth, readings.texts, writers.tolist())
    blame: dict[str, dict[str, int]] = {}
    if shown == Ink.from_arrays:
        charges: Counter[str] = Counter()
        for pick, want, text in zip(picks, truth, readings.texts, strict=True):
            charges += blame_text(want, text, _alone(reader, ink, pick))
        blame = {"blame, guessed": dict(charges.most_common())}
    groups = {**_by_style(ink, picks, of_rows), **_by_contributor(ink, picks, of_rows)}
    return Section(name, about, len(picks), figures, readings.milliseconds, groups, blame, len(set(writers.tolist())))


def _by_style(
    ink: InkSet, picks: Sequence[int], figures: Callable[[NDArray[np.bool_]], tuple[Figure, ...]]
) -> dict[str, tuple[Figure, ...]]:
    """The figures of contributors who join their letters and of those who print: printing takes at least a stroke a letter."""
    strokes = np.array([len(ink.strokes(pick)) for pick in picks], np.float64)
    letters = np.array([len(unspaced(str(ink.text[pick]))) for pick in picks], np.float64)
    names = ink.contributor[list(picks)]
    joined = {name for name in np.unique(names).tolist() if strokes[names == name].sum() < JOINED * letters[names == name].sum()}
    cursive = np.isin(names, sorted(joined))
    styles = {"cursive": cursive, "print": ~cursive}
    return {f"{style} ({int(rows.sum())})": figures(rows) for style, rows in styles.items() if rows.any()}


def _text_figures(truth: Sequence[str], read: Sequence[RecognisedText], writers: Sequence[str] | None) -> tuple[Figure, ...]:
    """CER in four ways, and the rate of texts without any error, spaces aside and with them."""
    figures = []
    for spaces, clean in (("", spaced), (", no spaces", unspaced)):
        pairs = [(clean(want), clean(str(text))) for want, text in zip(truth, read, strict=True)]
        lengths = [len(want) for want, _ in pairs]
        edits = [edit_distance(want, have) for want, have in pairs]
        folded = [edit_distance(want.casefold(), have.casefold()) for want, have in pairs]
        figures += [
            figure(f"CER{spaces}", edits, lengths, writers),
            figure(f"CER, case-folded{spaces}", folded, lengths, writers),
            figure(f"exact{spaces}", [not count for count in edits], 1, writers),
        ]
    return tuple(figures)


def _by_contributor(
    ink: InkSet, picks: Sequence[int], figures: Callable[[NDArray[np.bool_]], tuple[Figure, ...]]
) -> dict[str, tuple[Figure, ...]]:
    """The figures of each contributor's rows."""
    contributors = ink.contributor[list(picks)]
    return {f"{name} ({int((contributors == name).sum())})": figures(contributors == name) for name in np.unique(contributors).tolist()}


def _confusions(pairs: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> dict[str, int]:
    """The most frequent wrong answers, as "truth > read"."""
    wrong = Counter(f"{want} > {have or 'nothing'}" for want, have in pairs if want != have)
    return dict(wrong.most_common(CONFUSIONS))
