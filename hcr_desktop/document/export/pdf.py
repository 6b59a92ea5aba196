"""A PDF to search and copy from: the picture, or the ink as lines, under the text that was read, which is there but not seen."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.export.pages import ReadPage, Word, box_of
from hcr_desktop.document.ink import Box, Ink

LONG_SIDE = 842.0
"""The longer side of every page in points: that of A4. Pages keep their shape."""

CATALOGUE, PAGES, FONT = 1, 2, 3
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"
_ADVANCE = 0.6  # of every character of Courier, in font sizes


def export(pages: Iterable[ReadPage]) -> Iterator[bytes]:
    """One PDF 1.4 document, a page a source."""
    writer = _Writer()
    yield b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    yield writer.numbered(FONT, _FONT)
    leaves = []
    for page in pages:
        first = writer.next
        leaves.append(first)
        for offset, content in enumerate(_objects(page, first)):
            yield writer.numbered(first + offset, content)
    kids = " ".join(f"{leaf} 0 R" for leaf in leaves)
    yield writer.numbered(PAGES, f"<< /Type /Pages /Count {len(leaves)} /Kids [{kids}] >>".encode())
    yield writer.numbered(CATALOGUE, f"<< /Type /Catalog /Pages {PAGES} 0 R >>".encode())
    yield writer.tail()


class _Writer:
    """Counts bytes and remembers where each object began, for the table at the end."""

    def __init__(self) -> None:
        self.length = len(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        self.starts: dict[int, int] = {}
        self.next = FONT + 1

    def numbered(self, number: int, content: bytes) -> bytes:
        """The object as it stands in the file."""
        written = b"%d 0 obj\n%s\nendobj\n" % (number, content)
        self.starts[number] = self.length
        self.length += len(written)
        self.next = max(self.next, number + 1)
        return written

    def tail(self) -> bytes:
        """The cross-reference table and the trailer."""
        rows = b"".join(b"%010d 00000 n \n" % self.starts[number] for number in sorted(self.starts))
        size = len(self.starts) + 1
        table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
        return table + b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, CATALOGUE, self.length)


def _objects(page: ReadPage, first: int) -> list[bytes]:
    """The page's objects, numbered from ``first``: the page, its content and, for a picture, the picture."""
    box = page.box
    scale = LONG_SIDE / max(box.width, box.height)
    width, height = box.width * scale, box.height * scale
    picture = None if isinstance(page.source, Ink) else page.source
    if isinstance(page.source, Ink):
        drawn = _strokes(page.source, box, scale, _pen(page) * scale)
    else:
        drawn = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Picture Do Q"
    content = f"{drawn}\n{_text(page, scale)}".encode("cp1252", "replace")
    resources = f"/Font << /F {FONT} 0 R >>" + (f" /XObject << /Picture {first + 2} 0 R >>" if picture is not None else "")
    leaf = (
        f"<< /Type /Page /Parent {PAGES} 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] "
        f"/Resources << {resources} >> /Contents {first + 1} 0 R >>"
    )
    return [leaf.encode(), _stream(content), *([] if picture is None else [_picture(picture)])]


def _stream(content: bytes, entries: str = "") -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode %s>>\nstream\n%s\nendstream" % (len(packed), entries.encode(), packed)


def _picture(pixels: NDArray[np.uint8]) -> bytes:
    """A picture object, uint8 [h, w] or [h, w, 3], kept without loss."""
    height, width = pixels.shape[:2]
    colours = "DeviceGray" if pixels.ndim == 2 else "DeviceRGB"
    entries = f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 /ColorSpace /{colours} "
    return _stream(np.ascontiguousarray(pixels).tobytes(), entries)


def _pen(page: ReadPage) -> float:
    """The width of the line that ink is drawn with: that of a pen for letters of this size."""
    heights = [box.height for box in (box_of(words) for words in page.lines) if box]
    return 0.05 * max(heights, default=page.box.height / 4)


def _strokes(ink: Ink, box: Box, scale: float, pen: float) -> str:
    """The ink as lines with round ends; a stroke of one point is a dot."""
    paths = []
    for stroke in ink.strokes:
        points = [f"{(x - box.left) * scale:.2f} {(box.bottom - y) * scale:.2f}" for x, y in stroke.xy.tolist()]
        paths.append(" ".join([points[0], "m", *(f"{point} l" for point in points[1:] or points)]) + " S")
    return "\n".join([f"q 1 J 1 j {pen:.2f} w", *paths, "Q"])


def _text(page: ReadPage, scale: float) -> str:
    """The text, invisible (render mode 3), each word stretched over its ink."""
    return "\n".join(["BT 3 Tr", *(row for words in page.lines if words for row in _line(words, page.box, scale)), "ET"])


def _line(words: list[Word], page: Box, scale: float) -> Iterator[str]:
    """The operators that place a line's words; its letters are as high as its ink, so that viewers see one line."""
    line = box_of(words)
    if line is None:
        return
    size = max(line.height * scale, 1.0)
    yield f"/F {size:.2f} Tf"
    for word in words:
        box = box_of(word)
        if box is None:
            continue
        stretch = 100 * max(box.width * scale, 0.5) / (_ADVANCE * size * len(word))
        x, y = (box.left - page.left) * scale, (page.bottom - line.bottom) * scale + 0.2 * size
        yield f"{stretch:.2f} Tz 1 0 0 1 {x:.2f} {y:.2f} Tm ({_escaped(word)} ) Tj"


def _escaped(word: Word) -> str:
    """The word as the inside of a PDF string."""
    return "".join("\\" + span.text if span.text in "\\()" else span.text for span in word)
