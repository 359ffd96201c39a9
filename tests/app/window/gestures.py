"""Real mouse events for widgets, and their menus."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PyQt6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier


def mouse(
    widget: QWidget, kind: QEvent.Type, at: QPointF, modifiers: Qt.KeyboardModifier = PLAIN, down: bool = True
) -> None:
    """One mouse event through the event loop."""
    button = NONE if kind == QEvent.Type.MouseMove else LEFT
    event = QMouseEvent(
        kind, at, QPointF(widget.mapToGlobal(at.toPoint())), button, LEFT if down else NONE, modifiers
    )
    QApplication.sendEvent(widget, event)


def press(widget: QWidget, at: QPointF) -> None:
    mouse(widget, QEvent.Type.MouseButtonPress, at)


def drag(
    widget: QWidget, start: QPointF, way: QPointF, steps: int = 10, modifiers: Qt.KeyboardModifier = PLAIN
) -> None:
    """Press, move in steps, let go."""
    press(widget, start)
    for step in range(1, steps + 1):
        mouse(widget, QEvent.Type.MouseMove, start + way * (step / steps), modifiers)
    mouse(widget, QEvent.Type.MouseButtonRelease, start + way, modifiers, down=False)


def double_click(qtbot: QtBot, widget: QWidget, at: QPointF) -> None:
    """Two clicks as the window system makes them."""
    qtbot.mouseClick(widget, LEFT, pos=at.toPoint())
    qtbot.mouseDClick(widget, LEFT, pos=at.toPoint())
    mouse(widget, QEvent.Type.MouseButtonRelease, at, down=False)


def turn_wheel(
    widget: QWidget, notches: float, modifiers: Qt.KeyboardModifier = PLAIN, at: QPointF | None = None
) -> None:
    at = at or QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, round(120 * notches)),
        NONE,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def open_menu(widget: QWidget, reason: QContextMenuEvent.Reason = QContextMenuEvent.Reason.Mouse) -> None:
    """The menu as the window system asks for it."""
    at = QPoint(10, 10)
    QApplication.sendEvent(widget, QContextMenuEvent(reason, at, widget.mapToGlobal(at)))


def choose(menu: QWidget | None, *path: str) -> None:
    """Choose an entry of a menu, by the beginnings of the words that lead there."""
    assert isinstance(menu, QMenu)
    top = menu
    for words in path[:-1]:
        menu = next(a.menu() for a in menu.actions() if a.text().startswith(words) and a.menu() is not None)
        assert menu is not None
    action = next(action for action in menu.actions() if action.text().startswith(path[-1]))
    assert action.isEnabled(), path
    top.close()
    owner = top.parentWidget()
    assert owner is not None
    window = owner.window()
    assert window is not None
    window.activateWindow()
    action.trigger()
