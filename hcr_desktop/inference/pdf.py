"""Pages of a PDF as pictures, drawn by PDFium."""

from __future__ import annotations

import ctypes
import math
import threading
import time
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as native

from hcr_desktop.errors import Cancelled, InputUnreadable
from hcr_desktop.inference.picture import Picture, Wanted, always

DPI = 300
"""Dots per inch that pages are drawn with ..."""

MAX_PIXELS = 25_000_000
"""... but not with more pixels than this."""

MIN_SIDE = 8

MAX_SECONDS = 60.0
"""A page whose drawing takes longer is given up."""

COLOUR = 12
"""Levels by which the channels of a pixel must differ for it to be in colour; paper is often a little yellow."""

_LOCK = threading.RLock()  # PDFium serves one thread at a time


class Pdf:
    """An opened PDF.

    Attributes:
        count: How many pages it has.
    """

    def __init__(self, data: bytes, name: str) -> None:
        """Open the content ``data`` of the file that the person knows as ``name``.

        Raises:
            InputUnreadable: When it is damaged, locked or empty.
        """
        self._name = name
        with _LOCK:
            try:
                self._document: Any = pdfium.PdfDocument(data)
            except pdfium.PdfiumError as error:
                raise InputUnreadable(name, *_refusal(error)) from None
            self.count = len(self._document)

    def page(self, number: int, wanted: Wanted = always) -> Picture:
        """Draw page ``number``, from 0: uint8 [h, w, 3] (RGB), or [h, w] where it has no colour.

        Raises:
            InputUnreadable: When the page is damaged, too small, or takes too long.
            Cancelled: When ``wanted`` says that nobody waits for it any more.
        """
        with _LOCK:
            try:
                page = self._document[number]
            except pdfium.PdfiumError:
                raise InputUnreadable(self._name, f"page {number + 1} is damaged", "Save the PDF again from where it came from.") from None
            try:
                return _without_colour(self._drawn(page, number, wanted))
            finally:
                page.close()

    def close(self) -> None:
        """Let go of the file."""
        with _LOCK:
            self._document.close()

    def _drawn(self, page: Any, number: int, wanted: Wanted) -> Picture:  # noqa: ANN401 - the library has no types
        """The page as RGB."""
        size = [max(1, math.ceil(side * self._scale(page, number))) for side in page.get_size()]
        bitmap = pdfium.PdfBitmap.new_native(*size, native.FPDFBitmap_BGR)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
            self._render(page, bitmap, number, wanted)
            return np.asarray(cv2.cvtColor(bitmap.to_numpy(), cv2.COLOR_BGR2RGB), dtype=np.uint8)
        finally:
            bitmap.close()

    def _scale(self, page: Any, number: int) -> float:  # noqa: ANN401
        """Pixels per point."""
        width, height = page.get_size()
        scale = min(DPI / 72, math.sqrt(MAX_PIXELS / max(width * height, 1e-9)))
        if not (math.isfinite(scale) and min(width, height) * scale >= MIN_SIDE):
            raise InputUnreadable(self._name, f"page {number + 1} is {width:g} x {height:g} points, too small to hold writing")
        return scale

    def _render(self, page: Any, bitmap: Any, number: int, wanted: Wanted) -> None:  # noqa: ANN401
        """Draw in steps, looking up between them whether to go on."""
        stop = time.monotonic() + MAX_SECONDS
        pause = native.IFSDK_PAUSE(version=1)
        pause.NeedToPauseNow = type(pause.NeedToPauseNow)(lambda _self: int(time.monotonic() > stop or not wanted()))
        how = native.FPDF_ANNOT | native.FPDF_RENDER_LIMITEDIMAGECACHE
        state = native.FPDF_RenderPageBitmap_Start(bitmap, page, 0, 0, bitmap.width, bitmap.height, 0, how, ctypes.byref(pause))
        native.FPDF_RenderPage_Close(page)
        if not wanted():
            raise Cancelled
        if state == native.FPDF_RENDER_TOBECONTINUED:
            reason = f"page {number + 1} takes more than {MAX_SECONDS:.0f} seconds to draw"
            raise InputUnreadable(self._name, reason, "Save or print the page as a picture and open that.")
        if state != native.FPDF_RENDER_DONE:
            raise InputUnreadable(self._name, f"page {number + 1} is damaged", "Save the PDF again from where it came from.")


def _refusal(error: pdfium.PdfiumError) -> tuple[str, str]:
    """Reason and advice for a file that does not open."""
    if error.err_code == native.FPDF_ERR_PASSWORD:
        return "the PDF is locked with a password", "Save it without a password and open that."
    return "the PDF is damaged or cut off", "Copy or save it again from where it came from."


def _without_colour(picture: Picture) -> Picture:
    """Grey where no pixel of an RGB picture is in colour: that takes a third of the memory."""
    small = picture[::4, ::4].astype(np.int16)
    if np.ptp(small, axis=2).max(initial=0) > COLOUR:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
