"""True peak key: the highest true peak so far; a click forgets it."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.shown.language import say
from app.shown.words import write_peak
from app.window.theme import BOLD, colour, font, ink_on, theme
from app.window.well import paint_well

CLIP_DB, NEAR_DB = 0.0, -1.0
"""dBTP: from here it clips somewhere, from here it may after coding."""


class TruePeakKey(QAbstractButton):
    """Lit in the colour of clipping when it clipped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = "–"
        self._highest_db = -100.0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(say("Highest true peak"))
        self.setToolTip(say("The highest true peak so far, in dBTP; a click forgets it, for everybody"))

    @property
    def clipped(self) -> bool:
        """Whether it was over full scale."""
        return self._highest_db >= CLIP_DB

    def show_peak(self, highest_db: float) -> None:
        """Show dBTP."""
        words = write_peak(highest_db)
        if words != self.words:
            self.words, self._highest_db = words, highest_db
            self.setAccessibleDescription(say("{peak} dBTP", peak=words))
            self.update()

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """Heading left, figure right."""
        edge = theme.text if self.hasFocus() else theme.dim if self.underMouse() else theme.line
        painter, rect = paint_well(self, edge, 3)
        ink = colour(theme.high if self._highest_db >= NEAR_DB else theme.text)
        heading = colour(theme.dim)
        if self.clipped:
            painter.setBrush(colour(theme.over))
            painter.drawRoundedRect(rect, 3, 3)
            ink = heading = ink_on(theme.over)
        inner = rect.adjusted(8, 0, -8, 0)
        painter.setPen(heading)
        painter.setFont(font(10))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, say("TRUE PEAK"))
        painter.setPen(ink)
        painter.setFont(font(15, BOLD))
        painter.drawText(
            QRectF(inner), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.words
        )
