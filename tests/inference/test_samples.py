"""Files of every kind, whole and damaged: each is read, or refused in one sentence; none crashes the program and none hangs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from hcr_desktop.inference.album import MAX_PAGES
from tests.inference.gifs import gif
from tests.inference.pdfs import LETTER_A, pdf
from tests.inference.samples import GREYS, KINDS, READ, encoded

ROOT = Path(__file__).resolve().parent.parent.parent

OPEN = """
import json, sys
from pathlib import Path
from hcr_desktop.errors import InputUnreadable
from hcr_desktop.inference.album import open_album

def outcome(path):
    try:
        album = open_album(path)
        shapes = [album.page(number).shape for number in range(album.count)]
        album.close()
        return {"pages": shapes}
    except InputUnreadable as error:
        return {"refused": str(error)}

print(json.dumps({path.name: outcome(path) for path in map(Path, sys.argv[1:])}))
"""


PEAK = """
print(json.dumps(dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())))
"""


def opened(*paths: Path, more: str = "") -> dict[str, dict[str, object]]:
    """What became of each file, in a process of its own that may crash or be given up; the last line of JSON it prints."""
    command = [sys.executable, "-c", OPEN + more, *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr  # of a damaged JPEG the decoder itself complains
    result: dict[str, dict[str, object]] = json.loads(done.stdout.splitlines()[-1])
    return result


@pytest.mark.parametrize("kind", KINDS)
def test_every_sample_is_read_or_refused_in_one_sentence(kind: str, tmp_path: Path) -> None:
    samples = KINDS[kind]()
    assert len(samples) >= 20
    for name, (data, _) in samples.items():
        (tmp_path / f"{name.replace('/', ' ')}.{kind.lower()}").write_bytes(data)
    found = opened(*tmp_path.iterdir())
    outcomes = {name: found[f"{name.replace('/', ' ')}.{kind.lower()}"] for name in samples}
    astray = {name: outcomes[name] for name, (_, expected) in samples.items() if ("pages" in outcomes[name]) != (expected == READ)}
    assert astray == {}
    for reason in (str(outcome["refused"]) for outcome in outcomes.values() if "refused" in outcome):
        assert re.fullmatch(r"[^:]+: [^\n]+\.", reason)


def test_several_pages_come_in_order(tmp_path: Path) -> None:
    for kind, name in (("TIFF", "several pages"), ("PDF", "several pages"), ("TIFF", "pages in a ring")):
        path = tmp_path / f"{name}.{kind}"
        path.write_bytes(KINDS[kind]()[name][0])
        shapes = opened(path)[path.name]["pages"]
        expected = {"several pages.TIFF": [[40, 60], [40, 60, 3], [40, 60]], "pages in a ring.TIFF": [[40, 60], [40, 60, 3]]}
        assert shapes == expected.get(path.name, [[834, 417, 3]] * 5)


def test_a_file_of_too_many_pages_says_how_many_are_read(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(KINDS["PDF"]()["too many pages"][0])
    assert f"2,001 pages, up to {MAX_PAGES:,} are read" in str(opened(path)["long.pdf"]["refused"])


def largest(kind: str) -> bytes:
    """About the largest file of a kind that is allowed, all of one tone."""
    if kind == "PDF":
        return pdf([LETTER_A], size=(14000, 14000))
    if kind == "16-bit PNG":
        return encoded(".png", np.full((8000, 8600, 3), 65535, np.uint16), cv2.IMWRITE_PNG_COMPRESSION, 1)
    if kind == "WebP":
        return encoded(".webp", np.full((6100, 16383, 4), 255, np.uint8), cv2.IMWRITE_WEBP_QUALITY, 101)
    if kind == "GIF":
        return gif(np.zeros((1500, 1500), np.uint8), GREYS)
    flags = (cv2.IMWRITE_JPEG_PROGRESSIVE, 1, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444)
    kinds = {"PNG": (".png", (cv2.IMWRITE_PNG_COMPRESSION, 1)), "JPEG": (".jpg", flags), "BMP": (".bmp", ()), "TIFF": (".tiff", ())}
    suffix, more = kinds[kind]
    return encoded(suffix, np.full((10_000, 10_000, 3), 255, np.uint8), *more)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell the memory of a process")
@pytest.mark.parametrize("kind", ["PNG", "16-bit PNG", "JPEG", "TIFF", "BMP", "WebP", "GIF", "PDF"])
def test_the_largest_allowed_takes_less_than_a_gigabyte(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(largest(kind))
    assert "pages" in opened(path)["large"]
    peak, unit = str(opened(path, more=PEAK)["VmHWM"]).split()
    assert unit == "kB"
    assert int(peak) * 1024 < 1e9
