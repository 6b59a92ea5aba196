"""Pen ink: boxes, strokes, and the strokes of a page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hcr_desktop.errors import InkInvalid

FloatArray = NDArray[np.float32]

COLOURS = ("ink", "blue", "red", "green")
"""Names of the pen's colours; what each looks like is the theme's affair."""


@dataclass(frozen=True, slots=True)
class Nib:
    """What a stroke is drawn with; it never changes how it is read.

    Attributes:
        width: Of a line without pressure, page units.
        colour: One of ``COLOURS``.
    """

    width: float = 2.6
    colour: str = "ink"

    def __post_init__(self) -> None:
        """Check both.

        Raises:
            InkInvalid: When the width is not above 0 and at most 100, or the colour is not one of ``COLOURS``.
        """
        if not 0 < self.width <= 100 or self.colour not in COLOURS:
            raise InkInvalid(f"A nib of width {self.width} and colour {self.colour!r} does not exist; colours are {', '.join(COLOURS)}.")


NIB = Nib()
"""The nib of ink that tells none."""


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned rectangle, y down: left, top, right, bottom, in the unit of whatever it bounds."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, xy: NDArray[np.generic]) -> Box:
        """The bounding box of points ``xy`` [n, 2], n >= 1."""
        low, high = xy.min(axis=0), xy.max(axis=0)
        return cls(float(low[0]), float(low[1]), float(high[0]), float(high[1]))

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """The smallest box that holds all ``boxes`` (at least one)."""
        items = list(boxes)
        return cls(
            min(box.left for box in items),
            min(box.top for box in items),
            max(box.right for box in items),
            max(box.bottom for box in items),
        )

    @property
    def width(self) -> float:
        """Right minus left."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Bottom minus top."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """The (x, y) of the middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def grown(self, margin: float) -> Box:
        """This box with ``margin`` added on every side."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def contains(self, x: float, y: float) -> bool:
        """Whether the point lies inside or on the edge."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def _frozen(values: ArrayLike) -> FloatArray:
    """A read-only float32 copy."""
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, which is refused
        array = np.array(values, dtype=np.float32)
    array.setflags(write=False)
    return array


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """One pen-down to pen-up: the raw points as they came from the device.

    Attributes:
        id: Unique in its Ink, >= 0; the stroke's mark.
        xy: float32 [n, 2], page units, y down, n >= 1.
        t: float32 [n] seconds, or None where the source kept no times.
        pressure: float32 [n] in 0..1, or None.
        nib: What it was drawn with.
        box: The bounding box of the points (no pen width added).
    """

    id: int
    xy: FloatArray
    t: FloatArray | None = None
    pressure: FloatArray | None = None
    nib: Nib = NIB
    box: Box = field(init=False, repr=False)  # asked for far more often than strokes are made

    def __post_init__(self) -> None:
        """Check shapes and freeze the arrays.

        Raises:
            InkInvalid: When the points are not [n, 2], n >= 1, finite; or times or pressures are not [n].
        """
        xy = _frozen(self.xy)
        if xy.ndim != 2 or xy.shape[1] != 2 or not len(xy):
            raise InkInvalid(f"Stroke {self.id} has shape {xy.shape}; give an array of (x, y) points, shape (n, 2), n at least 1.")
        if not np.isfinite(xy).all():
            raise InkInvalid(f"Stroke {self.id} has coordinates that are not finite numbers; leave those points out.")
        object.__setattr__(self, "xy", xy)
        object.__setattr__(self, "box", Box.of(xy))
        for name in ("t", "pressure"):
            values = getattr(self, name)
            if values is None:
                continue
            values = _frozen(values)
            if values.shape != (len(xy),):
                raise InkInvalid(f"Stroke {self.id} has {len(xy)} points but {name} of shape {values.shape}; give one value a point.")
            object.__setattr__(self, name, values)


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """The strokes of a page, in the order they were written. Immutable: edits return a new Ink that shares strokes."""

    strokes: tuple[Stroke, ...] = ()

    @classmethod
    def from_arrays(cls, arrays: Sequence[ArrayLike]) -> Ink:
        """Ink from one (n, 2) array a stroke, any unit, y down; ids count from 0. Empty arrays are refused.

        Raises:
            InkInvalid: When an array is not [n, 2] with n >= 1 and finite values.
        """
        strokes = []
        for index, values in enumerate(arrays):
            try:
                strokes.append(Stroke(index, _frozen(values)))
            except (TypeError, ValueError) as error:
                raise InkInvalid(f"Stroke {index} is not an array of numbers ({error}).") from error
        return cls(tuple(strokes))

    def __len__(self) -> int:
        """The number of strokes."""
        return len(self.strokes)

    @property
    def box(self) -> Box | None:
        """The bounding box of all strokes, or None for no ink."""
        return Box.around(stroke.box for stroke in self.strokes) if self.strokes else None

    @property
    def next_id(self) -> int:
        """An id no stroke here has."""
        return max((stroke.id for stroke in self.strokes), default=-1) + 1

    def adding(self, stroke: Stroke) -> Ink:
        """This ink with one more stroke."""
        return Ink((*self.strokes, stroke))

    def without(self, ids: Collection[int]) -> Ink:
        """This ink less the strokes with these ids."""
        return Ink(tuple(stroke for stroke in self.strokes if stroke.id not in ids))

    def only(self, ids: Collection[int]) -> Ink:
        """The strokes with these ids, in order."""
        return Ink(tuple(stroke for stroke in self.strokes if stroke.id in ids))
