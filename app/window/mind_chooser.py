"""Mind chooser: which mind mixes, how it is, and a menu of those there are."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent, QPolygonF
from PyQt6.QtWidgets import QAbstractButton, QMenu, QWidget

from app.shown.language import say
from app.window.theme import BOLD, colour, font, theme


class MindChooser(QAbstractButton):
    """A click opens the menu; minds that cannot be used stand there with the reason."""

    wanted = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = self._state = ""
        self.menu = QMenu(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(say("Mind"))
        self.setToolTip(say("Which mind mixes; click for others"))
        self.clicked.connect(self._open)

    def show_mind(self, name: str, state: str) -> None:
        """Show which mind, and how it is in a word."""
        if (name, state) != (self._name, self._state):
            self._name, self._state = name, state
            self.setAccessibleDescription(f"{name}, {state}")
            self.update()

    def fill_menu(self) -> None:
        """List the minds of this machine."""
        from models.minds import list_minds

        self.menu.clear()
        self.menu.setToolTipsVisible(True)
        for info in list_minds():
            action = self.menu.addAction(f"{info.name}   –   {info.fault or info.summary}")
            assert action is not None
            action.setCheckable(True)
            action.setChecked(info.name == self._name)
            action.setEnabled(not info.fault and (info.card is None or info.card.kind == "controller"))
            action.triggered.connect(lambda _=False, name=info.name: self.wanted.emit(name))

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """Name, state, arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(colour(theme.text if self.hasFocus() else theme.line))
        painter.setBrush(colour(theme.hover if self.underMouse() else theme.raised))
        painter.drawRoundedRect(rect, 4, 4)
        mixes = self._state == "mixes"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.ghost if mixes else theme.held))
        painter.drawEllipse(QPointF(12, rect.center().y()), 3.5, 3.5)
        painter.setPen(colour(theme.text))
        painter.setFont(font(13, BOLD))
        room = round(rect.width() - 44)
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect.adjusted(22, 0, -20, 0), Qt.AlignmentFlag.AlignVCenter, name)
        used = painter.fontMetrics().horizontalAdvance(name) + 8
        painter.setFont(font(10))
        painter.setPen(colour(theme.dim))
        state = painter.fontMetrics().elidedText(
            self._state, Qt.TextElideMode.ElideRight, max(0, room - used)
        )
        painter.drawText(rect.adjusted(22 + used, 1, -20, 0), Qt.AlignmentFlag.AlignVCenter, state)
        x, y = rect.right() - 12, rect.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.dim))
        painter.drawPolygon(QPolygonF([QPointF(x - 4, y - 2), QPointF(x + 4, y - 2), QPointF(x, y + 3)]))

    def _open(self) -> None:
        self.fill_menu()
        self.menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
