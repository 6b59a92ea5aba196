"""The two palettes: contrast as WCAG AA asks for."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from hcr_desktop.ui.theme import DARK, LIGHT, Colours, Theme, style_sheet


def luminance(value: str) -> float:
    parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("text", "window"), ("text", "surface"), ("text", "paper"), ("text", "soft"), ("text", "hover"), ("text", "pressed"),
        ("muted", "window"), ("muted", "surface"), ("muted", "paper"), ("muted", "hover"),
        ("accent", "surface"), ("accent", "soft"), ("on_accent", "accent"), ("ink", "paper"),
        ("good", "surface"), ("fair", "surface"), ("poor", "surface"), ("on_notice", "notice"),
    ],
)  # fmt: skip
def test_words_can_be_read(colours: Colours, front: str, back: str) -> None:
    assert contrast(getattr(colours, front), getattr(colours, back)) >= 4.5


def test_the_style_sheet_has_no_open_places() -> None:
    assert "$" not in style_sheet(LIGHT)


def test_choosing_a_theme_tells_and_recolours(qapp: QApplication) -> None:
    theme = Theme("light")
    heard = []
    theme.changed.connect(lambda: heard.append(theme.colours))
    theme.choose("dark")
    assert heard == [DARK]
    assert qapp.palette().window().color().name() == DARK.window
    theme.choose("light")
    assert heard == [DARK, LIGHT]
