"""PDF files made by code."""

from __future__ import annotations

from collections.abc import Sequence

LETTER_A = "0 0 1 RG 6 w 20 20 m 50 180 l 80 20 l S 30 80 m 70 80 l S"
"""A blue capital A, in the content language of PDF."""

LOCK = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ({'o' * 32}) /U ({'u' * 32}) >> /ID [(a) (a)]"
"""Entries of a trailer that say the file needs a password."""


def pdf(contents: Sequence[str], size: tuple[float, float] = (100, 200), entries: str = "", trailer: str = "") -> bytes:
    """A PDF with a page for each content stream.

    Args:
        contents: What each page draws.
        size: Width and height of the pages in points.
        entries: More entries of each page's dictionary.
        trailer: More entries of the trailer.
    """
    kids = " ".join(f"{3 + 2 * index} 0 R" for index in range(len(contents)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Count {len(contents)} /Kids [{kids}] >>"]
    for index, content in enumerate(contents):
        box = f"/MediaBox [0 0 {size[0]:g} {size[1]:g}]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {4 + 2 * index} 0 R {entries} >>")
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    data, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n"
    return bytes(data) + f"{end}startxref\n{len(data)}\n%%EOF\n".encode()
