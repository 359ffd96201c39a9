"""Record key: large and, while a take runs, unmistakably red; with its length and the room that is left."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.shown.language import say
from app.state import Recording
from app.window.rehearse.times import write_room, write_time
from app.window.theme import BOLD, MEDIUM, colour, font, ink_on, theme

HEIGHT = 72


class RecordKey(QAbstractButton):
    """The desk says whether it is lit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recording: Recording | None = None
        self._armed = False
        self.words = ("", "")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(say("Record"))
        self.setToolTip(say("Record every input, a file for each strip (R); press twice to end the take"))
        self.show_recording(None, False)

    def show_recording(self, recording: Recording | None, armed: bool) -> None:
        """Show how far the take is, and whether the next press ends it."""
        words = say("RECORD"), say("every input, a file for each strip")
        if recording is not None:
            words = write_time(recording.seconds, False), self._describe(recording)
        if armed and recording is not None:
            words = say("END THE TAKE?"), say("press again")
        if (recording, armed, words) != (self._recording, self._armed, self.words):
            self._recording, self._armed, self.words = recording, armed, words
            self.setAccessibleDescription(". ".join(words))
            self.update()

    def _describe(self, recording: Recording) -> str:
        facts = [say("room for {room}", room=write_room(recording.hours_left))]
        if recording.part > 1:
            facts.append(say("part {part}", part=recording.part))
        if recording.lost_s:
            facts.append(say("{lost:.1f} s lost", lost=recording.lost_s))
        else:
            facts.append(say("{megabytes:.0f} MB", megabytes=recording.megabytes))
        if recording.master:
            facts.append(say("master too"))
        return "  ·  ".join(facts)

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """A red field with the length of the take; at rest a red dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lit = self._recording is not None
        fill = colour(theme.mute if lit else theme.hover if self.underMouse() else theme.raised)
        painter.setBrush(fill.darker(120) if self.isDown() else fill)
        painter.setPen(QPen(colour(theme.text if self.hasFocus() else theme.mute), 2 if lit else 1))
        painter.drawRoundedRect(rect, 5, 5)
        ink = ink_on(theme.mute) if lit else colour(theme.text)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink if lit else colour(theme.mute))
        centre = QPointF(34, rect.center().y())
        if self._armed:
            painter.drawRect(QRectF(centre.x() - 9, centre.y() - 9, 18, 18))
        else:
            painter.drawEllipse(centre, 11, 11)
        left = rect.adjusted(64, 0, -8, 0)
        painter.setPen(ink)
        painter.setFont(font(22 if lit and not self._armed else 15, BOLD))
        painter.drawText(left.adjusted(0, 10, 0, -28), Qt.AlignmentFlag.AlignVCenter, self.words[0])
        painter.setPen(ink if lit else colour(theme.dim))
        painter.setFont(font(11, MEDIUM))
        words = painter.fontMetrics().elidedText(
            self.words[1], Qt.TextElideMode.ElideRight, round(left.width())
        )
        painter.drawText(left.adjusted(0, 38, 0, -8), Qt.AlignmentFlag.AlignVCenter, words)
