"""Hands view: MIDI controllers, OSC and tablets: what is let in, what works, and the codes of this show."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.orders.show import SetPreferences
from app.preferences import Preferences
from app.shown.language import say
from app.state import State
from app.surfaces.news import NetworkNews
from app.window.choice import Choice
from app.window.desk_link import DeskLink
from app.window.theme import BOLD, MEDIUM, colour, font, theme

MARGIN, ROW, WIDTH, HEAD = 8, 64, 200, 44
MIDDLE = Qt.AlignmentFlag.AlignVCenter


class HandsView(QWidget):
    """Switches at the left; controllers, addresses and codes at the right."""

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._liked = Preferences()
        self.lines: list[tuple[str, str, str]] = []
        """What is told at the right: kind (head, line, code, fault), left and right words."""
        self.switches = {
            "midi": (
                Choice(say("MIDI controllers"), self),
                say("Found by the names of their ports, whenever they are plugged in"),
            ),
            "osc": (Choice(say("OSC"), self), say("The desk by address, for programs and apps")),
            "tablets": (Choice(say("Tablets"), self), say("The desk in a browser")),
            "beyond": (
                Choice(say("Other machines"), self),
                say("Whether they may knock; each needs a code. Leave it closed among strangers"),
            ),
        }
        for name, (choice, _) in self.switches.items():
            choice.wanted.connect(lambda n, name=name: self._like(name, n == 0))
        self._show()

    def show_state(self, state: State) -> None:
        """Show what the desk keeps and what its surfaces tell."""
        lines = describe(state)
        if state.preferences != self._liked or lines != self.lines:
            self._liked, self.lines = state.preferences, lines
            self.setAccessibleDescription("; ".join(f"{left} {right}".strip() for _, left, right in lines))
            self._show()
            self.update()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Switches in a column."""
        for n, (choice, _) in enumerate(self.switches.values()):
            choice.setGeometry(self._split() - WIDTH - 16, HEAD + n * ROW + 8, WIDTH, 36)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Two panels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel))
        split, height = self._split(), self.height() - 8
        painter.drawRoundedRect(QRectF(MARGIN, 0, split - MARGIN, height), 4, 4)
        painter.drawRoundedRect(QRectF(split + 8, 0, self.width() - split - 16, height), 4, 4)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.ghost))
        painter.drawText(QRectF(MARGIN + 16, 12, 300, 16), MIDDLE, say("WHO MAY MOVE THE DESK"))
        room = split - WIDTH - 56
        for n, (choice, words) in enumerate(self.switches.values()):
            y = HEAD + n * ROW
            painter.setFont(font(13, MEDIUM))
            painter.setPen(colour(theme.text))
            painter.drawText(QRectF(MARGIN + 16, y + 2, room, 20), MIDDLE, choice.accessibleName())
            painter.setFont(font(11))
            painter.setPen(colour(theme.dim))
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(MARGIN + 16, y + 23, room, 34), flags, words)
        self._paint_lines(painter, split + 24)

    def _paint_lines(self, painter: QPainter, x: int) -> None:
        y, room = 12.0, self.width() - x - 24
        for kind, left, right in self.lines:
            if kind == "head":
                painter.setFont(font(10, BOLD))
                painter.setPen(colour(theme.ghost))
                painter.drawText(QRectF(x, y, room, 16), MIDDLE, left)
                y += 26
                continue
            painter.setFont(font(13, BOLD if kind == "code" else MEDIUM))
            painter.setPen(colour({"fault": theme.held, "dim": theme.dim}.get(kind, theme.text)))
            words = painter.fontMetrics().elidedText(left, Qt.TextElideMode.ElideRight, round(room))
            painter.drawText(QRectF(x, y, room, 20), MIDDLE, words)
            painter.setFont(font(12))
            painter.setPen(colour(theme.dim))
            painter.drawText(QRectF(x + 110, y, room - 110, 20), MIDDLE, right)
            y += 24

    def _split(self) -> int:
        return max(440, round(self.width() * 0.46))

    def _show(self) -> None:
        for name, (choice, _) in self.switches.items():
            words = (say("may knock"), say("stay out")) if name == "beyond" else (say("on"), say("off"))
            choice.show_options(words, 0 if getattr(self._liked, name) else 1)

    def _like(self, name: str, on: bool) -> None:
        self._link.send(SetPreferences({name: on}))


def describe(state: State) -> list[tuple[str, str, str]]:
    """What works and what does not: (kind, left, right)."""
    lines = [("head", say("CONTROLLERS"), "")]
    lines += [("line", name.rpartition(":")[2], "") for name in state.midi.controllers]
    if not state.midi.controllers:
        words = say("none is plugged in") if state.preferences.midi else say("not looked for")
        lines.append(("dim", words, ""))
    lines += [("fault", fault, "") for fault in state.surface_faults]
    net = state.network
    if net.pid:
        lines += _describe_doors(net)
    return lines


def _describe_doors(net: NetworkNews) -> list[tuple[str, str, str]]:
    lines = [("head", say("ADDRESSES"), "")]
    if net.web > 0:
        lines.append(("line", say("Tablets"), f"http://{net.host}:{net.web}"))
    if net.osc > 0:
        lines.append(("line", say("OSC"), say("{host}, port {port} (UDP)", host=net.host, port=net.osc)))
    lines.append(("head", say("CODES OF THIS SHOW"), ""))
    names = {"full": say("everything"), "read": say("looks, moves nothing")}
    for code, role in net.codes.items():
        monitor = role.removeprefix("monitor ")
        words = names.get(role) or say("the monitor mix {number}, nothing else", number=monitor)
        lines.append(("code", f"{code[:3]} {code[3:]}", words))
    lines.append(("head", say("WHO IS IN"), ""))
    lines += [("line", guest, "") for guest in net.guests] or [("dim", say("nobody"), "")]
    if net.refused:
        lines.append(("dim", say("{count} times somebody was refused", count=net.refused), ""))
    return lines
