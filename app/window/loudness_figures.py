"""Loudness figures: momentary, short-term, integrated; a click begins the integrated one anew."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.shown.language import say
from app.shown.words import write_clock, write_lufs
from app.window.theme import BOLD, colour, font, theme
from app.window.well import paint_well


class LoudnessFigures(QAbstractButton):
    """Three columns in a well, in LUFS."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ("–", "–", "–")
        self.lasted = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(say("Loudness"))
        self.setToolTip(
            say(
                "Loudness in LUFS: M over 400 ms, S over 3 s, I since it was begun; a click begins I anew, "
                "for everybody"
            )
        )

    def show_loudness(self, momentary: float, short_term: float, integrated: float, lasted_s: float) -> None:
        """Show three loudnesses in LUFS, and over how many seconds the last was taken."""
        words = (write_lufs(momentary), write_lufs(short_term), write_lufs(integrated))
        lasted = write_clock(lasted_s)
        if (words, lasted) != (self.words, self.lasted):
            self.words, self.lasted = words, lasted
            self.setAccessibleDescription(
                say(
                    "momentary {m}, short-term {s}, integrated {i} LUFS over {t}",
                    m=words[0],
                    s=words[1],
                    i=words[2],
                    t=lasted,
                )
            )
            self.update()

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """Headings over figures; the integrated one stands out."""
        edge = theme.text if self.hasFocus() else theme.dim if self.underMouse() else theme.line
        painter, rect = paint_well(self, edge, 3)
        wide = rect.width() / 3
        headings = (say("M LUFS"), say("S"), say("I {t}", t=self.lasted))
        for column, (heading, words) in enumerate(zip(headings, self.words, strict=True)):
            box = QRectF(rect.x() + column * wide, rect.y() + 4, wide - 8, 14)
            painter.setFont(font(9))
            painter.setPen(colour(theme.dim))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, heading)
            painter.setFont(font(15, BOLD))
            painter.setPen(colour(theme.text if column else theme.dim))
            box = QRectF(box.x(), box.bottom(), box.width(), rect.bottom() - box.bottom() - 3)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
