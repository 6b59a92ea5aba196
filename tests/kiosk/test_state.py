"""The folder of what is kept from one start to the next."""

from __future__ import annotations

from pathlib import Path

from hcr_desktop.kiosk.state import state_folder


def test_systemds_folder_goes_first(tmp_path: Path) -> None:
    given = tmp_path / "given"
    assert state_folder({"STATE_DIRECTORY": f"{given}:/other", "XDG_STATE_HOME": str(tmp_path)}) == given


def test_else_it_is_the_persons_own(tmp_path: Path) -> None:
    assert state_folder({"XDG_STATE_HOME": str(tmp_path)}) == tmp_path / "hcr-desktop"


def test_where_nothing_can_be_written_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert state_folder({"STATE_DIRECTORY": str(tmp_path / "file" / "below")}) is None
