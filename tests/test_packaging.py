"""The package as others install it: what importing it loads, and what a wheel brings along."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from hcr_desktop import __version__

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = {"requirements.lock": (), "requirements-dev.lock": ("dev",), "requirements-train.lock": ("dev", "train")}

USE = """
import sys
from hcr_desktop import Ink, ReadOptions, Recogniser, resources
from hcr_desktop.document import inkfile
text = Recogniser.load().read(inkfile.load(resources.sample_ink()))
assert str(text), "nothing was read"
foreign = {"PySide6", "shiboken6", "tensorflow", "keras", "torch", "jax", "trainer"}
print(sorted(foreign & {name.split(".")[0] for name in sys.modules}))
print(resources.models_dir())
"""


def python(code: str, path: Path, folder: Path) -> list[str]:
    """The lines that a fresh Python prints, with the package taken from ``path``."""
    environment = {**os.environ, "PYTHONPATH": str(path)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_the_api_loads_neither_qt_nor_a_training_framework(tmp_path: Path) -> None:
    foreign, models = python(USE, ROOT, tmp_path)
    assert foreign == "[]"
    assert Path(models) == ROOT / "models"


def test_an_installed_wheel_reads_with_its_own_models(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    foreign, models = python(USE, site, tmp_path)
    assert foreign == "[]"
    assert Path(models) == site / "hcr_desktop" / "models"


def test_the_wheel_holds_what_it_must_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"hcr_desktop", f"hcr_desktop-{__version__}.dist-info"}
    needed = ["hcr_desktop/py.typed", "hcr_desktop/samples/page.png", "hcr_desktop/samples/ink.json"]
    needed += [f"hcr_desktop/models/tflite/glyph/{name}" for name in ("model.tflite", "card.json", "probe.npz")]
    needed += [f"hcr_desktop/models/{name}" for name in ("decode/parameters.json", "language/en/card.json", "language/en/ngram.npz")]
    needed += [f"hcr_desktop-{__version__}.dist-info/licenses/{name}" for name in ("LICENSE", "NOTICE")]
    assert set(needed) <= set(names)
    entry = zipfile.ZipFile(wheel).read(f"hcr_desktop-{__version__}.dist-info/entry_points.txt").decode()
    assert "hcr-desktop = hcr_desktop.cli:main" in entry


@pytest.mark.parametrize("lock", LOCKS)
def test_the_locks_hold_what_the_project_asks_for(lock: str) -> None:
    text = (ROOT / "packaging" / lock).read_text(encoding="utf-8")
    pins = re.findall(r"^(\S+)==(\S+)", text, re.MULTILINE)
    assert all(block.count("--hash=sha256:") for block in re.split(r"\n(?=\S)", text))
    asked = [*PROJECT["dependencies"], *(line for extra in LOCKS[lock] for line in PROJECT["optional-dependencies"][extra])]
    for requirement in map(Requirement, asked):
        name = requirement.name.lower()
        versions = [version for pinned, version in pins if pinned == name]
        assert versions, f"{name} is not in {lock}: run packaging/lock"
        assert all(version in requirement.specifier for version in versions), f"{name} in {lock} is not what pyproject.toml asks for"
