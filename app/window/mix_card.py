"""Mix card: one of the mixes that are compared: its key, what it is, its trim, its strips, how to take it."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PyQt6.QtWidgets import QMenu, QScrollArea, QWidget

from app.desk.listening import AUDITION, MIX, SCENE, list_items
from app.shown.language import say
from app.shown.words import describe_item, name_item, write_trim
from app.state import State
from app.window.key import Key
from app.window.mix_rows import MixRow, MixRows
from app.window.theme import BOLD, MEDIUM, colour, font, theme

HEAD, FOOT = 96, 48


class MixCard(QWidget):
    """Lit all around while it is heard."""

    chosen = pyqtSignal(str)
    """Another item is to be compared here."""

    def __init__(self, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.letter, self.item = letter, MIX
        self.heard = False
        self._state: State | None = None
        self._name = self._more = ""
        self.key = Key(letter, theme.solo, self, say("Hear {letter} ({letter})", letter=letter), 22)
        self.chooser = Key("", theme.text, self, say("What is compared here; click for others"), 13)
        self.take = Key("", theme.ghost, self)
        self.rows = MixRows()
        self.menu = QMenu(self)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self.rows)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chooser.clicked.connect(self._open)
        self.setAccessibleName(say("Mix {letter}", letter=letter))

    def show_item(self, item: str, state: State) -> None:
        """Show what is compared here, and whether it is heard."""
        self.item, self._state = item, state
        listening = state.listening
        heard = listening.item == item
        name, about = name_item(item, state), describe_item(item, state)
        more = f"{about}  ·  {write_trim(listening)}" if heard and item != MIX else about
        self._name = name
        self._write_name()
        self.chooser.setAccessibleName(say("Mix {letter}: {name}", letter=self.letter, name=name))
        self.key.show_lit(heard)
        taken = {AUDITION: say("TAKE THIS ONE"), SCENE: say("RECALL THIS SCENE")}
        label = next((words for kind, words in taken.items() if item.startswith(kind)), "")
        self.take.setText(label)
        self.take.setAccessibleName(f"{label.capitalize()}: {name}")
        self.take.setToolTip(
            say("From now on this mind mixes, beginning with what you hear")
            if item.startswith(AUDITION)
            else say("Go to this scene; it becomes the mix")
        )
        self.take.setVisible(bool(label))
        if (heard, more) != (self.heard, self._more):
            self.heard, self._more = heard, more
            self.setAccessibleDescription(say("heard now") if heard else say("not heard"))
            self.update()

    def show_rows(self, rows: list[MixRow]) -> None:
        """Show the strips of the mix."""
        self.rows.show_rows(rows)

    def fill_menu(self) -> None:
        """List all that can be compared."""
        self.menu.clear()
        state = self._state
        if state is None:
            return
        for item in list_items(state.session, state.candidates):
            words = f"{name_item(item, state)}   –   {describe_item(item, state)}"
            action = self.menu.addAction(words)
            assert action is not None
            action.setCheckable(True)
            action.setChecked(item == self.item)
            action.triggered.connect(lambda _=False, item=item: self.chosen.emit(item))

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Keys, rows, the key to take it."""
        wide, high = self.width(), self.height()
        self.key.setGeometry(8, 8, 56, 48)
        self.chooser.setGeometry(72, 8, wide - 80, 48)
        self.take.setGeometry(8, high - FOOT + 4, wide - 16, 36)
        self._write_name()
        self._scroll.setGeometry(4, HEAD, wide - 8, high - HEAD - FOOT)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The panel, lit around when heard, and a line about the mix."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(theme.solo if self.heard else theme.line), 2 if self.heard else 1))
        painter.setBrush(colour(theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.setFont(font(11, MEDIUM))
        painter.setPen(colour(theme.text if self.heard else theme.dim))
        words = painter.fontMetrics().elidedText(self._more, Qt.TextElideMode.ElideRight, self.width() - 24)
        painter.drawText(QRectF(12, 60, self.width() - 24, 16), Qt.AlignmentFlag.AlignVCenter, words)
        painter.setFont(font(9))
        painter.setPen(colour(theme.faint))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        inner = self._scroll.viewport()
        edge = 4 + (inner.width() if inner is not None else self.width())
        painter.drawText(QRectF(edge - 108, 80, 44, 12), right, say("fader"))
        painter.drawText(QRectF(edge - 76, 80, 64, 12), right, say("to the mix"))

    def _write_name(self) -> None:
        """What is compared, as far as its key has room."""
        metrics, room = QFontMetrics(font(13, BOLD)), self.chooser.width() - 48
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        self.chooser.setText(f"{name}  ▾")

    def _open(self) -> None:
        self.fill_menu()
        self.menu.popup(self.chooser.mapToGlobal(self.chooser.rect().bottomLeft()))
