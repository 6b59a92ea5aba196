"""UNIPEN's own tree (train_r01_v07 and its like), for whoever brings the official archive.

The UNIPEN 1.0 format (Guyon et al. 1994) is plain text of statements that start with a dotted keyword in the first column.
``.PEN_DOWN`` and ``.PEN_UP`` hold the points of one component each, in the columns that ``.COORD`` names, y up;
``.SEGMENT level delineation quality "label"`` labels a run of components, numbered from 0 through all included files, those of
the raised pen among them where their points were recorded. The tree keeps the segments below ``data/CATEGORY/CONTRIBUTOR`` and
the points below ``include``, from where ``.INCLUDE`` fetches them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.errors import InputUnreadable
from hcr_desktop.inference.alphabet import CHARACTERS
from trainer.corpora import InkSet

STATEMENT = re.compile(r"^\.([A-Z_]+)(.*?)(?=^\.[A-Z]|\Z)", re.MULTILINE | re.DOTALL)
SEGMENT = re.compile(r'\s*(\S+)\s+(\?|[\d:,\-\s]*\d)\s+(\S+)\s+"((?:\\.|[^"\\])*)"', re.DOTALL)
ESCAPES = {"n": " ", "t": " "}

SETS = {"chars": ("2", "CHARACTER"), "words": ("7", "WORD"), "texts": ("8", "TEXT")}
"""The tree's category, and its level of segments, that make up each set; ``segmented`` joins categories 8 and 3."""

SITES = {"sta": "hp"} | {f"{site}{letter}": site for site in ("ap", "bb", "ce", "hp") for letter in "abcdefp"}
"""Contributions of one site, which share writers: never split them by contributor."""

DEPTH = 8
"""Included files that may include each other in a row, before they are taken for a circle."""

LARGEST = 32767
"""The largest coordinate that an InkSet holds; a larger sample is scaled down."""


@dataclass(frozen=True, slots=True)
class Component:
    """The points between two changes of the pen: float64 [n, 2], n >= 1, y down; whether the pen was down; whose hand."""

    xy: NDArray[np.float64]
    down: bool
    writer: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A label and its ink: ``runs`` are (first component, its first point, last component, its last point or None for all)."""

    level: str
    quality: str
    label: str
    runs: tuple[tuple[int, int, int, int | None], ...]


@dataclass
class UnipenFile:
    """One file with all that it includes, read in order.

    Attributes:
        include: The folder from which ``.INCLUDE`` fetches.
        components: In the order of the file.
        segments: Likewise.
    """

    include: Path
    components: list[Component] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    _columns: tuple[str, ...] = ("X", "Y")
    _writer: str = ""
    _open: dict[str, tuple[int, str, str]] = field(default_factory=dict)  # level -> first component, quality, label

    @classmethod
    def read(cls, path: Path, include: Path) -> UnipenFile:
        """Read a file.

        Raises:
            InputUnreadable: When it or an included file is missing, includes itself, or holds points that are no numbers.
        """
        file = cls(include)
        file._feed(path, DEPTH)
        for level in list(file._open):
            file._close(level)
        return file

    def _feed(self, path: Path, depth: int) -> None:
        """Take up the statements of one file."""
        if not depth:
            raise InputUnreadable(str(path), "it includes itself", "Bring the archive whole and unchanged.")
        try:
            text = path.read_text(encoding="latin-1")
        except OSError as error:
            raise InputUnreadable(str(path), f"it cannot be read ({error.strerror})", "Bring the archive whole and unchanged.") from error
        for keyword, body in STATEMENT.findall(text):
            if keyword in {"PEN_DOWN", "PEN_UP"}:
                self._add_component(path, body, down=keyword == "PEN_DOWN")
            elif keyword == "INCLUDE":
                self._feed(self.include / body.strip(), depth - 1)
            elif keyword == "SEGMENT":
                self._add_segment(body)
            elif keyword == "COORD":
                self._columns = tuple(body.split())
            elif keyword == "WRITER_ID":
                self._writer = body.strip()

    def _add_component(self, path: Path, body: str, *, down: bool) -> None:
        """Keep the points of one component; one without points has no number."""
        width = len(self._columns)
        try:
            values = np.array(body.split(), np.float64)
        except ValueError as error:
            raise InputUnreadable(str(path), f"its points are no numbers ({error})", "Bring the archive whole and unchanged.") from error
        rows = values[: len(values) // width * width].reshape(-1, width)
        if len(rows):
            xy = rows[:, [self._columns.index("X"), self._columns.index("Y")]]
            self.components.append(Component(xy * (1, -1), down, self._writer))

    def _add_segment(self, body: str) -> None:
        """Keep one segment; without a delineation it takes the components up to the next of its level."""
        if not (match := SEGMENT.match(body)):  # a declaration without a label, which some writing tools put into the header
            return
        level, delineation, quality, quoted = match.groups()
        label = " ".join(re.sub(r"\\(.)", lambda escape: ESCAPES.get(escape[1], escape[1]), quoted, flags=re.DOTALL).split())
        if delineation == "?":
            self._close(level)
            self._open[level] = (len(self.components), quality, label)
        else:
            self.segments.append(Segment(level, quality, label, tuple(_runs(delineation))))

    def _close(self, level: str) -> None:
        """End the level's open segment before the next component."""
        if opened := self._open.pop(level, None):
            first, quality, label = opened
            if len(self.components) > first:
                self.segments.append(Segment(level, quality, label, ((first, 0, len(self.components) - 1, None),)))

    def strokes(self, segment: Segment) -> list[NDArray[np.float64]]:
        """The segment's ink, float64 [n, 2] a stroke, y down; none where its components do not exist."""
        ink = []
        for first, start, last, stop in segment.runs:
            for number in range(first, min(last + 1, len(self.components))):
                component = self.components[number]
                end = stop + 1 if number == last and stop is not None else None
                xy = component.xy[(start if number == first else 0) : end]
                if component.down and len(xy):
                    ink.append(xy)
        return ink


