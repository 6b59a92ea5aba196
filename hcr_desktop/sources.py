"""What a file holds, opened: the pages of pictures and PDFs, ink, and the sheets of a document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hcr_desktop.document import inkfile, store
from hcr_desktop.document.work import Leaf
from hcr_desktop.inference import album

SUFFIXES = (*album.SUFFIXES, store.SUFFIX, inkfile.SUFFIX)
"""Usual endings of the files that are read, for dialogs and folders."""


class Pages(Protocol):
    """An opened file."""

    @property
    def count(self) -> int:
        """How many pages it has, at least 1."""
        ...

    def leaf(self, number: int) -> Leaf:
        """Page ``number``, from 0.

        Raises:
            InputUnreadable: When this page cannot be read.
        """
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def open_pages(path: Path) -> Pages:
    """Open a file by the end of its name: a document (.hcr), ink (.json), else pictures.

    Raises:
        InputUnreadable: When it holds nothing of the kind.
    """
    ending = path.suffix.lower()
    if ending == store.SUFFIX:
        leaves = store.load(path)
        return _Sheets(tuple(leaf for leaf in leaves if not leaf.empty) or leaves[:1])
    if ending == inkfile.SUFFIX:
        return _Sheets((Leaf(0, "", inkfile.load(path)),))
    return _Album(album.open_album(path))


def files_in(path: Path) -> list[Path]:
    """The file itself, or for a folder those in it that look like files that are read, by name.

    A folder that holds none, or that may not be looked into, stands for itself: opening it says what is wrong.
    """
    try:
        inside = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
    except OSError:
        inside = []
    return inside or [path]


@dataclass(frozen=True, slots=True)
class _Sheets:
    """Sheets that are in memory already."""

    leaves: tuple[Leaf, ...]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.leaves)

    def leaf(self, number: int) -> Leaf:
        """One of them."""
        return self.leaves[number]

    def close(self) -> None:
        """There is nothing to let go of."""


class _Album:
    """Pages that are decoded as they are asked for."""

    def __init__(self, opened: album.Album) -> None:
        self._opened = opened
        self.count = opened.count

    def leaf(self, number: int) -> Leaf:
        """Decode one."""
        return Leaf(number, "", self._opened.page(number))

    def close(self) -> None:
        """Let go of the file."""
        self._opened.close()
