"""What a picture file says of itself, read from its first bytes: format, size, which way up, and whether the end is there.

Nothing is decoded, so a file that claims a billion pixels, or that was cut off while it was copied, costs nothing to refuse. Sources: the
PNG, WebP container and BMP specifications, and ITU-T T.81 (JPEG); ``tiff`` and ``gif`` name theirs.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hcr_desktop.inference import gif, tiff

JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PNG_PIXEL_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})


@dataclass(frozen=True, slots=True)
class Header:
    """What a picture claims.

    Attributes:
        width: Stored columns.
        height: Stored rows.
        complete: Whether the data are all there and, where the format has checksums, unharmed.
        orientation: How to turn the stored picture to see it upright, 1 to 8 as in Exif; 1 is upright.
        depth: Bytes that a decoded pixel takes, at most.
    """

    width: int
    height: int
    complete: bool
    orientation: int = 1
    depth: int = 4


def sniff(data: bytes) -> str:
    """The name of the format by its first bytes ("PNG", "PDF", "text", ...); "" when unknown. A file's suffix is never trusted."""
    for name, pattern in _MAGIC:
        if re.match(pattern, data, re.DOTALL):
            return name
    return "" if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", data[:1024]) else "text"


def read_header(kind: str, data: bytes) -> Header | None:
    """The header of a picture of a format in ``READERS``, or None where it makes no sense."""
    try:
        return READERS[kind](data)
    except tiff.NONSENSE:
        return None


def for_decoder(kind: str, data: bytes) -> bytes:
    """The data less what the decoder should not heed.

    That is, in a PNG, colour profiles and notes, about which libpng prints warnings; in a TIFF, the orientation, which OpenCV would follow
    although it leaves that of the other formats to us.
    """
    if kind == "PNG":
        return data[:8] + b"".join(data[start:stop] for name, start, stop in _png_chunks(data) if name in PNG_PIXEL_CHUNKS)
    if kind == "TIFF":
        upright = bytearray(data)
        for tag, form, where in tiff.entries(data):
            if tag == tiff.ORIENTATION and form[1:] == "1H":
                struct.pack_into(form, upright, where, 1)
        return bytes(upright)
    return data


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk's name, start and stop, up to IEND; the last stop may lie beyond the data."""
    start, name = 8, b""
    while start + 8 <= len(data) and name != b"IEND":
        size, name = struct.unpack_from(">I4s", data, start)
        yield name, start, start + 12 + size
        start += 12 + size


def _png(data: bytes) -> Header:
    width, height = struct.unpack_from(">II", data, 16)
    orientation, name, sound, palette = 1, b"", True, data[25] != 3
    for name, start, stop in _png_chunks(data):
        body = memoryview(data)[start + 4 : stop - 4]
        needed = name in PNG_PIXEL_CHUNKS
        sound = sound and stop <= len(data) and (not needed or zlib.crc32(body) == struct.unpack_from(">I", data, stop - 4)[0])
        palette = palette or name == b"PLTE"
        if name == b"eXIf":
            orientation = tiff.exif_orientation(bytes(body[4:]))
    channels = {0: 1, 2: 3, 3: 4, 4: 4, 6: 4}[data[25]]
    return Header(width, height, sound and palette and name == b"IEND", orientation, channels * (2 if data[24] == 16 else 1))


def _jpeg(data: bytes) -> Header:
    width = height = 0
    orientation, start, depth = 1, 2, 3
    while True:
        marker, size = struct.unpack_from(">xBH", data, start)
        if data[start] != 0xFF:
            raise ValueError("no marker")
        if marker == 0xFF:  # a fill byte
            start += 1
            continue
        body = start + 4
        if marker in JPEG_FRAMES:
            height, width, depth = struct.unpack_from(">HHB", data, body + 1)
        elif marker == 0xE1 and data[body : body + 6] == b"Exif\0\0":
            orientation = tiff.exif_orientation(data[body + 6 : start + 2 + size])
        elif marker == 0xDA:  # In the scan that follows FF D9 can only be the end: data bytes FF are followed by 00.
            return Header(width, height, data.find(b"\xff\xd9", body) >= 0, orientation, depth)
        start += 2 + size


def _tiff(data: bytes) -> Header:
    found = tiff.tags(data)
    ends = [sum(pair) for where, size in tiff.EXTENTS for pair in zip(found.get(where, ()), found.get(size, ()), strict=False)]
    complete = bool(ends) and max(ends) <= len(data)
    depth = (max(found.get(tiff.BITS) or (1,)) + 7) // 8 * (found.get(tiff.SAMPLES) or (1,))[0]
    return Header(found[tiff.WIDTH][0], found[tiff.HEIGHT][0], complete, tiff.orientation(found), depth)


def _bmp(data: bytes) -> Header:
    size, offset, info = struct.unpack_from("<I4xII", data, 2)
    width, height, bits, packing = 0, 0, 0, 0
    if info == 12:
        width, height, bits = struct.unpack_from("<HH2xH", data, 18)
    else:
        width, height, bits, packing = struct.unpack_from("<ii2xHI", data, 18)
    if packing not in (1, 2):  # not run-length coded: the size follows
        size = offset + (width * bits + 31) // 32 * 4 * abs(height)
    return Header(width, abs(height), size <= len(data))


def _webp(data: bytes) -> Header:
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    width = height = 0
    orientation, start = 1, 12
    while start + 8 <= min(end, len(data)):
        name, size = struct.unpack_from("<4sI", data, start)
        body = start + 8
        if not width:
            width, height = _webp_size(name, data[body : body + 10])
        if name == b"EXIF":
            exif = data[body : body + size]
            orientation = tiff.exif_orientation(exif[6:] if exif[:6] == b"Exif\0\0" else exif)
        start = body + size + size % 2
    return Header(width, height, end <= len(data), orientation)


def _webp_size(name: bytes, body: bytes) -> tuple[int, int]:
    """The size in the first chunk of a WebP file, in whichever of its three forms."""
    if name == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if name == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF


def _gif(data: bytes) -> Header:
    frame = gif.first_frame(data)
    return Header(frame.width, frame.height, frame.complete, depth=3)


READERS: dict[str, Callable[[bytes], Header]] = {
    "PNG": _png,
    "JPEG": _jpeg,
    "TIFF": _tiff,
    "BMP": _bmp,
    "WebP": _webp,
    "GIF": _gif,
}
"""The formats that are read."""

_MAGIC = (
    ("PNG", rb"\x89PNG\r\n\x1a\n"),
    ("JPEG", rb"\xff\xd8\xff"),
    ("TIFF", rb"II[\x2a\x2b]\x00|MM\x00[\x2a\x2b]"),
    ("BMP", rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\x00\x00\x00"),
    ("WebP", rb"RIFF.{4}WEBP"),
    ("PDF", rb"%PDF-"),
    ("GIF", rb"GIF8[79]a"),
    ("HEIC", rb".{4}ftyp(?:heic|heix|hevc|heim|heis|mif1|msf1)"),
    ("AVIF", rb".{4}ftypavi[fs]"),
    ("JPEG 2000", rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51"),
    ("JPEG XL", rb"\xff\x0a|\x00\x00\x00\x0cJXL "),
    ("Photoshop", rb"8BPS"),
    ("icon", rb"\x00\x00[\x01\x02]\x00"),
    ("DjVu", rb"AT&TFORM"),
    ("SVG", rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b"),
)
"""Formats and what they begin with."""
