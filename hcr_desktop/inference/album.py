"""A file of one or more pages, opened: pictures, TIFFs of several pages, PDFs. Pages are decoded one by one, as they are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from hcr_desktop.errors import InputUnreadable
from hcr_desktop.inference import header, picture, tiff
from hcr_desktop.inference.picture import Picture, Wanted, always

SUFFIXES = (*picture.SUFFIXES, ".pdf")
"""Usual endings of the files that are read, for dialogs and folders. Files are told apart by their content."""

MAX_PAGES = 2000
"""Pages of a file that are read."""


class Album(Protocol):
    """An opened file.

    Attributes:
        count: How many pages it has, at least 1.
    """

    count: int

    def page(self, number: int, wanted: Wanted = always) -> Picture:
        """Decode page ``number``, from 0: uint8 [h, w] or [h, w, 3] (RGB), upright.

        Args:
            number: Which page.
            wanted: Asked now and then; when it says False, decoding ends.

        Raises:
            InputUnreadable: When this page cannot be read.
            Cancelled: When it is not wanted any more.
        """
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def open_album(path: Path) -> Album:
    """Open a picture file or a PDF.

    Raises:
        InputUnreadable: When there is no such file, or it holds no pages that can be read.
    """
    name = path.name or str(path)
    data = picture.read_bytes(path)
    kind = header.sniff(data)
    if kind == "PDF":
        from hcr_desktop.inference.pdf import Pdf  # noqa: PLC0415 (loads PDFium)

        return _bounded(Pdf(data, name), name)
    return _bounded(_Pictures(data, name, kind), name)


def _bounded(album: Album, name: str) -> Album:
    """The album, unless it has no pages or too many."""
    if 1 <= album.count <= MAX_PAGES:
        return album
    count = album.count
    album.close()
    if not count:
        raise InputUnreadable(name, "the file has no pages", "Copy or save it again from where it came from.")
    raise InputUnreadable(name, f"the file has {count:,} pages, up to {MAX_PAGES:,} are read", "Cut it into parts, and open those.")


class _Pictures:
    """A picture file: one page, or those of a TIFF."""

    def __init__(self, data: bytes, name: str, kind: str) -> None:
        self._data, self._name = data, name
        self._directories = _directories(data) if kind == "TIFF" else []
        self.count = max(1, len(self._directories))

    def page(self, number: int, wanted: Wanted = always) -> Picture:
        """Decode one; it is done before anyone could ask to stop."""
        del wanted
        if self.count == 1:
            return picture.decode(self._data, self._name)
        return picture.decode(tiff.starting_at(self._data, self._directories[number]), f"{self._name}, page {number + 1}")

    def close(self) -> None:
        """Let go of the content."""
        self._data = b""


def _directories(data: bytes) -> list[int]:
    """The pages of a TIFF, less those that are small copies of others."""
    try:
        return [place for place in tiff.directories(data) if not _is_copy(data, place)]
    except tiff.NONSENSE:
        return []


def _is_copy(data: bytes, directory: int) -> bool:
    """Whether a page of a TIFF says that it is a small copy; a damaged one is met when it is asked for."""
    try:
        return bool((tiff.tags(data, directory).get(tiff.KIND) or (0,))[0] & tiff.SMALLER_COPY)
    except tiff.NONSENSE:
        return False
