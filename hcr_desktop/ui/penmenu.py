"""Width and colour of the pen, and the paper: one small window of large buttons."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget, QWidgetAction

from hcr_desktop.document.ink import COLOURS
from hcr_desktop.document.paper import CELL, Paper
from hcr_desktop.settings import NIBS, Settings
from hcr_desktop.ui.background import paint_paper
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.words import value_name

_PICTURE = QSize(36, 28)
"""Width and height of the picture on a button."""


_ZOOM = 8.5 / CELL
"""How much smaller the paper on a button is."""


class PenMenu(QMenu):
    """A row of buttons for each of width, colour and paper; the present one is pressed.

    Attributes:
        chosen: Emitted with (setting, value) that the person chose; "paper" is that of this page.
    """

    chosen = Signal(str, str)

    def __init__(self, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.buttons: dict[str, dict[str, QToolButton]] = {}
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(2)
        for setting, title, values in (
            ("nib", self.tr("Width"), tuple(NIBS)),
            ("colour", self.tr("Colour"), COLOURS),
            ("paper", self.tr("Paper of this page"), tuple(paper.value for paper in Paper)),
        ):
            label = QLabel(title)
            label.setObjectName("muted")
            column.addWidget(label)
            column.addLayout(self._row(setting, values))
        action = QWidgetAction(self)
        action.setDefaultWidget(body)
        self.addAction(action)
        theme.changed.connect(self._recolour)
        self._recolour()
        self.show_settings(settings, Paper(settings.paper))

    def show_settings(self, settings: Settings, paper: Paper) -> None:
        """Show which pen and which paper are in use."""
        for setting, value in (("nib", settings.nib), ("colour", settings.colour), ("paper", paper.value)):
            self.buttons[setting][value].setChecked(True)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keyboard to the first row."""
        super().showEvent(event)
        self._focus(0)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from row to row, arrows along a row; a menu would take Tab for an arrow."""
        rows = list(self.buttons.values())
        here = next((at for at, row in enumerate(rows) if any(button.hasFocus() for button in row.values())), -1)
        self._focus((here + (1 if forward else -1)) % len(rows))
        return True

    def _focus(self, row: int) -> None:
        """Give the keyboard to the pressed button of a row."""
        buttons = list(self.buttons.values())[row].values()
        next(button for button in buttons if button.isChecked()).setFocus(Qt.FocusReason.TabFocusReason)

    def _row(self, setting: str, values: tuple[str, ...]) -> QGridLayout:
        group = QButtonGroup(self)
        row = QGridLayout()
        row.setSpacing(4)
        self.buttons[setting] = {}
        for column, value in enumerate(values):
            button = QToolButton()
            button.setCheckable(True)
            button.setIconSize(_PICTURE)
            button.setToolTip(value_name(setting, value))
            button.setAccessibleName(value_name(setting, value))
            button.clicked.connect(lambda _checked=False, value=value: self.chosen.emit(setting, value))
            group.addButton(button)
            row.addWidget(button, 0, column)
            self.buttons[setting][value] = button
        row.setColumnStretch(len(values), 1)
        return row

    def _recolour(self) -> None:
        for setting, buttons in self.buttons.items():
            for value, button in buttons.items():
                button.setIcon(self._picture(setting, value))

    def _picture(self, setting: str, value: str) -> QIcon:
        """What a choice looks like."""
        scale = self.devicePixelRatioF()
        picture = QPixmap(_PICTURE * scale)
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        if setting == "paper":
            strong = replace(colours, rule=colours.muted)
            painter.fillRect(QRectF(1, 2, 34, 24), QColor(colours.paper))
            painter.save()
            painter.scale(_ZOOM, _ZOOM)
            paint_paper(painter, QRectF(1 / _ZOOM, 2 / _ZOOM, 34 / _ZOOM, 24 / _ZOOM), Paper(value), strong)
            painter.restore()
            painter.setPen(QPen(QColor(colours.muted), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(1, 2, 34, 24), 3, 3)
        elif setting == "colour":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(getattr(colours, value)))
            painter.drawEllipse(QPointF(18, 14), 10, 10)
        else:
            path = QPainterPath(QPointF(4, 18))
            path.cubicTo(QPointF(12, 2), QPointF(22, 26), QPointF(32, 9))
            painter.setPen(QPen(QColor(colours.text), NIBS[value], Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPath(path)
        painter.end()
        return QIcon(picture)
