"""Correcting: what is selected, what else it may be, and what a person does about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from hcr_desktop.document import correct
from hcr_desktop.document.alternatives import is_word, word_around
from hcr_desktop.document.ink import Box, Stroke
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.session import Session, Source
from hcr_desktop.ui.actions import Actions
from hcr_desktop.ui.bridge import Bridge
from hcr_desktop.ui.surety import Surety
from hcr_desktop.ui.view import View, span_at
from hcr_desktop.ui.workspace import Workspace

_REACH = 10.0
"""How far beside a character's box a tap may be, viewport pixels."""

_UNREAD = "?"
"""What stands for a piece of ink that no reading could be made of."""


class Correcting(QObject):
    """Which characters are selected, and every way to correct them.

    Attributes:
        said: Emitted with a passing word for the status line.
        pen_wanted: Emitted when the pen is to be taken in hand.
    """

    said = Signal(str)
    pen_wanted = Signal()

    def __init__(self, bridge: Bridge, work: Workspace, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._session, self._work, self._actions = bridge, bridge.session, work, actions
        self._selected: tuple[int, ...] = ()
        self._transcript = work.panel.transcript
        for view in (work.canvas, work.gallery.view):
            view.tapped.connect(self._tapped)
            view.installEventFilter(self)
        work.canvas.touched.connect(lambda: self.select(()))
        work.canvas.rewritten.connect(self._rewritten)
        self._transcript.spans_selected.connect(lambda spans: self.select(spans, by_text=True))
        work.panel.candidates.chosen.connect(self.choose)
        for action, act in (
            (actions.rewrite, self.rewrite),
            (actions.split, self.split),
            (actions.join, self.join),
            (actions.insert, self.insert),
            (actions.delete, self.delete),
            (actions.next_doubt, lambda: self.go_to_doubt(1)),
            (actions.last_doubt, lambda: self.go_to_doubt(-1)),
            *((action, lambda index=index: work.panel.candidates.press(index)) for index, action in enumerate(actions.choices)),
        ):
            action.triggered.connect(lambda _checked=False, act=act: act())

    @property
    def session(self) -> Session:
        """The session whose shown sheet is corrected."""
        return self._session

    @property
    def selected(self) -> tuple[int, ...]:
        """The selected spans of the shown text."""
        return self._selected

    @property
    def text(self) -> RecognisedText:
        """The shown text."""
        return self._session.state.text

    # -- selecting -------------------------------------------------------------------------------------------------

    def select(self, spans: Sequence[int], *, caret: bool = False, by_text: bool = False) -> None:
        """Select characters; ``caret`` selects them in the text field too, ``by_text`` brings their ink into view."""
        self._selected = tuple(spans)
        self._transcript.select_spans(self._selected, caret=caret)
        self.show_selection(self.text)
        if by_text and self._selected and (box := self.text.spans[self._selected[0]].box) is not None:
            self._work.view.reveal(box)

    def text_changed(self, text: RecognisedText) -> None:
        """Another text is shown: what is selected in the field stays selected."""
        if self._selected:
            self._selected = self._transcript.spans_at_caret()
        self.show_selection(text)

    def show_selection(self, text: RecognisedText) -> None:
        """Light the selected characters, offer their readings, enable what can be done."""
        self._selected = tuple(index for index in self._selected if index < len(text.spans))
        self._work.view.show_text(text, self._selected)
        self._transcript.select_spans(self._selected, caret=False)
        whole = len(self._selected) == 1 or is_word(text, self._selected)
        self._work.panel.candidates.show_spans([text.spans[index] for index in self._selected] if whole else ())
        self._enable(text)

    def _enable(self, text: RecognisedText) -> None:
        actions, count = self._actions, len(self._selected)
        inked = bool(count) and all(text.spans[index].marks for index in self._selected)
        side_by_side = inked and all(b == a + 1 for a, b in zip(self._selected, self._selected[1:], strict=False))
        actions.rewrite.setEnabled(inked and not self._session.state.shown)
        actions.split.setEnabled(inked and count == 1)
        actions.join.setEnabled(side_by_side and (count > 1 or self._selected[-1] + 1 < len(text.spans)))
        actions.insert.setEnabled(bool(count))
        actions.delete.setEnabled(bool(count))
        doubtful = any(Surety.of(span) is not Surety.SURE for span in text.spans)
        actions.next_doubt.setEnabled(doubtful)
        actions.last_doubt.setEnabled(doubtful)

    def _tapped(self, x: float, y: float) -> None:
        """Ink was tapped: select its character, and its word when it is tapped once more."""
        index = span_at(self.text, x, y, _REACH / self._work.view.zoom)
        if index is None:
            self.select(())
        elif self._selected == (index,):
            self.select(word_around(self.text, index), caret=True)
        else:
            self.select((index,), caret=True)

    def go_to_doubt(self, way: int) -> None:
        """Select the next (1) or the last (-1) character that the reader was not sure of."""
        doubtful = [index for index, span in enumerate(self.text.spans) if Surety.of(span) is not Surety.SURE]
        if not doubtful:
            self.said.emit(self.tr("Nothing is uncertain"))
            return
        here = (self._selected or self._transcript.spans_at_caret() or (-1,))[0]
        ahead = [index for index in doubtful[::way] if (index - here) * way > 0]
        self.select(((ahead or doubtful[::way])[0],), caret=True, by_text=True)

    # -- correcting ------------------------------------------------------------------------------------------------

    def choose(self, letters: str) -> None:
        """Set the selected characters to ``letters``, one each."""
        if len(letters) == len(self._selected):
            self._session.choose_all(self._selected, letters)

    def delete(self, spans: Sequence[int] | None = None) -> None:
        """Take the selected characters away, or these."""
        gone = self._selected if spans is None else tuple(spans)
        if gone:
            self._selected = ()
            self._session.delete(gone)

    def insert(self) -> None:
        """Let the person type what is missing after the selected character."""
        if self._selected:
            self._transcript.put_caret_after(self._selected[-1])
            self._transcript.setFocus()
            self.said.emit(self.tr("Type what is missing"))

    def rewrite(self) -> None:
        """Let the person write the selected characters anew, in their place."""
        boxes = [box for index in self._selected if (box := self.text.spans[index].box) is not None]
        marks = correct.own_marks(self.text, self._selected)
        if boxes and marks:
            self.select(())
            self.pen_wanted.emit()
            self._work.canvas.rewrite_spot(marks, Box.around(boxes))
            self.said.emit(self.tr("Write it anew in the box"))

    def _rewritten(self, ids: frozenset[int], stroke: Stroke) -> None:
        self._session.rewrite(ids, stroke)

    def join(self, spans: Sequence[int] | None = None) -> None:
        """Make one character of the selected ones, or of these; of a single one and its neighbour."""
        chosen = self._selected if spans is None else tuple(spans)
        if not chosen:
            return
        first, last = chosen[0], chosen[-1] if len(chosen) > 1 else chosen[0] + 1
        if last >= len(self.text.spans):
            return
        old = self.text.spans[first : last + 1]
        marks = frozenset().union(*(span.marks for span in old))
        box = Box.around([span.box for span in old if span.box is not None])
        self._regroup(first, last, [(self._source(marks, box), marks, box)])

    def split(self, span: int | None = None, x: float | None = None) -> None:
        """Make two characters of the selected one, or of this one, at ``x`` (page units) or where it is thinnest."""
        index = self._selected[0] if span is None and self._selected else span
        if index is None or (box := self.text.spans[index].box) is None:
            return
        marks = self.text.spans[index].marks
        picture = self._session.state.sheet.picture
        if picture is not None:
            self._regroup(index, index, [(crop(picture, half), marks, half) for half in correct.box_halves(box, x)])
            return
        ink = self._session.state.ink.only(marks)
        parts = correct.halves(ink, correct.best_cut(ink) if x is None else x)
        self._regroup(index, index, [(part, correct.marks_of(part, ink), part.box) for part in parts if part.box is not None])

    def _source(self, marks: frozenset[int], box: Box) -> Source:
        """The ink of these marks, or that part of the picture."""
        picture = self._session.state.sheet.picture
        return self._session.state.ink.only(marks) if picture is None else crop(picture, box)

    def _regroup(self, first: int, last: int, parts: Sequence[tuple[Source, frozenset[int], Box | None]]) -> None:
        """Have the parts read, each as one character, and put them in the place of the spans first to last."""
        old = self.text.spans[first : last + 1]
        key = self._session.state.sheet.key

        def put(texts: list[RecognisedText]) -> None:
            at = place_of(self.text, old)
            if self._session.state.sheet.key != key or at is None:
                return  # the person has gone on meanwhile
            fresh = [_one(text, marks, box) for text, (_, marks, box) in zip(texts, parts, strict=True)]
            self._selected = ()
            self._session.regroup(at, at + len(old) - 1, fresh)
            self.select(range(at, at + len(fresh)) if len(fresh) == 1 else (at,), caret=True)

        self._bridge.read_parts([source for source, _, _ in parts], "glyph", put)

    # -- keys over ink ---------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A selected character can be typed over, deleted, copied and left while the keyboard is with its ink."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(watched, View) and self._selected:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """Use a key; whether it was used."""
        letter = event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.delete()
        elif event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self.select((min(max(self._selected[0] + step, 0), len(self.text.spans) - 1),), caret=True, by_text=True)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._transcript.copy()
        elif plain and len(self._selected) == 1 and letter.isprintable() and letter.strip():
            self.choose(letter)
        else:
            return False
        return True


def place_of(text: RecognisedText, spans: Sequence[Span]) -> int | None:
    """Where spans with the ink of these stand in a text, side by side; None when they do not any more."""
    wanted = [span.marks for span in spans]
    have = [span.marks for span in text.spans]
    return next((at for at in range(len(have) - len(wanted) + 1) if have[at : at + len(wanted)] == wanted), None)


def crop(picture: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """The part of a picture in a box, with a little around it."""
    margin = 0.1 * max(box.width, box.height)
    left, top = max(0, int(box.left - margin)), max(0, int(box.top - margin))
    return np.ascontiguousarray(picture[top : int(box.bottom + margin) + 1, left : int(box.right + margin) + 1])


def _one(text: RecognisedText, marks: frozenset[int], box: Box | None) -> Span:
    """The character that a piece of ink was read as."""
    if not text.spans:
        return Span(_UNREAD, box, marks, 0.0)
    return replace(text.spans[0], marks=marks, box=box)
