"""Status bar: how engine, device, mind and desk are, in plain words, never in a dialog."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.state import State
from app.window.theme import MEDIUM, colour, font, theme
from engine.gauges import Gauges

HEIGHT = 28
SILENT_S = 0.7
BETWEEN = "   ·   "


class StatusBar(QWidget):
    """Facts at the left, what is not well at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        self.trouble = ""
        self._facts: list[str] = []
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(say("Status"))

    def show_state(self, state: State | None, gauges: Gauges | None, linked: bool) -> None:
        """Say how everything is."""
        facts, trouble = describe(state, gauges, linked)
        words = BETWEEN.join(facts)
        if (words, trouble) != (self.words, self.trouble):
            self.words, self.trouble = words, trouble
            self._facts = facts
            self.setAccessibleDescription(f"{words}. {trouble}")
            self.setToolTip(trouble or words)
            self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """One line."""
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(16, 0, -16, 0)
        painter.setFont(font(11, MEDIUM))
        metrics = painter.fontMetrics()
        room = round(rect.width())
        if self.trouble:
            trouble = metrics.elidedText(self.trouble, Qt.TextElideMode.ElideRight, room * 6 // 10)
            width = metrics.horizontalAdvance(trouble) + 24
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(theme.held, 44))
            box = QRectF(rect.right() - width, 3, width + 4, HEIGHT - 6)
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(colour(theme.held))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, trouble)
            room -= width + 16
        painter.setFont(font(11))
        painter.setPen(colour(theme.dim))
        facts, metrics = list(self._facts), painter.fontMetrics()
        while len(facts) > 1 and metrics.horizontalAdvance(BETWEEN.join(facts)) > room:
            del facts[0]
        words = metrics.elidedText(BETWEEN.join(facts), Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, words)


def describe(state: State | None, gauges: Gauges | None, linked: bool) -> tuple[list[str], str]:
    """Facts, those that can be left out first, and what is not well, in words."""
    if state is None:
        return [] if linked else [say("No show is running.")], ""
    patch, status = state.session.patch, state.status
    clock = patch.driver == "clock"
    device = say("Clock, nothing can be heard") if clock else status.device or say("sound card")
    facts = [f"{patch.rate / 1000:g} kHz", device]
    facts.append(
        say("{frames} frames, {ms:.1f} ms", frames=patch.frames, ms=1000 * patch.frames / patch.rate)
    )
    trouble = status.complaint
    if state.learning:
        trouble = say("Move a control of your MIDI controller for: {target}", target=state.learning)
    if gauges is not None:
        arrays = gauges.shared.arrays
        latency = int(arrays["latency_frames"].sum())
        lost = int(arrays["count"][2])
        facts.append(say("latency {ms:.1f} ms", ms=1000 * latency / gauges.rate))
        facts.append(say("load {percent:.0f} %", percent=100 * float(arrays["cost"][1])))
        facts.append(say("{count} dropped", count=lost) if lost else say("nothing dropped"))
        if gauges.beat_age_s > SILENT_S:
            trouble = say("The engine is silent. The desk is starting another with the same mix.")
    if status.engine != "plays":
        trouble = say("The engine {words}", words=status.engine)
        trouble += f": {status.complaint}" if status.complaint else ""
    if not status.mind.endswith("mixes"):
        stands = say("The mind: {words}. The mix stands still until it is back.", words=status.mind)
        trouble = trouble or stands
    if not linked:
        trouble = say("The desk went away. The sound goes on; waiting for the desk to come back…")
    return facts, trouble
