"""Lines set in fonts: each is what the reader would be shown, varies from one to the next, and none is in a font that lacks its letters."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("PIL", reason="the trainer's libraries are not installed")

from PIL import ImageFont

from hcr_desktop.inference.strip import StripSpec
from trainer import font_lines as module
from trainer.augment_line import LineAugment
from trainer.draw_line import Look
from trainer.font_lines import (
    EM,
    FONTS,
    ORNATE,
    Hand,
    NoFonts,
    bent,
    font_lines,
    hands_in,
    kept_font_lines,
    line_of,
    repenned,
    set_in,
    text_for,
)

PLAIN, CLEAN = LineAugment().scaled(0), Look().scaled(0)


def a_font() -> bytes:
    # Pillow carries a font of its own.
    font = ImageFont.load_default(20)
    assert isinstance(font, ImageFont.FreeTypeFont)
    assert isinstance(font.path, io.BytesIO)
    return font.path.getvalue()


@pytest.fixture(scope="module")
def hand() -> Hand:
    return Hand.of(a_font(), "aileron")


def test_a_hand_knows_its_letters(hand: Hand) -> None:
    assert hand.has("Words, and 1 number.")
    assert not Hand(hand.font, frozenset("abc"), hand.x_height, ornate=False).has("abcd")
    assert EM / 3 < hand.x_height < EM
    with pytest.raises(OSError, match=r".+"):
        Hand.of(b"no font", "none")


def test_what_is_set_is_as_long_as_its_text(hand: Hand) -> None:
    widths = [set_in(text, hand, np.random.default_rng(1)).shape[1] for text in ("word", "words and", "words and more words")]
    assert widths == sorted(widths)
    assert widths[2] > 2 * widths[0]


def test_another_pen_is_as_wide_as_it_says(hand: Hand) -> None:
    mask = set_in("minimum", hand, np.random.default_rng(1))
    thin, thick = (repenned(mask, hand.x_height, Look(thinnest=width, thickest=width), np.random.default_rng(1)) for width in (0.05, 0.25))
    assert thin[1] < thick[1]
    assert (thin[0] > 127).sum() < (mask > 127).sum() < (thick[0] > 127).sum()


def test_what_is_bent_by_nothing_is_only_smaller(hand: Hand) -> None:
    mask = set_in("minimum", hand, np.random.default_rng(1))
    small = bent(mask, hand.x_height, hand.x_height / 3, PLAIN, np.random.default_rng(1))
    assert np.abs(np.array(small.shape) - np.array(mask.shape) / 3).max() < 6
    assert 9 * int(small.sum()) == pytest.approx(int(mask.sum()), rel=0.02)


def test_a_line_is_a_strip_of_its_text(hand: Hand) -> None:
    rng, spec = np.random.default_rng(4), StripSpec()
    lines = [line_of("a line of words", hand, LineAugment(), Look(), rng) for _ in range(12)]
    for line in lines:
        assert line is not None
        assert line.text == "a line of words"
        assert line.pixels.shape[0] == spec.height
        assert 5 < line.pixels.shape[1] / len(line.text) < 30
        # The baseline is at row 26, small letters are 11 high, and most ink is within one more above and below.
        rows = line.pixels.sum(axis=1, dtype=np.int64)
        assert rows[4:37].sum() > 0.9 * rows.sum()
    assert len({line.pixels.tobytes() for line in lines if line}) == 12


def test_lines_are_the_same_for_the_same_seed(hand: Hand) -> None:
    few = Hand(hand.font, frozenset("abcdefghijklmnopqrstuvwxyz"), hand.x_height, ornate=False)
    first, again, other = (list(font_lines([hand, few], 6, seed, LineAugment(), Look())) for seed in (1, 1, 2))
    assert [line.text for line in first] == [line.text for line in again]
    assert all(np.array_equal(one.pixels, two.pixels) for one, two in zip(first, again, strict=True))
    assert [line.text for line in first] != [line.text for line in other]
    assert all(few.has(line.text) for line in font_lines([few], 6, 1, LineAugment(), Look()))


def test_ornate_fonts_write_mostly_small_letters(hand: Hand) -> None:
    ornate = Hand(hand.font, hand.known, hand.x_height, ornate=True)
    rng = np.random.default_rng(1)
    small = [text_for(ornate, lambda _: "Some Words", rng).islower() for _ in range(200)]
    assert 0.7 < np.mean(small) < 0.95
    assert any(text_for(hand, lambda _: "Some Words", rng).istitle() for _ in range(20))


def test_lines_are_kept(hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "hands_in", lambda: [hand])
    first = kept_font_lines(3, 1, PLAIN, CLEAN, tmp_path)
    monkeypatch.setattr(module, "hands_in", list)
    again = kept_font_lines(3, 1, PLAIN, CLEAN, tmp_path)
    assert [line.text for line in first] == [line.text for line in again]


def test_fonts_are_found_where_they_are_installed(tmp_path: Path) -> None:
    with pytest.raises(NoFonts, match="npm install --prefix"):
        hands_in(tmp_path)
    folder = tmp_path / "node_modules" / "@fontsource" / "allura" / "files"
    folder.mkdir(parents=True)
    (folder / "allura-latin-400-normal.woff").write_bytes(a_font())
    (folder / "allura-latin-700-normal.woff").write_bytes(a_font())
    assert [hand.ornate for hand in hands_in(tmp_path)] == [True]


def test_every_ornate_font_is_on_the_list() -> None:
    listed = json.loads((FONTS / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert {f"@fontsource/{name}" for name in ORNATE} <= set(listed)
    assert all(version[0].isdigit() for version in listed.values()), "exact versions"
