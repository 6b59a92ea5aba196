"""The command line as a person uses it: what is printed where, and the exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from hcr_desktop import ReadOptions, Recogniser, __version__, cli, resources
from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference import bundle
from hcr_desktop.inference.picture import load

ROOT = Path(__file__).resolve().parent.parent
PAGE, INK = str(resources.sample_page()), str(resources.sample_ink())


def run(*arguments: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own, in ``folder``, without a display unless ``environment`` has one."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    command = [sys.executable, "-m", "hcr_desktop", *map(str, arguments)]
    variables = {**kept, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=120, check=False)


def test_read_prints_what_the_recogniser_reads(capsys: pytest.CaptureFixture[str], recogniser: Recogniser) -> None:
    assert cli.main(["read", PAGE]) == 0
    assert capsys.readouterr().out == f"{recogniser.read(load(resources.sample_page()))}\n"


def test_read_takes_ink_and_options(capsys: pytest.CaptureFixture[str], recogniser: Recogniser) -> None:
    assert cli.main(["read", INK, "--charset", "upper", "--language", "none", "--layout", "line"]) == 0
    expected = recogniser.read(cli.open_source(Path(INK)), ReadOptions("upper", None, "line"))
    text = capsys.readouterr().out
    assert text == f"{expected}\n"
    assert text.strip() == text.strip().upper() != ""


def test_json_boxes_lie_on_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["read", PAGE, INK, "--format", "json"]) == 0
    page, ink = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (page["file"], ink["file"]) == (PAGE, INK)
    height, width = load(resources.sample_page()).shape[:2]
    for span in page["spans"]:
        left, top, right, bottom = span["box"]
        assert -1 <= left < right <= width + 1
        assert -1 <= top < bottom <= height + 1
        assert span["marks"]


def _png(shape: tuple[int, ...]) -> bytes:
    return cv2.imencode(".png", np.full(shape, 255, np.uint8))[1].tobytes()


def _jpeg() -> bytes:
    return cv2.imencode(".jpg", np.random.default_rng(0).integers(0, 255, (200, 200), np.uint8))[1].tobytes()


GARBAGE: dict[str, Callable[[], bytes]] = {
    "empty.png": lambda: b"",
    "text.png": lambda: b"this is only text\n" * 20,
    "cut.jpg": lambda: _jpeg()[:2000],
    "dot.png": lambda: _png((1, 1)),
    "huge.png": lambda: _png((30_000, 30_000)),
    "ink.json": lambda: b'{"strokes": [[[1, 2], ["x", 3]]]}',
}


def test_what_cannot_be_read_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    for name, content in GARBAGE.items():
        (tmp_path / name).write_bytes(content())
    (tmp_path / "folder.png").mkdir()
    bad = [*GARBAGE, "folder.png", "missing.png"]
    done = run("read", *bad[:4], PAGE, *bad[4:], INK, "--format", "json", folder=tmp_path)
    assert done.returncode == 1
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == [PAGE, INK]
    said = done.stderr.splitlines()
    assert [line.split(":")[0] for line in said] == bad
    assert all(line.endswith(".") for line in said)
    assert "Traceback" not in done.stderr


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(_png((50, 50)))
    path.chmod(0)
    if os.geteuid() == 0:  # root may read every file, so the system's answer is put in its mouth
        real = Path.read_bytes

        def refuse(asked: Path) -> bytes:
            if asked == path:
                raise PermissionError(13, "Permission denied")
            return real(asked)

        monkeypatch.setattr(Path, "read_bytes", refuse)
    assert cli.main(["read", str(path)]) == 1
    assert "secret.png: you are not allowed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["read"], "FILE"),
        (["read", PAGE, "--format", "docx"], "text"),
        (["read", PAGE, "--charset", "runes"], "alnum47"),
        (["read", PAGE, "--language", "xx"], "none"),
        (["read", PAGE, "--layout", "spiral"], "glyph"),
        (["bread", PAGE], "self-check"),
        (["--no-such-flag"], "usage"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_is_offered(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert left.value.code == 2
    assert says in capsys.readouterr().err


def test_a_pdf_is_not_thrown_at_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert cli.main(["read", PAGE, "--format", "pdf"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "> text.pdf" in captured.err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"hcr-desktop {__version__}\n"


def test_self_check_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["self-check"]) == 0
    said = capsys.readouterr().out
    assert "ai-edge-litert 2." in said
    assert said.endswith("all is well\n")


def test_self_check_notices_a_damaged_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(resources.models_dir(), tmp_path / "models")
    model = tmp_path / "models" / "tflite" / "glyph" / "model.tflite"
    content = bytearray(model.read_bytes())
    content[len(content) // 2] ^= 1
    model.write_bytes(content)
    monkeypatch.setattr(bundle, "models_dir", lambda: tmp_path / "models")

    with pytest.raises(BundleInvalid, match=r"model\.tflite"):
        bundle.Bundle.load()
    assert cli.main(["self-check"]) == 1
    assert "model.tflite" in capsys.readouterr().err


def test_without_a_display_the_samples_are_read_and_the_window_is_pictured(tmp_path: Path, recogniser: Recogniser) -> None:
    done = run(folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "no display" in done.stderr
    for source in (resources.sample_ink(), resources.sample_page()):
        for line in recogniser.read(cli.open_source(source)).lines:
            assert f"    {line}\n" in done.stdout
    picture = tmp_path / "hcr-desktop-window.png"
    assert str(picture) in done.stdout
    pixels = load(picture)
    assert pixels.shape == (800, 1280, 3)
    assert len(np.unique(pixels)) > 100


def test_without_a_display_named_files_are_read(tmp_path: Path) -> None:
    done = run(INK, "--charset", "digits", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.replace(" ", "").strip().isdigit()


def test_a_reader_that_has_enough_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m hcr_desktop read {INK} {INK} {INK} | head -c 1"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert len(done.stdout) == 1
    assert "Traceback" not in done.stderr
