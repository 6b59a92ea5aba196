"""The list of files and the bill of materials of a package."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import inventory
import pytest

SCRIPT = Path(inventory.__file__)


def test_every_file_is_listed_with_its_sum(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.txt").write_text("hello")
    (tmp_path / "a").symlink_to("b/c.txt")
    assert list(inventory.sums(tmp_path)) == [("a", "-> b/c.txt"), ("b/c.txt", hashlib.sha256(b"hello").hexdigest())]


def test_the_bill_names_the_python_packages(tmp_path: Path) -> None:
    folder, out = tmp_path / "folder", tmp_path / "out"
    folder.mkdir()
    (folder / "x").write_text("x")
    command = [sys.executable, str(SCRIPT), str(folder), str(out), "--name", "hcr", "--version", "1.2"]
    for _ in range(2):
        subprocess.run(command, check=True)
        bill = (out / "hcr.cdx.json").read_text(encoding="utf-8")
    content = json.loads(bill)
    assert (content["bomFormat"], content["specVersion"]) == ("CycloneDX", "1.5")
    assert content["metadata"]["component"] == {"name": "hcr", "type": "application", "version": "1.2"}
    named = {component["name"].lower(): component for component in content["components"]}
    assert named["numpy"]["purl"].startswith("pkg:pypi/numpy@2.")
    assert "hcr-desktop" not in named
    subprocess.run(command, check=True)
    assert (out / "hcr.cdx.json").read_text(encoding="utf-8") == bill
    assert (out / "hcr.files").read_text() == f"{hashlib.sha256(b'x').hexdigest()}  x\n"


@pytest.mark.skipif(not Path("/var/lib/dpkg/status").exists(), reason="needs a Debian")
def test_the_bill_names_the_debian_packages_of_libraries(tmp_path: Path) -> None:
    (tmp_path / "libc.so.6").touch()
    found = list(inventory.debian_components(tmp_path, Path("/")))
    assert any(component["purl"].startswith("pkg:deb/debian/libc6@") for component in found)
