"""Picture files: the formats, which way up they are, and one clear sentence for everything that cannot be read."""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcr_desktop.errors import InputUnreadable
from hcr_desktop.inference import picture
from hcr_desktop.inference.header import READERS, sniff
from tests.inference.gifs import gif

RED, WHITE = (255, 0, 0), (255, 255, 255)


def corner_picture() -> np.ndarray:
    """RGB [40, 60, 3], white with a red top-left corner."""
    image = np.full((40, 60, 3), 255, np.uint8)
    image[:16, :24] = RED
    return image


def encoded(suffix: str, image: np.ndarray) -> bytes:
    if suffix == ".gif":  # which OpenCV's wheels do not write
        return gif(image if image.ndim == 2 else image[..., 1], np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1))
    bgr = image if image.ndim == 2 else image[..., [2, 1, 0, *range(3, image.shape[2])]]
    done, data = cv2.imencode(suffix, bgr)
    assert done
    return data.tobytes()


def noise(suffix: str) -> bytes:
    return encoded(suffix, np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8))


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_with(data: bytes, *extra: bytes) -> bytes:
    """The PNG with more chunks after its header."""
    return data[:33] + b"".join(extra) + data[33:]


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A whole and valid PNG of 8-bit grey zeros, small in the file."""
    packer = zlib.compressobj(9)
    row = bytes(width + 1)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def tiff_block(orientation: int) -> bytes:
    """A TIFF that holds an orientation and nothing else, as in Exif."""
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 274, 3, 1, orientation, 0, 0)


def exif_jpeg(orientation: int) -> bytes:
    body = b"Exif\0\0" + tiff_block(orientation)
    data = encoded(".jpg", corner_picture())
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]


def exif_webp(orientation: int) -> bytes:
    data = encoded(".webp", corner_picture())
    extended = b"VP8X" + struct.pack("<II", 10, 8) + (59).to_bytes(3, "little") + (39).to_bytes(3, "little")
    body = b"WEBP" + extended + data[12:] + b"EXIF" + struct.pack("<I", 26) + tiff_block(orientation)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def exif_png(orientation: int) -> bytes:
    return png_with(encoded(".png", corner_picture()), chunk(b"eXIf", tiff_block(orientation)))


def turned_tiff(orientation: int) -> bytes:
    """A TIFF with the orientation among its tags, in place of the last one (the sample format, which has that default)."""
    data = bytearray(encoded(".tiff", corner_picture()))
    start = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, start)[0]
    entries = [bytes(data[start + 2 + 12 * i : start + 14 + 12 * i]) for i in range(count)]
    kept = [entry for entry in entries if struct.unpack_from("<H", entry)[0] not in (274, 339)]
    kept.append(struct.pack("<HHIHH", 274, 3, 1, orientation, 0))
    kept.sort(key=lambda entry: struct.unpack_from("<H", entry)[0])
    table = struct.pack("<H", len(kept)) + b"".join(kept) + bytes(4)
    struct.pack_into("<I", data, 4, len(data))
    return bytes(data) + table


def red_corner(image: np.ndarray) -> str:
    """Where the red corner is."""
    patches = {"top-left": image[3, 3], "top-right": image[3, -4], "bottom-left": image[-4, 3], "bottom-right": image[-4, -4]}
    red = [name for name, pixel in patches.items() if int(pixel[0]) - int(pixel[1]) > 150]
    assert len(red) == 1
    return red[0]


@pytest.mark.parametrize("suffix", [".png", ".tiff", ".bmp"])
@pytest.mark.parametrize("channels", [1, 3])
def test_lossless_formats_come_back_exactly(suffix: str, channels: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    image = rng.integers(0, 256, (31, 23) if channels == 1 else (31, 23, 3), dtype=np.uint8)
    path = tmp_path / f"some page{suffix}"
    path.write_bytes(encoded(suffix, image))
    back = picture.load(path)
    assert back.dtype == np.uint8
    if channels == 1 and back.ndim == 3:
        back = back[..., 0]
    np.testing.assert_array_equal(back, image)


@pytest.mark.parametrize("suffix", [".jpg", ".webp"])
def test_lossy_formats_come_back_nearly(suffix: str) -> None:
    image = corner_picture()
    assert np.abs(picture.decode(encoded(suffix, image), "x").astype(int) - image).mean() < 5


def test_content_counts_and_not_the_suffix(tmp_path: Path) -> None:
    path = tmp_path / "really a png.jpg"
    path.write_bytes(encoded(".png", corner_picture()))
    np.testing.assert_array_equal(picture.load(path), corner_picture())


@pytest.mark.parametrize("suffix", [".png", ".webp"])
def test_transparent_parts_are_white(suffix: str) -> None:
    image = np.zeros((20, 30, 4), np.uint8)
    image[5:15, 5:15, 3] = 255  # a black square on nothing
    back = picture.decode(encoded(suffix, image), "x").astype(int)
    assert back.shape == (20, 30, 3)
    assert back[8:12, 8:12].max() < 10
    assert back[:3].min() > 245


def test_half_transparent_ink_is_grey() -> None:
    image = np.zeros((20, 30, 4), np.uint8)
    image[..., 3] = 128
    np.testing.assert_array_equal(picture.decode(encoded(".png", image), "x"), np.full((20, 30, 3), 127, np.uint8))


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_sixteen_bits_are_scaled_to_eight(suffix: str) -> None:
    image = np.linspace(0, 65535, 20 * 30).reshape(20, 30).astype(np.uint16)
    np.testing.assert_array_equal(picture.decode(encoded(suffix, image), "x"), np.round(image / 257).astype(np.uint8))


@pytest.mark.parametrize("make", [exif_jpeg, exif_webp, exif_png, turned_tiff])
def test_the_camera_s_orientation_is_followed(make: Callable[[int], bytes]) -> None:
    seen = [red_corner(picture.decode(make(orientation), "x")) for orientation in range(1, 9)]
    corners = ["top-left", "top-right", "bottom-right", "bottom-left"]
    assert seen == [*corners, "top-left", "top-right", "bottom-right", "bottom-left"]
    assert [picture.decode(make(orientation), "x").shape[:2] for orientation in (1, 3, 5, 6, 8)] == [(40, 60)] * 2 + [(60, 40)] * 3


def test_orientation_that_makes_no_sense_is_ignored() -> None:
    assert red_corner(picture.decode(exif_jpeg(77), "x")) == "top-left"


def test_the_first_of_several_pages_is_read() -> None:
    first, second = corner_picture(), np.zeros((50, 50, 3), np.uint8)
    done, data = cv2.imencodemulti(".tiff", [first[..., ::-1], second])
    assert done
    np.testing.assert_array_equal(picture.decode(data.tobytes(), "x"), first)


def test_harmless_notes_in_a_png_cause_no_warning(capfd: pytest.CaptureFixture[str]) -> None:
    data = png_with(encoded(".png", corner_picture()), chunk(b"gAMA", bytes(4)), chunk(b"iCCP", b"abc\0\0xx"))
    np.testing.assert_array_equal(picture.decode(data, "x"), corner_picture())
    assert capfd.readouterr().err == ""


def broken_crc() -> bytes:
    data = bytearray(noise(".png"))
    data[len(data) // 2] ^= 0xFF
    return bytes(data)


GARBAGE = {
    "empty": (b"", "the file is empty"),
    "text": (b"Dear Sir,\nthis is no picture.\n", "this is text"),
    "utf-8 text": ("Größe: 5 m²\r\n".encode(), "this is text"),
    "markup": (b"<!DOCTYPE html><html></html>", "this is text"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "PDF files are not read as pictures"),
    "GIF without a picture": (b"GIF89a\1\0\1\0\0\0\0;", "damaged or cut off"),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC pictures are not read"),
    "SVG": (b'<?xml version="1.0"?>\n<svg xmlns="x"/>', "SVG pictures are not read"),
    "program": (b"\x7fELF\2\1\1\0\0\0\0\0\0\0\0\0", "this is not a picture"),
    "zip": (b"PK\3\4\x14\0\0\0", "this is not a picture"),
    "1 x 1": (encoded(".png", np.zeros((1, 1), np.uint8)), "the picture is 1 x 1 pixels, too small"),
    "flat": (encoded(".bmp", np.zeros((3, 500), np.uint8)), "the picture is 500 x 3 pixels, too small"),
    "half a PNG": (noise(".png")[:20_000], "damaged or cut off"),
    "PNG without its end": (noise(".png")[:-12], "damaged or cut off"),
    "PNG with a flipped byte": (broken_crc(), "damaged or cut off"),
    "PNG head": (noise(".png")[:20], "damaged or cut off"),
    "half a JPEG": (noise(".jpg")[:9_000], "damaged or cut off"),
    "JPEG without its end": (noise(".jpg")[:-2], "damaged or cut off"),
    "JPEG head": (noise(".jpg")[:50], "damaged or cut off"),
    "half a TIFF": (noise(".tiff")[:15_000], "damaged or cut off"),
    "half a BMP": (noise(".bmp")[:15_000], "damaged or cut off"),
    "half a WebP": (noise(".webp")[:3_000], "damaged or cut off"),
    "wide": (huge_png(60_000, 8), "the picture is 60,000 x 8 pixels"),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_gets_one_clear_sentence(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    data, reason = GARBAGE[name]
    path = tmp_path / "page.png"
    path.write_bytes(data)
    with pytest.raises(InputUnreadable) as caught:
        picture.load(path)
    message = str(caught.value)
    assert message.startswith("page.png: ")
    assert reason in message
    assert message.endswith(".")
    assert caught.value.advice
    assert "\n" not in message
    assert capfd.readouterr() == ("", "")


def test_a_huge_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(huge_png())
    start = time.perf_counter()
    with pytest.raises(InputUnreadable, match=r"30,000 x 30,000 pixels; up to 100 million"):
        picture.load(path)
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize("kind", READERS)
def test_every_format_tells_its_size_in_the_header(kind: str) -> None:
    suffix = {"JPEG": ".jpg"}.get(kind, f".{kind.lower()}")
    data = noise(suffix)
    assert sniff(data) == kind
    header = READERS[kind](data)
    assert (header.width, header.height, header.complete, header.orientation) == (120, 90, True, 1)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable, match="there is no such file"):
        picture.load(tmp_path / "nowhere.png")
    with pytest.raises(InputUnreadable, match=r"could not be read|no such file"):
        picture.load(tmp_path / "a\0b.png")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable, match="this is a folder"):
        picture.load(tmp_path)
    with pytest.raises(InputUnreadable, match="this is a folder"):
        picture.load(Path())


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_device_is_never_read_to_its_end() -> None:
    with pytest.raises(InputUnreadable, match="this is a device"):
        picture.load(Path("/dev/zero"))


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "private.png"
    path.write_bytes(encoded(".png", corner_picture()))

    def refuse(_self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")  # by hand: the tests may run as root, whom no mode bits stop

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputUnreadable, match="you are not allowed to read this file") as caught:
        picture.load(path)
    assert caught.value.__suppress_context__


def test_a_file_larger_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "sparse.png"
    with path.open("wb") as file:
        file.truncate(picture.MAX_BYTES + 1)
    with pytest.raises(InputUnreadable, match="larger than 512 MB"):
        picture.load(path)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([".png", ".jpg", ".tiff", ".bmp", ".webp", ".gif"]), st.data())
def test_damaged_files_are_read_or_refused_but_never_crash(suffix: str, data: st.DataObject) -> None:
    content = bytearray(noise(suffix))
    for place in data.draw(st.lists(st.integers(0, min(400, len(content) - 1)), max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    try:
        image = picture.decode(bytes(content[:cut]), "x")
    except InputUnreadable:
        return
    assert image.dtype == np.uint8
    assert image.ndim == 2 or image.shape[2] == 3


BEGINNINGS = [
    b"",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"II*\0\x08\0\0\0",
    b"II+\0\x08\0\0\0",
    b"MM\0*\0\0\0\x08",
    b"BM",
    b"RIFFabcdWEBP",
    b"GIF89a",
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300))
def test_any_bytes_are_refused_politely(start: bytes, rest: bytes) -> None:
    with pytest.raises(InputUnreadable):
        picture.decode(start + rest, "x")
