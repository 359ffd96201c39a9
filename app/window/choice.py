"""Choice: one of a few, by a menu or the arrows."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPolygonF
from PyQt6.QtWidgets import QAbstractButton, QMenu, QWidget

from app.window.theme import MEDIUM, colour, font, theme

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


class Choice(QAbstractButton):
    """Shows what is chosen; it is told so, and never chooses itself."""

    wanted = pyqtSignal(int)
    """The number of an option, from 0."""

    def __init__(self, name: str, parent: QWidget | None = None, tip: str = "", heading: str = "") -> None:
        super().__init__(parent)
        self._heading = heading
        self.options: Sequence[str] = ()
        self.chosen = -1
        self._words = ""
        self.menu = QMenu(self)
        self.setAccessibleName(name)
        self.setToolTip(tip or name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._open)

    def show_options(self, options: Sequence[str], chosen: int, words: str = "") -> None:
        """Show what there is and which of it is chosen; `words` where it is none of them."""
        shown = options[chosen] if 0 <= chosen < len(options) else words
        if (tuple(options), chosen, shown) != (tuple(self.options), self.chosen, self._words):
            self.options, self.chosen, self._words = tuple(options), chosen, shown
            self.setAccessibleDescription(shown)
            self.update()

    @property
    def words(self) -> str:
        """What is read on it."""
        return self._words

    def sizeHint(self) -> QSize:
        """As high as a key."""
        return QSize(160, 32)

    def keyPressEvent(self, e: QKeyEvent | None) -> None:
        """Arrows go through the options, Return opens the menu."""
        assert e is not None
        step = _STEPS.get(Qt.Key(e.key()), 0)
        if step and self.options:
            self.wanted.emit(min(len(self.options) - 1, max(0, self.chosen + step)))
        elif e.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(e)

    def fill_menu(self) -> None:
        """List the options."""
        self.menu.clear()
        for number, option in enumerate(self.options):
            action = self.menu.addAction(option)
            assert action is not None
            action.setCheckable(True)
            action.setChecked(number == self.chosen)
            action.triggered.connect(lambda _=False, number=number: self.wanted.emit(number))

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """What is chosen, and an arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(colour(theme.text if self.hasFocus() else theme.line))
        painter.setBrush(colour(theme.hover if self.underMouse() else theme.raised))
        painter.drawRoundedRect(rect, 4, 4)
        inner = rect.adjusted(10, 0, -26, 0)
        if self._heading:
            painter.setPen(colour(theme.dim))
            painter.setFont(font(10))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, self._heading)
            inner.adjust(painter.fontMetrics().horizontalAdvance(self._heading) + 8, 0, 0, 0)
        painter.setPen(colour(theme.text if self.isEnabled() else theme.faint))
        painter.setFont(font(12, MEDIUM))
        words = painter.fontMetrics().elidedText(
            self._words, Qt.TextElideMode.ElideRight, round(inner.width())
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, words)
        x, y = rect.right() - 14, rect.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.dim))
        painter.drawPolygon(QPolygonF([QPointF(x - 4, y - 2), QPointF(x + 4, y - 2), QPointF(x, y + 3)]))

    def _open(self) -> None:
        self.fill_menu()
        self.menu.setMinimumWidth(self.width())
        self.menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