def _runs(delineation: str) -> Iterator[tuple[int, int, int, int | None]]:
    """The runs of a delineation such as ``0-3``, ``4``, ``0:12-2:7`` or several with commas between."""
    for run in filter(None, re.sub(r"\s", "", delineation).split(",")):
        ends = [[int(number) for number in end.split(":")] for end in run.split("-") if end]
        first, last = ends[0], ends[-1]
        yield first[0], first[1] if len(first) > 1 else 0, last[0], last[1] if len(last) > 1 else None


Sample = tuple[list[NDArray[np.float64]], str, str, str, "list[int] | None"]
"""Strokes, text, writer, contributor, and the character index of each stroke where it is known."""


def read_unipen(root: Path, name: str) -> InkSet:
    """A set of the tree, as :func:`trainer.corpora.ink_set` gives it.

    Segments marked BAD, without ink, or with a label outside printable ASCII are left out. ``segmented`` holds the texts
    whose every stroke belongs to exactly one labelled character, strokes grouped by character.

    Args:
        root: The folder that holds ``data`` and ``include``.
        name: ``chars``, ``words``, ``texts`` or ``segmented``.

    Raises:
        InputUnreadable: When the tree has no such set or a file of it cannot be read.
    """
    samples = list(_segmented(root) if name == "segmented" else _labelled(root, *SETS[name]))
    if not samples:
        raise InputUnreadable(str(root), f"it holds no {name}", "Give the folder that holds data and include, such as train_r01_v07.")
    return _ink_set(samples)


def _files(root: Path, category: str) -> Iterator[tuple[Path, str]]:
    """The segment files of a category, in order of their names, and the contributor of each."""
    folder = root / "data" / category
    for path in sorted(folder.rglob("*.dat")):
        yield path, path.relative_to(folder).parts[0]


def _labelled(root: Path, category: str, level: str) -> Iterator[Sample]:
    """The samples of one category."""
    for path, contributor in _files(root, category):
        file = UnipenFile.read(path, root / "include")
        for segment in file.segments:
            ink = file.strokes(segment)
            if segment.level == level and _usable(segment) and ink:
                yield ink, segment.label, _writer(file, segment, contributor), contributor, None


def _segmented(root: Path) -> Iterator[Sample]:
    """The texts of category 8 of which category 3 labels every character."""
    for path, contributor in _files(root, "8"):
        twin = root / "data" / "3" / path.relative_to(root / "data" / "8")
        if not twin.exists():
            continue
        file, letters = (UnipenFile.read(each, root / "include") for each in (path, twin))
        for segment in file.segments:
            taken = _numbers(file, segment)
            inside = [letter for letter in letters.segments if letter.level == "CHARACTER" and set(_numbers(letters, letter)) <= set(taken)]
            numbers = [_numbers(letters, letter) for letter in inside]
            covered = sorted(taken) == sorted(number for each in numbers for number in each)
            spelt = "".join(letter.label for letter in inside) == segment.label.replace(" ", "")
            if segment.level == "TEXT" and _usable(segment) and taken and covered and spelt:
                ink = [file.components[number].xy for each in numbers for number in each]
                glyphs = [glyph for glyph, each in enumerate(numbers) for _ in each]
                yield ink, segment.label, _writer(file, segment, contributor), contributor, glyphs


def _numbers(file: UnipenFile, segment: Segment) -> list[int]:
    """The pen-down components that a segment takes in whole or in part."""
    numbers = [number for first, _, last, _ in segment.runs for number in range(first, min(last + 1, len(file.components)))]
    return [number for number in numbers if file.components[number].down]


def _usable(segment: Segment) -> bool:
    """Whether the label can be trusted and the glyph model knows its characters."""
    return segment.quality != "BAD" and bool(segment.label) and set(segment.label) <= {*CHARACTERS, " "}


def _writer(file: UnipenFile, segment: Segment, contributor: str) -> str:
    """Site and hand; contributors name their writers each in their own way."""
    return f"{SITES.get(contributor, contributor)}/{file.components[segment.runs[0][0]].writer}"


def _ink_set(samples: list[Sample]) -> InkSet:
    """The samples as flat arrays, each moved to (0, 0)."""
    flat, stroke_end, sample_end, glyphs = [], [0], [0], []
    for ink, _, _, _, characters in samples:
        corner = np.min([xy.min(axis=0) for xy in ink], axis=0)
        extent = max(float((xy - corner).max()) for xy in ink)
        scale = min(1.0, LARGEST / extent) if extent else 1.0
        flat += [np.rint((xy - corner) * scale).astype(np.int16) for xy in ink]
        stroke_end += (stroke_end[-1] + np.cumsum([len(xy) for xy in ink])).tolist()
        sample_end.append(sample_end[-1] + len(ink))
        glyphs += characters or []
    _, text, writer, contributor, _ = zip(*samples, strict=True)
    return InkSet(
        np.concatenate(flat),
        np.array(stroke_end[1:], np.int64),
        np.array(sample_end[1:], np.int64),
        np.array(text),
        np.array(writer),
        np.array(contributor),
        np.array(glyphs, np.int16) if glyphs else None,
    )
