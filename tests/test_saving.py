"""Texts saved in a folder: a whole file for each source, or none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hcr_desktop.document.export import ReadPage
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.errors import Cancelled, HcrError
from hcr_desktop.saving import Saver


def page(name: str) -> ReadPage:
    return ReadPage(name, Ink(), RecognisedText())


def test_sources_of_the_same_name_are_counted(tmp_path: Path) -> None:
    saver = Saver(tmp_path / "texts", "text")
    paths = [saver.save(name, [page(name)]) for name in ("a/page.png", "b/page.jpg", "other.pdf")]
    assert [path.name for path in paths] == ["page.txt", "page-2.txt", "other.txt"]
    assert all(path.exists() for path in paths)


def test_a_file_whose_pages_end_early_is_not_left_half(tmp_path: Path) -> None:
    def pages() -> Iterator[ReadPage]:
        yield page("a")
        raise Cancelled

    with pytest.raises(Cancelled):
        Saver(tmp_path, "text").save("a.png", pages())
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(HcrError, match="name another folder"):
        Saver(tmp_path, "text").save("a.png", [page("a")])


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "texts").touch()
    with pytest.raises(HcrError, match="name another folder"):
        Saver(tmp_path / "texts", "text")
