"""What files hold, opened: pages, ink, and the sheets of documents; and what is in a folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from hcr_desktop import resources
from hcr_desktop.document import inkfile, store
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.work import Leaf
from hcr_desktop.errors import InputUnreadable
from hcr_desktop.sources import files_in, open_pages

PAGE, INK = resources.sample_page(), resources.sample_ink()


def test_pictures_and_ink_have_a_page_each() -> None:
    for path, kind in ((PAGE, np.ndarray), (INK, Ink)):
        pages = open_pages(path)
        assert pages.count == 1
        assert isinstance(pages.leaf(0).source, kind)
        pages.close()


def test_a_document_has_a_page_for_every_sheet_that_holds_something(tmp_path: Path) -> None:
    picture = Leaf(1, "a.png", np.zeros((4, 4), np.uint8))
    store.save(tmp_path / "both.hcr", (Leaf(0, "", inkfile.load(INK)), picture))
    store.save(tmp_path / "picture.hcr", (Leaf(0, "", Ink()), picture))
    store.save(tmp_path / "empty.hcr", (Leaf(0, "", Ink()),))
    assert open_pages(tmp_path / "both.hcr").count == 2
    assert open_pages(tmp_path / "picture.hcr").leaf(0).name == "a.png"
    assert open_pages(tmp_path / "empty.hcr").count == 1


def test_what_is_no_document_is_refused(tmp_path: Path) -> None:
    shutil.copyfile(PAGE, tmp_path / "page.hcr")
    with pytest.raises(InputUnreadable, match=r"^page\.hcr: this is no document"):
        open_pages(tmp_path / "page.hcr")


def test_a_folder_stands_for_the_files_in_it_that_are_read(tmp_path: Path) -> None:
    assert files_in(tmp_path) == [tmp_path], "an empty one for itself"
    for name in ("b.PNG", "a.pdf", "c.hcr", "d.json", "notes.txt"):
        (tmp_path / name).touch()
    assert [file.name for file in files_in(tmp_path)] == ["a.pdf", "b.PNG", "c.hcr", "d.json"]
    assert files_in(tmp_path / "notes.txt") == [tmp_path / "notes.txt"]
    assert files_in(tmp_path / "gone") == [tmp_path / "gone"]
