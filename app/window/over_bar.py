"""Over bar: mute groups and solos from every page: what is on, and the keys to end it."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QPoint, pyqtSignal
from PyQt6.QtGui import QActionGroup, QResizeEvent
from PyQt6.QtWidgets import QMenu, QWidget

from app.orders.mix import SetSolo, Touch
from app.shown.language import say
from app.shown.over import list_clearing, list_soloed
from app.state import State
from app.window.desk_link import DeskLink
from app.window.key import Key
from app.window.learning import offer_learning
from app.window.theme import theme
from engine.console.groups import SoloMode

HEIGHT, GAP = 32, 4
MUTES, SOLO, CLEAR = 76, 84, 92


class OverBar(QWidget):
    """MUTES opens the mute groups, SOLO says how solos are heard; CLEAR SOLO is there while one is on."""

    resized = pyqtSignal()
    mutes_wanted = pyqtSignal()

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.menu = QMenu(self)
        self.mutes = Key(say("MUTES"), theme.mute, self, say("Mute groups (Alt+M); Alt+1 to Alt+8 mute them"))
        self.solo = Key(say("SOLO"), theme.solo, self, say("How solos are heard (Alt+P)"))
        self.clear = Key(say("CLEAR SOLO"), theme.solo, self, say("End all solos (Alt+S)"))
        self.mutes.clicked.connect(self.mutes_wanted)
        self.solo.clicked.connect(self.open_menu)
        self.clear.clicked.connect(self.clear_solos)
        offer_learning(self.clear, link, lambda: "clear_solo")
        self.clear.hide()
        self.setFixedSize(MUTES + GAP + SOLO, HEIGHT)

    def show_state(self, state: State) -> None:
        """Show what mutes and what is soloed."""
        over = state.session.over
        active = sum(group.active for group in over.mute_groups)
        self.mutes.show_lit(active > 0, say("{count} on", count=active) if active else "")
        soloed = list_soloed(state)
        words = write_mode(over.solo.mode)
        if over.solo.mode != "place":
            words = say("{mode} on mon {number}", mode=words, number=over.solo.monitor)
        self.solo.show_lit(False, words)
        self.clear.show_lit(bool(soloed), say("{count} soloed", count=len(soloed)))
        if self.clear.isHidden() == bool(soloed):
            self.clear.setVisible(bool(soloed))
            self.setFixedWidth(MUTES + GAP + SOLO + (GAP + CLEAR if soloed else 0))
            self.resized.emit()

    def clear_solos(self) -> None:
        """End all solos, in one step."""
        if self._link.state is not None:
            moves = list_clearing(self._link.state)
            if moves:
                self._link.send(Touch(moves))

    def open_menu(self) -> None:
        """The ways that solos are heard, above the key."""
        self.fill_menu()
        size = self.menu.sizeHint()
        self.menu.popup(self.solo.mapToGlobal(QPoint(0, -size.height())))

    def fill_menu(self) -> None:
        """List modes and monitors, the ones that are set with a mark."""
        state = self._link.state
        self.menu.clear()
        if state is None:
            return
        solo = state.session.over.solo
        names: dict[SoloMode, str] = {
            "place": say("In place: the main mix plays the soloed strips alone"),
            "pfl": say("PFL: before the fader, on a monitor; the main mix goes on"),
            "afl": say("AFL: after fader and pan, on a monitor; the main mix goes on"),
        }
        modes = QActionGroup(self.menu)
        for mode, words in names.items():
            action = self.menu.addAction(words)
            assert action is not None
            action.setCheckable(True)
            action.setChecked(mode == solo.mode)
            modes.addAction(action)
            action.triggered.connect(partial(self._set, mode, solo.monitor))
        self.menu.addSeparator()
        monitors = QActionGroup(self.menu)
        for number, bus in enumerate(state.session.layers.hand.monitors, 1):
            action = self.menu.addAction(say("Solos play on {name}", name=bus.name))
            assert action is not None
            action.setCheckable(True)
            action.setChecked(number == solo.monitor)
            action.setEnabled(solo.mode != "place")
            monitors.addAction(action)
            action.triggered.connect(partial(self._set, solo.mode, number))

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """CLEAR SOLO at the left, where it moves no other key."""
        right = self.width()
        for key, wide in ((self.mutes, MUTES), (self.solo, SOLO), (self.clear, CLEAR)):
            key.setGeometry(right - wide, 0, wide, HEIGHT)
            right -= wide + GAP

    def _set(self, mode: SoloMode, monitor: int, _: bool = False) -> None:
        self._link.send(SetSolo(mode, monitor))


def write_mode(mode: SoloMode) -> str:
    """A way of soloing in a word or two."""
    return {"place": say("in place"), "pfl": say("PFL"), "afl": say("AFL")}[mode]
