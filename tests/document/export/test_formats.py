"""Each format, read back by something that is not ours."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import subprocess
import zlib
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import xmlschema
from jsonschema import Draft202012Validator

from hcr_desktop.document.export import FORMATS, ReadPage
from hcr_desktop.document.ink import Box, Ink
from hcr_desktop.document.text import RecognisedText, Span
from tests.document.export.readpages import ink_page, picture_page


def written(form: str, *pages: ReadPage) -> bytes:
    return b"".join(FORMATS[form](iter(pages)))


def test_plain_text_is_the_text() -> None:
    assert written("text", picture_page()) == b'to be\nor "<&(\\)>"\n'


def test_plain_pages_are_parted_by_form_feeds() -> None:
    assert written("text", ink_page(), ink_page()) == b"ab c\n\fab c\n"


def test_json_is_one_object_a_page_with_all_that_is_known() -> None:
    first, second = (json.loads(line) for line in written("json", picture_page(), ink_page()).splitlines())
    assert first["file"] == "page.png"
    assert first["text"] == "\n".join(first["lines"]) == 'to be\nor "<&(\\)>"'
    assert "".join(span["text"] for span in first["spans"]) == "".join(first["text"].split())
    alternatives = [["o", 0.9], ["?", 0.1]]
    assert first["spans"][1] == {"text": "o", "box": [10, 0, 18, 16], "marks": [-2], "confidence": 0.9, "alternatives": alternatives}
    assert second["spans"][0]["box"] == [-500, -500, -492, -484]


TYPED = Span("é", None, frozenset(), 1.0)


def test_a_typed_character_has_no_box_in_json() -> None:
    text = RecognisedText((TYPED,), ("é",))
    (line,) = written("json", ReadPage("x", Ink(), text)).splitlines()
    assert json.loads(line)["spans"][0]["box"] is None


SCHEMA = json.loads((Path(__file__).resolve().parents[3] / "docs" / "page.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", [picture_page(), ink_page(), ReadPage.blank(), ReadPage("x", Ink(), RecognisedText((TYPED,), ("é",)))])
def test_json_is_as_its_schema_says(page: ReadPage) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(json.loads(written("json", page)))


def test_the_schema_of_json_holds_what_it_should() -> None:
    good = json.loads(written("json", picture_page()))
    for spoil in (lambda page: page.pop("area"), lambda page: page["spans"][0].update(confidence=1.5), lambda page: page.update(more=1)):
        bad = copy.deepcopy(good)
        spoil(bad)
        assert not Draft202012Validator(SCHEMA).is_valid(bad)


def alto_schema() -> xmlschema.XMLSchema:
    """The standard's own schema where HCR_ALTO_XSD names it, else that of the part of it that is used."""
    return xmlschema.XMLSchema(os.environ.get("HCR_ALTO_XSD") or Path(__file__).with_name("alto-subset.xsd"))


def test_alto_is_as_its_schema_says() -> None:
    schema = alto_schema()
    for pages in ((), (ReadPage.blank(),), (picture_page("a <b> & c.png"), ink_page(), picture_page(colour=True))):
        schema.validate(written("alto", *pages).decode())
    assert not schema.is_valid(written("alto", picture_page()).decode().replace(' PHYSICAL_IMG_NR="1"', ""))
    assert not schema.is_valid(written("alto", picture_page()).decode().replace('GC="0.9', 'GC="1.9'))


