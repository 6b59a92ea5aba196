"""A person opens a picture of a page, pastes another, and meets files that are none."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from hcr_desktop import Recogniser
from hcr_desktop.inference import picture
from tests.blackbox.desk import Desk, wait_for
from trainer.pages import render_page
from trainer.strokefont import write

pytestmark = pytest.mark.window


def page(path: Path, text: str) -> Path:
    """A picture of a page of handwriting, made by code."""
    rng = np.random.default_rng(7)
    image, _ = render_page([write(line, rng) for line in text.split("\n")], rng)
    assert cv2.imwrite(str(path), image)
    return path


def test_a_page_is_opened_read_and_copied(desk: Desk, recogniser: Recogniser) -> None:
    path = page(desk.folder / "page.png", "HELLO WORLD\n12 APPLES")
    expected = str(recogniser.read(picture.load(path)))
    assert expected
    desk.start_app()

    desk.keys("ctrl+o")
    desk.answer("Open documents and pictures", str(path))

    desk.wait_for_text(expected)
    desk.put_on_clipboard(b"something else")
    desk.press_copy()
    wait_for(lambda: "copied" if desk.clipboard() == expected else "", f"{expected!r} on the clipboard")
    desk.quit_app()


def test_a_copied_picture_is_pasted(desk: Desk, recogniser: Recogniser) -> None:
    path = page(desk.folder / "page.png", "PASTE ME")
    desk.start_app()
    desk.put_on_clipboard(path.read_bytes(), "image/png")
    desk.keys("ctrl+v")
    desk.wait_for_text(str(recogniser.read(picture.load(path))))
    desk.quit_app()


def truncated_jpeg(path: Path) -> None:
    _, data = cv2.imencode(".jpg", np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8))
    path.write_bytes(data.tobytes()[: len(data) // 3])


def huge_png(path: Path) -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    pack = zlib.compressobj(1)
    body = b"".join(pack.compress(bytes(30_001)) for _ in range(30_000)) + pack.flush()
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b""))


def forbidden(path: Path) -> None:
    page(path, "SECRET")
    path.chmod(0)


GARBAGE: dict[str, Callable[[Path], object]] = {
    "empty.png": lambda path: path.touch(),
    "words.png": lambda path: path.write_text("these are words and no picture\n" * 9),
    "half.jpg": truncated_jpeg,
    "dot.png": lambda path: cv2.imwrite(str(path), np.zeros((1, 1), np.uint8)),
    "huge.png": huge_png,
    "folder": lambda path: path.mkdir(),
    "gone.png": lambda _path: None,
    "forbidden.png": forbidden,
}


def test_garbage_gets_one_clear_sentence_and_the_canvas_keeps_its_ink(desk: Desk) -> None:
    stroke = np.array([[100 + i, 100 + (i * 7) % 40] for i in range(40)])
    desk.start_app()
    desk.write([stroke, stroke + [80, 0]])
    wait_for(lambda: "both" if len(desk.ink()) == 2 else "", "two strokes")
    before = desk.record.read_bytes()

    desk.keys("F3")  # the picture side: there a click writes nothing
    for name, make in GARBAGE.items():
        if name == "forbidden.png" and os.geteuid() == 0:
            continue  # nothing is forbidden to root
        path = desk.folder / name
        make(path)
        desk.put_on_clipboard(f"{path.as_uri()}\r\n".encode(), "text/uri-list")
        desk.keys("ctrl+v")
        sentence = wait_for(desk.message, f"a message about {name}")
        assert sentence.startswith(f"{name}: "), sentence
        assert sentence.endswith("."), sentence
        assert "\n" not in sentence, sentence
        assert len(sentence) < 200, sentence
        assert not any(word in sentence for word in ("Error", "error:", "Traceback", "None")), sentence
        desk.keys("Escape")

    assert desk.record.read_bytes() == before, "the canvas keeps its ink"
    desk.keys("ctrl+z")
    wait_for(lambda: "one" if len(desk.ink()) == 1 else "", "undo still goes to the last stroke")
    desk.quit_app()
