"""What is in a frozen folder: ``python packaging/inventory.py FOLDER --name NAME --version VERSION OUT``.

Writes OUT/NAME.files (a SHA-256 sum and a path for every file, sorted) and OUT/NAME.cdx.json (an SBOM, CycloneDX 1.5): the Python
packages, by their metadata, and the Debian packages that the system's libraries in the folder came from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any


def sums(folder: Path) -> Iterator[tuple[str, str]]:
    """Path below the folder, and SHA-256 sum or where a link leads, of every file, sorted by path."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            yield path.relative_to(folder).as_posix(), f"-> {path.readlink().as_posix()}"
        elif path.is_file():
            yield path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()


def python_component(distribution: Distribution) -> dict[str, Any]:
    """A Python package as CycloneDX has it."""
    name, version = distribution.metadata["Name"], distribution.version
    metadata = distribution.metadata
    told = next((metadata[field] for field in ("License-Expression", "License") if field in metadata), "")
    component: dict[str, Any] = {
        "type": "library",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name.lower().replace('_', '-')}@{version}",
    }
    if told and len(told) < 80:
        component["licenses"] = [{"license": {"name": told}}]
    return component


def debian_components(folder: Path, root: Path) -> Iterator[dict[str, Any]]:
    """The packages of the Debian in ``root`` that own libraries of the same name as those in the folder; none without dpkg."""
    if shutil.which("dpkg-query") is None:
        return
    names = sorted({path.name for path in folder.rglob("*.so*") if path.name.startswith(("lib", "ld-"))})
    dpkg = ["dpkg-query", f"--admindir={root / 'var/lib/dpkg'}"]
    asked = [*dpkg, "--search", *(f"*/{name}" for name in names)]
    found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    owners = sorted({line.split(":")[0] for line in found.splitlines() if "/lib/" in line and "diversion" not in line})
    form = "${Package}\t${Version}\t${Architecture}\n"
    told = subprocess.run([*dpkg, "--show", f"--showformat={form}", *owners], capture_output=True, text=True, check=False)
    for line in sorted(set(told.stdout.splitlines())):
        name, version, machine = line.split("\t")
        yield {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:deb/debian/{name}@{version}?arch={machine}",
        }


def sbom(name: str, version: str, components: list[dict[str, Any]]) -> dict[str, Any]:
    """A bill of materials; it has no time and no serial number, so that equal content gives equal files."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": name, "version": version}},
        "components": components,
    }


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description="List a frozen folder and write its bill of materials.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--site-packages", type=Path, help="where the Python packages lie; by default those of this Python")
    parser.add_argument("--dpkg-root", type=Path, default=Path("/"), help="where the Debian is that the libraries came from")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    listed = "".join(f"{value}  {path}\n" for path, value in sums(asked.folder))
    (asked.out / f"{asked.name}.files").write_text(listed, encoding="utf-8", newline="\n")
    found = distributions(path=[str(asked.site_packages)]) if asked.site_packages else distributions()
    known = {each.metadata["Name"].lower(): each for each in found}
    components = [python_component(known[key]) for key in sorted(known) if key not in {"pip", "hcr-desktop"}]
    content = sbom(asked.name, asked.version, [*components, *debian_components(asked.folder, asked.dpkg_root)])
    (asked.out / f"{asked.name}.cdx.json").write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
