"""Strip menu: all that can be done with one strip, or with several at once, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QIcon, QPainter, QPixmap
from PyQt6.QtWidgets import QMenu, QWidget

from app.orders.mix import Copy, GiveMany, Paste, Reset, SetStrip, Touch
from app.shown.board import list_automatic
from app.shown.language import say
from app.state import State
from app.window.desk_link import DeskLink
from app.window.section_names import name_section
from app.window.theme import BOLD, GROUP_COLOURS, PLAIN, colour, font
from engine.console.moves import Hold, Move
from engine.console.params import INSERTS, SECTIONS
from engine.console.state import COLOURS, Strip
from models.roles import GROUPS

SWATCH = 14


class StripMenu(QMenu):
    """Made anew for these places each time; acts by messages, each of which is one step to undo."""

    def __init__(
        self,
        places: Sequence[str],
        state: State,
        link: DeskLink,
        rename: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._places = list(places)
        self._link = link
        self._state = state
        self._strips = [state.session.layers.hand.at(place) for place in places]
        self.setFont(font(13))
        one = self._strips[0].name if len(places) == 1 else say("{count} strips", count=len(places))
        self.setAccessibleName(one)
        title = self._add(self, one, lambda: None)
        title.setFont(font(13, BOLD))
        title.setEnabled(False)
        self.addSeparator()
        if len(places) == 1:
            self._add(self, say("Rename…  R"), rename)
        self._fill_roles(self.addMenu(say("Role")))
        self._fill_colours(self.addMenu(say("Colour")))
        self.addSeparator()
        self._fill_copies()
        self.addSeparator()
        self._fill_holds()

    def _fill_roles(self, menu: QMenu | None) -> None:
        assert menu is not None
        roles = {strip.role for strip in self._strips if isinstance(strip, Strip)}
        self._choose(menu, say("Let the ears tell"), roles == {""}, SetStrip(self._places, role=""))
        menu.addSeparator()
        for group, known in GROUPS.items():
            sub = menu.addMenu(_name_group(group)) if len(known) > 1 else menu
            assert sub is not None
            if sub is not menu:
                sub.setIcon(_swatch(GROUP_COLOURS[group]))
            for role in known:
                action = self._choose(
                    sub, role.capitalize(), roles == {role}, SetStrip(self._places, role=role)
                )
                if sub is menu:
                    action.setIcon(_swatch(GROUP_COLOURS[group]))

    def _fill_colours(self, menu: QMenu | None) -> None:
        assert menu is not None
        worn = {strip.colour for strip in self._strips if isinstance(strip, Strip)}
        self._choose(menu, say("As its group"), worn == {""}, SetStrip(self._places, colour=""))
        menu.addSeparator()
        for name in COLOURS:
            action = self._choose(
                menu, _name_colour(name), worn == {name}, SetStrip(self._places, colour=name)
            )
            action.setIcon(_swatch(GROUP_COLOURS.get(name, PLAIN)))

    def _fill_copies(self) -> None:
        if len(self._places) == 1:
            self._send(self, say("Copy settings  Ctrl+C"), Copy(self._places[0]))
        copied = self._state.copied
        words = (
            say("Paste all of {name}  Ctrl+V", name=copied) if copied else say("Paste (nothing is copied)")
        )
        self._send(self, words, Paste(self._places)).setEnabled(bool(copied))
        part = self.addMenu(say("Paste a part"))
        reset = self.addMenu(say("Reset"))
        assert part is not None and reset is not None
        part.setEnabled(bool(copied))
        self._send(reset, say("Everything"), Reset(self._places))
        reset.addSeparator()
        for section in (*SECTIONS, INSERTS):
            self._send(part, name_section(section), Paste(self._places, [section]))
            self._send(reset, name_section(section), Reset(self._places, [section]))

    def _fill_holds(self) -> None:
        holds = self._state.session.layers.holds
        found = [(p, n, hold) for p in self._places for n, hold in holds.get(p, {}).items()]
        held = [(place, name) for place, name, hold in found if hold is Hold.HELD]
        locked = [(place, name) for place, name, hold in found if hold is Hold.LOCKED]
        every = [(place, name) for place in self._places for name in sorted(list_automatic("strip"))]
        for words, controls, hold in (
            (say("Give back what is held ({count})", count=len(held)), held, Hold.AUTO),
            (say("Lock all"), [each for each in every if each not in set(locked)], Hold.LOCKED),
            (say("Unlock all ({count})", count=len(locked)), locked, Hold.AUTO),
        ):
            self._send(self, words, GiveMany(controls, hold)).setEnabled(bool(controls))
        mix = self._state.session.layers.hand
        safe = all(mix.get(place, "safe") for place in self._places)
        moves = [Move(place, "safe", float(not safe)) for place in self._places]
        self._choose(self, say("Safe from recalls and solos  F"), safe, Touch(moves))

    def _send(self, menu: QMenu, words: str, message: object):
        return self._add(menu, words, lambda: self._link.send(message))  # pyright: ignore[reportArgumentType]

    def _choose(self, menu: QMenu, words: str, chosen: bool, message: object):
        action = self._send(menu, words, message)
        action.setCheckable(True)
        action.setChecked(chosen)
        return action

    def _add(self, menu: QMenu, words: str, act: Callable[[], object]):
        action = menu.addAction(words)
        assert action is not None
        action.triggered.connect(lambda _=False: act())
        return action


def _swatch(name: str) -> QIcon:
    picture = QPixmap(2 * SWATCH, 2 * SWATCH)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(name))
    painter.drawRoundedRect(2, 2, 2 * SWATCH - 4, 2 * SWATCH - 4, 6, 6)
    painter.end()
    return QIcon(picture)


def _name_group(group: str) -> str:
    names = {"drums": say("Drums"), "bass": say("Bass"), "music": say("Music"), "voice": say("Voices")}
    return names[group]


def _name_colour(name: str) -> str:
    names = {
        "red": say("Red"),
        "orange": say("Orange"),
        "yellow": say("Yellow"),
        "green": say("Green"),
        "teal": say("Teal"),
        "blue": say("Blue"),
        "violet": say("Violet"),
        "pink": say("Pink"),
        "grey": say("Grey"),
    }
    return names[name]
