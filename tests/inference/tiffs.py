"""TIFF files made by code, in the many forms that scanners and programs write (TIFF 6.0)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, CMYK, YCBCR = 0, 1, 2, 3, 5, 6
NONE, DEFLATE, PACKBITS = 1, 8, 32773

Rows = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Tiff:
    """How one page is stored.

    Attributes:
        pixels: [h, w] or [h, w, samples], of the stored type; bool for 1-bit.
        photometric: What the samples mean.
        packing: How strips are packed.
        extra: What samples beyond the colours are (2 unassociated alpha, 1 associated), or None.
        palette: uint16 [3, 2 ** bits] for PALETTE.
        rows: Rows a strip; all in one when 0.
        planar: Whether each sample is stored on its own.
        orientation: As in Exif.
    """

    pixels: Rows
    photometric: int = BLACK_IS_ZERO
    packing: int = NONE
    extra: int | None = None
    palette: NDArray[np.uint16] | None = None
    rows: int = 0
    planar: bool = False
    orientation: int = 1


def tiff(*pages: Tiff, order: str = "<") -> bytes:
    """The file that holds these pages, little (``<``) or big (``>``) endian."""
    data = bytearray((b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 0))
    link = 4
    for page in pages:
        link = _page(data, page, order, link)
    return bytes(data)


def _page(data: bytearray, page: Tiff, order: str, link: int) -> int:
    """Add one page; ``link`` is where the place of its directory is to be written. Returns where that of the next is."""
    height, width = page.pixels.shape[:2]
    samples = 1 if page.pixels.ndim == 2 else page.pixels.shape[2]
    bits = 1 if page.pixels.dtype == bool else page.pixels.dtype.itemsize * 8
    strips = _strips(page, order)
    places = []
    for strip in strips:
        places.append(len(data))
        data += strip + bytes(len(strip) % 2)
    fields: list[tuple[int, str, Sequence[int]]] = [
        (256, "I", [width]),
        (257, "I", [height]),
        (258, "H", [bits] * samples),
        (259, "H", [page.packing]),
        (262, "H", [page.photometric]),
        (273, "I", places),
        (274, "H", [page.orientation]),
        (277, "H", [samples]),
        (278, "I", [page.rows or height]),
        (279, "I", [len(strip) for strip in strips]),
        (284, "H", [2 if page.planar else 1]),
    ]
    if page.palette is not None:
        fields.append((320, "H", page.palette.ravel().tolist()))
    if page.extra is not None:
        fields.append((338, "H", [page.extra]))
    if page.pixels.dtype.kind == "f":
        fields.append((339, "H", [3] * samples))
    return _directory(data, sorted(fields), order, link)


def _directory(data: bytearray, fields: list[tuple[int, str, Sequence[int]]], order: str, link: int) -> int:
    """Write the fields of a page, long values before the table."""
    entries = []
    for tag, code, values in fields:
        body = struct.pack(f"{order}{len(values)}{code}", *values)
        if len(body) > 4:
            where = struct.pack(order + "I", len(data))
            data += body + bytes(len(body) % 2)
            body = where
        entries.append(struct.pack(order + "HHI", tag, {"H": 3, "I": 4}[code], len(values)) + body.ljust(4, b"\0"))
    struct.pack_into(order + "I", data, link, len(data))
    data += struct.pack(order + "H", len(entries)) + b"".join(entries) + bytes(4)
    return len(data) - 4


def _strips(page: Tiff, order: str) -> list[bytes]:
    """The pixels in strips, plane after plane where they are apart."""
    planes = [page.pixels[..., sample] for sample in range(page.pixels.shape[2])] if page.planar else [page.pixels]
    step = page.rows or len(page.pixels)
    return [_packed(_bytes(plane[top : top + step], order), page.packing) for plane in planes for top in range(0, len(plane), step)]


def _bytes(rows: Rows, order: str) -> bytes:
    """Rows as stored: bits packed, other numbers in the file's order."""
    if rows.dtype == bool:
        return np.packbits(rows, axis=1).tobytes()
    return rows.astype(rows.dtype.newbyteorder(order)).tobytes()


def _packed(content: bytes, packing: int) -> bytes:
    """The bytes of a strip under a packing."""
    if packing == DEFLATE:
        return zlib.compress(content)
    if packing == PACKBITS:  # literal runs only
        runs = [content[at : at + 128] for at in range(0, len(content), 128)]
        return b"".join(bytes([len(run) - 1]) + run for run in runs)
    return content
