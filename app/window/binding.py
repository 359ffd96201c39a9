"""Binding: what a hand does on a control becomes what the desk is told."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtWidgets import QMenu

from app.orders.mix import SetSafe
from app.shown.language import say
from app.surfaces.targets import name_target
from app.window.control import Control
from app.window.desk_link import DeskLink
from app.window.learning import add_learning
from engine.console.scenes import ASIDE


def bind(control: Control, link: DeskLink, find_place: Callable[[], str]) -> None:
    """The control moves its parameter of a place; from taking it to letting go is one step to undo."""
    control.taken.connect(link.take)
    control.moved.connect(lambda value: link.touch(find_place(), control.row.name, value))
    control.held.connect(lambda hold: link.give(find_place(), control.row.name, hold))
    control.add_more = lambda menu: _add_more(menu, link, find_place(), control.row.name)


def _add_more(menu: QMenu, link: DeskLink, place: str, name: str) -> None:
    """What concerns more than the control's own value."""
    _add_safe(menu, link, place, name)
    add_learning(menu, link, name_target(place, name))


def _add_safe(menu: QMenu, link: DeskLink, place: str, name: str) -> None:
    """Let a person keep a parameter from recalls of scenes."""
    if name in ASIDE:
        return
    safe = link.state is not None and name in link.state.session.safes.get(place, ())
    action = menu.addAction(say("Safe from recalls"))
    assert action is not None
    action.setCheckable(True)
    action.setChecked(safe)
    action.triggered.connect(lambda _=False: link.send(SetSafe([place], [name], not safe)))
