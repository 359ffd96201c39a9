"""Wire grid: which channels of the device go where; a row for each place, a column for each channel."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.canvas import Canvas
from app.window.field import Field
from app.window.theme import BOLD, MEDIUM, colour, font, ink_on, theme

CELL, LABEL, WIDTH_KEY = 28, 132, 36
HEAD, NAMED_HEAD = 36, 88
"""Room above the cells, without and with names of channels."""


class Line(Struct, frozen=True):
    """A row: a place, its name and colour, and its channels from 0 (none: it goes nowhere)."""

    place: str
    name: str
    tint: str
    channels: tuple[int, ...]


class WireGrid(Canvas):
    """A click patches; it says what is wanted and is told what is prepared."""

    wired = pyqtSignal(str, tuple)
    """A place and the channels that it is to have."""

    named = pyqtSignal(int, str)
    """A channel and what it is to be called."""

    def __init__(self, name: str, what: str, optional: bool, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.lines: Sequence[Line] = ()
        self.names: Sequence[str] = ()
        self.spot = 0, 0
        """Row and column that the keys act on."""
        self._what = what
        self._optional = optional
        self._there = 0
        self._entry: Field | None = None
        self.setToolTip(
            say(
                "Click: patch. On a stereo line the channel beside it becomes the right side; "
                "Shift-click puts the right side elsewhere. Double-click a channel's name to change it (N)."
            )
        )

    def show_wires(self, lines: Sequence[Line], names: Sequence[str], there: int) -> None:
        """Show how everything is patched; so many channels of `names` are there now."""
        new = tuple(lines), tuple(names), there
        if new != (self.lines, self.names, self._there):
            self.lines, self.names, self._there = new
            self._fit()
            self._point(*self.spot)

    def patch(self, row: int, column: int, other: bool = False) -> None:
        """A hand on a cell; `other`: only the right side goes there."""
        line = self.lines[row]
        have = line.channels
        if other and have:
            new = (
                (have[0],) if len(have) == 2 and have[1] == column and self._least == 1 else (have[0], column)
            )
            if new[0] == new[-1] and len(new) == 2:
                return
        elif column in have and self._optional:
            new = ()
        elif len(have) == 1:
            new = (column,)
        elif len(have) == 2 or self._optional:
            last = len(self.names) - 1
            new = (column, column + 1) if column < last else (column - 1, column)
        else:
            new = (column,)
        if new != have:
            self.wired.emit(line.place, new)

    def widen(self, row: int) -> None:
        """Mono becomes stereo, and stereo mono."""
        line = self.lines[row]
        have = line.channels
        if len(have) == 1 and have[0] + 1 < len(self.names):
            self.wired.emit(line.place, (have[0], have[0] + 1))
        elif len(have) == 1 and have[0] > 0:
            self.wired.emit(line.place, (have[0] - 1, have[0]))
        elif have:
            self.wired.emit(line.place, have[:1])

    @property
    def head(self) -> int:
        """How much room the channels have above the cells."""
        return NAMED_HEAD if any(self.names) else HEAD

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell stands in the viewport."""
        x = LABEL + WIDTH_KEY + column * CELL - self.across.value()
        return QRectF(x, self.head + row * CELL - self.down.value(), CELL, CELL)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Arrows move the cursor, Return patches, with Shift the right side; S widens, N names."""
        assert a0 is not None
        row, column = self.spot
        ways = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
        }
        if a0.key() in ways:
            down, right = ways[Qt.Key(a0.key())]
            self._point(row + down, column + right, show=True)
        elif not self.lines:
            super().keyPressEvent(a0)
        elif a0.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.patch(row, column, bool(a0.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif a0.key() == Qt.Key.Key_S and not a0.modifiers():
            self.widen(row)
        elif a0.key() == Qt.Key.Key_N and not a0.modifiers():
            self._edit(column)
        else:
            super().keyPressEvent(a0)

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Patch the cell under the hand, or change the width of its line."""
        assert a0 is not None
        at = a0.position()
        found = self._find(at)
        if found is None or at.y() < self.head:
            return
        row, column = found
        if LABEL <= at.x() < LABEL + WIDTH_KEY:
            self.widen(row)
        elif at.x() >= LABEL + WIDTH_KEY and 0 <= column < len(self.names):
            self._point(row, column)
            self.patch(row, column, bool(a0.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Name the channel under the hand."""
        assert a0 is not None
        at = a0.position()
        column = int((at.x() - LABEL - WIDTH_KEY + self.across.value()) // CELL)
        if at.y() < self.head and at.x() >= LABEL + WIDTH_KEY and 0 <= column < len(self.names):
            self._edit(column)
        else:
            self.mousePressEvent(a0)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Cells, then what stands still beside and above them."""
        painter, view = self._begin(), self.view
        left, width, height = LABEL + WIDTH_KEY, view.width(), view.height()
        painter.setClipRect(QRectF(left, self.head, width - left, height - self.head))
        self._paint_cells(painter)
        painter.setClipRect(QRectF(0, self.head, left, height - self.head))
        self._paint_labels(painter)
        painter.setClipRect(QRectF(left, 0, width - left, self.head))
        self._paint_head(painter)
        painter.setClipping(False)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.dim))
        painter.drawText(QRectF(10, self.head - 24, LABEL, 16), Qt.AlignmentFlag.AlignVCenter, self._what)
        self._paint_edge(painter)

    def _paint_cells(self, painter: QPainter) -> None:
        for row, line in enumerate(self.lines):
            for column in range(len(self.names)):
                rect = self.cell_rect(row, column)
                inner = rect.adjusted(2, 2, -2, -2)
                there = column < self._there
                painter.setPen(Qt.PenStyle.NoPen)
                if column in line.channels:
                    painter.setBrush(colour(line.tint if there else theme.mute))
                    painter.drawRoundedRect(inner, 4, 4)
                    if len(line.channels) == 2:
                        painter.setFont(font(11, BOLD))
                        painter.setPen(ink_on(line.tint if there else theme.mute))
                        side = "L" if line.channels[0] == column else "R"
                        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, side)
                else:
                    painter.setPen(colour(theme.line, 150))
                    painter.setBrush(colour(theme.raised if column % 8 < 4 else theme.panel))
                    painter.setOpacity(1.0 if there else 0.4)
                    painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
                    painter.setOpacity(1.0)
                if self.hasFocus() and (row, column) == self.spot:
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.setPen(colour(theme.text))
                    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _paint_labels(self, painter: QPainter) -> None:
        for row, line in enumerate(self.lines):
            y = self.cell_rect(row, 0).top()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(line.tint))
            painter.drawRoundedRect(QRectF(8, y + 5, 3, CELL - 10), 1.5, 1.5)
            painter.setFont(font(12, MEDIUM))
            painter.setPen(colour(theme.text))
            name = painter.fontMetrics().elidedText(line.name, Qt.TextElideMode.ElideRight, LABEL - 26)
            painter.drawText(QRectF(18, y, LABEL - 22, CELL), Qt.AlignmentFlag.AlignVCenter, name)
            key = QRectF(LABEL + 0.5, y + 3.5, WIDTH_KEY - 6, CELL - 7)
            painter.setPen(colour(theme.line))
            painter.setBrush(colour(theme.raised))
            painter.drawRoundedRect(key, 3, 3)
            painter.setFont(font(10, BOLD))
            painter.setPen(colour(theme.dim))
            words = ("–", "M", "ST")[len(line.channels)]
            painter.drawText(key, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_head(self, painter: QPainter) -> None:
        used = {channel for line in self.lines for channel in line.channels}
        for column, name in enumerate(self.names):
            rect = self.cell_rect(0, column)
            there = column < self._there
            painter.setFont(font(11, BOLD))
            painter.setPen(
                colour(theme.mute if not there and column in used else theme.text if there else theme.faint)
            )
            number = QRectF(rect.x(), self.head - 24, CELL, 18)
            painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(column + 1))
            if name:
                painter.save()
                painter.translate(rect.x() + CELL / 2, self.head - 26)
                painter.rotate(-90)
                painter.setFont(font(10))
                painter.setPen(colour(theme.dim))
                words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, self.head - 34)
                painter.drawText(QRectF(2, -9, self.head - 30, 18), Qt.AlignmentFlag.AlignVCenter, words)
                painter.restore()

    def _edit(self, column: int) -> None:
        """A line over the head where the channel's name is typed."""
        if self._entry is not None:
            self._entry.deleteLater()
        self._entry = entry = Field(say("Name of channel {number}", number=column + 1), self.viewport())
        x = self.cell_rect(0, column).x()
        view = self.viewport()
        assert view is not None
        entry.setGeometry(round(min(max(0, x - 50), view.width() - 136)), 2, 128, 32)
        entry.setText(self.names[column])
        entry.setMaxLength(24)
        entry.selectAll()

        def close() -> None:
            if self._entry is not None:
                self._entry.deleteLater()
                self._entry = None
                self.setFocus()

        def take(text: str) -> None:
            close()
            self.named.emit(column, text.strip())

        entry.entered.connect(take)
        entry.left.connect(close)
        entry.show()
        entry.setFocus()

    @property
    def _least(self) -> int:
        return 0 if self._optional else 1

    def _find(self, at: QPointF) -> tuple[int, int] | None:
        row = int((at.y() - self.head + self.down.value()) // CELL)
        column = int((at.x() - LABEL - WIDTH_KEY + self.across.value()) // CELL)
        return (row, column) if 0 <= row < len(self.lines) else None

    def _point(self, row: int, column: int, show: bool = False) -> None:
        row = min(len(self.lines) - 1, max(0, row))
        column = min(len(self.names) - 1, max(0, column))
        self.spot = max(0, row), max(0, column)
        if self.lines and self.names:
            line = self.lines[self.spot[0]]
            name = self.names[self.spot[1]]
            channel = f"{self.spot[1] + 1} {name}".strip()
            patched = say("patched") if self.spot[1] in line.channels else say("free")
            self.setAccessibleDescription(f"{line.name}, {channel}, {patched}")
        if show:
            rect, view = self.cell_rect(*self.spot), self.view
            for bar, low, high, first, last in (
                (self.across, rect.left(), rect.right(), LABEL + WIDTH_KEY, view.width()),
                (self.down, rect.top(), rect.bottom(), self.head, view.height()),
            ):
                if low < first:
                    bar.setValue(bar.value() - round(first - low))
                elif high > last:
                    bar.setValue(bar.value() + round(high - last))
        self.view.update()

    def _extent(self) -> tuple[int, int, int]:
        width = LABEL + WIDTH_KEY + len(self.names) * CELL + 4
        return width, self.head + len(self.lines) * CELL + 4, CELL
