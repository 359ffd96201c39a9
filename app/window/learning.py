"""Learning: the menu under keys and controls that lets a MIDI control become theirs."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QMenu, QWidget

from app.orders.show import Learn
from app.shown.language import say
from app.window.desk_link import DeskLink


def add_learning(menu: QMenu, link: DeskLink, target: str) -> None:
    """An entry that has the next MIDI control that is moved learnt, or one that stops that."""
    if link.state is not None and link.state.learning:
        menu.addAction(say("Stop learning MIDI"), lambda: link.send(Learn("")))
    else:
        menu.addAction(say("Learn MIDI: move a control…"), lambda: link.send(Learn(target)))


def offer_learning(widget: QWidget, link: DeskLink, find_target: Callable[[], str]) -> None:
    """A context menu for a key that has no other; targets are those of `app/surfaces/targets.py`."""

    def open_menu(at: QPoint) -> None:
        menu = QMenu(widget)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_learning(menu, link, find_target())
        menu.popup(widget.mapToGlobal(at))

    widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    widget.customContextMenuRequested.connect(open_menu)
