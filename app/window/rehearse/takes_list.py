"""Takes list: what was recorded, newest on top: session, date, length; one is chosen."""

from __future__ import annotations

import time

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.state import TakeRow
from app.window.rehearse.times import write_time
from app.window.theme import BOLD, MEDIUM, colour, font, theme
from app.window.well import paint_well

ROW = 48


class TakesList(QWidget):
    """A click chooses, a double click or Return plays."""

    played = pyqtSignal(str)
    """The folder of a take that is to be played."""

    chosen_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.takes: tuple[TakeRow, ...] = ()
        self.chosen = ""
        """The folder of the take that is chosen."""
        self._playing = ""
        self._top = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("Takes"))
        self.setMinimumHeight(2 * ROW)

    def show_takes(self, takes: tuple[TakeRow, ...], playing: str) -> None:
        """Show these; one may be playing."""
        if (takes, playing) == (self.takes, self._playing):
            return
        fresh = takes and (not self.takes or takes[0].folder != self.takes[0].folder)
        self.takes, self._playing = takes, playing
        if fresh or self.chosen not in {take.folder for take in takes}:
            self._choose(0)
        self._scroll(0)
        self.update()

    def row_rect(self, index: int) -> QRectF:
        """Where a take is."""
        return QRectF(1, 1 + index * ROW - self._top, self.width() - 2, ROW)

    def _index(self) -> int:
        return next((n for n, take in enumerate(self.takes) if take.folder == self.chosen), 0)

    def _choose(self, index: int) -> None:
        if not self.takes:
            self.chosen = ""
        else:
            take = self.takes[min(max(0, index), len(self.takes) - 1)]
            self.chosen = take.folder
            row = self.row_rect(self._index())
            self._scroll(min(0, round(row.top())) + max(0, round(row.bottom()) - self.height()))
            self.setToolTip(take.folder + (f"\n{take.why}" if take.why else ""))
            self.setAccessibleDescription(f"{take.session}, {_date(take)}, {write_time(take.seconds)}")
        self.chosen_changed.emit()
        self.update()

    def _scroll(self, pixels: int) -> None:
        room = max(0, len(self.takes) * ROW - self.height() + 2)
        self._top = min(max(0, self._top + pixels), room)

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Choose."""
        if a0 is not None:
            index = int((a0.position().y() + self._top) // ROW)
            if index < len(self.takes):
                self._choose(index)

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Play."""
        if self.chosen:
            self.played.emit(self.chosen)

    def mouseMoveEvent(self, a0: QMouseEvent | None) -> None:
        """Nothing is dragged here."""

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Up and down choose, Return plays."""
        assert a0 is not None
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if a0.key() in steps:
            self._choose(self._index() + steps[Qt.Key(a0.key())])
        elif a0.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen:
            self.played.emit(self.chosen)
        else:
            super().keyPressEvent(a0)

    def wheelEvent(self, a0: QWheelEvent | None) -> None:
        """Scroll."""
        if a0 is not None:
            self._scroll(-a0.angleDelta().y() // 2)
            a0.accept()
            self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Session and length, date and facts."""
        painter, rect = paint_well(self, theme.text if self.hasFocus() else theme.line, 5)
        painter.setClipRect(rect)
        if not self.takes:
            painter.setFont(font(12))
            painter.setPen(colour(theme.dim))
            words = say("No takes yet. RECORD makes one of every input; it can be played at once.")
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap.value
            painter.drawText(rect.adjusted(16, 0, -16, 0), flags, words)
        for index, take in enumerate(self.takes):
            row = self.row_rect(index)
            if row.bottom() > 0 and row.top() < self.height():
                self._paint_row(painter, row, take)
        whole = len(self.takes) * ROW
        if whole > self.height():
            tall = max(24.0, self.height() * self.height() / whole)
            at = self._top / (whole - self.height()) * (self.height() - tall - 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(theme.line))
            painter.drawRoundedRect(QRectF(self.width() - 6, 2 + at, 4, tall), 2, 2)

    def _paint_row(self, painter: QPainter, row: QRectF, take: TakeRow) -> None:
        chosen = take.folder == self.chosen
        if chosen:
            painter.fillRect(row, colour(theme.select))
        painter.setPen(colour(theme.line))
        painter.drawLine(row.bottomLeft(), row.bottomRight())
        playing = take.folder == self._playing
        if playing:
            painter.fillRect(QRectF(row.left(), row.top(), 4, row.height()), colour(theme.safe))
        upper = QRectF(row.left() + 14, row.top() + 6, row.width() - 28, 18)
        painter.setFont(font(12, BOLD))
        painter.setPen(colour(theme.text))
        length = write_time(take.seconds, False)
        painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, length)
        room = round(upper.width()) - painter.fontMetrics().horizontalAdvance(length) - 8
        name = take.session + (say(", part {part}", part=take.part) if take.part > 1 else "")
        name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, name)
        lower = upper.translated(0, 19)
        painter.setFont(font(11, MEDIUM))
        painter.setPen(
            colour(theme.safe if playing else theme.held if take.lost_s or take.why else theme.dim)
        )
        facts = say("plays now") if playing else _facts(take)
        painter.drawText(lower, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, facts)
        painter.setPen(colour(theme.text if chosen else theme.dim))
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, _date(take))


def _date(take: TakeRow) -> str:
    return time.strftime("%Y-%m-%d  %H:%M", time.localtime(take.began))


def _facts(take: TakeRow) -> str:
    if take.lost_s:
        return say("{lost:.1f} s lost", lost=take.lost_s)
    if take.why:
        return say("interrupted")
    return say("{tracks} tracks", tracks=take.tracks)
