"""Status view: how every part of the show is, what happened to it, and what the machine lacks."""

from __future__ import annotations

import time

from PyQt6.QtCore import QRectF, Qt, QTimer
from PyQt6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.children.errand import Errand
from app.doctor import Finding
from app.shown.language import say
from app.state import State
from app.window.desk_link import DeskLink
from app.window.key import Key
from app.window.setup.health import LossCount, examine_show, list_events, read_happening
from app.window.setup.lamp_list import LampList
from app.window.theme import BOLD, colour, font, theme
from engine.gauges import Gauges

MARGIN, GAP, HEAD = 8, 8, 32


class StatusView(QWidget):
    """Told once or twice a second."""

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._losses = LossCount()
        self._errand: Errand[tuple[Finding, ...]] | None = None
        self.show_list = LampList(say("How the show is"), self)
        self.happened = LampList(say("What happened"), self)
        self.machine = LampList(say("How this machine is"), self)
        self.check = Key(
            say("CHECK THIS MACHINE"),
            theme.text,
            self,
            say("Look at everything Deskhand needs; the sound goes on"),
        )
        self.check.clicked.connect(self._begin_check)
        self._timer = QTimer(self)
        self._timer.setInterval(100)
        self._timer.timeout.connect(self._end_check)

    def show_state(self, state: State | None, gauges: Gauges | None, linked: bool) -> None:
        """Say how everything is now."""
        if state is None:
            return
        lost = self._losses.note(gauges, time.monotonic()) if gauges is not None else 0
        if not self.isVisible():
            return
        self.show_list.show_findings(examine_show(state, gauges, linked, lost))
        names = [strip.name for strip in state.session.layers.hand.strips]
        told = [Finding(say("engine"), "poor", text) for text in list_events(gauges, names)]
        noted = [read_happening(each) for each in reversed(state.diary)]
        self.happened.show_findings([*told, *noted])

    def hideEvent(self, a0: QHideEvent | None) -> None:
        """What was looked at is old by the next time."""
        super().hideEvent(a0)
        self.machine.show_findings(())

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """The show at the left; what happened and the machine at the right."""
        width, height = self.width(), self.height()
        half = (width - 2 * MARGIN - GAP) // 2
        self.show_list.setGeometry(MARGIN + 1, HEAD, half - 2, height - HEAD - 9)
        x = MARGIN + half + GAP
        upper = (height - 8 - GAP) * 45 // 100
        self.happened.setGeometry(x + 1, HEAD, width - x - MARGIN - 2, upper - HEAD - 1)
        top = upper + GAP
        self.check.setGeometry(width - MARGIN - 172, top + 4, 164, 28)
        self.machine.setGeometry(x + 1, top + 40, width - x - MARGIN - 2, height - 9 - top - 40)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Panels and headings."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = (self.width() - 2 * MARGIN - GAP) // 2
        x = MARGIN + half + GAP
        top = self.check.y() - 4
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel))
        painter.drawRoundedRect(QRectF(MARGIN, 0, half, self.height() - 8), 4, 4)
        painter.drawRoundedRect(QRectF(x, 0, self.width() - x - MARGIN, top - GAP), 4, 4)
        painter.drawRoundedRect(QRectF(x, top, self.width() - x - MARGIN, self.height() - 8 - top), 4, 4)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.ghost))
        for left, y, words in (
            (MARGIN, 8, say("THE SHOW")),
            (x, 8, say("WHAT HAPPENED")),
            (x, top + 10, say("THIS MACHINE")),
        ):
            painter.drawText(QRectF(left + 12, y, 200, 16), Qt.AlignmentFlag.AlignVCenter, words)

    def _begin_check(self) -> None:
        if self._errand is None:
            self._errand = Errand("app.doctor", tuple[Finding, ...], _fail)
            self.check.setEnabled(False)
            self.check.setText(say("CHECKING…"))
            self._timer.start()

    def _end_check(self) -> None:
        found = self._errand.result() if self._errand is not None else ()
        if found is not None:
            self._timer.stop()
            self._errand = None
            self.check.setEnabled(True)
            self.check.setText(say("CHECK THIS MACHINE"))
            order = {"bad": 0, "poor": 1, "good": 2}
            self.machine.show_findings(sorted(found, key=lambda each: order[each.state]))


def _fail(why: str) -> tuple[Finding, ...]:
    return (Finding("deskhand doctor", "bad", why, say("Run it in a terminal: deskhand doctor")),)
