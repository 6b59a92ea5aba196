"""Strokes and texts as JSON values, for documents and journals; docs/format.md describes them.

Arrays are little-endian float32 in base64: exact, and a third of the size of decimal numbers. Everything here raises
``ValueError``, ``TypeError``, ``KeyError`` or ``InkInvalid`` on what is not such a value; callers say what it means.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from hcr_desktop.document.ink import Box, FloatArray, Nib, Stroke
from hcr_desktop.document.text import RecognisedText, Span

Json = dict[str, Any]

_ALTERNATIVES = 8
"""So many other readings of a character are kept."""


def _packed(values: FloatArray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode("ascii")


def _unpacked(text: str) -> FloatArray:
    return np.frombuffer(base64.b64decode(text, validate=True), "<f4").astype(np.float32)


def stroke_to_json(stroke: Stroke) -> Json:
    """A stroke; times and pressures only where it has them."""
    value: Json = {"id": stroke.id, "xy": _packed(stroke.xy), "nib": [stroke.nib.width, stroke.nib.colour]}
    if stroke.t is not None:
        value["t"] = _packed(stroke.t)
    if stroke.pressure is not None:
        value["pressure"] = _packed(stroke.pressure)
    return value


def stroke_from_json(value: Json) -> Stroke:
    """The stroke that ``stroke_to_json`` wrote."""
    identity = int(value["id"])
    if identity < 0:
        raise ValueError("a stroke's id is not negative")
    t, pressure = (_unpacked(value[name]) if name in value else None for name in ("t", "pressure"))
    width, colour = value["nib"]
    return Stroke(identity, _unpacked(value["xy"]).reshape(-1, 2), t, pressure, Nib(float(width), str(colour)))


def span_to_json(span: Span) -> list[Any]:
    """A character: text, box or null, marks, confidence, alternatives, pinned."""
    box = None if span.box is None else [round(value, 2) for value in (span.box.left, span.box.top, span.box.right, span.box.bottom)]
    alternatives = [[text, round(share, 4)] for text, share in span.alternatives[:_ALTERNATIVES]]
    return [span.text, box, sorted(span.marks), round(span.confidence, 4), alternatives, span.pinned]


def span_from_json(value: list[Any]) -> Span:
    """The character that ``span_to_json`` wrote."""
    text, box, marks, confidence, alternatives, pinned = value
    if not isinstance(text, str) or len(text) != 1:
        raise ValueError("a span holds one character")
    ranked = tuple((str(other), float(share)) for other, share in alternatives)
    where = None if box is None else Box(*map(float, box))
    return Span(text, where, frozenset(map(int, marks)), float(confidence), ranked, bool(pinned))


def text_to_json(text: RecognisedText) -> Json:
    """A text with its corrections."""
    spans = [span_to_json(span) for span in text.spans]
    return {"text": str(text), "spans": spans, "spaced": sorted(text.spaced), "dropped": sorted(text.dropped)}


def text_from_json(value: Json) -> RecognisedText:
    """The text that ``text_to_json`` wrote."""
    return text_of([span_from_json(span) for span in value["spans"]], value)


def text_of(spans: list[Span], value: Json) -> RecognisedText:
    """A text of these spans, with the white space and the corrections of a value of ``text_to_json``."""
    whole = str(value["text"])
    lines = tuple(whole.split("\n")) if whole else ()
    return RecognisedText(tuple(spans), lines, frozenset(map(int, value["spaced"])), frozenset(map(int, value["dropped"])))
