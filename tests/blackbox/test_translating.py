"""Every word of the windows can be in another language; here in one that puts each in brackets."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.blackbox.desk import Desk
from tests.blackbox.handwriting import made_text
from tests.blackbox.screenreader import ScreenReader, screen_reader
from tests.blackbox.test_pictures import page

pytestmark = [pytest.mark.window, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
LUPDATE, LRELEASE = (Path(sys.executable).with_name(f"pyside6-{tool}") for tool in ("lupdate", "lrelease"))


def make_language(folder: Path) -> None:
    """A translation into German as it would sound in brackets, made as docs/translating.md says, where the program finds it."""
    if not LUPDATE.exists() or not LRELEASE.exists():
        pytest.skip("needs the translation tools of PySide6")
    text = folder / "words.ts"
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "hcr_desktop" / "ui").rglob("*.py"))
    found = subprocess.run([LUPDATE, "-tr-function-alias", "tr+=_tr", *sources, "-ts", text], cwd=ROOT, capture_output=True, check=True)
    assert b"arning" not in found.stderr, found.stderr
    tree = ET.parse(text)  # noqa: S314 - it was made here
    for message in tree.iter("message"):
        source, translation = message.find("source"), message.find("translation")
        assert source is not None
        assert translation is not None
        translation.attrib.clear()
        translation.text = f"⟦{source.text}⟧"
    tree.write(text, encoding="utf-8", xml_declaration=True)
    target = folder / "data" / "hcr-desktop" / "hcr-desktop" / "translations" / "hcr-desktop_de.qm"
    target.parent.mkdir(parents=True)
    subprocess.run([LRELEASE, text, "-qm", target], capture_output=True, check=True)


@pytest.fixture
def heard(desk: Desk) -> Iterator[ScreenReader]:
    """A screen reader at the desk of somebody who speaks that language."""
    make_language(desk.folder)
    desk.use_variables(LC_ALL="", LC_CTYPE="C.UTF-8", LC_MESSAGES="de_DE.UTF-8", LANGUAGE="de")
    with screen_reader(desk) as reader:
        yield reader


OWN = {"Schließen", "Speichern", "Verwerfen", "Abbrechen"}
"""Words that Qt itself brings in every language."""

KEYS = re.compile(r"[A-Z]|F\d+|(Strg|Umschalt)\+.*")
"""What keys are called, by Qt too, and single letters."""


def foreign(heard: ScreenReader) -> set[str]:
    """What is said of things in words without brackets."""
    parts = [part for part in heard.parts() if part.role != "application"]
    told = {words for part in parts for words in (part.name, heard.description(part))} - OWN
    assert sum("⟦" in words for words in told) > 5, "much is said"
    return {words for words in told if re.search("[A-Za-z]", words) and "⟦" not in words and not KEYS.fullmatch(words)}


def test_all_words_of_the_window_are_translated(desk: Desk, heard: ScreenReader) -> None:
    picture = page(desk.folder / "1.png", "ONE")
    desk.start_app(title="⟦HCR Desktop⟧")
    desk.write(made_text("GOOD"))
    heard.wait_for("⟦Ready⟧")
    desk.keys("ctrl+Home", "ctrl+f")
    assert not foreign(heard)
    for key, title in (("F10", ""), ("F9", ""), ("ctrl+comma", "⟦Preferences⟧"), ("F1", "⟦Keys and gestures⟧")):
        desk.keys("Escape", key)
        if title:
            desk.look_at(desk.find_window(title))
        assert not foreign(heard), key
        desk.keys("Escape")
        desk.look_at(desk.window)
    desk.put_on_clipboard(f"{picture.as_uri()}\r\n".encode(), "text/uri-list")
    desk.keys("F3", "ctrl+v")
    heard.wait_for("⟦Turn left⟧")
    heard.wait_for("⟦Ready⟧")
    assert foreign(heard) <= {"1.png"}
    desk.keys("ctrl+shift+m")
    desk.look_at(desk.find_window("⟦Read many files⟧"))
    assert foreign(heard) <= {"1.png"}
    desk.keys("Escape")
    desk.look_at(desk.window)
    desk.quit_app()


def test_all_words_of_the_kiosk_are_translated(desk: Desk, heard: ScreenReader) -> None:
    desk.start("kiosk", "--size", "800x480", title="⟦HCR Desktop kiosk⟧")
    heard.wait_for("⟦Eraser⟧")
    assert not foreign(heard)
