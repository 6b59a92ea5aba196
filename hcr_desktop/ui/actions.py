"""Every action of the window, once: its words, icon and shortcut."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from hcr_desktop.document.alternatives import MOST
from hcr_desktop.ui import icons
from hcr_desktop.ui.theme import THEMES, Theme
from hcr_desktop.ui.tools import PageTool, Tool
from hcr_desktop.ui.translation import tr as _tr


@dataclass(frozen=True, slots=True)
class _Plan:
    """What an action is made of."""

    text: str
    icon: str
    keys: tuple[str, ...] = ()
    tip: str = ""
    checkable: bool = False


class Actions(QObject):
    """The actions as attributes; whoever composes the window connects ``triggered``."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons: dict[QAction, str] = {}
        self.write = self._make(_Plan(_tr("Write"), "write", ("F2",), _tr("Write on the canvas"), checkable=True))
        self.picture = self._make(_Plan(_tr("Picture"), "picture", ("F3",), _tr("Read a picture of handwriting"), checkable=True))
        self.pen = self._make(_Plan(_tr("Pen"), "pen", ("F5",), _tr("Write with the pen"), checkable=True))
        self.eraser = self._make(_Plan(_tr("Eraser"), "eraser", ("F6",), _tr("Erase strokes"), checkable=True))
        self.select = self._make(_Plan(_tr("Select"), "select", ("F7",), _tr("Tap a character to select it"), checkable=True))
        self.undo = self._make(_Plan(_tr("Undo"), "undo", ("Ctrl+Z",)))
        self.redo = self._make(_Plan(_tr("Redo"), "redo", ("Ctrl+Shift+Z", "Ctrl+Y")))
        self.clear = self._make(_Plan(_tr("Clear canvas"), "clear", ("Ctrl+Shift+Delete",)))
        self.new = self._make(_Plan(_tr("New page"), "new", ("Ctrl+N",)))
        self.open = self._make(_Plan(_tr("Open…"), "open", ("Ctrl+O",), _tr("Open documents and pictures")))
        self.save = self._make(_Plan(_tr("Save"), "save", ("Ctrl+S",), _tr("Save the page")))
        self.save_as = self._make(_Plan(_tr("Save as…"), "save", ("Ctrl+Shift+S",), _tr("Save the page under another name")))
        self.paste = self._make(_Plan(_tr("Paste"), "paste", ("Ctrl+V",), _tr("Paste a picture")))
        self.copy = self._make(_Plan(_tr("Copy all"), "copy", ("Ctrl+Shift+C",), _tr("Copy all of the text")))
        self.cut = self._make(_Plan(_tr("Copy and clear"), "cut", ("Ctrl+Shift+X",), _tr("Copy all of the text and clear the page")))
        self.copy_image = self._make(
            _Plan(_tr("Copy as image"), "picture", ("Ctrl+Shift+I",), _tr("Copy the ink or the picture as an image"))
        )
        self.find = self._make(_Plan(_tr("Find…"), "find", ("Ctrl+F",), _tr("Find in the text")))
        self.again = self._make(_Plan(_tr("Read again without corrections"), "again", ("Ctrl+R",)))
        self.rewrite = self._make(_Plan(_tr("Write anew"), "write", ("Ctrl+E",), _tr("Write the selected characters anew, in their place")))
        self.split = self._make(_Plan(_tr("Split"), "split", ("Ctrl+D",), _tr("Make two characters of the selected one")))
        self.join = self._make(_Plan(_tr("Join"), "join", ("Ctrl+J",), _tr("Make one character of the selected ones")))
        self.insert = self._make(_Plan(_tr("Insert"), "insert", ("Ctrl+I",), _tr("Type what is missing after the selected character")))
        self.delete = self._make(_Plan(_tr("Delete"), "delete", ("Ctrl+Delete",), _tr("Delete the selected characters, with their ink")))
        self.next_doubt = self._make(_Plan(_tr("Next uncertain"), "next", ("F8",), _tr("Go to the next uncertain character")))
        self.last_doubt = self._make(_Plan(_tr("Previous uncertain"), "last", ("Shift+F8",), _tr("Go to the previous uncertain character")))
        self.choices = [self._make(_Plan(_tr("Choose reading {0}").format(n), "", (f"Ctrl+{n}",))) for n in range(1, MOST + 1)]
        self.zoom_in = self._make(_Plan(_tr("Zoom in"), "zoom-in", ("Ctrl++", "Ctrl+=")))
        self.zoom_out = self._make(_Plan(_tr("Zoom out"), "zoom-out", ("Ctrl+-",)))
        self.fit = self._make(_Plan(_tr("Zoom to fit"), "fit", ("Ctrl+0",)))
        self.pen_style = self._make(_Plan(_tr("Pen and paper"), "style", ("F9",), _tr("Width and colour of the pen, and the paper")))
        self.preferences = self._make(_Plan(_tr("Preferences…"), "settings", ("Ctrl+,",)))
        self.shortcuts = self._make(_Plan(_tr("Keys and gestures"), "keys", ("F1",)))
        self.menu = self._make(_Plan(_tr("Menu"), "menu", ("F10",)))
        self.about = self._make(_Plan(_tr("About HCR Desktop"), "info"))
        self.quit = self._make(_Plan(_tr("Quit"), "quit", ("Ctrl+Q",)))
        self._make_for_pictures()
        self.tools = {Tool.PEN: self.pen, Tool.ERASER: self.eraser, Tool.SELECT: self.select}
        self.themes = self._make_themes()
        self._exclusive(self.pen, self.eraser, self.select)
        self._exclusive(self.write, self.picture)
        theme.changed.connect(self.recolour)
        self.recolour()

    def _make_for_pictures(self) -> None:
        """What is done to pictures, and with many of them."""
        self.turn_left = self._make(_Plan(_tr("Turn left"), "turn-left", ("Ctrl+[",), _tr("Turn the picture to the left")))
        self.turn_right = self._make(_Plan(_tr("Turn right"), "turn-right", ("Ctrl+]",), _tr("Turn the picture to the right")))
        self.tone = self._make(_Plan(_tr("Black point"), "tone", ("Ctrl+Shift+T",), _tr("Make faint ink black, or stains white")))
        self.many = self._make(_Plan(_tr("Read many files…"), "many", ("Ctrl+Shift+M",), _tr("Read files and folders, and save the texts")))
        plans = {
            PageTool.CROP: _Plan(_tr("Crop"), "crop", ("Ctrl+Shift+K",), _tr("Keep a part of the picture alone"), checkable=True),
            PageTool.AREA: _Plan(_tr("Read an area"), "area", ("Ctrl+Shift+A",), _tr("Read a part of the picture alone"), checkable=True),
            PageTool.LINE: _Plan(_tr("Missed line"), "line", ("Ctrl+Shift+L",), _tr("Read a line that was missed"), checkable=True),
            PageTool.BLOT: _Plan(_tr("Take a blot away"), "eraser", ("Ctrl+Shift+B",), _tr("Put paper over a blot"), checkable=True),
        }
        self.page_tools = {tool: self._make(plan) for tool, plan in plans.items()}
        group = self._exclusive(*self.page_tools.values())
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        before = _Plan(_tr("Before"), "before", ("Ctrl+Shift+O",), _tr("See the picture as it was opened"), checkable=True)
        self.before = self._make(before)

    def recolour(self) -> None:
        """Draw every icon in the theme's colours."""
        for action, name in self._icons.items():
            if not name:
                continue
            action.setIcon(icons.icon(name, self._theme.colours))
        for segment in (self.write, self.picture):
            segment.setIcon(icons.icon(self._icons[segment], self._theme.colours, off=self._theme.colours.muted))

    def all(self) -> list[QAction]:
        """Every action, for the window to own, so that shortcuts work."""
        return [*self._icons, *self.themes.values()]

    def _make(self, plan: _Plan) -> QAction:
        action = QAction(plan.text, self)
        action.setShortcuts([QKeySequence(keys) for keys in plan.keys])
        action.setCheckable(plan.checkable)
        keys = f" ({QKeySequence(plan.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)})" if plan.keys else ""
        action.setToolTip((plan.tip or plan.text.rstrip("…")) + keys)
        self._icons[action] = plan.icon
        return action

    def _make_themes(self) -> dict[str, QAction]:
        """One checkable action a theme."""
        words = {"system": _tr("Colours of the system"), "light": _tr("Light"), "dark": _tr("Dark")}
        made = {}
        for name in THEMES:
            action = QAction(words[name], self)
            action.setCheckable(True)
            made[name] = action
        self._exclusive(*made.values())
        return made

    def _exclusive(self, *actions: QAction) -> QActionGroup:
        group = QActionGroup(self)
        for action in actions:
            group.addAction(action)
        return group
