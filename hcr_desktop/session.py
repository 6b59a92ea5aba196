"""The session: the only object that changes. Intents come in, immutable states go out; it knows no toolkit.

Everything a person works on is a *sheet*: the writing canvas, and each opened picture. A sheet holds what is read (ink
or a picture) and the text read from it, so opening, closing or failing to open a picture never touches the canvas.
Undo is the list of past states: ink, pictures and text return together, in one order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document import correct
from hcr_desktop.document.ink import Ink, Stroke
from hcr_desktop.document.paper import Paper
from hcr_desktop.document.reconcile import reconcile
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.document.where import EVERYWHERE, Where
from hcr_desktop.document.work import Leaf

Source = Ink | NDArray[np.uint8]

CANVAS = 0
"""Key of the writing canvas; it is always the first sheet."""

UNDO_STEPS = 1000
"""How many past states are kept."""

UNDO_BYTES = 512 << 20
"""What the pictures of past states may come to; the oldest states go first."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Something to read and the text read from it.

    Attributes:
        key: Names the sheet for its life; ``CANVAS`` is the canvas.
        name: What the person knows it by: a picture's file name, empty for the canvas.
        source: The ink, or the picture as uint8 [h, w] or [h, w, 3].
        text: What has been read so far, with the person's corrections.
        revision: A number that no other content of any sheet has had; a reading carries the one it was made from.
        read: Whether ``text`` was read from this revision.
        partial: Whether ``text`` is but the beginning of a first reading that goes on; it is shown, and no more than that.
        paper: What is printed on the canvas.
        spot: Strokes that were written in the place of others: until more is written elsewhere, nothing else is read anew.
        where: Where a picture is read.
        original: The picture as it was opened, before anything was done to it; None for the canvas.
    """

    key: int
    name: str
    source: Source
    text: RecognisedText = field(default_factory=RecognisedText)
    revision: int = 0
    read: bool = False
    partial: bool = False
    paper: Paper = Paper.RULED
    spot: frozenset[int] = frozenset()
    where: Where = EVERYWHERE
    original: NDArray[np.uint8] | None = None

    @property
    def leaf(self) -> Leaf:
        """What is kept of it."""
        return Leaf(self.key, self.name, self.source, self.lasting.text, self.paper, self.where)

    @property
    def lasting(self) -> Sheet:
        """The sheet less what is only read in part."""
        return replace(self, text=RecognisedText(), partial=False) if self.partial else self

    @property
    def ink(self) -> Ink:
        """The ink; empty for a picture."""
        return self.source if isinstance(self.source, Ink) else Ink()

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The picture; None for the canvas."""
        return None if isinstance(self.source, Ink) else self.source


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """All that a person sees of their work: the sheets, canvas first, and the place of the one shown."""

    sheets: tuple[Sheet, ...] = (Sheet(CANVAS, "", Ink(), read=True),)
    shown: int = 0

    @property
    def sheet(self) -> Sheet:
        """The sheet shown."""
        return self.sheets[self.shown]

    @property
    def canvas(self) -> Sheet:
        """The writing canvas."""
        return self.sheets[0]

    @property
    def pictures(self) -> tuple[Sheet, ...]:
        """The opened pictures, in the order opened."""
        return self.sheets[1:]

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """What is kept of the sheets."""
        return tuple(sheet.leaf for sheet in self.sheets)

    @property
    def ink(self) -> Ink:
        """The ink on the canvas."""
        return self.canvas.ink

    @property
    def text(self) -> RecognisedText:
        """The text of the sheet shown."""
        return self.sheet.text

    @property
    def lasting(self) -> State:
        """The state to come back to: less what is only read in part."""
        return replace(self, sheets=tuple(sheet.lasting for sheet in self.sheets))

    def with_sheet(self, sheet: Sheet) -> State:
        """This state with the sheet of the same key replaced, or the new one added at the end."""
        if all(other.key != sheet.key for other in self.sheets):
            return replace(self, sheets=(*self.sheets, sheet))
        return replace(self, sheets=tuple(sheet if other.key == sheet.key else other for other in self.sheets))

    def place(self, key: int) -> int:
        """The place of the sheet with this key; the canvas's when there is none."""
        return next((at for at, sheet in enumerate(self.sheets) if sheet.key == key), 0)


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A reading to be made: hand the result back with ``Session.deliver(job.revision, text)``."""

    revision: int
    source: Source
    paper: Paper = Paper.RULED
    where: Where = EVERYWHERE


class Session:
    """Holds the current state, changes it as asked, and tells the observers."""

    def __init__(self) -> None:
        """An empty canvas, no pictures."""
        self._state = State()
        self._past: deque[State] = deque(maxlen=UNDO_STEPS)
        self._future: list[State] = []
        self._observers: list[Callable[[State], None]] = []
        self._numbers = count(1)
        self._typing: Sheet | None = None  # the sheet as it was before the typing that goes on

    @property
    def state(self) -> State:
        """The current state."""
        return self._state

    @property
    def revision(self) -> int:
        """The revision of the sheet shown."""
        return self._state.sheet.revision

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to undo."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is anything to redo."""
        return bool(self._future)

    def watch(self, observer: Callable[[State], None]) -> None:
        """Call ``observer`` with every new state."""
        self._observers.append(observer)

    # -- reading ---------------------------------------------------------------------------------------------------

    @property
    def job(self) -> Job | None:
        """The reading the shown sheet wants; None when its text is up to date."""
        sheet = self._state.sheet
        return None if sheet.read else Job(sheet.revision, sheet.source, sheet.paper, sheet.where)

    def deliver(self, revision: int, text: RecognisedText) -> bool:
        """Take a reading; False, and no change, when its sheet has changed or gone since it was asked for."""
        sheet = next((sheet for sheet in self._state.sheets if sheet.revision == revision), None)
        if sheet is None or sheet.read:
            return False
        self._typing = None  # what is typed on from here is an edit of this reading
        self._set(self._state.with_sheet(replace(sheet, text=_taken(sheet, text), read=True, partial=False)))
        return True

    def show_part(self, revision: int, text: RecognisedText) -> None:
        """Show how a reading begins, where nothing was read before; nobody's edit is touched, and it is not to be undone."""
        sheet = next((sheet for sheet in self._state.sheets if sheet.revision == revision), None)
        if sheet is not None and not sheet.read and (sheet.partial or not (sheet.text.lines or sheet.text.corrected)):
            self._set(self._state.with_sheet(replace(sheet, text=text, partial=True)))

    def give_up(self, revision: int) -> None:
        """Note that this revision cannot be read, so that it is not asked for again; its text stays."""
        for sheet in self._state.sheets:
            if sheet.revision == revision:
                self._set(self._state.with_sheet(replace(sheet, read=True, partial=False)))

    def read_again(self) -> None:
        """Ask for fresh readings of every sheet, as after a change of options. Corrections stay."""
        self._set(self._unread(self._state))

    # -- intents ---------------------------------------------------------------------------------------------------

    def add_stroke(self, stroke: Stroke) -> None:
        """Put one more stroke on the canvas; it gets an id of its own if another stroke has its id."""
        ink = self._state.ink
        if any(other.id == stroke.id for other in ink.strokes):
            stroke = replace(stroke, id=ink.next_id)
        self._write(ink.adding(stroke), self._state.canvas.text)

    def rewrite(self, ids: Collection[int], stroke: Stroke) -> None:
        """Put a stroke in the place of others; what was read elsewhere stays as it is.

        Args:
            ids: The strokes to take away; none to go on with a spot that is being rewritten.
            stroke: The new stroke; it gets an id of its own.
        """
        canvas = self._state.canvas
        spot = frozenset() if ids else canvas.spot
        stroke = replace(stroke, id=max(canvas.ink.next_id, *ids, 0))
        self._write(canvas.ink.without(ids).adding(stroke), canvas.text.without(ids), spot | {stroke.id})

    def add_ink(self, ink: Ink) -> None:
        """Put all of ``ink`` on the canvas in one step."""
        have = self._state.ink
        strokes = (replace(stroke, id=have.next_id + n) for n, stroke in enumerate(ink.strokes))
        self._write(Ink((*have.strokes, *strokes)), self._state.canvas.text)

    def erase(self, ids: Collection[int]) -> None:
        """Take strokes off the canvas; characters with no ink left go with them."""
        if any(stroke.id in ids for stroke in self._state.ink.strokes):
            self._write(self._state.ink.without(ids), self._state.canvas.text.without(ids))

    def clear(self) -> None:
        """Empty the canvas, ink and text."""
        if self._state.ink.strokes or self._state.canvas.text.lines:
            self._write(Ink(), RecognisedText())

    def open_picture(self, name: str, image: NDArray[np.uint8]) -> None:
        """Add a picture and show it."""
        image = _fixed(image)
        sheet = Sheet(next(self._numbers), name, image, revision=next(self._numbers), original=image)
        state = self._state.with_sheet(sheet)
        self._do(replace(state, shown=len(state.sheets) - 1))

    def retouch(self, image: NDArray[np.uint8], where: Where = EVERYWHERE) -> None:
        """Put another picture in the place of the shown one, as after it was turned; its text is read anew, corrections too."""
        sheet = self._state.sheet
        if sheet.picture is not None:
            self._ask_for(replace(sheet, source=_fixed(image), text=RecognisedText(), where=where))
            while len(self._past) > 1 and _picture_bytes(self._past) > UNDO_BYTES:
                self._past.popleft()

    def read_where(self, where: Where) -> None:
        """Have the shown picture read elsewhere. Corrections stay as long as the same area is read."""
        sheet = self._state.sheet
        if sheet.picture is not None and where != sheet.where:
            text = sheet.text if where.area == sheet.where.area else RecognisedText()
            self._ask_for(replace(sheet, text=text, where=where))

    def _ask_for(self, sheet: Sheet) -> None:
        """Change a sheet and have it read, in one step."""
        self._do(self._state.with_sheet(self._asking(sheet)))

    def close_picture(self, key: int) -> None:
        """Take a picture away; its neighbour is shown, or the canvas when it was the last."""
        at = self._state.place(key)
        if at == 0:
            return
        sheets = (*self._state.sheets[:at], *self._state.sheets[at + 1 :])
        shown = self._state.shown - (self._state.shown >= at)
        self._do(State(sheets, min(max(shown, 1), len(sheets) - 1) if self._state.shown else 0))

    def show(self, key: int) -> None:
        """Show another sheet. Not an edit: undo passes over it."""
        self._typing = None
        self._set(replace(self._state, shown=self._state.place(key)))

    def edit_text(self, new_text: str, caret: int | None = None, *, merge: bool = False) -> None:
        """Take the shown sheet's text as the person edited it.

        Args:
            new_text: All of the text.
            caret: Where the caret stands in it, if known.
            merge: Whether this continues the typing of the edit before: the two are then one edit, undone as one, and a
                letter deleted and typed anew is one that was replaced.
        """
        sheet = self._state.sheet
        before = self._typing if merge and self._typing is not None and self._typing.key == sheet.key else None
        text = (before or sheet).text.rewrite(new_text, caret)
        if text is sheet.text:
            return
        state = self._state.with_sheet(replace(sheet, text=text, partial=False))
        if before is not None:
            self._set(state)
        else:
            self._do(state)
        self._typing = before or sheet

    def choose(self, index: int, character: str) -> None:
        """Set span ``index`` of the shown text to ``character``; its own character confirms it."""
        self._correct(self._state.text.choose(index, character))

    def choose_all(self, indices: Sequence[int], letters: str) -> None:
        """Set spans of the shown text to ``letters``, one each, in one step."""
        self._correct(correct.choose_all(self._state.text, indices, letters))

    def regroup(self, first: int, last: int, put: Sequence[Span]) -> None:
        """Put other characters, as a person grouped the ink, in the place of the spans ``first`` to ``last``."""
        self._correct(correct.regroup(self._state.text, first, last, put))

    def delete(self, indices: Collection[int]) -> None:
        """Take characters away: on the canvas with the ink that is theirs alone, in a picture from the text.

        What remains is not read anew, so that it stays as it is.
        """
        text = self._state.text
        if self._state.shown or not (marks := correct.own_marks(text, indices)):
            self._correct(correct.without_spans(text, indices))
        else:
            kept = correct.without_spans(text, indices).without(marks)
            self._write(self._state.ink.without(marks), kept, read=self._state.canvas.read)

    def _correct(self, text: RecognisedText) -> None:
        """Take the shown sheet's text as a person corrected it, in one step."""
        self._do(self._state.with_sheet(replace(self._state.sheet, text=text, partial=False)))

    def forget_corrections(self) -> None:
        """Read the shown sheet afresh, as if nobody had edited its text."""
        sheet = self._state.sheet
        self._ask_for(replace(sheet, text=sheet.text.plain(), spot=frozenset()))

    def use_paper(self, paper: Paper) -> None:
        """Write on other paper; boxes are read one character each, so all is read anew."""
        canvas = self._state.canvas
        if paper is not canvas.paper:
            self._ask_for(replace(canvas, paper=paper))

    def start_paper(self, paper: Paper) -> None:
        """Give an empty canvas its paper; not an edit: undo passes over it."""
        canvas = self._state.canvas
        if paper is not canvas.paper and not canvas.ink.strokes:
            self._set(self._state.with_sheet(replace(canvas, paper=paper)))

    def start_with(self, leaves: tuple[Leaf, ...]) -> None:
        """Begin with work that was kept; there is nothing to undo."""
        self._numbers = count(max(leaf.key for leaf in leaves) + 1)
        self._past.clear()
        self._future.clear()
        self._set(_begun(tuple(self._asking(_sheet(leaf, leaf.key)) for leaf in leaves)))

    def forget(self) -> None:
        """Begin anew, as if nothing had ever been written: there is nothing to undo, and nothing of it is held."""
        self._past.clear()
        self._future.clear()
        self._typing = None
        self._set(State())

    def open_document(self, leaves: tuple[Leaf, ...]) -> None:
        """Put the sheets of a document in the place of all there is, in one step that can be undone."""
        keys = [CANVAS, *(next(self._numbers) for _ in leaves[1:])]
        self._do(_begun(tuple(self._asking(_sheet(leaf, key)) for leaf, key in zip(leaves, keys, strict=True))))

    def undo(self) -> None:
        """Go back to the state before the last intent."""
        if self._past:
            self._future.append(self._state.lasting)
            self._travel(self._past.pop())

    def redo(self) -> None:
        """Take back the last undo."""
        if self._future:
            self._past.append(self._state.lasting)
            self._travel(self._future.pop())

    # -- working ---------------------------------------------------------------------------------------------------

    def _write(self, ink: Ink, text: RecognisedText, spot: frozenset[int] = frozenset(), *, read: bool = False) -> None:
        """Change the canvas, and have it read unless it is read already."""
        sheet = self._asking(replace(self._state.canvas, source=ink, text=text, spot=spot))
        self._do(replace(self._state.with_sheet(replace(sheet, read=sheet.read or read)), shown=0))

    def _do(self, state: State) -> None:
        """Make a state the current one, as a step of its own."""
        self._past.append(self._state.lasting)
        self._future.clear()
        self._typing = None
        self._set(state)

    def _travel(self, state: State) -> None:
        """Go to a past or future state, showing the sheet that differs; readings may have grown better since, so ask again."""
        self._typing = None
        here = {sheet.key: sheet for sheet in self._state.lasting.sheets}
        changed = [sheet.key for sheet in state.sheets if not _same(sheet, here.get(sheet.key))]
        shown = state.place(changed[0]) if len(changed) == 1 else min(state.shown, len(state.sheets) - 1)
        self._set(self._unread(replace(state, shown=shown)))

    def _unread(self, state: State) -> State:
        """The state with a fresh revision for every sheet."""
        return replace(state, sheets=tuple(self._asking(sheet) for sheet in state.sheets))

    def _asking(self, sheet: Sheet) -> Sheet:
        """The sheet with a revision of its own, asking to be read unless it holds nothing."""
        return replace(sheet, revision=next(self._numbers), read=isinstance(sheet.source, Ink) and not sheet.source.strokes)

    def _set(self, state: State) -> None:
        """Make a state the current one and tell the observers."""
        self._state = state
        for observer in self._observers:
            observer(state)


