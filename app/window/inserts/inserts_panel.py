"""Inserts panel: the insert effects of a strip in their order, and the parameters of the chosen one."""

from __future__ import annotations

from msgspec import structs
from PyQt6.QtCore import QRectF, Qt, QTimer
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QScrollArea, QWidget

from app.orders.mix import SetInserts
from app.orders.show import ScanPlugins
from app.shown.language import say
from app.state import State
from app.window.control import SETTLE_S
from app.window.desk_link import DeskLink
from app.window.inserts.insert_board import Known, name_effect
from app.window.inserts.insert_menu import InsertMenu
from app.window.inserts.insert_params import InsertParams
from app.window.inserts.insert_row import HEIGHT, InsertRow
from app.window.inserts.plugin_list import PluginList
from app.window.key import Key
from app.window.strip_row import SCROLL_BAR
from app.window.theme import BOLD, colour, font, theme
from engine.console.effects import MOST_INSERTS, make_insert, turn
from engine.console.state import Insert, Strip

HEAD, GAP = 36, 8


class InsertsPanel(QWidget):
    """What a hand does here goes to the desk as the whole row of effects; each change is one step to undo."""

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._place = ""
        self._inserts: tuple[Insert, ...] = ()
        self._plugins = PluginList()
        self._known: Known = {}
        self._scanning = ""
        self.chosen = 0
        self.rows: list[InsertRow] = []
        self.menu: InsertMenu | None = None
        self.add = Key(say("ADD INSERT"), theme.text, self, say("Add an effect after the others (A)"))
        self._bed = QWidget()
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._bed)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.params = InsertParams(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(round(1000 * SETTLE_S))
        self._settle.timeout.connect(self._show_truth)
        self.add.clicked.connect(self.open_menu)
        self.params.taken.connect(link.take)
        self.params.turned.connect(self._turn)

    def show_state(self, state: State, place: str) -> None:
        """Show the effects of a strip."""
        strip = state.session.layers.hand.at(place)
        if not isinstance(strip, Strip):
            return
        known, scanning = self._plugins.read(state.plugins), state.scanning
        if place != self._place:
            self.chosen = 0
            self._settle.stop()
        inserts = self._inserts if self._settle.isActive() else strip.inserts
        shown = place, inserts, known, scanning
        if shown == (self._place, self._inserts, self._known, self._scanning):
            return
        if len(inserts) > len(self._inserts) and place == self._place:
            self.chosen = len(inserts) - 1
        self._place, self._inserts, self._known, self._scanning = shown
        self._show()

    def choose(self, number: int) -> None:
        """Choose an effect, from 0: its parameters are shown."""
        self.chosen = number
        self._show()

    def open_menu(self) -> None:
        """Show what can be added."""
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = InsertMenu(self._known, self._scanning, self)
        self.menu.wanted.connect(lambda effect: self._send((*self._inserts, make_insert(effect))))
        self.menu.scan_wanted.connect(lambda: self._link.send(ScanPlugins()))
        self.menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """The row of effects at the left, the parameters at the right."""
        self._lay_out()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Headings, and what to do where there is nothing."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.dim))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(4, 0, 200, HEAD - 4), middle, say("INSERTS"))
        x = self.params.x()
        if not self._inserts:
            painter.setFont(font(12))
            words = say("No inserts. An insert plays after EQ and dynamics, before the fader.")
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(x, 8, self.width() - x - 8, self.height()), int(flags), words)
            return
        insert = self._inserts[min(self.chosen, len(self._inserts) - 1)]
        painter.drawText(QRectF(x, 0, 300, HEAD - 4), middle, name_effect(insert.effect, self._known).upper())
        if not self.params.bars:
            painter.setFont(font(12))
            effect = self._known.get(insert.effect)
            words = (
                effect.fault if effect is not None and effect.fault else say("Nothing can be turned on it.")
            )
            painter.drawText(QRectF(x, HEAD, self.width() - x - 8, 60), Qt.TextFlag.TextWordWrap.value, words)

    def _show(self) -> None:
        count = len(self._inserts)
        self.chosen = min(self.chosen, max(0, count - 1))
        while len(self.rows) < count:
            self._add_row()
        while len(self.rows) > count:
            row = self.rows.pop()
            row.hide()
            row.deleteLater()
        for number, (row, insert) in enumerate(zip(self.rows, self._inserts, strict=True)):
            name = name_effect(insert.effect, self._known)
            row.show_insert(number + 1, count, name, not insert.bypass, number == self.chosen)
        self.add.setEnabled(count < MOST_INSERTS)
        insert = self._inserts[self.chosen] if count else None
        self.params.show_insert(insert, self.chosen, self._known)
        self.params.setVisible(bool(self.params.bars))
        self._lay_out()
        self.update()

    def _add_row(self) -> None:
        row, number = InsertRow(self._bed), len(self.rows)
        row.chosen.connect(lambda: self.choose(number))
        row.bypassed.connect(lambda: self._bypass(number))
        row.moved.connect(lambda way: self._move(number, way))
        row.removed.connect(lambda: self._send(self._inserts[:number] + self._inserts[number + 1 :]))
        row.show()
        self.rows.append(row)

    def _bypass(self, number: int) -> None:
        insert = self._inserts[number]
        self._replace(number, structs.replace(insert, bypass=not insert.bypass))

    def _move(self, number: int, way: int) -> None:
        to = number + way
        if 0 <= to < len(self._inserts):
            row = list(self._inserts)
            row[number], row[to] = row[to], row[number]
            self.chosen = to
            self._send(tuple(row))
            self.rows[to].setFocus()

    def _turn(self, name: str, value: float) -> None:
        if self._inserts:
            self._replace(self.chosen, turn(self._inserts[self.chosen], {name: value}))

    def _replace(self, number: int, insert: Insert) -> None:
        self._send((*self._inserts[:number], insert, *self._inserts[number + 1 :]))

    def _send(self, inserts: tuple[Insert, ...]) -> None:
        """Tell the desk, and show what the hand did until its answer is here."""
        self._link.send(SetInserts(self._place, inserts))
        self._settle.start()
        if len(inserts) > len(self._inserts):
            self.chosen = len(inserts) - 1
        self._inserts = inserts
        self._show()

    def _show_truth(self) -> None:
        if self._link.state is not None and self._place:
            self.show_state(self._link.state, self._place)

    def _lay_out(self) -> None:
        left = min(380, max(280, self.width() * 36 // 100))
        self.add.setGeometry(left - 112, 0, 112, 32)
        self._scroll.setGeometry(0, HEAD, left, self.height() - HEAD)
        tall = HEIGHT * len(self.rows)
        width = left - (SCROLL_BAR if tall > self._scroll.height() else 0)
        self._bed.resize(width, max(1, tall))
        for number, row in enumerate(self.rows):
            row.setGeometry(0, number * HEIGHT, width, HEIGHT)
        x = left + 2 * GAP
        self.params.setGeometry(x, HEAD, self.width() - x, self.height() - HEAD)
