"""Audition bar: which minds hear the passage, how long it is, and how far they are."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QMenu, QWidget

from app.orders.show import MOST_MINDS, Audition, StopAudition
from app.shown.language import say
from app.state import Auditioned, State
from app.window.desk_link import DeskLink
from app.window.key import Key
from app.window.theme import BOLD, colour, font, theme

HEIGHT = 84
PASSAGES_S = (10, 20, 40)
KEY_WIDTH = 112


class AuditionBar(QWidget):
    """Keys of the chosen minds; a click leaves one out, + adds others."""

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._rows: tuple[Auditioned, ...] = ()
        self._trouble = ""
        self.minds = [name for name, fit, _ in list_choices() if fit][:MOST_MINDS]
        self.keys: dict[str, Key] = {}
        self.seconds = PASSAGES_S[1]
        self.add = Key("+", theme.ghost, self, say("Add or leave out minds"), 16)
        self.menu = QMenu(self)
        self.passages = {
            seconds: Key(
                say("{n} s", n=seconds), theme.text, self, say("Let them hear a passage of {n} s", n=seconds)
            )
            for seconds in PASSAGES_S
        }
        self.go = Key("", theme.ghost, self, outlined=True)
        self.add.clicked.connect(self._open)
        for seconds, key in self.passages.items():
            key.clicked.connect(lambda _=False, seconds=seconds: self._choose_passage(seconds))
        self.go.clicked.connect(self._go)
        self.setFixedHeight(HEIGHT)
        self._make_keys()

    @property
    def busy(self) -> bool:
        """Whether minds listen or think."""
        return any(row.stage not in ("ready", "failed") for row in self._rows)

    def show_state(self, state: State) -> None:
        """Show how far everybody is."""
        asked = [row.mind for row in state.auditions]
        if asked and asked != [row.mind for row in self._rows] and asked != self.minds:
            self.minds = asked
            self._make_keys()
        self._rows = state.auditions
        rows = {row.mind: row for row in state.auditions}
        for mind, key in self.keys.items():
            row = rows.get(mind)
            key.show_lit(row is not None and row.stage == "ready", write_stage(row))
            trouble = row.trouble if row is not None else ""
            key.setToolTip(trouble or say("Leave {mind} out", mind=mind))
        for seconds, key in self.passages.items():
            key.show_lit(seconds == self.seconds)
        self.go.setText(say("STOP") if self.busy else say("LET THEM LISTEN"))
        self.go.setAccessibleName(self.go.text().capitalize())
        self.go.setToolTip(
            say("End the audition")
            if self.busy
            else say("The minds hear the same passage, from now on, and nobody hears them until you want to")
        )
        self.go.setEnabled(self.busy or bool(self.minds))
        trouble = "  ".join(f"{row.mind}: {row.trouble}" for row in state.auditions if row.trouble)
        if trouble != self._trouble:
            self._trouble = trouble
            self.update()

    def fill_menu(self) -> None:
        """List the minds of this machine."""
        self.menu.clear()
        for name, fit, summary in list_choices():
            action = self.menu.addAction(f"{name}   –   {summary}")
            assert action is not None
            action.setCheckable(True)
            action.setChecked(name in self.minds)
            action.setEnabled(fit and (name in self.minds or len(self.minds) < MOST_MINDS))
            action.triggered.connect(lambda _=False, name=name: self.toggle(name))

    def toggle(self, mind: str) -> None:
        """Take a mind in, or leave it out."""
        if mind in self.minds:
            self.minds.remove(mind)
        elif len(self.minds) < MOST_MINDS:
            self.minds.append(mind)
        self._make_keys()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """One line of keys."""
        self._lay_out()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The panel, headings, how far it is, and what went wrong."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.ghost))
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(12, 8, 400, 14), flags, say("AUDITION MINDS"))
        painter.setFont(font(10))
        painter.setPen(colour(theme.dim))
        first = self.passages[PASSAGES_S[0]]
        painter.drawText(QRectF(first.x(), 8, 200, 14), flags, say("Passage"))
        left = self.go.x() + self.go.width() + 16
        room = QRectF(left, 26, self.width() - left - 12, 48)
        painter.setFont(font(11))
        painter.setPen(colour(theme.held if self._trouble else theme.dim))
        painter.drawText(room, flags | Qt.TextFlag.TextWordWrap, self._trouble or self._hint())

    def _hint(self) -> str:
        if self.busy:
            return say("The sound goes on as it is meanwhile.")
        if self._rows:
            return say("Hear them with A, B, C, D or \\ and take the one you like.")
        return say("Choose up to four minds; each says what it would do of the same passage.")

    def _open(self) -> None:
        self.fill_menu()
        self.menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _choose_passage(self, seconds: int) -> None:
        self.seconds = seconds
        if self._link.state is not None:
            self.show_state(self._link.state)

    def _go(self) -> None:
        self._link.send(StopAudition() if self.busy else Audition(list(self.minds), float(self.seconds)))

    def _make_keys(self) -> None:
        for key in self.keys.values():
            key.hide()
            key.deleteLater()
        self.keys = {}
        for mind in self.minds:
            key = Key(mind, theme.ghost, self, say("Leave {mind} out", mind=mind), 12)
            key.setAccessibleName(mind)
            key.clicked.connect(lambda _=False, mind=mind: self.busy or self.toggle(mind))
            key.show()
            self.keys[mind] = key
        self._lay_out()
        if self._link.state is not None:
            self.show_state(self._link.state)
        self.update()

    def _lay_out(self) -> None:
        x = 12
        for key in self.keys.values():
            key.setGeometry(x, 28, KEY_WIDTH, 44)
            x += KEY_WIDTH + 4
        self.add.setGeometry(x, 28, 44, 44)
        x += 60
        for key in self.passages.values():
            key.setGeometry(x, 28, 52, 44)
            x += 56
        self.go.setGeometry(x + 12, 28, 144, 44)
        self.update()


def list_choices() -> list[tuple[str, bool, str]]:
    """Every mind: its name, whether it can be auditioned, and what it does or why it cannot."""
    from models.minds import list_minds

    return [
        (
            info.name,
            not info.fault and (info.card is None or info.card.kind == "controller"),
            info.fault or info.summary,
        )
        for info in list_minds()
    ]


def write_stage(row: Auditioned | None) -> str:
    """How far a mind is, in words that fit on its key."""
    if row is None:
        return ""
    if row.stage == "listens":
        return say("listens {share} %", share=round(100 * row.share))
    if row.stage == "thinks":
        return say("thinks {share} %", share=round(100 * row.share))
    return {"waits": say("waits"), "ready": say("ready"), "failed": say("failed")}[row.stage]
