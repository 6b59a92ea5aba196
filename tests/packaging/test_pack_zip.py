"""The zip of the Windows package."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from pack_zip import EARLIEST, pack


def test_equal_folders_give_equal_bytes(tmp_path: Path) -> None:
    archives = []
    for place, names in (("one", ("a.txt", "b/c.txt")), ("other", ("b/c.txt", "a.txt"))):
        folder = tmp_path / place / "program"
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(name)
        archive = tmp_path / f"{place}.zip"
        pack(folder, archive, EARLIEST + 86400 * 366)
        archives.append(archive.read_bytes())
    assert archives[0] == archives[1]
    with ZipFile(tmp_path / "one.zip") as zipped:
        assert zipped.namelist() == ["program/a.txt", "program/b/c.txt"]
        assert zipped.read("program/b/c.txt") == b"b/c.txt"
        assert zipped.infolist()[0].date_time == (1981, 1, 1, 0, 0, 0)


def test_a_time_before_all_zips_is_brought_to_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "a").write_text("a")
    pack(folder, tmp_path / "a.zip", 0)
    with ZipFile(tmp_path / "a.zip") as zipped:
        assert zipped.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
