"""Status bar: how engine, device, mind and desk are, in plain words, never in a dialog."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.link import State
from app.window.language import say
from app.window.theme import MEDIUM, colour, font, theme
from engine.gauges import Gauges

HEIGHT = 28
SILENT_S = 0.7


class StatusBar(QWidget):
    """Facts at the left, what is not well at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        self.trouble = ""
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("Status")

    def show_state(self, state: State | None, gauges: Gauges | None, linked: bool) -> None:
        """Say how everything is."""
        words, trouble = describe(state, gauges, linked)
        if (words, trouble) != (self.words, self.trouble):
            self.words, self.trouble = words, trouble
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
        words = painter.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, words)


def describe(state: State | None, gauges: Gauges | None, linked: bool) -> tuple[str, str]:
    """What is, and what is not well, in words."""
    if state is None:
        return "" if linked else say("No show is running."), ""
    patch, status = state.session.patch, state.status
    block_ms = 1000 * patch.frames / patch.rate
    device = "Clock, nothing can be heard" if patch.driver == "clock" else status.device or "sound card"
    facts = [device, f"{patch.rate / 1000:g} kHz", f"{patch.frames} frames, {block_ms:.1f} ms"]
    trouble = status.complaint
    if gauges is not None:
        arrays = gauges.shared.arrays
        latency = int(arrays["latency_frames"].sum())
        lost = int(arrays["count"][2])
        facts.append(f"latency {1000 * latency / gauges.rate:.1f} ms")
        facts.append(f"load {100 * float(arrays['cost'][1]):.0f} %")
        facts.append(f"{lost or 'no'} dropped block{'s' if lost != 1 else ''}")
        if gauges.beat_age_s > SILENT_S:
            trouble = "The engine is silent. The desk is starting another with the same mix."
    if status.engine != "plays":
        trouble = f"The engine {status.engine}" + (f": {status.complaint}" if status.complaint else "")
    if not status.mind.endswith("mixes"):
        trouble = trouble or f"The mind: {status.mind}. The mix stands still until it is back."
    if not linked:
        trouble = "The desk went away. The sound goes on; waiting for the desk to come back…"
    return "    ·    ".join(facts), trouble
