"""Send strip: a strip whose long fader is its send to a bus."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.shown.board import PlaceView
from app.shown.language import say
from app.shown.words import write_value
from app.window.buses.destinations import DESTINATIONS, Destination
from app.window.desk_link import DeskLink
from app.window.key import Key
from app.window.strip_column import StripColumn
from app.window.theme import colour, font, theme
from engine.console.moves import Hold
from engine.console.params import find_param

_MAIN = find_param("strip", "fader_db")


class SendStrip(StripColumn):
    """Everything in the colour of the destination; the main fader is there as figures."""

    def __init__(self, index: int, link: DeskLink, parent: QWidget | None = None) -> None:
        self._to = DESTINATIONS[0]
        super().__init__(index, link, self._to.send, "pan", parent)
        self.bind_controls(self.pan, self.fader)
        self._tint = ""
        self.pre = Key("", theme.text, self, text_px=10)
        self.pre.clicked.connect(lambda: self._switch(self._to.pre))
        QWidget.setTabOrder(self.scribble, self.pre)
        QWidget.setTabOrder(self.pre, self.pan)

    def show_send(self, view: PlaceView, to: Destination, tint: str) -> None:
        """Show what the desk says of this strip's send to a bus."""
        if to is not self._to or tint != self._tint:
            self._to, self._tint, self.view = to, tint, None
            self.fader.set_row(find_param("strip", to.send))
            self.pan.set_row(find_param("strip", to.pan or "pan"))
            self.pan.setVisible(bool(to.pan))
            self.fader.set_accent(tint)
            self.pre.light = tint
            self.pre.setEnabled(bool(to.pre))
            self.light.setVisible(self.fader.row.automatic)
        if not self.show_view(view):
            return
        self.light.setToolTip(_describe_hold(view.hold(to.send)))
        before = not to.pre or bool(view.value(to.pre))
        self.pre.setText(say("PRE FADER") if before else say("POST FADER"))
        self.pre.show_lit(before)
        self.pre.setAccessibleName(say("{strip} send before its fader", strip=view.name))
        self.pre.setToolTip(
            say("Monitors are sent before the fader, always")
            if not to.pre
            else say("The send is taken before the fader; click to take it after")
            if before
            else say("The send follows the fader; click to take it before")
        )
        self.update()

    def list_holds(self) -> dict[str, Hold]:
        """The hold on the send alone."""
        holds = super().list_holds()
        return {name: holds[name] for name in (self._to.send,) if name in holds}

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """No curves: the fader is longer than on the mixer page."""
        width = self.width()
        self.scribble.setGeometry(4, 4, width - 8, 48)
        self.pre.setGeometry(6, 76, width - 12, 28)
        self.lay_out_foot(108)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The panel, edged in the colour of the destination, and what the send follows in figures."""
        super().paintEvent(a0)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._tint:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self._tint))
            painter.drawRoundedRect(QRectF(4, self.height() - 3, self.width() - 8, 3), 1.5, 1.5)
        if self.view is None:
            return
        self._paint_figure(painter, 55, say("Fader"), write_value(_MAIN, self.view.heard_db(), unit=False))
        if not self._to.pan:
            pan = write_value(self.pan.row, self.view.value("pan"))
            self._paint_figure(painter, self.pan.y() + 5, say("Pan"), pan)

    def _paint_figure(self, painter: QPainter, y: int, heading: str, words: str) -> None:
        rect = QRectF(8, y, self.width() - 16, 18)
        painter.setFont(font(10))
        painter.setPen(colour(theme.faint))
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, heading)
        painter.setPen(colour(theme.dim))
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)


def _describe_hold(hold: Hold) -> str:
    words = {
        Hold.AUTO: say("AUTO: the mind moves this send. Ctrl-click locks it."),
        Hold.HELD: say("HELD: this send is yours. Click to give it back."),
        Hold.LOCKED: say("LOCKED: this send stays yours. Ctrl-click unlocks."),
    }
    return words[hold]
