"""Pick list: rows of things to choose from, each with a second line and a word at its end."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.window.canvas import Canvas
from app.window.theme import MEDIUM, colour, font, theme

ROW = 44


class Row(Struct, frozen=True):
    """One thing: its name, what else is to be said, a word at the right; `poor` where it cannot be used."""

    title: str
    more: str = ""
    right: str = ""
    poor: bool = False
    marked: bool = False


class PickList(Canvas):
    """A click or the arrows pick; a double click or Return opens."""

    picked = pyqtSignal(int)
    opened = pyqtSignal(int)

    def __init__(self, name: str, parent: QWidget | None = None, empty: str = "") -> None:
        super().__init__(name, parent)
        self.rows: Sequence[Row] = ()
        self.chosen = -1
        self._empty = empty
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
            bar, room = self.down, self.view.height()
            bar.setValue(min(max(bar.value(), (self.chosen + 1) * ROW - room), self.chosen * ROW))
            self._tell()
            self.picked.emit(self.chosen)

    def row_rect(self, number: int) -> QRectF:
        """Where a row stands in the viewport."""
        return QRectF(0, number * ROW - self.down.value(), self.view.width(), ROW)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Arrows, page keys, Home and End pick; Return opens."""
        assert a0 is not None
        page = max(1, self.view.height() // ROW)
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
        number = int((a0.position().y() + self.down.value()) // ROW)
        if 0 <= number < len(self.rows):
            self.choose(number)

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Open what is under the hand."""
        assert a0 is not None
        number = int((a0.position().y() + self.down.value()) // ROW)
        if 0 <= number < len(self.rows):
            self.choose(number)
            self.opened.emit(number)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The rows in sight."""
        painter, view = self._begin(), self.view
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
        self._paint_edge(painter)

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
        self.view.update()

    def _extent(self) -> tuple[int, int, int]:
        return 0, len(self.rows) * ROW, ROW
