"""Boxed paper: the person says where each character is, so every box is read for itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from hcr_desktop.document.ink import Ink, Stroke
from hcr_desktop.document.paper import CELL
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.inference.options import ReadOptions

Cell = tuple[int, int]
"""Row and column."""

ReadInk = Callable[[Ink, ReadOptions], RecognisedText]

_KEPT = 4096
"""So many boxes are remembered at most."""


class CellReader:
    """Reads ink on boxed paper; a box whose ink did not change is not read again."""

    def __init__(self, read: ReadInk) -> None:
        """Read each box with ``read``."""
        self._read = read
        self._known: dict[tuple[object, ...], RecognisedText] = {}
        self._strokes: dict[int, Stroke] = {}  # keeps the strokes of the remembered boxes, so that their identity stands

    def read(self, ink: Ink, options: ReadOptions) -> RecognisedText:
        """The text in the boxes: one character each; one box or more left empty is a space, a row with ink a line."""
        spans: list[Span] = []
        gaps: list[str] = []
        last: Cell | None = None
        for cell, strokes in sorted(in_cells(ink).items()):
            for span in self._cell(strokes, options).spans[:1]:
                gaps.append("" if last is None else _gap(last, cell))
                spans.append(replace(span, marks=frozenset(stroke.id for stroke in strokes)))
                last = cell
        return RecognisedText.assembled(spans, [*gaps, ""])

    def _cell(self, strokes: list[Stroke], options: ReadOptions) -> RecognisedText:
        """What one box holds."""
        key = (options, *(id(stroke) for stroke in strokes))
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
                self._strokes.clear()
            self._strokes.update((id(stroke), stroke) for stroke in strokes)
            self._known[key] = self._read(Ink(tuple(strokes)), replace(options, layout="glyph"))
        return self._known[key]


def in_cells(ink: Ink) -> dict[Cell, list[Stroke]]:
    """The strokes of each box: that in which the middle of a stroke lies, for one writes over the lines a little."""
    cells: dict[Cell, list[Stroke]] = defaultdict(list)
    for stroke in ink.strokes:
        x, y = stroke.box.centre
        cells[int(y // CELL), int(x // CELL)].append(stroke)
    return cells


def _gap(last: Cell, cell: Cell) -> str:
    """The white space between two boxes, one after the other in reading order."""
    if cell[0] != last[0]:
        return "\n"
    return " " if cell[1] > last[1] + 1 else ""
