"""Picture files to arrays: PNG, JPEG, TIFF, BMP and WebP; whatever else is given gets one clear sentence.

A picture is uint8, [h, w] when it is stored grey and [h, w, 3] in red, green, blue order when it is in colour.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.errors import InputUnreadable
from hcr_desktop.inference import header

Picture = NDArray[np.uint8]

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
"""Usual endings of the formats that are read, for file dialogs. Files are told apart by their content."""

MAX_PIXELS = 100_000_000
"""An A3 page at 600 dots per inch has 70 million."""

MAX_SIDE, MIN_SIDE = 50_000, 8
MAX_BYTES = 512 * 1024 * 1024

_SAVE_AS = "Save it as PNG or JPEG and open that file."
_AGAIN = "Copy or save it again from where it came from."


def load(path: Path) -> Picture:
    """Read a picture file: uint8 [h, w] or [h, w, 3] (RGB), upright; the first page where there are several.

    Raises:
        InputUnreadable: When there is no such file, it may not be read, or it is not a picture that can be read.
    """
    name = path.name or str(path)
    try:
        data = _bytes_of(path, name)
    except FileNotFoundError:
        raise InputUnreadable(name, "there is no such file", "Check the name and the folder.") from None
    except PermissionError:
        advice = "Change its permissions, or copy it to a folder of yours."
        raise InputUnreadable(name, "you are not allowed to read this file", advice) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputUnreadable(name, f"the file could not be read ({reason})", "Check that its disk or drive is connected.") from None
    return decode(data, name)


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
    pixels = _pixels(header.for_decoder(kind, data))
    if pixels is None:
        raise InputUnreadable(name, f"the {kind} picture is damaged, or of a rare kind that is not read", _SAVE_AS)
    return _turned(_plain(pixels), found.orientation)


def _checked(data: bytes, name: str) -> tuple[header.Header, str]:
    """The header and format of bytes that are worth decoding."""
    if not data:
        raise InputUnreadable(name, "the file is empty", _AGAIN)
    kind = header.sniff(data)
    if kind not in header.READERS:
        raise InputUnreadable(name, *_not_read(kind))
    found = header.read_header(kind, data)
    if found is None:
        raise InputUnreadable(name, f"the {kind} picture is damaged or cut off", _AGAIN)
    size = f"the picture is {found.width:,} x {found.height:,} pixels"
    if found.width * found.height > MAX_PIXELS or max(found.width, found.height) > MAX_SIDE:
        reason = f"{size}; up to {MAX_PIXELS // 1_000_000} million in all and {MAX_SIDE:,} a side are read"
        raise InputUnreadable(name, reason, "Make it smaller, or cut it into parts, and open those.")
    if min(found.width, found.height) < MIN_SIDE:
        raise InputUnreadable(name, f"{size}, too small to hold writing", f"Open one of at least {MIN_SIDE} x {MIN_SIDE} pixels.")
    if not found.complete:
        raise InputUnreadable(name, f"the {kind} picture is damaged or cut off, parts of it are missing", _AGAIN)
    return found, kind


def _not_read(kind: str) -> tuple[str, str]:
    """Reason and advice for content that is no picture, or none that is read."""
    if kind == "text":
        return "this is text and not a picture", "Open a picture of handwriting: PNG, JPEG, TIFF, BMP or WebP."
    if kind in ("PDF", "DjVu"):
        return f"{kind} files are not read yet", "Save or print the page as a PNG picture and open that."
    if kind:
        return f"{kind} pictures are not read", _SAVE_AS
    return "this is not a picture that can be read", "Open a PNG, JPEG, TIFF, BMP or WebP file."


def _pixels(data: bytes) -> Picture | None:
    """The stored pixels as OpenCV gives them (blue first), 16 bits brought to 8, or None; its own messages are kept off the terminal."""
    level = cv2.setLogLevel(0)
    try:
        stored = cast("NDArray[np.integer[Any]] | None", cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED))
    except (cv2.error, MemoryError):
        return None
    finally:
        cv2.setLogLevel(level)
    if stored is None or stored.dtype not in (np.uint8, np.uint16):
        return None
    return np.asarray(stored if stored.dtype == np.uint8 else cv2.convertScaleAbs(stored, alpha=1 / 257), dtype=np.uint8)


def _plain(pixels: Picture) -> Picture:
    """Grey or RGB without transparency, from [h, w], [h, w, 3] (BGR) or [h, w, 4] (BGRA)."""
    if pixels.ndim == 2:
        return pixels
    colour = np.asarray(cv2.cvtColor(pixels[..., :3], cv2.COLOR_BGR2RGB), dtype=np.uint8)
    return _over_white(colour, pixels[..., 3]) if pixels.shape[2] == 4 else colour


def _over_white(colour: Picture, alpha: Picture) -> Picture:
    """``colour`` [h, w, 3] seen through ``alpha`` [h, w] on white paper."""
    cover = cv2.merge([alpha] * 3)
    return np.asarray(cv2.add(cv2.multiply(colour, cover, scale=1 / 255), cv2.bitwise_not(cover)), dtype=np.uint8)


def _turned(picture: Picture, orientation: int) -> Picture:
    """The picture upright: Exif orientations 2 and 4 are mirror images, 3 upside down, 5 to 8 lie on their side."""
    if orientation >= 5:
        picture = picture.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        picture = picture[::-1]
    if orientation in (2, 3, 6, 7):
        picture = picture[:, ::-1]
    return np.ascontiguousarray(picture)
