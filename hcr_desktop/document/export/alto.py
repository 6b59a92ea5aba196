"""ALTO 4.2, the libraries' format: where on the page each line, word and character stands, how sure it is, and what else it might be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from xml.sax.saxutils import quoteattr

from hcr_desktop.document.export.pages import ReadPage, Word, box_of
from hcr_desktop.document.ink import Box
from hcr_desktop.document.text import Span

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="{0}" SCHEMAVERSION="4.2">
<Description>
<MeasurementUnit>pixel</MeasurementUnit>{1}
<Processing ID="read"><processingSoftware><softwareName>hcr-desktop</softwareName></processingSoftware></Processing>
</Description>
<Layout>
"""

_UNDER_LINE = str.maketrans({chr(code): "�" for code in (*range(9), 11, 12, *range(14, 32))})
"""Characters that XML cannot hold."""


def export(pages: Iterable[ReadPage]) -> Iterator[bytes]:
    """One document with a ``Page`` a page; positions are pixels (ink units) from the page's top-left corner.

    ALTO has one place for the name of a file: it holds that of the first.
    """
    stream = iter(pages)
    first = next(stream, None)
    yield _HEAD.format(NAMESPACE, _source(first) if first is not None else "").encode()
    for number, page in enumerate(chain([first] if first is not None else [ReadPage.blank()], stream), 1):
        yield "\n".join(_page(number, page)).encode() + b"\n"
    yield b"</Layout>\n</alto>\n"


def _source(page: ReadPage) -> str:
    """The name of the file."""
    name = page.name.translate(_UNDER_LINE).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"\n<sourceImageInformation><fileName>{name}</fileName></sourceImageInformation>"


def _page(number: int, page: ReadPage) -> Iterator[str]:
    """One ``Page`` element; all its text is one block."""
    key, box = f"page_{number}", page.box
    size = f'WIDTH="{box.width:.2f}" HEIGHT="{box.height:.2f}"'
    yield f'<Page ID="{key}" PHYSICAL_IMG_NR="{number}" {size} PROCESSINGREFS="read">'
    yield f'<PrintSpace HPOS="0" VPOS="0" {size}>'
    lines = [(f"{key}_{row}", words) for row, words in enumerate(page.lines, 1) if words]
    if lines:
        around = box_of([word for _, words in lines for word in words])
        yield f'<TextBlock ID="{key}_block"{_place(around, box)}>'
        for line, words in lines:
            yield from _line(line, words, box)
        yield "</TextBlock>"
    yield "</PrintSpace>\n</Page>"


def _line(key: str, words: list[Word], page: Box) -> Iterator[str]:
    """One ``TextLine`` element."""
    yield f'<TextLine ID="line_{key}"{_place(box_of(words), page)}>'
    for index, word in enumerate(words, 1):
        if index > 1:
            yield "<SP/>"
        text = quoteattr("".join(span.text for span in word).translate(_UNDER_LINE))
        sure = min(span.confidence for span in word)
        yield f'<String ID="word_{key}_{index}" CONTENT={text}{_place(box_of(word), page)} WC="{sure:.4f}">'
        for span in word:
            yield from _glyph(span, page)
        yield "</String>"
    yield "</TextLine>"


def _glyph(span: Span, page: Box) -> Iterator[str]:
    """One ``Glyph`` element with its other readings."""
    text = quoteattr(span.text.translate(_UNDER_LINE))
    yield f'<Glyph CONTENT={text}{_place(span.box, page)} GC="{span.confidence:.4f}">'
    for other, probability in span.alternatives:
        if other != span.text:
            yield f'<Variant CONTENT={quoteattr(other.translate(_UNDER_LINE))} VC="{probability:.4f}"/>'
    yield "</Glyph>"


def _place(box: Box | None, page: Box) -> str:
    """The attributes that say where something is; none for what has no ink."""
    if box is None:
        return ""
    left, top = box.left - page.left, box.top - page.top
    return f' HPOS="{left:.2f}" VPOS="{top:.2f}" WIDTH="{box.width:.2f}" HEIGHT="{box.height:.2f}"'
