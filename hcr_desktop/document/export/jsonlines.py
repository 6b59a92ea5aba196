"""All that is known of the text: one JSON object a page, each on a line of its own (JSON Lines); docs/page.schema.json describes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from hcr_desktop.document.export.pages import ReadPage
from hcr_desktop.document.ink import Box
from hcr_desktop.document.text import Span


def export(pages: Iterable[ReadPage]) -> Iterator[bytes]:
    """``file``, ``page``, ``area``, ``text``, ``lines`` and ``spans`` of each page; boxes are [left, top, right, bottom] in page units."""
    for page in pages:
        spans = [_span(span) for span in page.text.spans]
        values = {
            "file": page.name,
            "page": page.number,
            "area": _box(page.box),
            "text": str(page.text),
            "lines": list(page.text.lines),
            "spans": spans,
        }
        yield (json.dumps(values) + "\n").encode()


def _span(span: Span) -> dict[str, Any]:
    """A span as JSON values."""
    box = span.box
    return {
        "text": span.text,
        "box": None if box is None else _box(box),
        "marks": sorted(int(mark) for mark in span.marks),
        "confidence": round(float(span.confidence), 4),
        "alternatives": [[text, round(float(probability), 4)] for text, probability in span.alternatives],
    }


def _box(box: Box) -> list[float]:
    """A box as JSON values."""
    return [round(float(edge), 2) for edge in (box.left, box.top, box.right, box.bottom)]
