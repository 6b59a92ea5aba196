"""Lines set in fonts that look like handwriting, as strips for the image reader: hands beside those of the people in the corpora.

The fonts are those of ``trainer/fonts/package.json``, under the SIL Open Font License or the Apache License. They are not in the
repository; ``npm install --prefix trainer/fonts --ignore-scripts`` brings them. A font writes every letter one way, so its lines are bent
and its pen is changed as far as a hand varies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from hcr_desktop.inference.alphabet import CHARACTERS
from hcr_desktop.inference.strip import StripSpec, strip
from trainer.augment_line import LineAugment, misjudged
from trainer.draw_line import Look, damaged
from trainer.kept import kept
from trainer.language import words_of
from trainer.page_lines import PageLine
from trainer.progress import progress
from trainer.strings import Phrases, code, jumble, number
from trainer.wordlists import frequency_list

Mask = NDArray[np.uint8]
Random = np.random.Generator

FONTS = Path(__file__).with_name("fonts")
"""Where the list of fonts is, and they themselves once installed."""

EM = 120
"""Pixels of the em in which a line is set before it is bent and shrunk."""

LONGEST = 60
"""Characters of a line."""

ORNATE = frozenset((
    "allura", "alex-brush", "bilbo", "birthstone", "condiment", "cookie", "corinthia", "courgette", "damion", "ephesis", "grand-hotel",
    "great-vibes", "herr-von-muellerhoff", "italianno", "kaushan-script", "league-script", "licorice", "meddon", "montecarlo", "mr-dafoe",
    "mr-de-haviland", "mrs-saint-delafield", "ms-madi", "oooh-baby", "parisienne", "qwigley", "rochester", "rouge-script", "ruthie",
    "sacramento", "satisfy", "tangerine", "whisper", "yellowtail"))  # fmt: skip
"""Joined fonts with capitals as few people write them: shown less often, and mostly in small letters."""

ORNATE_SHARE, ORNATE_SMALL = 0.4, 0.85
"""How often as others, and the part of their lines that is in small letters."""


class NoFonts(Exception):
    """The folder holds no fonts."""


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """One font.

    Attributes:
        font: Of ``EM`` pixels.
        known: The characters that it has.
        x_height: Height of its small letters, pixels.
        ornate: See ``ORNATE``.
    """

    font: ImageFont.FreeTypeFont
    known: frozenset[str]
    x_height: float
    ornate: bool

    @classmethod
    def of(cls, file: bytes, name: str) -> Hand:
        """The hand of a font file.

        Raises:
            OSError: When it is none.
        """
        font = ImageFont.truetype(BytesIO(file), EM, layout_engine=ImageFont.Layout.BASIC)
        missing = bytes(font.getmask("\uffff"))
        known = frozenset(character for character in CHARACTERS if bytes(font.getmask(character)) != missing)
        return cls(font, known, float(max(-font.getbbox("x", anchor="ls")[1], 1)), name in ORNATE)

    def has(self, text: str) -> bool:
        """Whether it can write a text."""
        return self.known.issuperset(text.replace(" ", ""))


def hands_in(folder: Path = FONTS) -> list[Hand]:
    """The fonts that were installed in a folder.

    Raises:
        NoFonts: When it has none.
    """
    files = sorted(folder.glob("node_modules/@fontsource/*/files/*-latin-400-normal.woff"))
    if not files:
        raise NoFonts(f"no fonts below {folder}: npm install --prefix {folder} --ignore-scripts brings them")
    return [Hand.of(file.read_bytes(), file.parts[-3]) for file in files]


def kept_font_lines(count: int, seed: int, augment: LineAugment, look: Look, work: Path) -> list[PageLine]:
    """So many lines, kept in the work folder.

    Raises:
        NoFonts: When no fonts are installed.
    """
    return kept(work / f"font-lines-{count}-{seed}.pickle", lambda: list(font_lines(hands_in(), count, seed, augment, look)))


def font_lines(hands: Sequence[Hand], count: int, seed: int, augment: LineAugment, look: Look) -> Iterator[PageLine]:
    """So many lines; the same for the same arguments."""
    phrases = Phrases(words_of(frequency_list()))
    shares = np.array([ORNATE_SHARE if hand.ornate else 1.0 for hand in hands])
    for place in progress(range(count), count, "lines in fonts"):
        rng = np.random.default_rng((seed, place))
        line = None
        while line is None:
            hand = hands[int(rng.choice(len(hands), p=shares / shares.sum()))]
            text = text_for(hand, phrases, rng)
            line = line_of(text, hand, augment, look, rng) if text and hand.has(text) else None
        yield line


def text_for(hand: Hand, phrases: Callable[[Random], str], rng: Random) -> str:
    """What a font is given to write: mostly words, now and then numbers, codes and characters of any kind."""
    maker = phrases
    for other, chance in ((number, 0.08), (code, 0.05), (jumble, 0.02)):
        maker = other if rng.random() < chance else maker
    text = maker(rng)
    while maker is phrases and rng.random() < 0.45 and len(text) < 0.75 * LONGEST:
        text = f"{text} {phrases(rng)}"
    small = hand.ornate and rng.random() < ORNATE_SMALL
    return (text.lower() if small else text)[:LONGEST].strip()


def line_of(text: str, hand: Hand, augment: LineAugment, look: Look, rng: Random) -> PageLine | None:
    """A text set in a font, varied, damaged, and brought to a strip; None where nothing of it is left."""
    mask, pen = repenned(set_in(text, hand, rng), hand.x_height, look, rng)
    size = float(np.exp(rng.uniform(np.log(look.smallest), np.log(look.largest))))
    mask = damaged(bent(mask, hand.x_height, size, augment, rng), size, pen * size / hand.x_height, look, rng)
    pixels = strip(mask, StripSpec(), misjudged(augment, rng)).pixels
    return PageLine(pixels, text) if pixels.any() else None


def set_in(text: str, hand: Hand, rng: Random) -> Mask:
    """A text on a baseline that wavers from word to word, letter by letter wider or closer where they are not joined, uint8 [h, w]."""
    size, font = hand.x_height, hand.font
    apart = None if hand.ornate or rng.random() < 0.4 else float(rng.normal(0.03, 0.08)) * size
    waver, gap = float(rng.uniform(0, 0.07)) * size, float(rng.uniform(0.6, 1.8)) * size
    margin = x = 2.5 * size
    pieces: list[tuple[float, float, str]] = []
    for word in text.split():
        high = float(rng.normal(0, 0.06)) * size
        if apart is None:
            pieces.append((x, high, word))
            x += font.getlength(word)
        else:
            for place, letter in enumerate(word):
                pieces.append((x, high + float(rng.normal(0, waver)), letter))
                # Its advance, and what its pair is kerned by.
                x += font.getlength(word[place : place + 2]) - font.getlength(word[place + 1 : place + 2])
                x += apart + float(rng.normal(0, 0.03)) * size
        x += gap * float(rng.uniform(0.8, 1.2))
    page = np.zeros((int(9 * size), int(x + margin)), np.uint8)
    for left, high, piece in pieces:
        sheet = Image.new("L", (page.shape[1], page.shape[0]), 0)
        ImageDraw.Draw(sheet).text((left, 5 * size + high), piece, font=font, fill=255, anchor="ls")
        np.maximum(page, np.asarray(sheet), out=page)
    left, top, across, down = cv2.boundingRect(page)
    paper = int(size / 2)
    return np.pad(page[top : top + down, left : left + across], paper)


def repenned(mask: Mask, x_height: float, look: Look, rng: Random) -> tuple[Mask, float]:
    """The same writing by a thicker or thinner pen, and the width of that in pixels: the edge moved out or in."""
    ink = np.asarray(mask > 127, np.uint8)
    edges, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    pen = max(1.0, 2 * float(ink.sum()) / max(sum(len(edge) for edge in edges), 1))
    wanted = x_height * float(np.exp(rng.uniform(np.log(look.thinnest), np.log(look.thickest))))
    # Thin parts of a font's strokes must not vanish, nor its counters fill.
    change = float(np.clip((wanted - pen) / 2, -0.28 * pen, 0.1 * x_height))
    within, without = (cv2.distanceTransform(each, cv2.DIST_L2, 3) for each in (ink, np.asarray(1 - ink, np.uint8)))
    inside = np.where(ink > 0, within, -without) + change
    return np.clip(127 + 127 * inside, 0, 255).astype(np.uint8), max(pen + 2 * change, 1.0)


def bent(mask: Mask, x_height: float, size: float, augment: LineAugment, rng: Random) -> Mask:
    """Small letters ``size`` pixels high, and the line slanted, stretched and bent as ``vary_line`` does it to ink."""
    height, width = mask.shape
    shrink = size / x_height
    aspect, slant = float(np.exp(rng.normal(0, augment.aspect))), float(rng.normal(0, augment.slant))
    rows = int(height * shrink) + 4
    columns = int(width * shrink * aspect + abs(slant) * rows) + 4
    # Where each pixel comes from, in line units about the middle.
    y, x = (np.mgrid[0:rows, 0:columns].astype(np.float32) - np.array([rows, columns], np.float32)[:, None, None] / 2) / np.float32(size)
    from_x, from_y = (x + np.float32(slant) * y) / np.float32(aspect), y.copy()
    for wave, phase in zip(rng.uniform(2.5, 12, 2), rng.uniform(0, 2 * np.pi, 2), strict=True):
        from_x += np.float32(rng.uniform(0, augment.stretch) / 2 * wave / (2 * np.pi)) * _waves(x, wave, phase)
    from_y += np.float32(rng.normal(0, augment.sway)) * _waves(x, rng.uniform(5, 30), rng.uniform(0, 2 * np.pi))
    from_y += np.float32(rng.normal(0, augment.swell)) * y * _waves(x, rng.uniform(6, 30), rng.uniform(0, 2 * np.pi))
    for target in (from_x, from_y):
        for along, across in rng.normal(0, 2.2, (2, 2)):
            target += np.float32(augment.elastic) * _waves(
                np.float32(along) * x + np.float32(across) * y, 2 * np.pi, rng.uniform(0, 2 * np.pi)
            )
    soft = np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.4 / shrink), np.uint8) if shrink < 1 else mask
    from_x, from_y = from_x * np.float32(x_height) + np.float32(width / 2), from_y * np.float32(x_height) + np.float32(height / 2)
    return np.asarray(cv2.remap(soft, from_x, from_y, cv2.INTER_LINEAR, borderValue=(0,)), np.uint8)


def _waves(x: NDArray[np.float32], length: float, phase: float) -> NDArray[np.float32]:
    """A wave along the line."""
    return np.asarray(np.sin(np.float32(2 * np.pi / length) * x + np.float32(phase)), np.float32)