def test_alto_says_where_things_are_and_what_else_they_might_be() -> None:
    root = ET.fromstring(written("alto", picture_page("a <b>.png"), ink_page()))  # noqa: S314 - it is our own
    name = "{http://www.loc.gov/standards/alto/ns-v4#}"
    assert root.findtext(f".//{name}fileName") == "a <b>.png"
    first, second = root.iter(f"{name}Page")
    assert (first.get("WIDTH"), first.get("HEIGHT"), second.get("PHYSICAL_IMG_NR")) == ("200.00", "100.00", "2")
    words = list(first.iter(f"{name}String"))
    assert [word.get("CONTENT") for word in words] == ["to", "be", "or", '"<&(\\)>"']
    assert [words[1].get(key) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT", "WC")] == ["30.00", "0.00", "18.00", "16.00", "0.9000"]
    glyph = next(words[0].iter(f"{name}Glyph"))
    assert [(other.get("CONTENT"), other.get("VC")) for other in glyph] == [("?", "0.1000")]
    assert all(float(place.get("HPOS") or 0) >= 0 for place in second.iter() if place.get("HPOS"))


class Outline(HTMLParser):
    """Checks that elements nest, and keeps class, title and text of each."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag != "meta":
            self.open.append(tag)
        if "class" in values:
            self.found.append((values["class"] or "", values.get("title") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_hocr_nests_and_says_where_things_are() -> None:
    outline = Outline()
    outline.feed(written("hocr", picture_page('odd "name".png'), ink_page()).decode())
    assert outline.open == []
    assert outline.found[0] == ("ocr_page", 'image "odd _name_.png"; bbox 0 0 200 100; ppageno 0')
    assert outline.found[1] == ("ocr_line", "bbox 0 0 48 16")
    assert outline.found[2] == ("ocrx_word", "bbox 0 0 18 16; x_wconf 90")
    assert outline.found[3] == ("ocrx_cinfo", "bbox 0 0 8 16; x_conf 90")
    assert 'or "<&(\\)>"' in outline.text
    boxes = [[int(n) for n in re.findall(r"bbox (\d+) (\d+) (\d+) (\d+)", title)[0]] for _, title in outline.found]
    assert all(left < right and top < bottom for left, top, right, bottom in boxes)


def test_every_property_of_hocr_is_in_its_grammar() -> None:
    outline = Outline()
    outline.feed(written("hocr", picture_page(), ink_page(), picture_page(lines=("a",))).decode())
    grammar = {
        "ocr_page": r'image "[^"]*"; bbox( \d+){4}; ppageno \d+',
        "ocr_line": r"bbox( \d+){4}",
        "ocrx_word": r"bbox( \d+){4}; x_wconf \d{1,3}",
        "ocrx_cinfo": r"bbox( \d+){4}; x_conf \d{1,3}",
    }
    assert {kind for kind, _ in outline.found} == set(grammar)
    assert all(re.fullmatch(grammar[kind], title) for kind, title in outline.found)
    assert [title.rsplit(" ", 1)[1] for kind, title in outline.found if kind == "ocr_page"] == ["0", "1", "2"]


needs_pdftotext = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (package poppler-utils) is not installed")


@needs_pdftotext
def test_pdf_text_is_found_by_another_program(tmp_path: Path) -> None:
    file = tmp_path / "out.pdf"
    file.write_bytes(written("pdf", picture_page(), ink_page(), picture_page(colour=True)))
    found = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True)
    assert found.stderr == ""
    pages = [page.split() for page in found.stdout.split("\f")]
    assert pages == [["to", "be", "or", '"<&(\\)>"'], ["ab", "c"], ["to", "be", "or", '"<&(\\)>"'], []]


@needs_pdftotext
def test_pdf_words_lie_on_their_ink(tmp_path: Path) -> None:
    file = tmp_path / "out.pdf"
    file.write_bytes(written("pdf", picture_page()))
    listed = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, text=True, check=True).stdout
    words = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(\w+)<', listed)
    scale = 842 / 200
    left, top, right, bottom = (float(value) / scale for value in words[1][:4])
    assert words[1][4] == "be"
    assert (left, right) == pytest.approx((30, 48), abs=0.5)
    assert top < 8 < bottom  # its middle line
    assert bottom - top < 2 * 16


def test_pdf_keeps_every_pixel_and_its_table_is_true() -> None:
    page = picture_page()
    content = written("pdf", page)
    start = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    assert content[start:].startswith(b"xref\n")
    for number, offset in enumerate(re.findall(rb"(\d{10}) 00000 n ", content), start=1):
        assert content[int(offset) :].startswith(b"%d 0 obj" % number)
    pixels = zlib.decompress(content[content.index(b"stream\n", content.index(b"/Subtype /Image")) + 7 :])
    assert isinstance(page.source, np.ndarray)
    assert pixels == page.source.tobytes()


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_read_is_no_error(form: str) -> None:
    empty = ReadPage("empty.json", Ink(), RecognisedText())
    assert isinstance(written(form, empty), bytes)
    assert isinstance(written(form), bytes)
    dot = ReadPage("dot.json", Ink.from_arrays([[[5, 5]]]), RecognisedText((Span(".", Box(5, 5, 5, 5), frozenset({0}), 0.5),), (".",)))
    assert written(form, dot)
