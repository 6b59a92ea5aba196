"""What a TIFF, a BigTIFF or an Exif block, itself a small TIFF, says in its directories; nothing is decoded.

Sources: the TIFF 6.0, BigTIFF and Exif 2.32 specifications.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

KIND, WIDTH, HEIGHT, BITS, PACKING, ORIENTATION, SAMPLES, EXTRA = 254, 256, 257, 258, 259, 274, 277, 338
EXTENTS = ((273, 279), (324, 325))
"""Tags that say where strips, and tiles, lie: (offsets, byte counts)."""

SMALLER_COPY = 1
"""Bit of KIND that marks a page as a small copy of another."""

PACKINGS = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946})
"""None, CCITT, LZW, JPEG, deflate, PackBits: values of PACKING that are read; the decoder gives nonsense for others."""

UNASSOCIATED = 2
"""Value of EXTRA where colours are not yet multiplied by their alpha."""

FIELD_CODES = {1: "B", 3: "H", 4: "I", 16: "Q"}
"""Field types of whole numbers, as ``struct`` codes."""

MAX_DIRECTORIES = 10_000
"""More directories than this are not followed."""

NONSENSE = (struct.error, IndexError, KeyError, ValueError, OverflowError)
"""What reading damaged numbers and places leads to."""

Tags = dict[int, tuple[int, ...]]


def tags(data: bytes, directory: int | None = None) -> Tags:
    """The whole-number tags of a page, the first by default."""
    return {tag: struct.unpack_from(form, data, where) for tag, form, where in entries(data, directory)}


def entries(data: bytes, directory: int | None = None) -> Iterator[tuple[int, str, int]]:
    """Each such tag of a page, the ``struct`` form of its values, and where they lie."""
    order, big = _form(data)
    start = _first(data) if directory is None else directory
    count = struct.unpack_from(order + ("Q" if big else "H"), data, start)[0]
    first, step, inline = (start + 8, 20, 8) if big else (start + 2, 12, 4)
    for entry in range(first, first + min(count, 4096) * step, step):
        tag, kind, length = struct.unpack_from(order + ("HHQ" if big else "HHI"), data, entry)
        if kind not in FIELD_CODES or length > len(data):
            continue
        form = f"{order}{length}{FIELD_CODES[kind]}"
        where = entry + step - inline
        if struct.calcsize(form) > inline:
            where = struct.unpack_from(order + ("Q" if big else "I"), data, where)[0]
        yield tag, form, where


def directories(data: bytes) -> list[int]:
    """Where the directory of each page lies, in order; the chain is left where it makes no sense or bites its tail."""
    order, big = _form(data)
    found: list[int] = []
    start = _first(data)
    while start and start not in found and len(found) < MAX_DIRECTORIES:
        found.append(start)
        try:
            count = struct.unpack_from(order + ("Q" if big else "H"), data, start)[0]
            after = start + (8 + 20 * count if big else 2 + 12 * count)
            start = struct.unpack_from(order + ("Q" if big else "I"), data, after)[0]
        except NONSENSE:
            break
    return found


def starting_at(data: bytes, directory: int) -> bytes:
    """The same file with another page as its first."""
    order, big = _form(data)
    moved = bytearray(data)
    struct.pack_into(order + ("Q" if big else "I"), moved, 8 if big else 4, directory)
    return bytes(moved)


def orientation(found: Tags) -> int:
    """The orientation among tags, 1 where there is none that makes sense."""
    value = (found.get(ORIENTATION) or (1,))[0]
    return value if 1 <= value <= 8 else 1


def exif_orientation(data: bytes) -> int:
    """The orientation in an Exif block. Exif that makes no sense is no reason to refuse a picture."""
    try:
        return orientation(tags(data))
    except NONSENSE:
        return 1


def _form(data: bytes) -> tuple[str, bool]:
    """The byte order as ``struct`` has it, and whether it is a BigTIFF."""
    order = "<" if data[:2] == b"II" else ">"
    return order, struct.unpack_from(order + "H", data, 2)[0] == 43


def _first(data: bytes) -> int:
    """Where the first directory lies."""
    order, big = _form(data)
    return int(struct.unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)[0])
