"""Draws the application's icon for the systems that want it in a file: ``python packaging/make_icons.py FOLDER``.

Writes hcr-desktop.svg and PNGs (Linux), hcr-desktop.ico (Windows) and hcr-desktop.icns (macOS); both of the latter are boxes around PNGs.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from hcr_desktop.ui import icons
from hcr_desktop.ui.theme import LIGHT

LINUX = (16, 24, 32, 48, 64, 128, 256)
WINDOWS = (16, 24, 32, 48, 64, 128, 256)
MACOS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09", 1024: b"ic10"}


def drawing() -> str:
    """The icon as SVG: the pen, white on a rounded square, as ``icons.emblem`` draws it."""
    pen = bytes(icons.svg("pen", LIGHT.on_accent).data()).decode()
    path = pen[pen.index("<path") : pen.index("</svg>")]
    stroke = f'fill="none" stroke="{LIGHT.on_accent}" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">'
        f'<rect width="100" height="100" rx="22" fill="{LIGHT.accent}"/>'
        f'<g transform="translate(16 16) scale({68 / 24:.4f})" {stroke}>{path}</g></svg>\n'
    )


def png(size: int) -> bytes:
    """The icon as PNG, ``size`` pixels wide and high."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing().encode())).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """PNGs by size as an .ico: a header, an entry of 16 bytes each, the pictures."""
    start = 6 + 16 * len(pictures)
    entries, bodies = b"", b""
    for size, picture in pictures.items():
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), start + len(bodies))
        bodies += picture
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + bodies


def icns(pictures: dict[int, bytes]) -> bytes:
    """PNGs by size as an .icns: a header, then type, length and picture each."""
    bodies = b"".join(MACOS[size] + struct.pack(">I", len(picture) + 8) + picture for size, picture in pictures.items())
    return b"icns" + struct.pack(">I", len(bodies) + 8) + bodies


def main(folder: Path) -> None:
    """Write all of them."""
    _app = QGuiApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hcr-desktop.svg").write_text(drawing(), encoding="utf-8")
    for size in LINUX:
        (folder / f"hcr-desktop-{size}.png").write_bytes(png(size))
    (folder / "hcr-desktop.ico").write_bytes(ico({size: png(size) for size in WINDOWS}))
    (folder / "hcr-desktop.icns").write_bytes(icns({size: png(size) for size in MACOS}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
