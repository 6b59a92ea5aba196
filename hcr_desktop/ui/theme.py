"""Colours and style sheet, light and dark: one considered palette each, contrast AA."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

THEMES = ("system", "light", "dark")
"""What a person may choose: follow the system, or one of the two."""

TARGET = 48
"""The least width and height of what is pressed, in pixels."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour of the window, each named for what it is used for, as #rrggbb."""

    window: str
    surface: str
    paper: str
    rule: str
    line: str
    text: str
    muted: str
    faint: str
    accent: str
    on_accent: str
    soft: str
    hover: str
    pressed: str
    ink: str
    blue: str
    red: str
    green: str
    good: str
    fair: str
    poor: str
    notice: str
    on_notice: str


LIGHT = Colours(
    window="#f1f3f7",
    surface="#ffffff",
    paper="#ffffff",
    rule="#e4eaf4",
    line="#d3d8e2",
    text="#1a1e27",
    muted="#556073",
    faint="#a3acbb",
    accent="#2951c8",
    on_accent="#ffffff",
    soft="#e3eaff",
    hover="#e6e9f0",
    pressed="#d9deea",
    ink="#15213d",
    blue="#1d4ed8",
    red="#c01f2e",
    green="#0b6b45",
    good="#1b7447",
    fair="#8a5800",
    poor="#b3261e",
    notice="#fff0e2",
    on_notice="#6a2d00",
)
DARK = Colours(
    window="#13161b",
    surface="#1c2027",
    paper="#191d24",
    rule="#29303b",
    line="#363e4b",
    text="#e9ecf1",
    muted="#a5aebc",
    faint="#5c6675",
    accent="#93b2ff",
    on_accent="#0b1839",
    soft="#283760",
    hover="#272d37",
    pressed="#323a47",
    ink="#e9eefc",
    blue="#8fb4ff",
    red="#ff938c",
    green="#7fdcae",
    good="#72d19d",
    fair="#f0b95c",
    poor="#ff8f86",
    notice="#3a2918",
    on_notice="#ffdbbb",
)


class Theme(QObject):
    """Which colours are in use; follows the system unless the person chose.

    Attributes:
        changed: Emitted with nothing after the colours changed; repaint and recolour icons.
    """

    changed = Signal()

    def __init__(self, choice: str = "system") -> None:
        super().__init__()
        self._choice = choice
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def choice(self) -> str:
        """One of ``THEMES``."""
        return self._choice

    @property
    def dark(self) -> bool:
        """Whether the dark colours are in use."""
        if self._choice == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._choice == "dark"

    @property
    def colours(self) -> Colours:
        """The colours in use."""
        return DARK if self.dark else LIGHT

    def choose(self, choice: str) -> None:
        """Use one of ``THEMES`` from now on."""
        self._choice = choice
        self.apply()

    def apply(self) -> None:
        """Give the application the palette and the style sheet."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setPalette(palette(self.colours))
        app.setStyleSheet(style_sheet(self.colours))
        self.changed.emit()

    def _follow(self) -> None:
        """The system changed between light and dark."""
        if self._choice == "system":
            self.apply()


def colour(value: str, alpha: float = 1.0) -> QColor:
    """A QColor from #rrggbb, ``alpha`` 0..1."""
    result = QColor(value)
    result.setAlphaF(alpha)
    return result


def palette(colours: Colours) -> QPalette:
    """The same colours for what the style sheet does not reach: dialogs, selections, placeholder text."""
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.window,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.ToolTipBase: colours.text,
        QPalette.ColorRole.ToolTipText: colours.surface,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.Accent: colours.accent,
    }
    result = QPalette()
    for role, value in roles.items():
        result.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.faint))
    return result


def style_sheet(colours: Colours) -> str:
    """The style sheet of the whole application in these colours."""
    fields = {name: getattr(colours, name) for name in colours.__slots__}
    return _SHEET.substitute(fields, target=TARGET)


