"""Copying: the text, the text and away with the page, an image of the ink; by itself, if the person wants that."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from hcr_desktop.document.ink import Ink
from hcr_desktop.session import Session, State
from hcr_desktop.ui.picture import to_qimage
from hcr_desktop.ui.strokes import DryInk
from hcr_desktop.ui.theme import LIGHT
from hcr_desktop.ui.view import rect_of

_MARGIN = 16.0
"""White around the ink of an image, page units."""

_SCALE = 2.0
"""Pixels of an image for a page unit."""

_LARGEST = 8192
"""An image is no wider or higher than this, pixels."""


class Copying(QObject):
    """Puts the shown sheet on the clipboard.

    Attributes:
        by_itself: Whether the text is copied whenever it was read or edited.
        said: Emitted with a passing word for the status line.
    """

    said = Signal(str)

    def __init__(self, session: Session, clear: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.by_itself = False
        self._session, self._clear = session, clear
        self._last = ""
        session.watch(self._changed)

    def copy_all(self) -> None:
        """Copy all of the shown text."""
        self._last = str(self._session.state.text)
        QGuiApplication.clipboard().setText(self._last)
        self.said.emit(self.tr("Copied"))

    def cut(self) -> None:
        """Copy all of the shown text, and clear the page for the next."""
        self.copy_all()
        self._clear()

    def copy_image(self) -> None:
        """Copy the ink, or the picture, as an image."""
        sheet = self._session.state.sheet
        image = drawn(sheet.ink) if sheet.picture is None else to_qimage(sheet.picture)
        if not image.isNull():
            QGuiApplication.clipboard().setImage(image)
            self.said.emit(self.tr("Copied as an image"))

    def _changed(self, state: State) -> None:
        """Copy by itself what was read or edited."""
        text = str(state.text)
        if self.by_itself and state.sheet.read and text and text != self._last:
            self._last = text
            QGuiApplication.clipboard().setText(text)


def drawn(ink: Ink) -> QImage:
    """Ink on white, as on light paper; a null image for none."""
    if ink.box is None:
        return QImage()
    area = rect_of(ink.box.grown(_MARGIN))
    scale = min(_SCALE, _LARGEST / max(area.width(), area.height()))
    image = QImage((area.size() * scale).toSize(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    painter.translate(-area.topLeft())
    dry = DryInk()
    dry.take(ink)
    for stroke in dry.near(QRectF(area)):
        dry.paint(painter, stroke, LIGHT)
    painter.end()
    return image
