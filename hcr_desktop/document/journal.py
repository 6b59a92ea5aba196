"""The journal: what changed, written down as it happens, so that a crash loses no more than the stroke in progress.

A journal is a folder with ``journal.jsonl``, to which lines are only ever added, and a ``.npy`` file for every picture. A
line is a checksum and a JSON object (docs/format.md). Now and then the whole is written anew, in one step. What the
program can make again, the reading of ink, is not written; what a person said about it is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.codec import Json, span_to_json, stroke_to_json
from hcr_desktop.document.files import write_whole
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.replay import FILE, line_of, replay
from hcr_desktop.document.store import npy
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.document.where import where_to_json
from hcr_desktop.document.work import Leaf, Work

_LEAST = 1 << 20
"""A journal smaller than this, bytes, is not worth writing anew."""

_NOTHING = Work(leaves=())


class Journal:
    """Writes the changes between one state of the work and the next; all but ``sync`` one thread at a time.

    Attributes:
        work: The work as it was last written.
    """

    def __init__(self, folder: Path) -> None:
        """Go on with the journal in ``folder``, which is made if need be: its work is read, then written anew.

        A journal that is damaged in the middle is kept aside as it was.

        Raises:
            OSError: When the folder cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._first_size = self._size = 0
        self._whole = True  # whether the file says what it should
        self.work, whole = replay(folder)
        if not whole:
            shutil.copyfile(folder / FILE, folder / "damaged.jsonl")
        self._pictures = {leaf.key: leaf.source for leaf in self.work.leaves if isinstance(leaf.source, np.ndarray)}
        self._known = _NOTHING  # what the lines so far add up to
        self.write_anew()

    def write(self, work: Work) -> None:
        """Write down what changed since the last call: it outlives this process, and after ``sync`` a power cut.

        Raises:
            OSError: When the disk is full or gone.
        """
        self.work = work
        if not self._whole:  # the last writing failed, perhaps half way
            self.write_anew()
            return
        lines = b"".join(map(line_of, self._changes(work)))
        if lines:
            self._append(lines)

    def light(self, work: Work) -> bool:
        """Whether writing ``work`` takes no longer than a person's hand can spare: no new picture, nothing to repair."""
        sources = {leaf.key: leaf.source for leaf in work.leaves if isinstance(leaf.source, np.ndarray)}
        return self._whole and all(self._pictures.get(key) is source for key, source in sources.items())

    @property
    def long(self) -> bool:
        """Whether it is time to write the journal anew."""
        return self._size > max(_LEAST, 4 * self._first_size)

    def _append(self, lines: bytes) -> None:
        """Put lines at the end."""
        self._whole = False
        with (self._folder / FILE).open("ab", buffering=0) as file:
            file.write(lines)
        self._size += len(lines)
        self._whole = True

    def sync(self) -> None:
        """Wait until the disk has what was written; any thread may do so while another goes on writing.

        Raises:
            OSError: When the disk is full or gone.
        """
        with (self._folder / FILE).open("rb") as file:
            os.fsync(file.fileno())

    def write_anew(self) -> None:
        """Write the journal of the present work alone, in the place of the old one.

        Raises:
            OSError: When the disk is full or gone; the old one stands then.
        """
        self._whole = False
        self._known = _NOTHING
        lines = b"".join(map(line_of, self._changes(self.work)))
        write_whole(self._folder / FILE, lambda file: _put(file, lines))
        self._first_size = self._size = len(lines)
        for key in self._pictures.keys() - {leaf.key for leaf in self.work.leaves}:
            del self._pictures[key]
            (self._folder / f"{key}.npy").unlink(missing_ok=True)
        self._whole = True

    def _changes(self, work: Work) -> Iterator[Json]:
        """The entries that turn what is written down into ``work``."""
        old = {leaf.key: leaf for leaf in self._known.leaves}
        known = []
        for leaf in work.leaves:
            before = old.get(leaf.key)
            if before is None:
                yield {"sheet": leaf.key, "name": leaf.name}
                before = Leaf(leaf.key, leaf.name, Ink())
            known.append((yield from self._leaf_changes(before, leaf)))
        order = [leaf.key for leaf in work.leaves]
        if [leaf.key for leaf in self._known.leaves] != order:
            yield {"order": order}
        if (work.file, work.saved) != (self._known.file, self._known.saved):
            yield {"file": work.file, "saved": work.saved}
        self._known = replace(work, leaves=tuple(known))

    def _leaf_changes(self, before: Leaf, after: Leaf) -> Generator[Json, None, Leaf]:
        """The entries of one sheet; returns the sheet as they give it."""
        text = before.text
        if isinstance(after.source, Ink):
            if (change := ink_change(before.source, after.source)) is not None:
                yield {"sheet": after.key, **change}
                text = text.without(change["gone"])
        elif after.source is not before.source:
            yield {"sheet": after.key, "picture": self._keep_picture(after.key, after.source)}
        if before.paper is not after.paper:
            yield {"sheet": after.key, "paper": after.paper.value}
        if before.where != after.where:
            yield {"sheet": after.key, "where": where_to_json(after.where)}
        if text is not after.text and text.corrections != after.text.corrections:
            yield {"sheet": after.key, **text_change(text, after.text)}
            text = after.text
        return replace(after, text=text)

    def _keep_picture(self, key: int, picture: NDArray[np.uint8]) -> str:
        """Write a picture beside the journal, unless it is there; the name of its file."""
        name = f"{key}.npy"
        if self._pictures.get(key) is not picture:
            content = npy(picture)
            write_whole(self._folder / name, lambda file: _put(file, content))
            self._pictures[key] = picture
        return name


def _put(file: BinaryIO, content: bytes) -> None:
    file.write(content)


def ink_change(before: Ink | NDArray[np.uint8], after: Ink) -> Json | None:
    """Which strokes came and went: ids, and strokes with their places in the new order; None when none did."""
    if before is after or not isinstance(before, Ink):
        return None
    old, new = before.strokes, after.strokes
    common = {id(stroke) for stroke in old} & {id(stroke) for stroke in new}
    if [id(stroke) for stroke in old if id(stroke) in common] != [id(stroke) for stroke in new if id(stroke) in common]:
        common = set()  # the same strokes in another order
    gone = [stroke.id for stroke in old if id(stroke) not in common]
    put = [[at, stroke_to_json(stroke)] for at, stroke in enumerate(new) if id(stroke) not in common]
    return {"gone": gone, "put": put} if gone or put else None


def text_change(before: RecognisedText, after: RecognisedText) -> Json:
    """The text after, with only those spans that differ: ``keep`` says how many at the head and at the end do not."""
    old, new = before.spans, after.spans
    most = min(len(old), len(new))
    head = next((i for i in range(most) if old[i] != new[i]), most)
    tail = next((i for i in range(most - head) if old[-1 - i] != new[-1 - i]), most - head)
    spans = [span_to_json(span) for span in new[head : len(new) - tail]]
    return {"text": str(after), "keep": [head, tail], "spans": spans, "spaced": sorted(after.spaced), "dropped": sorted(after.dropped)}
