"""The first picture of a GIF file, decoded here because OpenCV's wheels cannot (GIF89a specification, CompuServe 1990)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FRAME, EXTENSION, CONTROL = 0x2C, 0x21, 0xF9

INTERLACE = ((0, 8), (4, 8), (2, 4), (1, 2))
"""First row and step of each pass over an interlaced picture."""

MOST_CODES = 4096


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the first picture of a file is and how it is stored.

    Attributes:
        width: Columns.
        height: Rows.
        palette: Bytes of red, green, blue of every colour, one after the other.
        transparent: The colour that is none, or None.
        interlaced: Whether rows stand in four passes.
        start: Where its packed data begin: the byte that says how many bits a pixel has.
        stop: Where they end.
        complete: Whether they are all there.
    """

    width: int
    height: int
    palette: bytes
    transparent: int | None
    interlaced: bool
    start: int
    stop: int
    complete: bool


def first_frame(data: bytes) -> Frame:
    """Find the first picture.

    Raises:
        ValueError: When the file has none that makes sense (also IndexError and struct.error).
    """
    at, palette = _table(data, 13, data[10])
    transparent = None
    while data[at] == EXTENSION:
        if data[at + 1] == CONTROL and data[at + 3] & 1:
            transparent = data[at + 6]
        at, whole = _blocks(data, at + 2)
        if not whole:
            raise ValueError("cut off")
    if data[at] != FRAME:
        raise ValueError("no picture")
    width, height, flags = struct.unpack_from("<HHB", data, at + 5)
    start, own = _table(data, at + 10, flags)
    stop, whole = _blocks(data, start + 1)
    return Frame(width, height, own or palette, transparent, bool(flags & 0x40), start, stop, whole)


def decode(data: bytes) -> NDArray[np.uint8] | None:
    """The first picture, uint8 [h, w, 3] (RGB), what is transparent white; None where it is damaged."""
    frame = first_frame(data)
    size = frame.width * frame.height
    indices = np.frombuffer(_unpacked(_joined(data, frame), data[frame.start], size), np.uint8)
    if len(indices) < size or not frame.palette:
        return None
    palette = np.zeros((256, 3), np.uint8)
    colours = np.frombuffer(frame.palette, np.uint8).reshape(-1, 3)
    palette[: len(colours)] = colours
    if frame.transparent is not None:
        palette[frame.transparent] = 255
    rows: NDArray[np.uint8] = indices[:size].reshape(frame.height, frame.width)
    if frame.interlaced:
        order = np.concatenate([np.arange(first, frame.height, step) for first, step in INTERLACE])
        rows = rows[np.argsort(order)]
    return np.asarray(palette[rows], dtype=np.uint8)


def _table(data: bytes, at: int, flags: int) -> tuple[int, bytes]:
    """What follows a colour table at ``at``, and the table; empty where the flags say there is none."""
    size = 3 << (flags & 7) + 1 if flags & 0x80 else 0
    return at + size, data[at : at + size]


def _blocks(data: bytes, at: int) -> tuple[int, bool]:
    """What follows a chain of data blocks, and whether the chain is whole."""
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1, at < len(data)


def _joined(data: bytes, frame: Frame) -> bytes:
    """The packed data out of their blocks."""
    at, parts = frame.start + 1, []
    while at < frame.stop - 1:
        parts.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(parts)


def _unpacked(packed: bytes, bits: int, size: int) -> bytes:
    """At least ``size`` pixels from LZW data whose pixels have ``bits`` bits; fewer where the data end or make no sense."""
    if not 1 <= bits <= 8:
        return b""
    clear, end = 1 << bits, (1 << bits) + 1
    fresh = [bytes([value]) for value in range(clear)] + [b"", b""]
    table, width, last = fresh.copy(), bits + 1, b""
    out: list[bytes] = []
    length, pending, held = 0, 0, 0
    for byte in packed:
        pending |= byte << held
        held += 8
        while held >= width:
            code = pending & (1 << width) - 1
            pending >>= width
            held -= width
            if code == clear:
                table, width, last = fresh.copy(), bits + 1, b""
                continue
            # The one code that may come before it is in the table is the very next.
            run = table[code] if code < len(table) else last + last[:1]
            if code == end or code > len(table) or not run or length >= size:
                return b"".join(out)
            if last and len(table) < MOST_CODES:
                table.append(last + run[:1])
                width += len(table) == 1 << width and width < 12
            out.append(run)
            length += len(run)
            last = run
    return b"".join(out)
