"""Mind bar: which mind mixes, how sure it is, how much it may do, its style, and the keys that stop it."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.desk.listening import MIX
from app.orders.mix import Accept
from app.shown.board import count_holds, count_offers, mean_sure
from app.shown.language import say
from app.state import State
from app.window.desk_link import DeskLink
from app.window.heard_sign import HeardSign
from app.window.key import Key
from app.window.learning import add_learning, offer_learning
from app.window.level_bar import LevelBar
from app.window.mind_chooser import MindChooser
from app.window.sure_bar import SureBar
from app.window.theme import BOLD, MEDIUM, colour, font, theme
from engine.console.params import Param
from models.card import Macro

HEIGHT = 72
_AMOUNT = Param("amount", "%", 0, 100, 100)
_KEYS = (
    (
        "freeze",
        say("FREEZE"),
        theme.ghost,
        72,
        say("The mind stops moving anything; press again to let it go on"),
    ),
    (
        "suggest",
        say("SUGGEST"),
        theme.ghost,
        76,
        say("The mind moves nothing and shows as ghosts what it would do"),
    ),
    (
        "accept",
        say("ACCEPT ALL"),
        theme.ghost,
        92,
        say("Take over everything that the mind suggests now, and hold it; one step to undo"),
    ),
    (
        "give",
        say("GIVE BACK ALL"),
        theme.held,
        112,
        say("Give everything that is held back to the mind; locks stay"),
    ),
    (
        "panic",
        say("PANIC"),
        theme.mute,
        84,
        say("One click: the mix of your hands alone, no automation (Ctrl+Shift+P)"),
    ),
)


class MindBar(QWidget):
    """Along the top of every page."""

    named = pyqtSignal()
    """The show's name was pressed."""

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._title = ""
        self._listening = False
        self.chooser = MindChooser(self)
        self.sure = SureBar(self)
        self.amount = LevelBar(_AMOUNT, "", say("Mind"), self, text_px=12)
        self.macros: list[LevelBar] = []
        self._known: tuple[Macro, ...] = ()
        self.keys = {
            name: Key(label, light, self, tip, outlined=name == "panic")
            for name, label, light, _, tip in _KEYS
        }
        for (_, label, *_rest), key in zip(_KEYS, self.keys.values(), strict=True):
            key.setAccessibleName(label.capitalize())
        self.chooser.wanted.connect(lambda name: link.set_mind(mind=name))
        self.amount.moved.connect(lambda value: link.set_mind(amount=value / 100))
        self.keys["freeze"].clicked.connect(lambda: self._switch("freeze"))
        self.keys["suggest"].clicked.connect(lambda: self._switch("suggest"))
        self.keys["accept"].clicked.connect(lambda: link.send(Accept()))
        self.keys["accept"].hide()
        self.keys["give"].clicked.connect(lambda: link.give_all())
        self.keys["panic"].clicked.connect(self.panic)
        for name, target in (
            ("freeze", "freeze"),
            ("suggest", "suggest"),
            ("give", "give_all"),
            ("panic", "panic"),
        ):
            offer_learning(self.keys[name], link, lambda target=target: target)
        self.amount.add_more = lambda menu: add_learning(menu, link, "amount")
        self.heard = HeardSign(self)
        self.heard.clicked.connect(link.hear_mix)
        self.setFixedHeight(HEIGHT)

    def panic(self) -> None:
        """The hand mix, no automation."""
        self._link.set_mind(mode="freeze", amount=0.0)

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """The show's name opens the page of sessions."""
        if a0 is not None and a0.position().x() < self.chooser.x() - 8:
            self.named.emit()
        else:
            super().mousePressEvent(a0)

    def show_state(self, state: State) -> None:
        """Show how the mind is set."""
        self.heard.show_state(state)
        session = state.session
        words = state.status.mind
        self.chooser.show_mind(session.mind, words.removeprefix(session.mind).strip() or words)
        self.sure.show_sure(mean_sure(state))
        self.amount.show_value(100.0 * session.layers.amount)
        if state.macros != self._known:
            self._make_macros(state.macros)
        for macro, bar in zip(state.macros, self.macros, strict=True):
            bar.show_value(session.macros.get(macro.name, macro.default))
        held, locked = count_holds(state)
        panicked = session.mode == "freeze" and session.layers.amount == 0.0
        self.keys["freeze"].show_lit(session.mode == "freeze")
        self.keys["suggest"].show_lit(session.mode == "suggest")
        offers = count_offers(state)
        suggests = session.mode == "suggest"
        if suggests != self.keys["accept"].isVisibleTo(self):
            self.keys["accept"].setVisible(suggests)
            self._lay_out()
            self.update()
        self.keys["accept"].setEnabled(offers > 0)
        self.keys["accept"].show_lit(False, say("{count} moves", count=offers) if offers else say("no moves"))
        self.keys["give"].setEnabled(held > 0)
        self.keys["give"].show_lit(
            False,
            say("{held} held, {locked} locked", held=held, locked=locked)
            if held or locked
            else say("nothing is held"),
        )
        self.keys["panic"].show_lit(panicked, say("hand mix") if panicked else "")
        shown = (session.name, state.listening.item != MIX)
        if shown != (self._title, self._listening):
            self._title, self._listening = shown
            self.update()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """What has room grows; everything stands on one line."""
        self._lay_out()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The name of the show and small headings."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(theme.panel))
        if self._listening:
            painter.fillRect(0, HEIGHT - 4, self.width(), 4, colour(theme.solo))
        else:
            painter.fillRect(0, HEIGHT - 1, self.width(), 1, colour(theme.line))
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.ghost))
        painter.drawText(QRectF(16, 12, 120, 14), Qt.AlignmentFlag.AlignVCenter, "DESKHAND")
        painter.setFont(font(17, MEDIUM))
        painter.setPen(colour(theme.text))
        title = painter.fontMetrics().elidedText(
            self._title, Qt.TextElideMode.ElideRight, self.chooser.x() - 28
        )
        painter.drawText(QRectF(16, 28, 160, 30), Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(font(10))
        painter.setPen(colour(theme.dim))
        headed: list[tuple[str, QWidget]] = [
            (say("Mind"), self.chooser),
            (say("Sure"), self.sure),
            (say("Amount"), self.amount),
        ]
        if self.macros:
            headed.append((say("Style"), self.macros[0]))
        for heading, widget in headed:
            painter.drawText(QRectF(widget.x(), 10, 90, 14), Qt.AlignmentFlag.AlignVCenter, heading)

    def _switch(self, mode: str) -> None:
        if self._link.state is not None:
            now = self._link.state.session.mode
            self._link.set_mind(mode="run" if now == mode else mode)  # pyright: ignore[reportArgumentType]

    def _make_macros(self, macros: tuple[Macro, ...]) -> None:
        for bar in self.macros:
            bar.hide()
            bar.deleteLater()
        self._known = macros
        self.macros = []
        for macro in macros:
            row = Param(macro.name, macro.unit, macro.low, macro.high, macro.default)
            bar = LevelBar(row, macro.name, say("Style"), self, text_px=11)
            bar.moved.connect(lambda value, name=macro.name: self._link.set_macro(name, value))
            bar.add_more = lambda menu, name=macro.name: add_learning(menu, self._link, f"macro {name}")
            bar.show()
            self.macros.append(bar)
        self._lay_out()
        self.update()

    def _lay_out(self) -> None:
        top, tall = 28, 32
        right = self.width() - 12
        for (_, _, _, width, _), key in reversed(list(zip(_KEYS, self.keys.values(), strict=True))):
            if not key.isVisibleTo(self):
                continue
            key.setGeometry(right - width, top - 12, width, tall + 12)
            right -= width + (16 if key is self.keys["panic"] else 8)
        room = right - 136 - 8
        chooser = min(190, max(132, room // 5))
        x = 136
        self.heard.setGeometry(0, 0, x - 8, HEIGHT)
        self.chooser.setGeometry(x, top, chooser, tall)
        x += chooser + 12
        self.sure.setGeometry(x, top, 60, tall)
        x += 72
        left = right - 8 - x
        share = left // (len(self.macros) + 1.6) if self.macros else min(220, left)
        amount = round(share * 1.4) if self.macros else share
        self.amount.setGeometry(x, top, min(200, int(amount)), tall)
        x += min(200, int(amount)) + 12
        for bar in self.macros:
            width = min(140, int((right - 8 - x) / max(1, len(self.macros) - self.macros.index(bar))) - 4)
            bar.setGeometry(x, top, width, tall)
            x += width + 4
