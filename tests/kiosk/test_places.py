"""Where text is saved: a stick before the folder, whole or not at all, under a name that is free."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hcr_desktop.document.export import ReadPage
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.kiosk import places
from hcr_desktop.kiosk.config import Save
from hcr_desktop.kiosk.places import SaveFailed, save, sticks

PAGE = ReadPage("note", Ink(), RecognisedText().rewrite("hello there"))


def mounts(folder: Path, *lines: str) -> Path:
    table = folder / "mounts"
    table.write_text("".join(f"{line}\n" for line in lines))
    return table


def test_removable_media_are_found_newest_first(tmp_path: Path) -> None:
    table = mounts(
        tmp_path,
        "/dev/sda1 / ext4 rw 0 0",
        "tmpfs /media/fake tmpfs rw 0 0",
        "/dev/sdb1 /media/usb-old vfat rw,nosuid 0 0",
        "/dev/sdc1 /run/media/kiosk/MY\\040STICK vfat rw 0 0",
        "/dev/sdd1 /media/locked vfat ro,nosuid 0 0",
        "broken",
    )
    assert list(sticks(table)) == [Path("/run/media/kiosk/MY STICK"), Path("/media/usb-old")]


def test_where_there_is_no_table_there_are_no_sticks(tmp_path: Path) -> None:
    assert list(sticks(tmp_path / "none")) == []


def test_text_is_saved_in_the_folder(tmp_path: Path) -> None:
    saved = save(PAGE, Save(folder=str(tmp_path / "."), usb=False))
    assert not saved.on_stick
    assert (tmp_path / saved.name).read_text() == "hello there\n"
    assert saved.name.startswith("note-")
    assert saved.name.endswith(".txt")
    assert [path.name for path in tmp_path.iterdir()] == [saved.name]


def test_two_of_the_same_second_are_two_files(tmp_path: Path) -> None:
    names = {save(PAGE, Save(folder=str(tmp_path), usb=False)).name for _ in range(5)}
    assert len(names) == 5


def test_a_stick_goes_before_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick, folder = tmp_path / "media", tmp_path / "folder"
    stick.mkdir()
    folder.mkdir()
    monkeypatch.setattr(places, "STICKS", (f"{tmp_path}/",))
    saved = save(PAGE, Save(folder=str(folder)), mounts(tmp_path, f"/dev/sdb1 {stick} vfat rw 0 0"))
    assert saved.on_stick
    assert (stick / saved.name).exists()
    assert list(folder.iterdir()) == []


def test_without_a_stick_and_a_folder_the_person_is_told(tmp_path: Path) -> None:
    with pytest.raises(SaveFailed, match="There is no USB stick; put one in, wait a moment, then save again"):
        save(PAGE, Save(), tmp_path / "none")


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(SaveFailed, match="Nothing could be written to the folder for notes"):
        save(PAGE, Save(folder=str(tmp_path / "gone"), usb=False))


def test_a_full_medium_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaveFailed, match="No space left on device"):
        save(PAGE, Save(folder=str(tmp_path), usb=False))
    assert list(tmp_path.iterdir()) == []
