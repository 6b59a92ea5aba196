"""Documents: what is saved comes back; what is no document is refused in one sentence; a failed saving spoils nothing."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcr_desktop.document import store
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.work import Leaf
from hcr_desktop.errors import HcrError, InputUnreadable
from tests.document.leaves import assert_same, canvas, picture


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "page.hcr"
    store.save(path, (canvas(), picture()))
    return path


def test_what_is_saved_comes_back(saved: Path) -> None:
    first, second = store.load(saved)
    assert_same(first, canvas())
    assert_same(second, picture())
    assert first.text.spans[0] == canvas().text.spans[0], "boxes, confidences and alternatives too"


def test_an_empty_page_is_a_document(tmp_path: Path) -> None:
    store.save(tmp_path / "empty.hcr", (Leaf(0, "", Ink()),))
    (leaf,) = store.load(tmp_path / "empty.hcr")
    assert isinstance(leaf.source, Ink)
    assert not leaf.source.strokes


def test_saving_leaves_nothing_beside_the_document(saved: Path) -> None:
    store.save(saved, (canvas(),))
    assert [path.name for path in saved.parent.iterdir()] == ["page.hcr"]


def test_a_saving_that_fails_leaves_the_old_document(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HcrError, match=r"^page\.hcr: .*No space left.*make room\.$"):
        store.save(saved, (canvas(), picture()))
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["page.hcr"]


def head(path: Path, change: Callable[[dict[str, object]], object]) -> None:
    """Rewrite a document with another head."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    value = json.loads(parts["document.json"])
    change(value)
    parts["document.json"] = json.dumps(value).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


SPOILED: dict[str, Callable[[Path], object]] = {
    "no document": lambda path: path.write_bytes(b"hello"),
    "no document ": lambda path: path.write_bytes(b""),
    "no document of": lambda path: head(path, lambda value: value.update(format="other")),
    "newer HCR Desktop": lambda path: head(path, lambda value: value.update(version=store.VERSION + 1)),
    "damaged": lambda path: head(path, lambda value: value.update(sheets=[])),
    "damaged ": lambda path: head(path, lambda value: value["sheets"][0].pop("strokes")),  # type: ignore[index]
    "damaged  ": lambda path: head(path, lambda value: value["sheets"][0].update(strokes=[{"id": 0, "xy": "AA==", "nib": [1, "ink"]}])),  # type: ignore[index]
    "damaged   ": lambda path: head(path, lambda value: value["sheets"][1].update(picture="gone.npy")),  # type: ignore[index]
    "damaged    ": lambda path: head(path, lambda value: value["sheets"][0]["text"].update(text="other")),  # type: ignore[index]
    "could not be read": lambda path: path.unlink(),
}


@pytest.mark.parametrize("what", SPOILED, ids=str.strip)
def test_what_is_no_document_gets_one_sentence(saved: Path, what: str) -> None:
    SPOILED[what](saved)
    with pytest.raises(InputUnreadable, match=what.strip()) as error:
        store.load(saved)
    assert str(error.value).startswith("page.hcr: ")
    assert "\n" not in str(error.value)


@given(st.data())
def test_any_damage_is_refused_or_harmless(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.hcr"
    store.save(path, (canvas(), picture()))
    content = bytearray(path.read_bytes())
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    for at in data.draw(st.lists(st.integers(0, max(len(content) - 1, 0)), max_size=4)):
        if at < len(content):
            content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(content))
    try:
        leaves = store.load(path)
    except InputUnreadable:
        return
    assert isinstance(leaves[0].source, Ink)


def test_pictures_that_are_none_are_refused() -> None:
    for image in (np.zeros((2, 2), np.float32), np.zeros((2, 2, 4), np.uint8), np.zeros((0, 2), np.uint8)):
        with pytest.raises(ValueError, match="picture"):
            store.picture_from(store.npy(image))  # type: ignore[arg-type]
