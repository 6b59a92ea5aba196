"""Text and nothing else: UTF-8 lines, a form feed between pages as pdftotext and others put it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hcr_desktop.document.export.pages import ReadPage


def export(pages: Iterable[ReadPage]) -> Iterator[bytes]:
    """The text of each page, ending in a newline."""
    for number, page in enumerate(pages):
        yield (("\f" if number else "") + f"{page.text}\n").encode()
