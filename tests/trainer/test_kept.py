"""What takes long to make is made once."""

from __future__ import annotations

from pathlib import Path

from trainer.kept import kept


def test_what_was_made_is_not_made_again(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> list[str]:
        made.append(1)
        return ["a", "b"]

    assert kept(tmp_path / "list.pickle", make) == kept(tmp_path / "list.pickle", make) == ["a", "b"]
    assert len(made) == 1
    assert kept(tmp_path / "other.pickle", make) == ["a", "b"]
    assert len(made) == 2
