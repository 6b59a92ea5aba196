"""The recognised text, editable: readings change only what differs, and never move the caret of somebody who edits."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, Signal
from PySide6.QtGui import QColor, QInputMethodEvent, QKeyEvent, QKeySequence, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from hcr_desktop.document.text import Change, RecognisedText, changes
from hcr_desktop.ui.surety import Surety
from hcr_desktop.ui.theme import Theme, colour

_MOST_UNDERLINED = 500
"""So many doubtful characters are underlined at most: more would tell nothing, and cost time."""


class Transcript(QPlainTextEdit):
    """An editable view of a RecognisedText.

    Attributes:
        edited: Emitted with (text, caret, merge): all of the text after the person's edit, where the caret is, and
            whether it continues the edit before.
        spans_selected: Emitted with the tuple of span indices that the person's caret or selection is at.
        pasted: Emitted with the QMimeData of a picture or of files that were pasted or dropped here.
    """

    edited = Signal(str, int, bool)
    spans_selected = Signal(tuple)
    pasted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = RecognisedText()
        self._plain = ""  # what the field holds, kept to tell edits from repaints
        self._positions: tuple[int, ...] = ()
        self._selected: tuple[int, ...] = ()
        self._updating = False
        self._composing = False
        self._follow = True
        self._caret = -1  # where the last edit left the caret
        self.setUndoRedoEnabled(False)  # undo is the session's: ink and text in one order
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(self.tr("The text will appear here."))
        self.setAccessibleName(self.tr("Recognised text"))
        self.setAccessibleDescription(self.tr("The text that was read; edit it freely."))
        self.document().setDocumentMargin(14)
        self.document().contentsChanged.connect(self._contents_changed)
        self.cursorPositionChanged.connect(self._caret_moved)
        self.selectionChanged.connect(self._caret_moved)
        theme.changed.connect(self._mark)

    def look(self, size: int, *, wrap: bool, fixed: bool) -> None:
        """Show the text so large (pixels), with long lines wrapped or not, in letters of one width or not."""
        self.setStyleSheet(f"font-size: {size}px;" + (" font-family: monospace;" if fixed else ""))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth if wrap else QPlainTextEdit.LineWrapMode.NoWrap)

    # -- readings come in ------------------------------------------------------------------------------------------

    def show_text(self, text: RecognisedText, *, follow: bool = True) -> None:
        """Show this text from now on; caret, selection and scroll position stay where they are.

        Args:
            text: The text.
            follow: Whether an end that is in sight stays in sight as the text grows, unless somebody is at work in the field.
        """
        self._follow = follow
        if text is self._text:
            return
        self._text = text
        if not self._composing:  # an input method is at work: the reading waits for it
            self._update()

    def select_spans(self, spans: tuple[int, ...], *, caret: bool) -> None:
        """Show which characters are selected; with ``caret``, select them in the field too."""
        self._selected = spans
        if caret and spans and spans[-1] < len(self._positions):
            cursor = self.textCursor()
            cursor.setPosition(self._positions[spans[0]])
            cursor.setPosition(self._positions[spans[-1]] + 1, QTextCursor.MoveMode.KeepAnchor)
            self._updating = True
            self.setTextCursor(cursor)
            self._updating = False
        self._mark()

    def put_caret_after(self, span: int) -> None:
        """Put the caret behind a character, with nothing selected."""
        cursor = self.textCursor()
        cursor.setPosition(self._positions[span] + 1)
        self.setTextCursor(cursor)

    def _update(self) -> None:
        """Bring the field to the text by the fewest edits."""
        new = str(self._text)
        self._positions = self._text.positions
        if new != self._plain:
            self._updating = True
            try:
                self._apply(new)
            finally:
                self._updating = False
        self._mark()

    def _apply(self, new: str) -> None:
        bar = self.verticalScrollBar()
        at_end = self._follow and bar.value() == bar.maximum() and not self.hasFocus()
        top = self.cursorForPosition(self.viewport().rect().topLeft()).position()
        edits = changes(self._plain, new)
        own = self.textCursor()
        anchor, position, top = (_moved(at, edits) for at in (own.anchor(), own.position(), top))
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for edit in reversed(edits):
            cursor.setPosition(edit.start)
            cursor.setPosition(edit.stop, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(new[edit.new_start : edit.new_stop])
        cursor.endEditBlock()
        self._plain = new
        self._place(anchor, position)
        if at_end:
            bar.setValue(bar.maximum())
        else:
            cursor.setPosition(top)
            bar.setValue(_line_of(cursor))

    def _place(self, anchor: int, position: int) -> None:
        """Put the caret, without scrolling to it."""
        own = self.textCursor()
        if (own.anchor(), own.position()) != (anchor, position):
            value = self.verticalScrollBar().value()
            own.setPosition(anchor)
            own.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(own)
            self.verticalScrollBar().setValue(value)

    # -- edits go out ----------------------------------------------------------------------------------------------

    def _contents_changed(self) -> None:
        if self._updating or self._composing:
            return
        new = self.toPlainText()
        if new == self._plain:
            return
        caret = self.textCursor().position()
        grown = len(new) - len(self._plain)
        typed = grown == 1 and not new[caret - 1 : caret].isspace()
        merge = caret == self._caret + grown and (typed or grown == -1)
        self._plain, self._caret = new, caret
        self.edited.emit(new, caret, merge)
        self.tell_selection()

    def _caret_moved(self) -> None:
        if self._updating or not self.hasFocus() or self.toPlainText() != self._plain:
            return  # after an edit, Qt tells of the caret first and of the text then
        if self.textCursor().position() != self._caret:
            self._caret = -1  # typing elsewhere is an edit of its own
        self.tell_selection()

    def tell_selection(self) -> None:
        """Tell which characters are selected, wherever the keyboard is."""
        self.spans_selected.emit(self.spans_at_caret())

    def spans_at_caret(self) -> tuple[int, ...]:
        """The characters in the selection; without one, that after the caret, or else that before it."""
        cursor = self.textCursor()
        start, stop = cursor.selectionStart(), cursor.selectionEnd()
        if start < stop:
            return tuple(i for i, at in enumerate(self._positions) if start <= at < stop)
        for wanted in (start, start - 1):
            if wanted in self._positions:
                return (self._positions.index(wanted),)
        return ()

    # -- what is drawn over the text -------------------------------------------------------------------------------

    def _mark(self) -> None:
        """Underline doubtful characters and back the selected ones."""
        marks = []
        doubtful = [i for i, span in enumerate(self._text.spans) if Surety.of(span) is not Surety.SURE]
        for i in doubtful[:_MOST_UNDERLINED]:
            surety = Surety.of(self._text.spans[i])
            mark = self._extra(i)
            mark.format.setUnderlineStyle(surety.underline)  # type: ignore[attr-defined]
            mark.format.setUnderlineColor(QColor(surety.colour(self._theme.colours)))  # type: ignore[attr-defined]
            mark.format.setBackground(colour(surety.colour(self._theme.colours), 0.14))  # type: ignore[attr-defined]
            marks.append(mark)
        for i in self._selected:
            if i < len(self._positions):
                mark = self._extra(i)
                mark.format.setBackground(colour(self._theme.colours.accent, 0.28))  # type: ignore[attr-defined]
                marks.append(mark)
        self.setExtraSelections(marks)

    def _extra(self, span: int) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(self._positions[span], len(self._plain)))
        cursor.setPosition(min(self._positions[span] + 1, len(self._plain)), QTextCursor.MoveMode.KeepAnchor)
        mark.cursor = cursor  # type: ignore[attr-defined]
        return mark

    # -- events ----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As usual, less undo and redo."""
        if _is_undo(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """While an input method composes, neither edits go out nor readings come in."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if not self._composing:
            self._contents_changed()
            self._update()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Pictures and files are taken too; they are opened."""
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste text as text; hand pictures and files on."""
        if source.hasImage() or source.hasUrls():
            self.pasted.emit(source)
        else:
            super().insertFromMimeData(source)


def _is_undo(event: QKeyEvent) -> bool:
    keys = QKeySequence.StandardKey
    return event.matches(keys.Undo) or event.matches(keys.Redo)


def _moved(at: int, edits: list[Change]) -> int:
    """Where position ``at`` of the old text is in the new one; what is inserted at it stands after it."""
    shift = 0
    for edit in edits:
        if at <= edit.start:
            break
        if at < edit.stop:
            return min(edit.new_start + at - edit.start, edit.new_stop)
        shift = edit.new_stop - edit.stop
    return at + shift


def _line_of(cursor: QTextCursor) -> int:
    """The line, as the scroll bar counts them: wrapped lines of the blocks before, and in its block."""
    block = cursor.block()
    line = block.layout().lineForTextPosition(cursor.positionInBlock())
    return block.firstLineNumber() + (line.lineNumber() if line.isValid() else 0)
