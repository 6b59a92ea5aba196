"""Picture files to arrays: PNG, JPEG, TIFF, BMP, WebP and GIF; whatever else is given gets one clear sentence.

A picture is uint8, [h, w] when it is stored grey and [h, w, 3] in red, green, blue order when it is in colour. Very large ones are made
smaller by a whole factor as they are decoded, so that memory stays bounded. Files of several pages are opened by ``album``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.errors import InputUnreadable
from hcr_desktop.inference import gif, header, tiff

Picture = NDArray[np.uint8]

Wanted = Callable[[], bool]
"""Asked now and then while something long goes on; when it says False, that is ended."""


def always() -> bool:
    """Nobody has asked to stop."""
    return True


SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif")
"""Usual endings of the formats that are read, for file dialogs. Files are told apart by their content."""

MAX_PIXELS = 100_000_000
"""An A3 page at 600 dots per inch has 70 million."""

MAX_DECODED = 420_000_000
"""Bytes that the stored pixels may take: 100 million in 32 bits, or 52 million in 64."""

KEPT_PIXELS = 25_000_000
"""More than this is halved, or divided by 3, ...: an A4 page at 600 dots per inch then has 300."""

MAX_SIDE, MIN_SIDE = 50_000, 8
MAX_BYTES = 512 * 1024 * 1024

MAX_GIF = 16 * 1024 * 1024
"""Bytes of a GIF, which is unpacked by Python: a few seconds."""

_SAVE_AS = "Save it as PNG or JPEG and open that file."
_AGAIN = "Copy or save it again from where it came from."


def load(path: Path) -> Picture:
    """Read a picture file: uint8 [h, w] or [h, w, 3] (RGB), upright; the first page where there are several.

    Raises:
        InputUnreadable: When there is no such file, it may not be read, or it is not a picture that can be read.
    """
    return decode(read_bytes(path), path.name or str(path))


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises:
        InputUnreadable: When there is no such file, it is too large, or it may not be read.
    """
    name = path.name or str(path)
    try:
        return _bytes_of(path, name)
    except FileNotFoundError:
        raise InputUnreadable(name, "there is no such file", "Check the name and the folder.") from None
    except PermissionError:
        advice = "Change its permissions, or copy it to a folder of yours."
        raise InputUnreadable(name, "you are not allowed to read this file", advice) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputUnreadable(name, f"the file could not be read ({reason})", "Check that its disk or drive is connected.") from None


def _bytes_of(path: Path, name: str) -> bytes:
    """The content of a plain file of a bounded size (a device or a pipe might never end)."""
    if path.is_dir():
        raise InputUnreadable(name, "this is a folder", "Open a picture file inside it.")
    size = path.stat().st_size
    if not path.is_file():
        raise InputUnreadable(name, "this is a device and no file", "Open a picture file.")
    if size > MAX_BYTES:
        raise InputUnreadable(name, f"the file is larger than {MAX_BYTES >> 20} MB", "Save a smaller copy of the picture and open that.")
    return path.read_bytes()


