"""The preferences, made from the table of settings: a switch for on and off, a list for the rest."""

from __future__ import annotations

from dataclasses import Field
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from hcr_desktop.settings import OFF, ON, Settings
from hcr_desktop.ui import icons
from hcr_desktop.ui.switch import Switch
from hcr_desktop.ui.theme import TARGET, Theme
from hcr_desktop.ui.words import group_name, name_of, preferences, value_name

_LABELS = 210
"""Width of the names, pixels, the same in every group."""


class List(QComboBox):
    """A list that shows by an arrow that it can be opened."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setMinimumHeight(TARGET)
        self.setItemDelegate(QStyledItemDelegate(self))  # the style's own delegate gives rows no room for a finger

    def paintEvent(self, event: QPaintEvent) -> None:
        """The list, and the arrow on it."""
        super().paintEvent(event)
        arrow = icons.pixmap("down", self._theme.colours.muted, 18, self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(self.width() - 30, (self.height() - 18) // 2, arrow)
        painter.end()


class Preferences(QDialog):
    """Every setting that a person may want to change; a change counts at once.

    Attributes:
        chosen: Emitted with (setting, value) that the person chose.
    """

    chosen = Signal(str, str)

    def __init__(self, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(self.tr("Preferences"))
        self.fields: dict[str, QCheckBox | QComboBox] = {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(6)
        for group, entries in preferences().items():
            title = QLabel(group_name(group))
            title.setObjectName("title")
            column.addWidget(title)
            form = QFormLayout()
            form.setSpacing(6)
            form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
            for entry in entries:
                self._add(form, entry, getattr(settings, entry.name))
            column.addLayout(form)
            column.addSpacing(8)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 8, 20, 14)
        foot.addWidget(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 8, 0, 0)
        whole.addWidget(scroll, 1)
        whole.addLayout(foot)
        next(iter(self.fields.values())).setFocus(Qt.FocusReason.TabFocusReason)
        room = self.screen().availableSize()
        self.resize(min(600, room.width() - 40), min(820, room.height() - 60))

    def _add(self, form: QFormLayout, entry: Field[Any], value: str) -> None:
        """A row for one setting."""
        name, choices = entry.name, entry.metadata["choices"]
        if choices == (ON, OFF):
            box = Switch(name_of(name), self._theme)
            box.setChecked(value == ON)
            box.toggled.connect(lambda on: self.chosen.emit(name, ON if on else OFF))
            form.addRow(box)
            self.fields[name] = box
            return
        combo = List(self._theme)
        for choice in choices:
            combo.addItem(value_name(name, choice), choice)
        combo.setCurrentIndex(choices.index(value))
        combo.activated.connect(lambda index: self.chosen.emit(name, choices[index]))
        combo.setAccessibleName(name_of(name))
        label = QLabel(name_of(name))
        label.setMinimumSize(_LABELS, TARGET)
        label.setBuddy(combo)
        form.addRow(label, combo)
        self.fields[name] = combo
