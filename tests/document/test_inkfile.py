"""Ink files: what is written is read, and everything else gets one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hcr_desktop.document import inkfile
from hcr_desktop.errors import InputUnreadable
from trainer.strokefont import write


def test_what_is_written_is_read(tmp_path: Path) -> None:
    ink = write("Ink 7", np.random.default_rng(0))
    path = tmp_path / "ink.json"
    path.write_text(inkfile.dump(ink))
    again = inkfile.load(path)
    assert len(again) == len(ink)
    for old, new in zip(ink.strokes, again.strokes, strict=True):
        np.testing.assert_allclose(new.xy, old.xy, atol=0.051)


def test_no_strokes_are_an_empty_page() -> None:
    assert len(inkfile.parse(b'{"strokes": []}', "ink.json")) == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a JSON file"),
        (b"\xff\xfe\x00", "not a JSON file"),
        (b"[" * 100_000, "not a JSON file"),
        (b"[[1, 2]]", "no strokes"),
        (b'{"strokes": 3}', "no strokes"),
        (b'{"strokes": [[]]}', "cannot be read"),
        (b'{"strokes": [[[1, 2], [3]]]}', "cannot be read"),
        (b'{"strokes": [[[1, NaN]]]}', "cannot be read"),
        (b'{"strokes": [["ab", "cd"]]}', "cannot be read"),
    ],
)
def test_what_is_no_ink_gets_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(InputUnreadable, match=says) as caught:
        inkfile.parse(content, "some.json")
    assert str(caught.value).startswith("some.json: ")
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_opened_say_so(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable, match=r"none\.json: the file could not be read"):
        inkfile.load(tmp_path / "none.json")
    with pytest.raises(InputUnreadable, match="this is a folder"):
        inkfile.load(tmp_path)
