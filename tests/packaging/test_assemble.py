"""How the Nano's bundle is put together."""

from __future__ import annotations

import ast
import shutil
import sys
from pathlib import Path

import assemble
import pytest


def test_links_are_followed_inside_the_root(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "libx.so.1.2").touch()
    (tmp_path / "lib" / "libx.so.1").symlink_to("libx.so.1.2")
    (tmp_path / "libx").symlink_to("/lib/libx.so.1")
    assert assemble.in_root(tmp_path, "libx") == tmp_path / "lib" / "libx.so.1.2"
    assert not assemble.in_root(tmp_path, "lib/liby.so").exists()


def test_only_what_is_used_of_the_packages_goes_along(tmp_path: Path) -> None:
    for place in (
        "PySide6/QtWidgets.abi3.so",
        "PySide6/QtQml.abi3.so",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/scripts/project.py",
        "numpy/__init__.py",
        "numpy/tests/test_x.py",
        "numpy/_core/tests/test_x.py",
        "ai_edge_litert/interpreter.py",
        "ai_edge_litert/tools/x.py",
        "setuptools/__init__.py",
        "segno/__init__.py",
    ):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).touch()
    assert list(assemble.wanted(tmp_path)) == [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/QtWidgets.abi3.so",
        "ai_edge_litert/interpreter.py",
        "numpy/__init__.py",
        "segno/__init__.py",
    ]


@pytest.mark.skipif(shutil.which("patchelf") is None, reason="needs patchelf")
def test_what_an_elf_file_names_is_found(tmp_path: Path) -> None:
    assert any(name.startswith("libc.so") for name in assemble.needed(Path(sys.executable).resolve()))
    (tmp_path / "text").write_text("text")
    assert assemble.needed(tmp_path / "text") == []


@pytest.mark.skipif(shutil.which("patchelf") is None, reason="needs patchelf")
def test_what_is_named_and_nowhere_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="is named, but is nowhere in"):
        assemble.carry(tmp_path, tmp_path)


def test_the_program_is_a_script_of_the_bundles_own_python() -> None:
    assert assemble.PROGRAM.startswith("#!/opt/hcr-desktop/bin/python3.11 ")
    ast.parse(assemble.PROGRAM)
