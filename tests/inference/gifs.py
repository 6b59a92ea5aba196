"""GIF files made by code (GIF89a), packed by a plain LZW."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray


def gif(
    indices: NDArray[np.uint8],
    palette: NDArray[np.uint8],
    *,
    interlaced: bool = False,
    transparent: int | None = None,
    local: bool = False,
    frames: int = 1,
) -> bytes:
    """A GIF of ``indices`` [h, w] into ``palette`` [2 ** n, 3]; further frames show its negative."""
    height, width = indices.shape
    bits = max(1, int(len(palette) - 1).bit_length())
    table = palette.tobytes().ljust(3 << bits, b"\0")
    data = b"GIF89a" + struct.pack("<HHBBB", width, height, 0 if local else 0x80 | bits - 1, 0, 0) + (b"" if local else table)
    for frame in range(frames):
        if transparent is not None:
            data += b"\x21\xf9\x04" + struct.pack("<BHBB", 1, 0, transparent, 0)
        data += b"\x21\xfe\x05hello\x00"
        rows = indices if frame == 0 else (len(palette) - 1 - indices).astype(np.uint8)
        if interlaced:
            rows = np.concatenate([rows[0::8], rows[4::8], rows[2::4], rows[1::2]])
        flags = (0x80 | bits - 1 if local else 0) | (0x40 if interlaced else 0)
        data += b"\x2c" + struct.pack("<HHHHB", 0, 0, width, height, flags) + (table if local else b"")
        least = max(2, bits)
        packed = lzw(rows.tobytes(), least)
        blocks = [packed[at : at + 255] for at in range(0, len(packed), 255)]
        data += bytes([least]) + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"
    return data + b";"


def lzw(pixels: bytes, bits: int) -> bytes:
    """Pixels as GIF packs them."""
    clear, end = 1 << bits, (1 << bits) + 1
    out, held = 0, 0
    table: dict[bytes, int] = {}
    width = bits + 1
    codes: list[tuple[int, int]] = [(clear, width)]
    run = b""
    for value in pixels:
        longer = run + bytes([value])
        if len(longer) == 1 or longer in table:
            run = longer
            continue
        codes.append((table.get(run, run[0]), width))
        if len(table) + end + 1 == 4096:
            codes.append((clear, width))
            table, width = {}, bits + 1
        else:
            table[longer] = len(table) + end + 1
            if len(table) + end == 1 << width:
                width += 1
        run = longer[-1:]
    if run:
        codes.append((table.get(run, run[0]), width))
    codes.append((end, width))
    for code, size in codes:
        out |= code << held
        held += size
    return out.to_bytes((held + 7) // 8, "little")
