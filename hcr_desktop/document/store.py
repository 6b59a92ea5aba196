"""Documents as ``.hcr`` files: a zip of ``document.json`` and one ``picture-N.npy`` for every picture (docs/format.md)."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.codec import Json, stroke_from_json, stroke_to_json, text_from_json, text_to_json
from hcr_desktop.document.files import write_whole
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.paper import Paper
from hcr_desktop.document.where import EVERYWHERE, where_from_json, where_to_json
from hcr_desktop.document.work import Leaf
from hcr_desktop.errors import HcrError, InkInvalid, InputUnreadable

SUFFIX = ".hcr"
FORMAT = "hcr-desktop document"
VERSION = 1
MAX_BYTES = 1 << 30
"""What all parts of a document may come to when unpacked."""

_HEAD = "document.json"
_CHOOSE = "Choose another file, or an older copy of this one."


def save(path: Path, leaves: tuple[Leaf, ...]) -> None:
    """Write a document in one step; when that fails, a file that was there before still is.

    Raises:
        HcrError: When it cannot be written.
    """
    try:
        write_whole(path, lambda file: _write(file, leaves))
    except OSError as error:
        reason = error.strerror or str(error)
        raise HcrError(f"{path.name}: the document could not be saved ({reason}); choose another folder or make room.") from None


def _write(file: BinaryIO, leaves: tuple[Leaf, ...]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        sheets = []
        for number, leaf in enumerate(leaves):
            sheet: Json = {"name": leaf.name, "text": text_to_json(leaf.text)}
            if isinstance(leaf.source, Ink):
                sheet["paper"] = leaf.paper.value
                sheet["strokes"] = [stroke_to_json(stroke) for stroke in leaf.source.strokes]
            else:
                sheet["picture"] = f"picture-{number}.npy"
                archive.writestr(sheet["picture"], npy(leaf.source))
                if leaf.where != EVERYWHERE:
                    sheet["where"] = where_to_json(leaf.where)
            sheets.append(sheet)
        head = {"format": FORMAT, "version": VERSION, "sheets": sheets}
        archive.writestr(_HEAD, json.dumps(head, ensure_ascii=False, separators=(",", ":")))


def load(path: Path) -> tuple[Leaf, ...]:
    """The sheets of a document, canvas first, with keys from 0.

    Raises:
        InputUnreadable: When it cannot be read, is damaged, is no document, or is of a newer program.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, path.name)
    except OSError as error:
        reason = "this is a folder" if path.is_dir() else f"the file could not be read ({error.strerror or 'it is cut short'})"
        raise InputUnreadable(path.name, reason, "Check the name and its permissions.") from None
    except zipfile.BadZipFile:
        raise InputUnreadable(path.name, "this is no document of HCR Desktop, or it is damaged", _CHOOSE) from None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError, RecursionError, MemoryError, InkInvalid, zlib.error):
        raise InputUnreadable(path.name, "the document is damaged", _CHOOSE) from None
    except (NotImplementedError, RuntimeError):  # a way of packing that we never use, or a password
        raise InputUnreadable(path.name, "the document is packed in a way that is not ours", _CHOOSE) from None


def _read(archive: zipfile.ZipFile, name: str) -> tuple[Leaf, ...]:
    """The sheets in an open document."""
    if sum(part.file_size for part in archive.infolist()) > MAX_BYTES:
        raise InputUnreadable(name, f"the document holds more than {MAX_BYTES >> 20} MB", _CHOOSE)
    head = json.loads(archive.read(_HEAD))
    if head["format"] != FORMAT:
        raise InputUnreadable(name, "this is no document of HCR Desktop", _CHOOSE)
    if int(head["version"]) > VERSION:
        raise InputUnreadable(name, "the document was saved by a newer HCR Desktop", "Install the newest version to open it.")
    leaves = tuple(_leaf(key, sheet, archive) for key, sheet in enumerate(head["sheets"]))
    if not leaves or not isinstance(leaves[0].source, Ink) or not all(isinstance(leaf.source, np.ndarray) for leaf in leaves[1:]):
        raise ValueError("a document is a canvas and then pictures")
    return leaves


def _leaf(key: int, sheet: dict[str, Any], archive: zipfile.ZipFile) -> Leaf:
    text = text_from_json(sheet["text"])
    if "picture" in sheet:
        where = where_from_json(sheet["where"]) if "where" in sheet else EVERYWHERE
        return Leaf(key, str(sheet["name"]), picture_from(archive.read(sheet["picture"])), text, where=where)
    strokes = tuple(stroke_from_json(stroke) for stroke in sheet["strokes"])
    if len({stroke.id for stroke in strokes}) != len(strokes):
        raise ValueError("two strokes have one id")
    return Leaf(key, str(sheet["name"]), Ink(strokes), text, Paper(sheet["paper"]))


def npy(picture: NDArray[np.uint8]) -> bytes:
    """A picture as the content of a ``.npy`` file."""
    content = io.BytesIO()
    np.save(content, picture, allow_pickle=False)
    return content.getvalue()


def picture_from(content: bytes) -> NDArray[np.uint8]:
    """The picture in the content of a ``.npy`` file, read-only.

    Raises:
        ValueError: When it holds no picture.
    """
    image = np.load(io.BytesIO(content), allow_pickle=False)
    if image.dtype != np.uint8 or image.ndim not in {2, 3} or not image.size or (image.ndim == 3 and image.shape[2] != 3):
        raise ValueError("a picture is uint8 [h, w] or [h, w, 3]")
    image.setflags(write=False)
    return np.asarray(image)
