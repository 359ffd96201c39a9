"""Safe grid: what recalls leave alone: a row for each place, a column for each of its sections."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QPoint, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QToolTip, QWidget

from app.shown.board import PlaceView
from app.shown.language import say
from app.state import State
from app.window.canvas import Canvas
from app.window.scenes.scene_board import COLUMNS, OWN, WHOLE, share_safe
from app.window.section_names import name_section
from app.window.theme import BOLD, GROUP_COLOURS, PLAIN, colour, font, theme

HEAD, ROW, CELL, WIDEST = 88, 30, 26, 40
NAMES = 96

Share = float | None


class SafeGrid(Canvas):
    """A press makes a cell safe or not; on a heading, the column of every place."""

    wanted = pyqtSignal(list, str, bool)
    """Places, a column, and whether it is to be safe."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(say("Safe from recalls"), parent)
        self.places: list[PlaceView] = []
        self.shares: list[tuple[Share, ...]] = []
        """By place and column, how much of it is safe; None where a place has nothing of it."""
        self.at = (0, 0)
        """The row and column that keys go to."""
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setMouseTracking(True)

    def show_safes(self, state: State, views: dict[str, PlaceView]) -> None:
        """Show what is safe."""
        places = list(views.values())
        shares = [tuple(share_safe(state, view, column) for column in COLUMNS) for view in places]
        before = [(view.place, view.name, view.group) for view in self.places]
        if shares != self.shares or before != [(view.place, view.name, view.group) for view in places]:
            self.places, self.shares = places, shares
            self._fit()
            self._describe()

    def toggle(self, row: int, column: int) -> None:
        """Make a cell safe, or not any more."""
        share = self.shares[row][column]
        if share is not None:
            self.wanted.emit([self.places[row].place], COLUMNS[column], share < 1.0)

    def toggle_column(self, column: int) -> None:
        """Make a column safe in every place, or in none if it is so already."""
        rows = [n for n, shares in enumerate(self.shares) if shares[column] is not None]
        if COLUMNS[column] == WHOLE:
            rows = [n for n in rows if self.places[n].kind == "strip"]
        if rows:
            safe = any((self.shares[n][column] or 0.0) < 1.0 for n in rows)
            self.wanted.emit([self.places[n].place for n in rows], COLUMNS[column], safe)

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell is, in the viewport."""
        top = HEAD + row * ROW - self.down.value()
        return QRectF(NAMES + column * self._step(), top, self._step(), ROW)

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Switch what is under the hand."""
        assert a0 is not None
        if a0.button() != Qt.MouseButton.LeftButton:
            return
        row, column = self._find(a0.position().toPoint())
        if row is None and column is not None:
            self.toggle_column(column)
        elif row is not None:
            self.at = row, column or 0
            self._describe()
            self.toggle(row, column or 0)
        self.view.update()

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Arrows go from cell to cell, Return and the space bar switch."""
        assert a0 is not None
        ways = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
        }
        if a0.key() in ways and self.places:
            down, right = ways[Qt.Key(a0.key())]
            row = min(len(self.places) - 1, max(0, self.at[0] + down))
            self.at = row, min(len(COLUMNS) - 1, max(0, self.at[1] + right))
            self._bring(row)
            self._describe()
            self.view.update()
        elif a0.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.places:
            self.toggle(*self.at)
        else:
            a0.ignore()

    def viewportEvent(self, a0: QEvent | None) -> bool:
        """A tooltip for each cell."""
        if isinstance(a0, QHelpEvent):
            row, column = self._find(a0.pos())
            QToolTip.showText(a0.globalPos(), self._tell(row, column), self)
            return True
        return super().viewportEvent(a0)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Rows, then the head over them."""
        viewport = self.view
        painter = QPainter(viewport)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(viewport.rect(), colour(theme.panel))
        for row, view in enumerate(self.places):
            top = self.cell_rect(row, 0).y()
            if HEAD - ROW < top < viewport.height():
                self._paint_row(painter, row, view)
        painter.fillRect(0, 0, viewport.width(), HEAD, colour(theme.panel))
        painter.fillRect(0, HEAD - 1, viewport.width(), 1, colour(theme.line))
        painter.setFont(font(11))
        for column, name in enumerate(COLUMNS):
            painter.save()
            painter.translate(NAMES + (column + 0.5) * self._step(), HEAD - 8)
            painter.rotate(-90)
            painter.setPen(colour(theme.text if column == 0 else theme.dim))
            box = QRectF(0, -8, HEAD - 10, 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name_column(name))
            painter.restore()

    def _paint_row(self, painter: QPainter, row: int, view: PlaceView) -> None:
        left = self.cell_rect(row, 0)
        painter.fillRect(QRectF(4, left.y() + 4, 4, ROW - 8), colour(GROUP_COLOURS.get(view.group, PLAIN)))
        whole = self.shares[row][0] == 1.0 and view.kind == "strip"
        painter.setFont(font(11, BOLD))
        painter.setPen(colour(theme.safe if whole else theme.text))
        name = painter.fontMetrics().elidedText(view.name, Qt.TextElideMode.ElideRight, NAMES - 18)
        painter.drawText(QRectF(14, left.y(), NAMES - 16, ROW), Qt.AlignmentFlag.AlignVCenter, name)
        for column, share in enumerate(self.shares[row]):
            if share is not None:
                self._paint_cell(painter, self.cell_rect(row, column), share, whole and column > 0)
            if self.hasFocus() and self.at == (row, column):
                painter.setPen(QPen(colour(theme.text), 1.4))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self.cell_rect(row, column).adjusted(1, 1, -1, -1), 3, 3)

    def _paint_cell(self, painter: QPainter, cell: QRectF, share: float, covered: bool) -> None:
        side = min(cell.width(), cell.height()) - 8
        box = QRectF(cell.center().x() - side / 2, cell.center().y() - side / 2, side, side)
        painter.setPen(QPen(colour(theme.safe if share or covered else theme.line), 1))
        painter.setBrush(colour(theme.safe, 60) if covered else colour(theme.well))
        painter.drawRoundedRect(box, 3, 3)
        if share >= 1.0:
            painter.setBrush(colour(theme.safe))
            painter.drawRoundedRect(box, 3, 3)
        elif share > 0.0:
            painter.setBrush(colour(theme.safe))
            painter.drawRoundedRect(box.adjusted(0, side / 2, 0, 0), 3, 3)

    def _tell(self, row: int | None, column: int | None) -> str:
        if column is None and row is None:
            return say("What is safe here is left alone when a scene is recalled.")
        name = name_column(COLUMNS[column or 0])
        if row is None:
            return say("{what}: a press makes it safe everywhere, or nowhere", what=name)
        share = self.shares[row][column or 0]
        if share is None:
            return say("{place} has nothing of this", place=self.places[row].name)
        words = say("safe") if share >= 1.0 else say("partly safe") if share else say("moved by recalls")
        return say("{place}, {what}: {words}", place=self.places[row].name, what=name, words=words)

    def _describe(self) -> None:
        if self.places:
            self.at = min(self.at[0], len(self.places) - 1), self.at[1]
            self.setAccessibleDescription(self._tell(*self.at))

    def _find(self, at: QPoint) -> tuple[int | None, int | None]:
        """The row (None in the head) and column (None in the names) at a point."""
        row = None if at.y() < HEAD else (at.y() - HEAD + self.down.value()) // ROW
        column = None if at.x() < NAMES else int((at.x() - NAMES) // self._step())
        if row is not None and row >= len(self.places):
            return None, None
        return row, column if column is None or column < len(COLUMNS) else None

    def _bring(self, row: int) -> None:
        bar, top = self.down, row * ROW
        bar.setValue(max(min(bar.value(), top), top + ROW - (self.view.height() - HEAD)))

    def _step(self) -> float:
        return min(float(WIDEST), max(float(CELL), (self.view.width() - NAMES - 4) / len(COLUMNS)))

    def _extent(self) -> tuple[int, int, int]:
        return 0, HEAD + ROW * len(self.places), ROW


def name_column(column: str) -> str:
    """A column for people."""
    if column == WHOLE:
        return say("All of it")
    return say("Its own") if column == OWN else name_section(column)
