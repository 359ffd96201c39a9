"""Pick list: rows of things to choose from, each with a second line and a word at its end."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QAbstractScrollArea, QFrame, QScrollBar, QWidget

from app.window.theme import MEDIUM, colour, font, theme

ROW = 44


class Row(Struct, frozen=True):
    """One thing: its name, what else is to be said, a word at the right; `poor` where it cannot be used."""

    title: str
    more: str = ""
    right: str = ""
    poor: bool = False
    marked: bool = False


class PickList(QAbstractScrollArea):
    """A click or the arrows pick; a double click or Return opens."""

    picked = pyqtSignal(int)
    opened = pyqtSignal(int)

    def __init__(self, name: str, parent: QWidget | None = None, empty: str = "") -> None:
        super().__init__(parent)
        self.rows: Sequence[Row] = ()
        self.chosen = -1
        self._empty = empty
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, rows: Sequence[Row], chosen: int | None = None, empty: str = "") -> None:
        """Show these; what was chosen stays chosen where it is still there."""
        rows, empty = tuple(rows), empty or self._empty
        if chosen is None:
            title = self.rows[self.chosen].title if 0 <= self.chosen < len(self.rows) else None
            chosen = next((n for n, row in enumerate(rows) if row.title == title), -1)
        if (rows, chosen, empty) != (self.rows, self.chosen, self._empty):
            self.rows, self.chosen, self._empty = rows, chosen, empty
            self._fit()
            self._tell()

    def choose(self, number: int) -> None:
        """Pick a row and bring it into sight."""
        if self.rows:
            self.chosen = min(len(self.rows) - 1, max(0, number))
            bar, room = self._bar(), self._room()
            bar.setValue(min(max(bar.value(), (self.chosen + 1) * ROW - room), self.chosen * ROW))
            self._tell()
            self.picked.emit(self.chosen)

    def row_rect(self, number: int) -> QRectF:
        """Where a row stands in the viewport."""
        view = self.viewport()
        assert view is not None
        return QRectF(0, number * ROW - self._bar().value(), view.width(), ROW)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Arrows, page keys, Home and End pick; Return opens."""
        assert a0 is not None
        page = max(1, self._room() // ROW)
        last = len(self.rows) - 1
        goals = {
            Qt.Key.Key_Up: self.chosen - 1,
            Qt.Key.Key_Down: self.chosen + 1,
            Qt.Key.Key_PageUp: self.chosen - page,
            Qt.Key.Key_PageDown: self.chosen + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if a0.key() in goals:
            self.choose(goals[Qt.Key(a0.key())])
        elif a0.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.chosen >= 0:
            self.opened.emit(self.chosen)
        else:
            super().keyPressEvent(a0)

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Pick what is under the hand."""
        assert a0 is not None
        number = int((a0.position().y() + self._bar().value()) // ROW)
        if 0 <= number < len(self.rows):
            self.choose(number)

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Open what is under the hand."""
        assert a0 is not None
        number = int((a0.position().y() + self._bar().value()) // ROW)
        if 0 <= number < len(self.rows):
            self.choose(number)
            self.opened.emit(number)

    def focusInEvent(self, a0: QFocusEvent | None) -> None:
        """Show where the keys go."""
        super().focusInEvent(a0)
        self._refresh()

    def focusOutEvent(self, a0: QFocusEvent | None) -> None:
        """The keys went elsewhere."""
        super().focusOutEvent(a0)
        self._refresh()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """The scroll bar follows."""
        super().resizeEvent(a0)
        self._fit()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The rows in sight."""
        view = self.viewport()
        assert view is not None
        painter = QPainter(view)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(view.rect(), colour(theme.well))
        for number, row in enumerate(self.rows):
            rect = self.row_rect(number)
            if rect.bottom() < 0 or rect.top() > view.height():
                continue
            self._paint_row(painter, row, rect, number == self.chosen)
        if not self.rows:
            painter.setFont(font(12))
            painter.setPen(colour(theme.faint))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(view.rect()).adjusted(16, 0, -16, 0), int(flags), self._empty)
        painter.setPen(colour(theme.dim if self.hasFocus() else theme.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(view.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_row(self, painter: QPainter, row: Row, rect: QRectF, chosen: bool) -> None:
        if chosen:
            painter.fillRect(
                rect.adjusted(1, 0, -1, 0), colour(theme.select if self.hasFocus() else theme.raised)
            )
        if row.marked:
            painter.fillRect(QRectF(1, rect.top() + 4, 3, rect.height() - 8), colour(theme.middle))
        painter.fillRect(QRectF(12, rect.bottom() - 1, rect.width() - 24, 1), colour(theme.line, 140))
        inner = rect.adjusted(12, 6, -12, -6)
        painter.setFont(font(11))
        metrics = painter.fontMetrics()
        right = metrics.horizontalAdvance(row.right)
        painter.setPen(colour(theme.dim))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, row.right)
        more = metrics.elidedText(row.more, Qt.TextElideMode.ElideMiddle, round(inner.width()))
        painter.setPen(colour(theme.held if row.poor else theme.dim))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, more)
        painter.setFont(font(13, MEDIUM))
        painter.setPen(colour(theme.dim if row.poor else theme.text))
        room = round(inner.width()) - right - 16
        title = painter.fontMetrics().elidedText(row.title, Qt.TextElideMode.ElideRight, room)
        flags = Qt.AlignmentFlag.AlignTop if row.more else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, flags | Qt.AlignmentFlag.AlignLeft, title)

    def _tell(self) -> None:
        if 0 <= self.chosen < len(self.rows):
            row = self.rows[self.chosen]
            words = ", ".join(word for word in (row.title, row.more, row.right) if word)
            self.setAccessibleDescription(words)
        else:
            self.setAccessibleDescription(self._empty)
        self._refresh()

    def _fit(self) -> None:
        bar = self._bar()
        bar.setRange(0, max(0, len(self.rows) * ROW - self._room()))
        bar.setPageStep(self._room())
        bar.setSingleStep(ROW)
        self._refresh()

    def _room(self) -> int:
        view = self.viewport()
        return view.height() if view is not None else 0

    def _bar(self) -> QScrollBar:
        bar = self.verticalScrollBar()
        assert bar is not None
        return bar

    def _refresh(self) -> None:
        view = self.viewport()
        if view is not None:
            view.update()
