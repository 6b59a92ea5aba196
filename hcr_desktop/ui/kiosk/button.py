"""A button of the kiosk: an icon, words, or both, and never smaller than a thumb."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from hcr_desktop.ui.kiosk.style import BELOW, BESIDE, Sizes, icon
from hcr_desktop.ui.theme import Theme


class Button(QToolButton):
    """Shows its icon in the theme's colours at the screen's size."""

    def __init__(
        self, theme: Theme, name: str, words: str, *, says: bool = True, kind: str = "plain", parent: QWidget | None = None
    ) -> None:
        """Make a button.

        Args:
            theme: Gives the colours.
            name: Of its icon, empty for none.
            words: What it does.
            says: Whether the words stand on it; else they are for assistive technology alone.
            kind: ``plain``, ``main`` (the one thing to do here), ``letter`` (says one, large), or ``bare`` (no frame).
            parent: The widget it belongs to.
        """
        super().__init__(parent)
        self._theme, self._name, self._says = theme, name, says
        self.setText(words if says else "")
        self.setAccessibleName(words)
        self.setProperty(kind, True)
        self.setProperty("wide", says and bool(name) and kind == "plain")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the text keeps it
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def fit(self, sizes: Sizes, *, below: bool = False) -> None:
        """Take the sizes of the screen; with ``below``, the words stand under the icon."""
        if not self._name:
            return
        colours = self._theme.colours
        self.setIcon(icon(self._name, colours, sizes.icon, colours.on_accent if self.property("main") else ""))
        self.setIconSize(QSize(sizes.icon, sizes.icon))
        self.setToolButtonStyle((BELOW if below else BESIDE) if self._says else Qt.ToolButtonStyle.ToolButtonIconOnly)

    def stretch(self) -> Button:
        """Take all the width there is."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return self
