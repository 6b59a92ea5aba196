"""Reading a journal back: line after line, as far as it is whole."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from hcr_desktop.document.codec import Json, span_from_json, stroke_from_json, text_of
from hcr_desktop.document.ink import Ink, Stroke
from hcr_desktop.document.paper import Paper
from hcr_desktop.document.store import picture_from
from hcr_desktop.document.where import where_from_json
from hcr_desktop.document.work import Leaf, Work
from hcr_desktop.errors import InkInvalid

FILE = "journal.jsonl"


def replay(folder: Path) -> tuple[Work, bool]:
    """The work that the journal in ``folder`` holds, as far as it can be read, and whether that was all of it.

    An empty page when there is no journal. A last line that a crash cut off is no loss: what it told was in progress.
    """
    building = _Building(folder)
    try:
        content = (folder / FILE).read_bytes()
    except OSError:
        return Work(), True
    lines = content.split(b"\n")
    for number, line in enumerate(lines[:-1]):
        entry = _entry(line)
        if entry is None or not building.take(entry):
            return building.work(), number == len(lines) - 2 and entry is None
    return building.work(), True


@dataclass(slots=True)
class _Building:
    """The work while a journal is read."""

    folder: Path
    leaves: dict[int, Leaf] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    file: str = ""
    saved: bool = True

    def take(self, entry: Json) -> bool:
        """Do what an entry says; whether that was possible."""
        try:
            self._take(entry)
        except (ValueError, TypeError, KeyError, IndexError, OSError, InkInvalid):
            return False
        return True

    def _take(self, entry: Json) -> None:
        if "order" in entry:
            self.order = [int(key) for key in entry["order"]]
        elif "file" in entry:
            self.file, self.saved = str(entry["file"]), bool(entry["saved"])
        elif "name" in entry:
            key = int(entry["sheet"])
            self.leaves[key] = Leaf(key, str(entry["name"]), Ink())
        else:
            leaf = self.leaves[int(entry["sheet"])]
            self.leaves[leaf.key] = self._changed(leaf, entry)

    def _changed(self, leaf: Leaf, entry: Json) -> Leaf:
        """A sheet after an entry about it."""
        if "picture" in entry:
            name = Path(str(entry["picture"])).name
            return replace(leaf, source=picture_from((self.folder / name).read_bytes()))
        if "paper" in entry:
            return replace(leaf, paper=Paper(entry["paper"]))
        if "where" in entry:
            return replace(leaf, where=where_from_json(entry["where"]))
        if "put" in entry:
            gone = frozenset(map(int, entry["gone"]))
            put = [(int(at), stroke_from_json(stroke)) for at, stroke in entry["put"]]
            return replace(leaf, source=_with(leaf.source, gone, put), text=leaf.text.without(gone))
        head, tail = map(int, entry["keep"])
        old = leaf.text.spans
        spans = [*old[:head], *map(span_from_json, entry["spans"]), *old[len(old) - tail :]]
        return replace(leaf, text=text_of(spans, entry))

    def work(self) -> Work:
        """What was built: the sheets in order, the canvas always."""
        canvas = self.leaves.get(0, Leaf(0, "", Ink()))
        pictures = (self.leaves[key] for key in self.order if key and key in self.leaves)
        return Work((canvas, *(leaf for leaf in pictures if not isinstance(leaf.source, Ink))), self.file, self.saved)


def _with(source: object, gone: frozenset[int], put: list[tuple[int, Stroke]]) -> Ink:
    """Ink less some strokes, with others at their places."""
    if not isinstance(source, Ink):
        raise TypeError("strokes belong on the canvas")
    strokes = list(source.without(gone).strokes)
    for at, stroke in put:
        strokes.insert(at, stroke)
    if len({stroke.id for stroke in strokes}) != len(strokes):
        raise ValueError("two strokes have one id")
    return Ink(tuple(strokes))


def line_of(entry: Json) -> bytes:
    """An entry as a line: its checksum (CRC-32, hexadecimal), a space, JSON."""
    body = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(body), body)


def _entry(line: bytes) -> Json | None:
    """The entry of a line; None when the line is not whole."""
    checksum, _, body = line.partition(b" ")
    try:
        entry = json.loads(body) if int(checksum, 16) == zlib.crc32(body) else None
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None
