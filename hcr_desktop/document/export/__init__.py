"""Recognised text as files: one small module a format.

Each has one generator that turns a stream of pages that were read into a stream of bytes, so that a long list of files is
written as it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from hcr_desktop.document.export import alto, hocr, jsonlines, pdf, plain
from hcr_desktop.document.export.pages import ReadPage

Exporter = Callable[[Iterable[ReadPage]], Iterator[bytes]]

FORMATS: dict[str, Exporter] = {
    "text": plain.export,
    "json": jsonlines.export,
    "hocr": hocr.export,
    "alto": alto.export,
    "pdf": pdf.export,
}
"""The formats by the names that the command line gives them."""

SUFFIXES = {"text": ".txt", "json": ".json", "hocr": ".html", "alto": ".xml", "pdf": ".pdf"}
"""The usual endings of their files."""

__all__ = ["FORMATS", "SUFFIXES", "Exporter", "ReadPage"]
