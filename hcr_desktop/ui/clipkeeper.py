"""What was copied outlives the window: on X11 the program that copied must stay to hand it out, so a small one takes over.

``outlive`` starts this module as a process of its own with the clipboard's content; it ends as soon as another program
copies something. On Wayland only the compositor can keep what a window without focus copied; most desktops do.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from base64 import b64decode, b64encode
from typing import cast

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

FLAG = "--keep-clipboard"
"""What a frozen program, which is its own interpreter, is started with to be the keeper; packaging/launcher.py knows it too."""

_KINDS = ("text/plain", "image/png", "text/html")

_WAIT = 10.0
"""So long the window waits at most for the keeper to take over, seconds."""


def outlive() -> bool:
    """Hand the clipboard to a process that stays, where that is needed and possible; whether it was."""
    clipboard = QGuiApplication.clipboard()
    held = cast("QMimeData | None", clipboard.mimeData())
    if QGuiApplication.platformName() != "xcb" or not clipboard.ownsClipboard() or held is None:
        return False
    content = packed(held)
    return bool(content) and _hand_over(json.dumps(content).encode())


def packed(held: QMimeData) -> dict[str, str]:
    """What the clipboard holds of the kinds we copy, in base64."""
    if held.hasImage() and not held.hasFormat("image/png"):
        return {"image/png": b64encode(_png(held)).decode("ascii")}
    return {kind: b64encode(bytes(held.data(kind).data())).decode("ascii") for kind in _KINDS if held.hasFormat(kind)}


def _png(held: QMimeData) -> bytes:
    """The image of a clipboard as PNG."""
    from PySide6.QtCore import QBuffer, QIODevice  # noqa: PLC0415
    from PySide6.QtGui import QImage  # noqa: PLC0415

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image = held.imageData()
    if isinstance(image, QImage):
        image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def command() -> list[str]:
    """What starts the keeper."""
    return [sys.executable, FLAG] if getattr(sys, "frozen", False) else [sys.executable, "-m", __name__]


def _hand_over(content: bytes) -> bool:
    """Start the keeper and wait until it has the clipboard."""
    keeper = subprocess.Popen(
        command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    stdin, stdout = keeper.stdin, keeper.stdout
    assert stdin is not None
    assert stdout is not None
    stdin.write(content)
    stdin.close()
    answer: list[bytes] = []
    waiting = threading.Thread(target=lambda: answer.append(stdout.readline()), daemon=True)
    waiting.start()
    waiting.join(_WAIT)
    keeper.returncode = 0  # it stays after us: nobody is to wait for it
    return answer == [b"kept\n"]


def main() -> int:
    """Keep what stdin holds on the clipboard until another program copies something."""
    content = json.loads(sys.stdin.buffer.read())
    app = QGuiApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    held = QMimeData()
    for kind, value in content.items():
        held.setData(kind, QByteArray(b64decode(value)))
    clipboard = QGuiApplication.clipboard()
    clipboard.setMimeData(held)
    clipboard.dataChanged.connect(lambda: None if clipboard.ownsClipboard() else app.quit())
    app.processEvents()
    sys.stdout.write("kept\n")
    sys.stdout.close()  # whoever waits for us waits no longer
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