_SHEET = Template("""
* { font-size: 14px; }
QMainWindow, QDialog, QMessageBox { background: $window; }
QToolTip { background: $text; color: $surface; border: none; padding: 5px 8px; }

#bar { background: $surface; border: none; border-bottom: 1px solid $line; }
#card { background: $surface; border: 1px solid $line; border-radius: 12px; }
#paper { background: $paper; border: 1px solid $line; border-radius: 12px; }
#paper > QWidget > QWidget { background: transparent; }
#title { font-size: 16px; font-weight: 600; color: $text; }
#muted, #hint { color: $muted; }
#status { background: $window; color: $muted; }
#status QLabel { color: $muted; font-size: 13px; }
#separator { background: $line; }
#big { font-size: 20px; font-weight: 600; color: $text; }

#notice { background: $notice; border: 1px solid $on_notice; border-radius: 10px; }
#notice QLabel { color: $on_notice; }
#notice QToolButton { min-width: 44px; min-height: 44px; }

QToolButton { border: 2px solid transparent; border-radius: 10px; background: transparent; color: $text;
    min-width: 44px; min-height: 44px; padding: 0px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $pressed; }
QToolButton:checked { background: $soft; color: $accent; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $faint; }
QToolButton::menu-indicator { image: none; width: 0px; }
QToolButton[wide="true"] { padding: 0px 2px 0px 8px; }
QToolButton[switch="true"] { border: 1px solid $line; padding: 0px 10px 0px 8px; color: $muted; }
QToolButton[switch="true"]:checked { border-color: $accent; color: $accent; }
QToolButton[choice="true"] { background: $surface; border: 1px solid $line; padding: 0px 8px 0px 12px; }
QToolButton[choice="true"]:hover { background: $hover; }
QToolButton[choice="true"]:focus { border: 2px solid $accent; padding: 0px 7px 0px 11px; }

#segments { background: $hover; border-radius: 12px; }
#segments QToolButton { border-radius: 10px; padding: 0px 3px; color: $muted; }
#segments QToolButton:checked { background: $surface; color: $accent; font-weight: 600; }
#segments QToolButton:hover:!checked { color: $text; }

QPushButton { min-height: 44px; border-radius: 10px; border: 2px solid $line; padding: 0px 16px; background: $surface; color: $text; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $faint; background: $window; }
QPushButton#primary, QPushButton:default { background: $accent; border-color: $accent; color: $on_accent; font-weight: 600; }
QPushButton#primary:focus { border-color: $text; }
QPushButton#primary:disabled { background: $hover; border-color: $hover; color: $muted; }
QPushButton[candidate="true"] { min-width: 44px; min-height: 44px; padding: 0px; font-size: 15px; }
QPushButton[candidate="true"]:checked { background: $soft; border-color: $accent; color: $accent; }

QPlainTextEdit { background: transparent; border: none; color: $text; placeholder-text-color: $muted;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QComboBox { min-height: 46px; border: 1px solid $line; border-radius: 8px; padding: 0px 10px; background: $surface;
    color: $text; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QComboBox:focus { border: 2px solid $accent; min-height: 44px; padding: 0px 9px; }
QComboBox::drop-down { border: none; width: 32px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; selection-background-color: $soft; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 44px; padding: 0px 8px; }
QComboBox QAbstractItemView::item:selected { background: $soft; color: $text; }
QTableWidget { background: $surface; border: 1px solid $line; border-radius: 8px; selection-background-color: $soft;
    selection-color: $text; }
QTableWidget::item { border: none; padding: 6px 8px; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: $muted; border: none; border-bottom: 1px solid $line; padding: 6px 11px; }
QProgressBar { min-height: 8px; max-height: 8px; border: none; border-radius: 4px; background: $line; }
QProgressBar::chunk { border-radius: 4px; background: $accent; }
QSlider::groove:horizontal { height: 4px; background: $line; border-radius: 2px; }
QSlider::handle:horizontal { background: $accent; width: 24px; height: 24px; margin: -10px 0px; border-radius: 12px; }
QSlider::handle:horizontal:focus { border: 3px solid $soft; width: 20px; height: 20px; margin: -11px 0px; border-radius: 13px; }
QScrollArea, QScrollArea > QWidget > QWidget { background: $window; }
#key { color: $accent; font-weight: 600; }

QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $hover; border-radius: 4px; }

QTabBar { qproperty-drawBase: 0; background: transparent; }
QTabBar::tear { image: none; width: 0px; }
QTabBar::scroller { width: 72px; }
QTabBar QToolButton { min-width: 0px; border-width: 1px; }
QTabBar::tab { min-height: 46px; min-width: 140px; max-width: 240px; padding: 0px 12px; margin-right: 4px;
    border: 1px solid transparent; border-radius: 10px; color: $muted; }
QTabBar::tab:selected { background: $soft; color: $accent; }
QTabBar::tab:hover:!selected { background: $hover; }
QTabBar::tab:focus { border-color: $accent; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QFileDialog QToolButton { min-width: 32px; min-height: 32px; }
QFileDialog QLineEdit, QFileDialog QComboBox { min-height: 32px; }
QFileDialog QListView, QFileDialog QTreeView { border: 1px solid $line; border-radius: 6px; background: $surface; }
QFileDialog QListView::item, QFileDialog QTreeView::item { min-height: 28px; }

QMenu { background: $surface; border: 1px solid $line; border-radius: 8px; padding: 6px; color: $text; }
QMenu::item { min-height: 44px; padding: 2px 28px 2px 12px; border-radius: 6px; }
QMenu::item:selected { background: $soft; color: $text; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 6px 8px; }
QMenu::icon { padding-left: 8px; }

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 12px; margin: 2px; }
QScrollBar:horizontal { height: 12px; margin: 2px; }
QScrollBar::handle { background: $line; border-radius: 4px; }
QScrollBar::handle:vertical { min-height: 44px; }
QScrollBar::handle:horizontal { min-width: 44px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: transparent; border: none; width: 0px;
    height: 0px; }
QAbstractScrollArea::corner { background: transparent; border: none; }
""")
