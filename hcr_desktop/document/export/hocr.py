"""hOCR 1.2: text in HTML that says where on the page each line, word and character stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from hcr_desktop.document.export.pages import ReadPage, Word, box_of
from hcr_desktop.document.ink import Box

_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<title>Handwriting</title>
<meta charset="utf-8">
<meta name="ocr-system" content="hcr-desktop">
<meta name="ocr-capabilities" content="ocr_page ocr_line ocrx_word ocrx_cinfo">
</head>
<body>
"""


def export(pages: Iterable[ReadPage]) -> Iterator[bytes]:
    """One HTML document with an ``ocr_page`` a page; coordinates are page units from the page's top-left corner."""
    yield _HEAD.encode()
    for number, page in enumerate(pages):
        yield _page(number, page).encode("utf-8", "replace")
    yield b"</body>\n</html>\n"


def _page(number: int, page: ReadPage) -> str:
    """One ``ocr_page`` element."""
    title = f'image "{page.name.replace(chr(34), "_")}"; {_bbox(page.box, page.box)}; ppageno {number}'
    lines = [_line(f"{number + 1}_{row + 1}", words, page.box) for row, words in enumerate(page.lines) if words]
    return "\n".join([f'<div class="ocr_page" id="page_{number + 1}" title="{escape(title)}">', *lines, "</div>\n"])


def _line(key: str, words: list[Word], page: Box) -> str:
    """One ``ocr_line`` element with its words."""
    inner = " ".join(_word(f"{key}_{index + 1}", word, page) for index, word in enumerate(words))
    return f'<span class="ocr_line" id="line_{key}"{_title(box_of(words), page)}>{inner}</span>'


def _word(key: str, word: Word, page: Box) -> str:
    """One ``ocrx_word`` element; its confidence is that of its least certain character."""
    sure = f"x_wconf {round(100 * min(span.confidence for span in word))}"
    inner = "".join(
        f'<span class="ocrx_cinfo"{_title(span.box, page, f"x_conf {round(100 * span.confidence)}")}>{escape(span.text)}</span>'
        for span in word
    )
    return f'<span class="ocrx_word" id="word_{key}"{_title(box_of(word), page, sure)}>{inner}</span>'


def _title(box: Box | None, page: Box, more: str = "") -> str:
    """The ``title`` attribute that hOCR keeps its properties in."""
    properties = "; ".join(filter(None, [_bbox(box, page) if box else "", more]))
    return f' title="{properties}"' if properties else ""


def _bbox(box: Box, page: Box) -> str:
    """A box as hOCR's whole numbers, counted from the page's corner."""
    edges = (box.left - page.left, box.top - page.top, box.right - page.left, box.bottom - page.top)
    return "bbox " + " ".join(str(max(0, round(edge))) for edge in edges)
