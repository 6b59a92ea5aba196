"""Line icons, drawn for this window on a grid of 24 by 24 and coloured by the theme, crisp at every scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from hcr_desktop.ui.theme import LIGHT, Colours

SIZE = 22
"""Width and height of an icon in the window, pixels."""

_PATHS = {
    "write": "M4 20l1-4.5L16.2 4.3a1.6 1.6 0 0 1 2.3 0l1.2 1.2a1.6 1.6 0 0 1 0 2.3L8.5 19 4 20zM14 6.5l3.5 3.5",
    "picture": "M5.5 4h13A1.5 1.5 0 0 1 20 5.5v13a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-13A1.5 1.5"
    " 0 0 1 5.5 4zM4 16.5l4.5-4.5 4 4"
    " 3-3 4.5 4.5M15 8.5h.01",
    "pen": "M5 19c3.5-8 8.5-13 14.5-14.5C18.5 10 14.5 14.5 8.5 15.5M5 19l3.5-3.5M12.5 10.5L8.5 15.5M5 21h14",
    "eraser": "M8.5 19.5l-4-4a1.7 1.7 0 0 1 0-2.4l8.6-8.6a1.7 1.7 0 0 1 2.4 0l4.5 4.5a1.7 1.7 0 0 1 0 2.4l-8.1 8.1zM8.5 19.5H20M9"
    " 8.6l6.9 6.9",
    "select": "M5 4l6 15.5 2.3-6.2L19.5 11z M13.5 13.5L19.5 19.5",
    "undo": "M8.5 5L4 9.5 8.5 14M4 9.5h10.5a5 5 0 0 1 0 10H10",
    "redo": "M15.5 5L20 9.5 15.5 14M20 9.5H9.5a5 5 0 0 0 0 10H14",
    "clear": "M4.5 6.5h15M9.5 6.5V4.5h5v2M6.5 6.5l.9 12.6a1 1 0 0 0 1 .9h7.2a1 1 0 0 0 1-.9l.9-12.6M10.2 10.5v5.5M13.8 10.5v5.5",
    "open": "M3.5 18.5v-12A1.5 1.5 0 0 1 5 5h4.2l2 2.5H18a1.5 1.5 0 0 1 1.5 1.5v1.5M3.5 18.5l2.7-7.2a1.2 1.2 0 0 1 1.1-.8H21l-2.9"
    " 7.7a1.2 1.2 0 0 1-1.1.8H4a.5.5 0 0 1-.5-.5z",
    "new": "M6.5 3.5h7l4.5 4.5v11.5a1 1 0 0 1-1 1H6.5a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zM13 3.5V8.5h5M12 11.5v6M9 14.5h6",
    "save": "M5.5 4h10.5l4 4v10.5a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-13A1.5 1.5 0 0 1 5.5 4zM8 4v4.5h6.5V4M7.5 20v-6.5h9V20",
    "copy": "M9.5 8.5h9a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1zM15.5 8.5v-4a1 1 0"
    " 0 0-1-1h-9a1 1 0 0 0-1 1v10a1 1 0 0"
    " 0 1 1h3",
    "paste": "M8.5 5H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V6a1 1 0 0 0-1-1h-2.5M9.5 3h5a1 1 0 0 1"
    " 1 1v2a1 1 0 0 1-1 1h-5a1 1 0 0"
    " 1-1-1V4a1 1 0 0 1 1-1z",
    "cut": "M8.5 15.5L19 4.5M15.5 15.5L5 4.5M6 15a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM18 15a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
    "find": "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.3 15.3L20 20",
    "split": "M12 3.5v17M8.5 8L4.5 12l4 4M15.5 8l4 4-4 4",
    "join": "M3.5 8.5h5v5M20.5 8.5h-5v5M4 15.5c3 5 13 5 16 0",
    "insert": "M9.5 4h5M9.5 20h5M12 4v16M16.5 12h4M3.5 12h4",
    "delete": "M9 5.5h10a1.5 1.5 0 0 1 1.5 1.5v10a1.5 1.5 0 0 1-1.5 1.5H9L3.5 12zM11 9.5l5 5M16 9.5l-5 5",
    "next": "M4 12h13M12 6.5L17.5 12 12 17.5M20.5 5v14",
    "last": "M20 12H7M12 6.5L6.5 12l5.5 5.5M3.5 5v14",
    "style": "M4 18c4 2.5 5-3 8-1s4 1.5 8-1M6 13.5l8.5-9 3 2.8-8.5 9-3.8.9z",
    "settings": "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM9 14.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z",
    "keys": "M4 6.5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM6.5 10h.01M10 10h.01M13.5 10h.01M17 10h.01M7.5 14h9",
    "up": "M7 14l5-5 5 5",
    "language": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM3.5 12h17M12 3.5c3.5 3.5 3.5 13.5 0 17M12 3.5c-3.5 3.5-3.5 13.5 0 17",
    "menu": "M4.5 7h15M4.5 12h15M4.5 17h15",
    "zoom-in": "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.3 15.3L20 20M10.5 7.5v6M7.5 10.5h6",
    "zoom-out": "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.3 15.3L20 20M7.5 10.5h6",
    "fit": "M4 9V5a1 1 0 0 1 1-1h4M15 4h4a1 1 0 0 1 1 1v4M20 15v4a1 1 0 0 1-1 1h-4M9 20H5a1 1 0 0 1-1-1v-4",
    "close": "M6.5 6.5l11 11M17.5 6.5l-11 11",
    "alert": "M12 4.5l8.5 15h-17zM12 10.5v4M12 17h.01",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "info": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 11v5.5M12 7.5h.01",
    "again": "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15",
    "quit": "M14 4.5H6a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h8M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5",
    "turn-left": "M4.5 12a7.5 7.5 0 1 0 2.2-5.3L4.5 9M4.5 4.5V9H9M10 10.5h4v5h-4z",
    "turn-right": "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15M10 10.5h4v5h-4z",
    "crop": "M7 3v14h14M3 7h14v14",
    "area": "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 10h8M8 14h5",
    "line": "M4 6h16M4 18h16M3.5 9.5h17v5h-17zM7 12h6M16 12h1",
    "tone": "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 4v16M12 7.5h4M12 11h6.5M12 14.5h6.5M12 18h3",
    "before": "M12 4v16M9.5 6h-4a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h4M14.5 6h4a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-4M7 11.5h.01M17 11.5h.01",
    "many": "M8 7h11a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1z"
    "M4 17V4.5a1 1 0 0 1 1-1h11M10 11.5h7M10 14.5h7M10 17.5h4",
    "down": "M7 10l5 5 5-5",
    "left": "M15 5.5L8.5 12l6.5 6.5",
    "right": "M9 5.5l6.5 6.5L9 18.5",
    "shift": "M12 4.5l7.5 7.5H15.5v7h-7v-7H4.5z",
    "shift-kept": "M12 3.5l7.5 7.5H15.5v5.5h-7V11H4.5zM8.5 20.5h7",
    "enter": "M19.5 5.5v5.5a3 3 0 0 1-3 3H5M9.5 9.5L5 14l4.5 4.5",
    "large": "M4 19l5-13.5L14 19M5.8 14.5h6.4M15.5 19l2.8-7.5L21 19M16.4 16.5h3.8",
    "qr": "M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM7.5 7.5h.01M16.5 7.5h.01M7.5 16.5h.01M13.5 13.5h2v2M19.5 13.5v2M13.5 19.5h2"
    "M17.5 17.5h2v2",
}


def svg(name: str, colour: str) -> QByteArray:
    """The icon ``name`` as an SVG document drawn in ``colour``."""
    return QByteArray(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{colour}" stroke-width="1.7" '
        f'stroke-linecap="round" stroke-linejoin="round"><path d="{_PATHS[name]}"/></svg>'.encode()
    )


@lru_cache(maxsize=1024)
def pixmap(name: str, colour: str, size: int = SIZE, scale: float = 1.0) -> QPixmap:
    """The icon as a picture of ``size`` pixels for a screen of this scale."""
    result = QPixmap(QSize(round(size * scale), round(size * scale)))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    QSvgRenderer(svg(name, colour)).render(painter, QRectF(result.rect()))
    painter.end()
    result.setDevicePixelRatio(scale)
    return result


def emblem() -> QIcon:
    """The sign of the application: the pen, white on a rounded square."""
    result = QIcon()
    for size in (16, 32, 64, 128, 256):
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.accent))
        painter.drawRoundedRect(QRectF(0, 0, size, size), 0.22 * size, 0.22 * size)
        inset = 0.16 * size
        QSvgRenderer(svg("pen", LIGHT.on_accent)).render(painter, QRectF(inset, inset, size - 2 * inset, size - 2 * inset))
        painter.end()
        result.addPixmap(picture)
    return result


def icon(name: str, colours: Colours, *, on: str | None = None, off: str | None = None) -> QIcon:
    """The icon in the theme's colours: text, accent when checked, faint when disabled.

    Args:
        name: Which icon.
        colours: The theme's colours.
        on: Colour when checked, the accent by default.
        off: Colour otherwise, that of text by default.
    """
    result = QIcon()
    states = (
        (off or colours.text, QIcon.Mode.Normal, QIcon.State.Off),
        (on or colours.accent, QIcon.Mode.Normal, QIcon.State.On),
        (colours.faint, QIcon.Mode.Disabled, QIcon.State.Off),
    )
    scales = {1.0, 2.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
    for value, mode, state in states:
        for scale in scales:
            result.addPixmap(pixmap(name, value, scale=scale), mode, state)
    return result


NAMES = tuple(_PATHS)
"""Every icon there is."""
