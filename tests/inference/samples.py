"""Files of every kind as scanners, cameras and programs write them, whole and damaged, each with what is to become of it."""

from __future__ import annotations

import struct
import zlib

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.export import FORMATS
from tests.document.export.readpages import picture_page
from tests.inference import tiffs
from tests.inference.gifs import gif
from tests.inference.pdfs import LETTER_A, LOCK, pdf
from tests.inference.tiffs import Tiff, tiff

READ, REFUSED = "read", "refused"

Samples = dict[str, tuple[bytes, str]]

GREY: NDArray[np.uint8] = np.tile(np.linspace(0, 255, 60).astype(np.uint8), (40, 1))
COLOUR: NDArray[np.uint8] = np.dstack([GREY, 255 - GREY, GREY // 2])
CLEAR: NDArray[np.uint8] = np.dstack([COLOUR, GREY])
WIDE: NDArray[np.uint16] = COLOUR.astype(np.uint16) * 257
GREYS: NDArray[np.uint8] = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)


def encoded(suffix: str, image: NDArray[np.integer], *flags: int) -> bytes:
    """As OpenCV writes it."""
    return bytes(cv2.imencode(suffix, image, list(flags))[1])


def damages(data: bytes, zeros: str = REFUSED) -> Samples:
    """What befalls files of any kind; zeros may be pixels too."""
    return {
        "first bytes": (data[:8], REFUSED),
        "a third": (data[: len(data) // 3], REFUSED),
        "nothing behind its head": (data[:40] + bytes(len(data) - 40), zeros),
    }


def pngs() -> Samples:
    """PNG (ISO/IEC 15948)."""
    whole = encoded(".png", COLOUR)
    bits = np.packbits(GREY > 128, axis=1)
    pairs = np.packbits(np.unpackbits((GREY >> 6)[..., None], axis=2)[..., 6:].reshape(40, -1), axis=1)
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    notes = _chunk(b"gAMA", bytes(4)) + _chunk(b"tEXt", b"Title\0page") + _chunk(b"iCCP", b"abc\0\0xx")
    return {
        "grey": (encoded(".png", GREY), READ),
        "colour": (whole, READ),
        "alpha": (encoded(".png", CLEAR), READ),
        "16 bits grey": (encoded(".png", WIDE[..., 0]), READ),
        "16 bits colour": (encoded(".png", WIDE), READ),
        "16 bits alpha": (encoded(".png", np.dstack([WIDE, WIDE[..., 0]])), READ),
        "1 bit": (_png(60, 1, 0, bits), READ),
        "2 bits": (_png(60, 2, 0, pairs), READ),
        "palette": (_png(60, 8, 3, GREY, _chunk(b"PLTE", GREYS.tobytes())), READ),
        "1-bit palette": (_png(60, 1, 3, bits, _chunk(b"PLTE", bytes([255, 255, 0, 0, 0, 99]))), READ),
        "palette with transparency": (_png(60, 8, 3, GREY, _chunk(b"PLTE", GREYS.tobytes()) + _chunk(b"tRNS", bytes(100))), READ),
        "grey with alpha": (_png(60, 8, 4, np.dstack([GREY, GREY]).reshape(40, -1)), READ),
        "interlaced": (_interlaced(GREY), READ),
        "notes": (whole[:33] + notes + whole[33:], READ),
        "more behind its end": (whole + b"junk" * 20, READ),
        "palette without a palette": (_png(60, 8, 3, GREY), REFUSED),
        "a flipped byte": (bytes(flipped), REFUSED),
        "without its end": (whole[:-12], REFUSED),
        "no width": (_png(0, 8, 0, GREY), REFUSED),
        "a claim of 4 billion rows": (whole[:16] + struct.pack(">II", 60, 2**32 - 1) + whole[24:], REFUSED),
        "a colour kind there is not": (_png(60, 8, 5, GREY), REFUSED),
        **damages(whole),
    }


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _png(width: int, bits: int, kind: int, rows: NDArray[np.uint8], more: bytes = b"", interlace: int = 0, packed: bytes = b"") -> bytes:
    """A PNG of packed rows, unfiltered."""
    packed = packed or zlib.compress(np.pad(rows, ((0, 0), (1, 0))).tobytes())
    head = struct.pack(">IIBBBBB", width, 40, bits, kind, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + more + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _interlaced(grey: NDArray[np.uint8]) -> bytes:
    """Adam7's seven passes."""
    passes = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
    rows = b"".join(np.pad(grey[y::dy, x::dx], ((0, 0), (1, 0))).tobytes() for y, x, dy, dx in passes)
    return _png(60, 8, 0, grey, interlace=1, packed=zlib.compress(rows))


def jpegs() -> Samples:
    """JPEG (ITU-T T.81)."""
    noise = np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    whole = encoded(".jpg", noise)
    scan = whole.index(b"\xff\xda")
    damaged = bytearray(whole)
    damaged[scan + 200 : scan + 300] = bytes(100)
    no_tables = whole.replace(b"\xff\xc4", b"\xff\xe5")
    factor = cv2.IMWRITE_JPEG_SAMPLING_FACTOR
    return {
        "colour": (whole, READ),
        "grey": (encoded(".jpg", noise[..., 0]), READ),
        "poor": (encoded(".jpg", noise, cv2.IMWRITE_JPEG_QUALITY, 3), READ),
        "best": (encoded(".jpg", noise, cv2.IMWRITE_JPEG_QUALITY, 100), READ),
        "progressive": (encoded(".jpg", noise, cv2.IMWRITE_JPEG_PROGRESSIVE, 1), READ),
        "progressive grey": (encoded(".jpg", noise[..., 0], cv2.IMWRITE_JPEG_PROGRESSIVE, 1), READ),
        "own tables": (encoded(".jpg", noise, cv2.IMWRITE_JPEG_OPTIMIZE, 1), READ),
        "restarts": (encoded(".jpg", noise, cv2.IMWRITE_JPEG_RST_INTERVAL, 4), READ),
        "4:1:1": (encoded(".jpg", noise, factor, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_411), READ),
        "4:4:4": (encoded(".jpg", noise, factor, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444), READ),
        "4:4:0": (encoded(".jpg", noise, factor, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_440), READ),
        "notes": (whole[:2] + b"\xff\xfe\0\x07hello" + b"\xff\xe1\0\x0aExif\0\0xx" + whole[2:], READ),
        "fill bytes": (whole[:2] + b"\xff" * 5 + whole[2:], READ),
        "odd size": (encoded(".jpg", noise[:17, :33]), READ),
        "zeros in its middle": (bytes(damaged), READ),
        "half a scan": (whole[: scan + (len(whole) - scan) // 2], REFUSED),
        "without its end": (whole[:-2], REFUSED),
        "tables left to the standard": (no_tables, READ),
        "twice its beginning": (whole[:2] * 2 + whole[2:40], REFUSED),
        "only its end": (b"\xff\xd8\xff\xd9" + bytes(20), REFUSED),
        **damages(whole),
    }


def tiffs_() -> Samples:
    """TIFF 6.0."""
    whole = tiff(Tiff(COLOUR, tiffs.RGB))
    alpha = np.dstack([WIDE, WIDE[..., 0]])
    loop = bytearray(tiff(Tiff(GREY), Tiff(COLOUR, tiffs.RGB)))
    struct.pack_into("<I", loop, len(loop) - 4, struct.unpack_from("<I", loop, 4)[0])
    inked = np.dstack([255 - COLOUR, np.zeros_like(GREY)])
    return {
        "1 bit": (tiff(Tiff(GREY > 128)), READ),
        "1 bit, white is 0": (tiff(Tiff(GREY > 128, tiffs.WHITE_IS_ZERO)), READ),
        "grey": (tiff(Tiff(GREY)), READ),
        "colour": (whole, READ),
        "big-endian": (tiff(Tiff(COLOUR, tiffs.RGB), order=">"), READ),
        "16 bits grey": (tiff(Tiff(WIDE[..., 0])), READ),
        "16 bits colour": (tiff(Tiff(WIDE, tiffs.RGB), order=">"), READ),
        "alpha": (tiff(Tiff(CLEAR, tiffs.RGB, extra=2)), READ),
        "16 bits alpha": (tiff(Tiff(alpha, tiffs.RGB, extra=2)), READ),
        "CMYK": (tiff(Tiff(inked, tiffs.CMYK)), READ),
        "palette": (tiff(Tiff(GREY, tiffs.PALETTE, palette=(GREYS.T.astype(np.uint16) * 257))), READ),
        "deflated strips": (tiff(Tiff(COLOUR, tiffs.RGB, tiffs.DEFLATE, rows=7)), READ),
        "PackBits strips": (tiff(Tiff(GREY > 128, tiffs.BLACK_IS_ZERO, tiffs.PACKBITS, rows=9)), READ),
        "planes": (tiff(Tiff(COLOUR, tiffs.RGB, planar=True)), READ),
        "turned": (tiff(Tiff(GREY, orientation=6)), READ),
        "several pages": (tiff(Tiff(GREY), Tiff(COLOUR, tiffs.RGB), Tiff(GREY > 9)), READ),
        "pages in a ring": (bytes(loop), READ),
        "as OpenCV writes it": (encoded(".tiff", COLOUR), READ),
        "floating point": (tiff(Tiff((GREY / 255).astype(np.float32))), REFUSED),
        "16 bits CMYK": (tiff(Tiff(inked.astype(np.uint16) * 257, tiffs.CMYK)), REFUSED),
        "a packing there is not": (tiff(Tiff(GREY, packing=777)), REFUSED),
        "a second page cut off": (tiff(Tiff(GREY), Tiff(COLOUR, tiffs.RGB))[:-60], REFUSED),
        "a directory beyond its end": (whole[:4] + struct.pack("<I", 10**9) + whole[8:], REFUSED),
        **damages(whole),
    }


def bmps() -> Samples:
    """BMP, Windows and OS/2."""
    whole = encoded(".bmp", COLOUR)
    palette = np.dstack([GREYS[None, :, ::-1], np.zeros((1, 256), np.uint8)])[0].tobytes()
    bits = np.packbits(GREY[::-1] > 128, axis=1)
    halves = np.pad((GREY[::-1, 0::2] >> 4 << 4) | GREY[::-1, 1::2] >> 4, ((0, 0), (0, 2)))
    runs = b"".join(b"".join(bytes([1, value]) for value in row) + b"\0\0" for row in GREY[::-1].tolist()) + b"\0\1"
    return {
        "24 bits": (whole, READ),
        "grey": (encoded(".bmp", GREY), READ),
        "32 bits": (encoded(".bmp", CLEAR), READ),
        "8 bits": (_bmp(8, GREY[::-1].tobytes(), palette), READ),
        "4 bits": (_bmp(4, halves.tobytes(), palette[: 16 * 4]), READ),
        "1 bit": (_bmp(1, bits.tobytes(), palette[:4] + palette[-4:]), READ),
        "from the top": (_bmp(8, GREY.tobytes(), palette, height=-40), READ),
        "run-length coded": (_bmp(8, runs, palette, packing=1), READ),
        "OS/2": (_os2(COLOUR[::-1].tobytes()), READ),
        "16 bits": (_bmp(16, np.zeros((40, 60), np.uint16).tobytes()), READ),
        "32 bits without alpha": (_bmp(32, np.dstack([COLOUR, 0 * GREY]).tobytes()), READ),
        "more behind its end": (whole + b"junk" * 20, READ),
        "a size of file that is wrong": (whole[:2] + struct.pack("<I", 7) + whole[6:], READ),
        "runs that end early": (_bmp(8, runs[:900], palette, packing=1), REFUSED),
        "runs beyond its rows": (_bmp(8, bytes([255, 3]) * 600, palette, packing=1), REFUSED),
        "a packing there is not": (_bmp(8, GREY.tobytes(), palette, packing=9), REFUSED),
        "bits there are not": (_bmp(7, GREY.tobytes(), palette), REFUSED),
        "no width": (whole[:18] + bytes(4) + whole[22:], REFUSED),
        "a width below nothing": (whole[:18] + struct.pack("<i", -60) + whole[22:], REFUSED),
        "pixels beyond its end": (whole[:10] + struct.pack("<I", 10**6) + whole[14:], REFUSED),
        **damages(whole, READ),
    }


def _bmp(bits: int, body: bytes, palette: bytes = b"", packing: int = 0, height: int = 40) -> bytes:
    start = 54 + len(palette)
    head = struct.pack("<IiiHHIIiiII", 40, 60, height, 1, bits, packing, len(body), 0, 0, len(palette) // 4, 0)
    return b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start) + head + palette + body


def _os2(body: bytes) -> bytes:
    return b"BM" + struct.pack("<IHHI", 26 + len(body), 0, 0, 26) + struct.pack("<IHHHH", 12, 60, 40, 1, 24) + body


def webps() -> Samples:
    """WebP."""
    whole, lossless = encoded(".webp", COLOUR, cv2.IMWRITE_WEBP_QUALITY, 80), encoded(".webp", COLOUR, cv2.IMWRITE_WEBP_QUALITY, 101)
    clear = encoded(".webp", CLEAR, cv2.IMWRITE_WEBP_QUALITY, 80)
    rough = encoded(".webp", np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8))
    flipped = bytearray(rough)
    flipped[len(rough) // 2] ^= 0xFF
    extended = b"VP8X" + struct.pack("<II", 10, 8) + (59).to_bytes(3, "little") + (39).to_bytes(3, "little")
    return {
        "lossy": (whole, READ),
        "lossless": (lossless, READ),
        "alpha": (clear, READ),
        "lossless alpha": (encoded(".webp", CLEAR, cv2.IMWRITE_WEBP_QUALITY, 101), READ),
        "poor": (encoded(".webp", COLOUR, cv2.IMWRITE_WEBP_QUALITY, 1), READ),
        "best": (encoded(".webp", COLOUR, cv2.IMWRITE_WEBP_QUALITY, 100), READ),
        "grey": (encoded(".webp", GREY), READ),
        "odd size": (encoded(".webp", COLOUR[:17, :33]), READ),
        "narrow": (encoded(".webp", COLOUR[:, :9]), READ),
        "noise": (rough, READ),
        "extended": (_riff(extended + whole[12:]), READ),
        "with Exif": (_riff(extended + whole[12:] + b"EXIF" + struct.pack("<I", 4) + b"MM\0*"), READ),
        "with a chunk nobody knows": (_riff(extended + whole[12:] + b"ABCD" + struct.pack("<I", 2) + b"hi"), READ),
        "more behind its end": (whole + b"junk" * 20, READ),
        "lossless cut off": (lossless[:-20], REFUSED),
        "lossy cut off": (whole[:-40], REFUSED),
        "alpha cut off": (clear[:-40], REFUSED),
        "an empty box": (_riff(b""), REFUSED),
        "only an extension": (_riff(extended), REFUSED),
        "a size that is wrong": (whole[:4] + struct.pack("<I", 10**6) + whole[8:], REFUSED),
        "a chunk there is not": (_riff(b"VP9 " + whole[16:]), REFUSED),
        **damages(whole, READ),
    }


def _riff(body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def gifs() -> Samples:
    """GIF87a and GIF89a."""
    whole = gif(GREY, GREYS)
    two = (GREY > 128).astype(np.uint8)
    return {
        "256 greys": (whole, READ),
        "older": (b"GIF87a" + whole[6:], READ),
        "two colours": (gif(two, GREYS[[0, 255]]), READ),
        "four colours": (gif(GREY >> 6, GREYS[::85]), READ),
        "interlaced": (gif(GREY, GREYS, interlaced=True), READ),
        "a palette of its own": (gif(GREY, GREYS, local=True), READ),
        "transparent": (gif(GREY, GREYS, transparent=0), READ),
        "animated": (gif(GREY, GREYS, frames=4), READ),
        "animated and transparent": (gif(GREY, GREYS, frames=2, transparent=9), READ),
        "without its end": (whole[:-1], READ),
        "more behind its end": (whole + b"junk" * 20, READ),
        "narrow": (gif(GREY[:, :9], GREYS), READ),
        "odd size": (gif(GREY[:17, :33], GREYS), READ),
        "noise": (gif(np.random.default_rng(0).integers(0, 256, (150, 200), dtype=np.uint8), GREYS), READ),
        "no palette": (whole[:10] + b"\x07" + whole[11:13] + whole[13 + 768 :], REFUSED),
        "half its pixels": (whole[: 13 + 768 + (len(whole) - 781) // 2], REFUSED),
        "no picture": (whole[: 13 + 768] + b";", REFUSED),
        "a note that does not end": (whole[: 13 + 768] + b"\x21\xfe\xff" + bytes(20), REFUSED),
        "a larger claim": (whole.replace(b"\x2c\0\0\0\0\x3c\0\x28\0", b"\x2c\0\0\0\0\xff\0\xff\0"), REFUSED),
        "codes that make no sense": (whole[: 13 + 768 + 8 + 10] + b"\x08\xff" + b"\xff" * 255 + b"\0;", REFUSED),
        **damages(whole),
    }


def pdfs() -> Samples:
    """PDF."""
    whole = pdf([LETTER_A])
    scan = b"".join(FORMATS["pdf"](iter([picture_page(), picture_page(colour=True)])))
    return {
        "a page": (whole, READ),
        "several pages": (pdf([LETTER_A] * 5), READ),
        "a scan": (scan, READ),
        "turned": (pdf([LETTER_A], entries="/Rotate 90"), READ),
        "cropped": (pdf([LETTER_A], entries="/CropBox [10 10 90 90]"), READ),
        "a poster": (pdf([LETTER_A], size=(14000, 14000)), READ),
        "a strip": (pdf([LETTER_A], size=(4000, 20)), READ),
        "an empty page": (pdf([""]), READ),
        "grey": (pdf(["0 0 0 RG 6 w 20 20 m 50 180 l S"]), READ),
        "content that makes no sense": (pdf(["q q q 1 0 0 RG ( [ << /X Do 9 9 9 9 9 9 9 cm BT"]), READ),
        "without its table": (whole[: whole.index(b"xref")], REFUSED),
        "a table that is wrong": (whole.replace(b"0000000009", b"0000000999"), READ),
        "more behind its end": (whole + b"junk" * 20, READ),
        "something before it": (b"%PDF-1.4\n" * 3 + whole, READ),
        "deeply nested": (pdf(["q " * 20_000 + LETTER_A + " Q" * 20_000]), READ),
        "no pages": (pdf([]), REFUSED),
        "locked": (pdf([LETTER_A], trailer=LOCK), REFUSED),
        "tiny": (pdf([LETTER_A], size=(1, 1)), REFUSED),
        "only its head": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", REFUSED),
        "pages that are their own parents": (whole.replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"), REFUSED),
        "too many pages": (pdf([""] * 2001), REFUSED),
        **damages(whole),
    }


KINDS = {"PNG": pngs, "JPEG": jpegs, "TIFF": tiffs_, "BMP": bmps, "WebP": webps, "GIF": gifs, "PDF": pdfs}
"""The samples of every kind."""
