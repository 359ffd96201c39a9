"""Scene row: one scene of the list: number, name, time, whether it plays or is on its way."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.shown.language import say
from app.window.scenes.scene_board import SceneView, write_time
from app.window.theme import BOLD, MEDIUM, colour, font, theme

HEIGHT = 48
DRAG_PX = 10


class SceneRow(QAbstractButton):
    """A press chooses it, a double click recalls it, a drag takes it elsewhere."""

    chosen = pyqtSignal()
    recalled = pyqtSignal()
    dragged = pyqtSignal(int)
    """Where the hand is, in pixels of the list."""
    dropped = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = SceneView(0, "", 0.0, False, 0, 0.0, 0.0)
        self._is_chosen = False
        self._from: float | None = None
        self.lifted = False
        """Whether the hand drags it."""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_scene(self, view: SceneView, is_chosen: bool) -> None:
        """Show a scene."""
        if (view, is_chosen) != (self.view, self._is_chosen):
            self.view, self._is_chosen = view, is_chosen
            self.setAccessibleName(say("Scene {number}, {name}", number=view.number, name=view.name))
            self.setAccessibleDescription(self.describe())
            self.setToolTip(
                say("{name}: {what}", name=view.name, what=self.describe())
                + "\n"
                + say("Return or a double click recalls it; drag it, or Ctrl and arrows, to order the list")
            )
            self.update()

    def describe(self) -> str:
        """How the scene is, in words."""
        view = self.view
        if view.fade_left_s > 0.0:
            return say("fading, {seconds:.1f} s left", seconds=view.fade_left_s)
        if view.is_last and view.moved == 1:
            return say("current, 1 control moved since")
        if view.is_last and view.moved:
            return say("current, {count} controls moved since", count=view.moved)
        return say("current") if view.is_last else ""

    def mousePressEvent(self, e: QMouseEvent | None) -> None:
        """Choose it; perhaps it is dragged."""
        assert e is not None
        if e.button() == Qt.MouseButton.LeftButton:
            self._from = e.position().y()
            self.chosen.emit()

    def mouseMoveEvent(self, e: QMouseEvent | None) -> None:
        """Drag it once the hand is far enough."""
        assert e is not None
        if self._from is not None and (self.lifted or abs(e.position().y() - self._from) > DRAG_PX):
            self.lifted = True
            self.dragged.emit(self.y() + round(e.position().y()))

    def mouseReleaseEvent(self, e: QMouseEvent | None) -> None:
        """Let it go."""
        assert e is not None
        self._from = None
        if self.lifted:
            self.lifted = False
            self.dropped.emit(self.y() + round(e.position().y()))

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Recall it."""
        self.recalled.emit()

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """Number, name and time; under them how far a crossfade is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = self.view
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -3)
        plain = theme.panel_chosen if self._is_chosen else theme.hover if self.underMouse() else theme.panel
        painter.setPen(QPen(colour(theme.text), 1.4) if self._is_chosen else Qt.PenStyle.NoPen)
        painter.setBrush(colour(plain))
        painter.drawRoundedRect(rect, 4, 4)
        fades = view.fade_left_s > 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        if fades:
            painter.setBrush(colour(theme.held, 50))
            painter.drawRoundedRect(rect.adjusted(1, 1, (view.fade_share - 1.0) * rect.width(), -1), 3, 3)
            painter.setBrush(colour(theme.held))
            painter.drawRect(QRectF(rect.x(), rect.bottom() - 4, view.fade_share * rect.width(), 4))
        if view.is_last:
            painter.setBrush(colour(theme.held))
            painter.drawRoundedRect(QRectF(rect.x(), rect.y(), 5, rect.height()), 2, 2)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(18, MEDIUM))
        painter.setPen(colour(theme.text if view.is_last else theme.dim))
        painter.drawText(rect.adjusted(14, 0, 0, 0), middle, str(view.number))
        words = self.describe()
        inner = rect.adjusted(52, 4, -76, -5 if fades else -4)
        painter.setFont(font(15, BOLD))
        painter.setPen(colour(theme.text))
        name = painter.fontMetrics().elidedText(view.name, Qt.TextElideMode.ElideRight, round(inner.width()))
        top = Qt.AlignmentFlag.AlignTop
        painter.drawText(inner, top if words else middle, name)
        if words:
            painter.setFont(font(11))
            painter.setPen(colour(theme.held if fades or not view.moved else theme.dim))
            painter.drawText(inner.adjusted(0, 0, 70, 0), Qt.AlignmentFlag.AlignBottom, words)
        painter.setFont(font(12))
        painter.setPen(colour(theme.dim if view.crossfade_s else theme.faint))
        right = Qt.AlignmentFlag.AlignRight
        painter.drawText(rect.adjusted(0, 0, -28, 0), middle | right, write_time(view.crossfade_s))
        painter.setPen(QPen(colour(theme.faint), 1.2))
        for line in (-4, 0, 4):
            y = rect.center().y() + line
            painter.drawLine(QPointF(rect.right() - 18, y), QPointF(rect.right() - 8, y))