def decode(data: bytes, name: str) -> Picture:
    """The picture in the bytes of a file: uint8 [h, w] or [h, w, 3] (RGB), upright; see :func:`load`.

    Transparent parts are shown over white, 16-bit values scaled to 8, and a camera's note of which way up it was held is followed.

    Args:
        data: The whole content of the file.
        name: How to call the picture in an error.

    Raises:
        InputUnreadable: When the bytes are not a picture that can be read.
    """
    found, kind = _checked(data, name)
    factor = _factor(found)
    pixels = _gif(data) if kind == "GIF" else _pixels(header.for_decoder(kind, data), _flags(kind, found, factor))
    if kind == "TIFF" and (tiff.tags(data).get(tiff.PACKING) or (1,))[0] not in tiff.PACKINGS:
        pixels = None
    if pixels is None:
        raise InputUnreadable(name, f"the {kind} picture is damaged, or of a rare kind that is not read", _SAVE_AS)
    pixels = _shrunk(pixels, found.height // factor)
    return _turned(pixels if kind == "GIF" else _plain(pixels, multiplied=_is_multiplied(kind, data)), found.orientation)


def _factor(found: header.Header) -> int:
    """By how much a picture is made smaller, 1 for all but very large ones."""
    return max(1, math.ceil(math.sqrt(found.width * found.height / KEPT_PIXELS)))


def _gif(data: bytes) -> Picture | None:
    """The first frame of a GIF."""
    try:
        return gif.decode(data)
    except tiff.NONSENSE:
        return None


def _is_multiplied(kind: str, data: bytes) -> bool:
    """Whether the decoder's colours are multiplied by their alpha: those of a TIFF are, but for 16 bits that are stored otherwise."""
    if kind != "TIFF":
        return False
    tags = tiff.tags(data)
    return max(tags.get(tiff.BITS) or (1,)) <= 8 or (tags.get(tiff.EXTRA) or (0,))[0] != tiff.UNASSOCIATED


def _shrunk(pixels: Picture, height: int) -> Picture:
    """The picture in ``height`` rows, where it has twice that or more (a JPEG may come smaller already)."""
    factor = round(pixels.shape[0] / max(height, 1))
    if factor < 2:
        return pixels
    size = max(1, pixels.shape[1] // factor), max(1, pixels.shape[0] // factor)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _checked(data: bytes, name: str) -> tuple[header.Header, str]:
    """The header and format of bytes that are worth decoding."""
    if not data:
        raise InputUnreadable(name, "the file is empty", _AGAIN)
    kind = header.sniff(data)
    if kind not in header.READERS:
        raise InputUnreadable(name, *_not_read(kind))
    if kind == "GIF" and len(data) > MAX_GIF:
        raise InputUnreadable(name, f"the GIF picture is larger than {MAX_GIF >> 20} MB", _SAVE_AS)
    found = header.read_header(kind, data)
    if found is None:
        raise InputUnreadable(name, f"the {kind} picture is damaged or cut off", _AGAIN)
    size = f"the picture is {found.width:,} x {found.height:,} pixels"
    if found.width * found.height > MAX_PIXELS or max(found.width, found.height) > MAX_SIDE:
        reason = f"{size}; up to {MAX_PIXELS // 1_000_000} million in all and {MAX_SIDE:,} a side are read"
        raise InputUnreadable(name, reason, "Make it smaller, or cut it into parts, and open those.")
    if found.width * found.height * found.depth > MAX_DECODED:
        reason = f"{size} of {8 * found.depth} bits, more than {MAX_DECODED // 1_000_000} MB in memory"
        raise InputUnreadable(name, reason, "Save it with 8 bits a colour, or smaller, and open that.")
    if min(found.width, found.height) < MIN_SIDE:
        raise InputUnreadable(name, f"{size}, too small to hold writing", f"Open one of at least {MIN_SIDE} x {MIN_SIDE} pixels.")
    if not found.complete:
        raise InputUnreadable(name, f"the {kind} picture is damaged or cut off, parts of it are missing", _AGAIN)
    return found, kind


def _not_read(kind: str) -> tuple[str, str]:
    """Reason and advice for content that is no picture, or none that is read."""
    if kind == "text":
        return "this is text and not a picture", "Open a picture of handwriting: PNG, JPEG, TIFF, BMP, WebP, GIF or PDF."
    if kind in ("PDF", "DjVu"):
        return f"{kind} files are not read as pictures", "Save or print the page as a PNG picture and open that."
    if kind:
        return f"{kind} pictures are not read", _SAVE_AS
    return "this is not a picture that can be read", "Open a PNG, JPEG, TIFF, BMP, WebP, GIF or PDF file."


def _flags(kind: str, found: header.Header, factor: int) -> int:
    """How OpenCV is to decode: as stored, but a large JPEG at half its size, which takes a quarter of the memory."""
    if kind != "JPEG" or factor == 1:
        return cv2.IMREAD_UNCHANGED
    smaller = cv2.IMREAD_REDUCED_GRAYSCALE_2 if found.depth == 1 else cv2.IMREAD_REDUCED_COLOR_2
    return smaller | cv2.IMREAD_IGNORE_ORIENTATION


def _pixels(data: bytes, flags: int) -> Picture | None:
    """The stored pixels as OpenCV gives them (blue first), 16 bits brought to 8, or None; its own messages are kept off the terminal."""
    level = cv2.setLogLevel(0)
    try:
        stored = cast("NDArray[np.integer[Any]] | None", cv2.imdecode(np.frombuffer(data, np.uint8), flags))
    except (cv2.error, MemoryError):
        return None
    finally:
        cv2.setLogLevel(level)
    if stored is None or stored.dtype not in (np.uint8, np.uint16):
        return None
    return np.asarray(stored if stored.dtype == np.uint8 else cv2.convertScaleAbs(stored, alpha=1 / 257), dtype=np.uint8)


def _plain(pixels: Picture, *, multiplied: bool) -> Picture:
    """Grey or RGB without transparency, from [h, w], [h, w, 3] (BGR) or [h, w, 4] (BGRA)."""
    if pixels.ndim == 2:
        return pixels
    colour = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB if pixels.shape[2] == 3 else cv2.COLOR_BGRA2RGB), dtype=np.uint8)
    return _over_white(colour, pixels[..., 3], multiplied=multiplied) if pixels.shape[2] == 4 else colour


def _over_white(colour: Picture, alpha: Picture, *, multiplied: bool) -> Picture:
    """``colour`` [h, w, 3] seen through ``alpha`` [h, w] on white paper."""
    cover = cv2.merge([alpha] * 3)
    seen = colour if multiplied else cv2.multiply(colour, cover, scale=1 / 255)
    return np.asarray(cv2.add(seen, cv2.bitwise_not(cover)), dtype=np.uint8)


def _turned(picture: Picture, orientation: int) -> Picture:
    """The picture upright: Exif orientations 2 and 4 are mirror images, 3 upside down, 5 to 8 lie on their side."""
    if orientation >= 5:
        picture = picture.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        picture = picture[::-1]
    if orientation in (2, 3, 6, 7):
        picture = picture[:, ::-1]
    return np.ascontiguousarray(picture)
