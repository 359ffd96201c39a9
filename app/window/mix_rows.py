"""Mix rows: a mix strip by strip: levels, how they differ from the mix that counts, and why."""

from __future__ import annotations

from msgspec import Struct
from PyQt6.QtCore import QEvent, QRectF, QSize, Qt
from PyQt6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QToolTip, QWidget

from app.shown.language import say
from app.shown.words import write_db, write_value
from app.window.theme import BOLD, GROUP_COLOURS, MEDIUM, PLAIN, colour, font, theme
from engine.console.params import find_param
from engine.console.units import OFF_DB

ROW, TALL_ROW = 36, 52
_FADER = find_param("strip", "fader_db")


class MixRow(Struct, frozen=True):
    """One strip of a mix."""

    name: str
    group: str
    fader_db: float
    differs_db: float
    """From the mix that counts."""
    why: str = ""


class MixRows(QWidget):
    """As high as it has rows; it is scrolled by what it lies in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[MixRow] = []
        self.setAccessibleName(say("Levels and reasons"))

    def show_rows(self, rows: list[MixRow]) -> None:
        """Show these."""
        if rows != self.rows:
            self.rows = rows
            self.setAccessibleDescription(
                ", ".join(f"{row.name} {write_value(_FADER, row.fader_db)}" for row in rows)
            )
            self.setMinimumHeight(max(1, len(rows) * ROW))
            self.update()

    def event(self, a0: QEvent | None) -> bool:
        """The tooltip of a strip is its whole reason."""
        if isinstance(a0, QHelpEvent) and a0.type() == QEvent.Type.ToolTip:
            number = a0.pos().y() // self._find_height()
            if 0 <= number < len(self.rows):
                row = self.rows[number]
                words = f"{row.name}: {write_value(_FADER, row.fader_db)}\n{row.why}".strip()
                QToolTip.showText(a0.globalPos(), words, self)
            return True
        return super().event(a0)

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(200, max(1, len(self.rows) * ROW))

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Name, level, difference; the reason under them."""
        painter = QPainter(self)
        wide = self.width()
        painter.fillRect(self.rect(), colour(theme.panel))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        high = self._find_height()
        for number, row in enumerate(self.rows):
            y = number * high
            painter.fillRect(QRectF(8, y + 4, 3, high - 8), colour(GROUP_COLOURS.get(row.group, PLAIN)))
            painter.setFont(font(12, MEDIUM))
            painter.setPen(colour(theme.text))
            metrics = painter.fontMetrics()
            name = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, wide - 132)
            painter.drawText(QRectF(20, y + 3, wide - 132, 16), left, name)
            painter.setFont(font(12, BOLD))
            level = write_value(_FADER, row.fader_db, unit=False)
            painter.drawText(QRectF(wide - 108, y + 3, 44, 16), right, level)
            same = abs(row.differs_db) < 0.05
            painter.setFont(font(11, MEDIUM))
            painter.setPen(colour(theme.faint if same else theme.text))
            differs = "=" if same else "off" if row.differs_db <= OFF_DB else write_db(row.differs_db)
            painter.drawText(QRectF(wide - 60, y + 3, 48, 16), right, differs)
            painter.setFont(font(10))
            painter.setPen(colour(theme.dim))
            room = (wide - 40) * (2 if high == TALL_ROW else 1)
            why = painter.fontMetrics().elidedText(row.why, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(20, y + 20, wide - 32, high - 22), Qt.TextFlag.TextWordWrap, why)

    def _find_height(self) -> int:
        """Where there is room for it, reasons have two lines."""
        return TALL_ROW if len(self.rows) * TALL_ROW <= self.height() else ROW
