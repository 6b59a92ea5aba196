"""How a page of handwriting looks and what befalls its picture: one value, and by name the damages that pages suffer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

Colour = tuple[int, int, int]
"""Red, green, blue, 0..255."""

BLUE, BLACK, RED, GREEN = (25, 45, 150), (30, 30, 35), (190, 25, 35), (20, 110, 50)
PENS = (BLACK, BLUE, RED, GREEN, (100, 40, 130), (220, 100, 20), (70, 130, 210))


@dataclass(frozen=True, slots=True)
class Look:
    """How one page looks; the defaults make a clean, level scan.

    Attributes:
        x_height: Height of an x in picture pixels.
        pitch: Distance of lines in x-heights.
        margin: Empty paper around the writing, in x-heights.
        pen: Width of the pen in x-heights.
        inks: Colours of the pens; every block takes the next.
        paper: Colour of the paper.
        grain: 0..1, how much of the ink the grain of the paper leaves out, as with a pencil.
        columns: Columns of writing, 1 or 2.
        rules: "" for plain paper, "ruled" or "squared".
        rule: Colour of the rules.
        margin_rule: Whether a red line runs down beside the writing.
        bleed: 0..1, how much of the writing on the back shows through.
        quarter: Quarter turns clockwise by which the picture lies.
        skew: Degrees by which the sheet lies turned, clockwise, before the quarter turns.
        tilt: 0..1, how much nearer the camera is to one edge than to the other.
        curl: In x-heights, how far lines bow in their middle.
        slope: Degrees by which each line leans on its own, at most.
        table: Colour of the table that is seen around the sheet, or None where the sheet fills the picture.
        shade: 0..1, how much darker the darkest corner is.
        shadow: 0..1, how much darker it is under the shadow of a hand, with a soft edge.
        blur: Standard deviation of the blur in pixels.
        noise: Standard deviation of the noise in grey levels.
        jpeg: JPEG quality, 1..100, or None for no loss.
        printed: Whether a stamp of small printed text stands in a corner.
    """

    x_height: float = 22.0
    pitch: float = 3.6
    margin: float = 3.0
    pen: float = 0.14
    inks: tuple[Colour, ...] = (BLACK,)
    paper: Colour = (244, 243, 238)
    grain: float = 0.0
    columns: int = 1
    rules: str = ""
    rule: Colour = (150, 175, 215)
    margin_rule: bool = False
    bleed: float = 0.0
    quarter: int = 0
    skew: float = 0.0
    tilt: float = 0.0
    curl: float = 0.0
    slope: float = 0.0
    table: Colour | None = None
    shade: float = 0.0
    shadow: float = 0.0
    blur: float = 0.5
    noise: float = 1.5
    jpeg: int | None = None
    printed: bool = False


Make = Callable[[np.random.Generator], Look]


def _pens(rng: np.random.Generator) -> Look:
    """Blocks in several colours."""
    order = rng.permutation(len(PENS))[: rng.integers(1, 4)]
    return Look(inks=tuple(PENS[index] for index in order))


def _board(rng: np.random.Generator) -> Look:
    """Chalk on a blackboard or a green one."""
    paper = ((38, 44, 42), (30, 62, 48), (25, 25, 28))[rng.integers(3)]
    return Look(paper=paper, inks=((225, 225, 215),), pen=0.2, grain=0.45, shade=float(rng.uniform(0, 0.3)), noise=4, blur=0.8)


def _whiteboard(rng: np.random.Generator) -> Look:
    """Markers on a shining board."""
    look = _pens(rng)
    return replace(look, paper=(228, 232, 236), pen=0.24, shade=float(rng.uniform(0.2, 0.5)), noise=3, blur=0.8, jpeg=80)


def _photo(rng: np.random.Generator) -> Look:
    """A sheet on a table, photographed by hand."""
    table = ((96, 70, 48), (60, 62, 66), (150, 120, 90), (35, 35, 40))[rng.integers(4)]
    return Look(
        tilt=float(rng.uniform(0.05, 0.3)),
        skew=float(rng.uniform(-10, 10)),
        table=table,
        shade=float(rng.uniform(0.1, 0.4)),
        noise=3,
        blur=0.8,
        jpeg=80,
        inks=(PENS[rng.integers(3)],),
    )


def _all(rng: np.random.Generator) -> Look:
    """Much at once."""
    return replace(
        _photo(rng),
        shadow=float(rng.uniform(0.2, 0.4)),
        rules=("", "ruled", "squared")[rng.integers(3)],
        bleed=float(rng.uniform(0, 0.25)),
        curl=float(rng.uniform(-0.6, 0.6)),
        noise=5,
        jpeg=55,
    )


DAMAGES: dict[str, Make] = {
    "clean": lambda _: Look(),
    "skew": lambda rng: Look(skew=float(rng.uniform(-15, 15))),
    "quarter turns": lambda rng: Look(quarter=int(rng.integers(1, 4)), skew=float(rng.uniform(-3, 3))),
    "perspective": lambda rng: replace(_photo(rng), shade=0.0, noise=1.5, jpeg=None),
    "uneven light": lambda rng: Look(shade=float(rng.uniform(0.3, 0.75))),
    "shadow": lambda rng: Look(shadow=float(rng.uniform(0.3, 0.6)), shade=0.2),
    "bleed-through": lambda rng: Look(bleed=float(rng.uniform(0.15, 0.4)), inks=(BLUE,)),
    "ruled": lambda rng: Look(rules="ruled", skew=float(rng.uniform(-4, 4)), inks=(PENS[rng.integers(2)],)),
    "squared": lambda rng: Look(rules="squared", skew=float(rng.uniform(-4, 4)), inks=(PENS[rng.integers(2)],)),
    "margin line": lambda rng: Look(rules="ruled", margin_rule=True, skew=float(rng.uniform(-2, 2))),
    "dark rules": lambda rng: Look(rules="ruled", rule=(90, 90, 95), skew=float(rng.uniform(-2, 2))),
    "coloured pens": _pens,
    "pencil": lambda rng: Look(inks=((120, 120, 122),), grain=float(rng.uniform(0.3, 0.6)), pen=0.12, noise=3),
    "blackboard": _board,
    "whiteboard": _whiteboard,
    "noise": lambda rng: Look(noise=float(rng.uniform(8, 22))),
    "low resolution": lambda rng: Look(x_height=float(rng.uniform(11, 14)), blur=0.5),
    "JPEG": lambda rng: Look(jpeg=int(rng.integers(12, 35)), blur=0.6),
    "out of focus": lambda rng: Look(blur=float(rng.uniform(1.5, 2.6))),
    "curved lines": lambda rng: Look(curl=float(rng.uniform(-1.5, 1.5))),
    "sloping lines": lambda _: Look(slope=3.0),
    "close lines": lambda rng: Look(pitch=float(rng.uniform(2.3, 2.7))),
    "two columns": lambda rng: Look(columns=2, skew=float(rng.uniform(-2, 2))),
    "printed stamp": lambda _: Look(printed=True),
    "photo": _photo,
    "all at once": _all,
}
"""What befalls pages, by name."""
