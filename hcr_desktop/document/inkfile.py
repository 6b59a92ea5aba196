"""Pen ink as a file: ``{"strokes": [[[x, y], ...], ...]}`` in JSON, any unit, y down, one list of points a stroke."""

from __future__ import annotations

import json
from pathlib import Path

from hcr_desktop.document.ink import Ink
from hcr_desktop.errors import InkInvalid, InputUnreadable

SUFFIX = ".json"
MAX_BYTES = 64 * 1024 * 1024

_FORM = 'An ink file holds {"strokes": [[[x, y], ...], ...]}.'


def load(path: Path) -> Ink:
    """Read an ink file.

    Raises:
        InputUnreadable: When it cannot be read or does not hold ink.
    """
    name = path.name or str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputUnreadable(name, f"the file is larger than {MAX_BYTES >> 20} MB", "Split the ink into several files.")
        content = path.read_bytes()
    except OSError as error:
        reason = "this is a folder" if path.is_dir() else f"the file could not be read ({error.strerror})"
        raise InputUnreadable(name, reason, "Check the name and its permissions.") from None
    return parse(content, name)


def parse(content: bytes, name: str) -> Ink:
    """The ink in the content of a file that a person knows by ``name``.

    Raises:
        InputUnreadable: When it does not hold ink.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise InputUnreadable(name, "this is not a JSON file that can be read", _FORM) from None
    strokes = document.get("strokes") if isinstance(document, dict) else None
    if not isinstance(strokes, list):
        raise InputUnreadable(name, "this JSON file holds no strokes", _FORM)
    try:
        return Ink.from_arrays(strokes)
    except InkInvalid as error:
        raise InputUnreadable(name, "this JSON file holds strokes that cannot be read", str(error)) from None


def dump(ink: Ink) -> str:
    """Ink as the text of an ink file, coordinates to a tenth of a unit."""
    strokes = [[[round(float(x), 1), round(float(y), 1)] for x, y in stroke.xy] for stroke in ink.strokes]
    return json.dumps({"strokes": strokes}, separators=(",", ":")) + "\n"
