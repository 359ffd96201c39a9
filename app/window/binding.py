"""Binding: what a hand does on a control becomes what the desk is told."""

from __future__ import annotations

from collections.abc import Callable

from app.window.control import Control
from app.window.desk_link import DeskLink


def bind(control: Control, link: DeskLink, find_place: Callable[[], str]) -> None:
    """The control moves its parameter of a place; from taking it to letting go is one step to undo."""
    control.taken.connect(link.take)
    control.moved.connect(lambda value: link.touch(find_place(), control.row.name, value))
    control.held.connect(lambda hold: link.give(find_place(), control.row.name, hold))