def _picture_bytes(states: Iterable[State]) -> int:
    """What the pictures in some states come to; each counts once."""
    sources = (sheet.source for state in states for sheet in state.sheets)
    return sum({id(source): source.nbytes for source in sources if not isinstance(source, Ink)}.values())


def _begun(sheets: tuple[Sheet, ...]) -> State:
    """The state that work is begun with: the canvas is shown, unless there are pictures and nothing is written."""
    return State(sheets, len(sheets) - 1 if sheets[0].leaf.empty else 0)


def _same(sheet: Sheet, other: Sheet | None) -> bool:
    """Whether two states of a sheet look the same."""
    return (
        other is not None
        and sheet.source is other.source
        and (sheet.paper, sheet.where) == (other.paper, other.where)
        and str(sheet.text) == str(other.text)
    )


def _taken(sheet: Sheet, reading: RecognisedText) -> RecognisedText:
    """The text of a sheet after a reading of it."""
    if not sheet.spot:
        return reconcile(sheet.text, reading)
    held = correct.hold(sheet.text, sheet.spot)
    return correct.released(reconcile(held, correct.apart(reading, sheet.spot)), sheet.text)


def _sheet(leaf: Leaf, key: int) -> Sheet:
    """A kept sheet, under a key of this session."""
    original = None if isinstance(leaf.source, Ink) else leaf.source
    return Sheet(key, leaf.name, leaf.source, leaf.text, paper=leaf.paper, where=leaf.where, original=original)


def _fixed(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A copy of a picture that nobody can change."""
    image = image.copy()
    image.setflags(write=False)
    return image
