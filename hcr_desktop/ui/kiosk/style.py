"""How the kiosk looks: sizes that follow the screen, and the style sheet made of them."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon

from hcr_desktop.ui import icons
from hcr_desktop.ui.theme import Colours

LEAST = 56
"""The least width and height of what is pressed, pixels."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes for a screen, pixels.

    Attributes:
        control: Width and height of what is pressed.
        letters: Height of the letters on it.
        reading: Height of the letters of the text that was read.
        gap: Between things.
        icon: Width and height of icons.
    """

    control: int
    letters: int
    reading: int
    gap: int
    icon: int

    @classmethod
    def of(cls, screen: QSize) -> Sizes:
        """The sizes for a screen: they grow with its short side, for larger screens are looked at from farther away."""
        short = min(screen.width(), screen.height())
        control = min(max(LEAST, round(0.075 * short)), 88)
        return cls(control, max(15, round(0.28 * control)), max(20, round(0.36 * control)), max(6, control // 8), round(0.45 * control))


def icon(name: str, colours: Colours, size: int, tint: str = "") -> QIcon:
    """An icon of the kiosk's size, in a colour; faint where disabled, the accent where checked."""
    made = QIcon()
    states = (
        (tint or colours.text, QIcon.Mode.Normal, QIcon.State.Off),
        (tint or colours.accent, QIcon.Mode.Normal, QIcon.State.On),
        (colours.faint, QIcon.Mode.Disabled, QIcon.State.Off),
    )
    for value, mode, state in states:
        made.addPixmap(icons.pixmap(name, value, size), mode, state)
    return made


def style_sheet(colours: Colours, sizes: Sizes) -> str:
    """The kiosk's own style sheet, over that of the application."""
    fields = {name: getattr(colours, name) for name in colours.__slots__}
    fields |= {name: getattr(sizes, name) for name in sizes.__slots__}
    return _SHEET.substitute(fields, large=round(1.45 * sizes.letters), bar=max(20, sizes.control // 3))


BESIDE, BELOW = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonTextUnderIcon

_SHEET = Template("""
#kiosk, #sheet { background: $window; }
#kiosk * { font-size: ${letters}px; }
#kiosk QToolButton { min-width: ${control}px; min-height: ${control}px; border-radius: 12px; border: 2px solid transparent; padding: 0px; }
#kiosk QToolButton:hover { background: transparent; }
#kiosk QToolButton:pressed { background: $pressed; }
#kiosk QToolButton[plain="true"] { background: $surface; border: 2px solid $line; }
#kiosk QToolButton[plain="true"]:pressed { background: $pressed; }
#kiosk QToolButton[plain="true"]:disabled { background: $window; }
#kiosk QToolButton[wide="true"] { padding: 0px 8px 0px 10px; }
#kiosk QToolButton[main="true"] { background: $accent; border-color: $accent; color: $on_accent; font-weight: 600; padding: 0px 18px; }
#kiosk QToolButton[main="true"]:pressed { background: $text; border-color: $text; color: $surface; }
#kiosk QToolButton[main="true"]:disabled { background: $hover; border-color: $hover; color: $faint; }
#kiosk #segments QToolButton { min-width: 52px; padding: 0px 2px; color: $muted; }
#kiosk #segments QToolButton:checked { background: $surface; color: $accent; font-weight: 600; }
#kiosk #pen { background: $hover; border-radius: 14px; }
#kiosk #pen QToolButton:checked { background: $surface; }
#kiosk QToolButton[letter="true"] { background: $surface; border: 2px solid $line; font-family: monospace; font-size: ${large}px; }
#kiosk QToolButton[letter="true"]:pressed { background: $pressed; }
#kiosk QToolButton[letter="true"]:checked { background: $soft; border-color: $accent; color: $accent; }
#kiosk QToolButton[letter="true"]:disabled { background: $window; color: $faint; }
#kiosk QToolButton:focus { border-color: transparent; }
#kiosk QToolButton[plain="true"]:focus { border-color: $line; }
#kiosk QPlainTextEdit { font-size: ${reading}px; }
#kiosk #field { background: $surface; border: 2px solid $accent; border-radius: 12px; }
#kiosk #title { font-size: ${large}px; font-weight: 600; color: $text; }
#kiosk #said { color: $muted; }
#kiosk #dots { font-size: ${large}px; font-weight: 600; color: $text; }
#kiosk #wrong { color: $poor; font-weight: 600; }
#kiosk #toast { background: $text; color: $window; border-radius: 12px; padding: 14px 20px; font-weight: 600; }
#kiosk QScrollBar:vertical { width: ${bar}px; }
#kiosk QScrollBar:horizontal { height: ${bar}px; }
""")
