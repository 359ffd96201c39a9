"""Desk link: the window's wire to the desk; no thread. It knocks again when the desk went away."""

from __future__ import annotations

import time
from pathlib import Path

from PyQt6.QtCore import QObject, QSocketNotifier, QTimer, pyqtSignal

from app.desk.listening import MIX, find_next
from app.link import SHOW, ToDesk
from app.meters import Meters
from app.orders.mix import Gesture, Give, GiveMany, Redo, SetMacros, SetMind, Touch, Undo
from app.orders.show import Listen
from app.state import State
from app.surfaces.desk_wire import KNOCK_S, DeskWire
from engine.console.moves import Hold, Move
from engine.console.session import Mode
from engine.gauges import Gauges
from engine.messages import ResetMeter

KNOCK_MS = round(1000 * KNOCK_S)


class DeskLink(QObject):
    """What the desk said last, and a way to tell it something."""

    told = pyqtSignal(object)
    """The desk said how everything is: a `State`."""

    linked = pyqtSignal(bool)
    """The desk came or went."""

    def __init__(self, runtime: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: State | None = None
        self._runtime = runtime
        self._desk = DeskWire(runtime)
        self._notifier: QSocketNotifier | None = None
        self._meters = Meters()
        self._timer = QTimer(self)
        self._timer.setInterval(KNOCK_MS)
        self._timer.timeout.connect(self._tend)
        self._timer.start()
        self._tend()

    @property
    def runtime(self) -> Path:
        """The folder that the show runs over."""
        return self._runtime

    @property
    def show_is_over(self) -> bool:
        """Whether no show runs here, nor is one to be gone on with."""
        return not self._desk.is_linked and not (self._runtime / SHOW).exists()

    def forget(self) -> None:
        """What the desk said last is of a show that is over."""
        self.state = None

    @property
    def is_linked(self) -> bool:
        """Whether there is a desk at the other end."""
        return self._desk.is_linked

    def send(self, message: ToDesk) -> None:
        """Tell the desk; without a desk nothing happens, and the controls show what is."""
        was = self._desk.is_linked
        self._desk.send(message)
        self._meet(was)

    def touch(self, place: str, param: str, value: float) -> None:
        """A person moves one parameter."""
        self.send(Touch([Move(place, param, value)]))

    def take(self, takes: bool) -> None:
        """A hand takes controls, or lets go: what it moves in between is one step to undo."""
        self.send(Gesture(takes))

    def give(self, place: str, param: str, hold: Hold) -> None:
        """Hold, lock or give back one parameter."""
        self.send(Give(place, param, hold))

    def give_all(self, place: str | None = None) -> None:
        """Give back everything that is held, of one place or of all, in one step; what is locked stays."""
        if self.state is not None:
            holds = self.state.session.layers.holds
            held = [
                (where, param)
                for where, row in holds.items()
                for param, hold in row.items()
                if hold is Hold.HELD and place in (None, where)
            ]
            if held:
                self.send(GiveMany(held, Hold.AUTO))

    def undo(self) -> None:
        """Take back what people did last, here or elsewhere."""
        self.send(Undo())

    def redo(self) -> None:
        """Do again what was undone last."""
        self.send(Redo())

    def give_params(self, place: str, params: tuple[str, ...], hold: Hold = Hold.AUTO) -> None:
        """Hold, lock or give back some parameters of a place."""
        self.send(GiveMany([(place, param) for param in params], hold))

    def set_mind(
        self, mind: str | None = None, mode: Mode | None = None, amount: float | None = None
    ) -> None:
        """Change what is named of how the mind is set."""
        if self.state is not None:
            now = self.state.session
            self.send(
                SetMind(
                    now.mind if mind is None else mind,
                    now.mode if mode is None else mode,
                    now.attenuate_only,
                    now.layers.amount if amount is None else amount,
                )
            )

    def set_macro(self, name: str, value: float) -> None:
        """Set one style input."""
        self.send(SetMacros({name: value}))

    def flip(self) -> None:
        """Hear the next of the mixes that are compared."""
        if self.state is not None:
            self.send(Listen(find_next(self.state.listening)))

    def hear_mix(self) -> None:
        """Hear the mix that counts."""
        self.send(Listen(MIX))

    def reset_meter(self, loudness: bool = False, peak: bool = False) -> None:
        """Begin the master's integrated loudness or highest true peak anew, for every surface."""
        self.send(ResetMeter(loudness, peak))

    def meters(self) -> Gauges | None:
        """The gauges of the engine that plays now."""
        return self._meters.find(self.state)

    def close(self) -> None:
        """Hang up for good."""
        self._timer.stop()
        was = self._desk.is_linked
        self._desk.close()
        self._meet(was)

    def _tend(self) -> None:
        """Knock where there is no desk; hear it, and send what it had no room for."""
        was = self._desk.is_linked
        heard = self._desk.poll(time.monotonic())
        self._meet(was)
        if heard:
            self.state = self._desk.state
            self.told.emit(self.state)

    def _meet(self, was: bool) -> None:
        """Listen to a desk that came, no more to one that went, and say so."""
        if self._desk.is_linked == was:
            return
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        for wire in self._desk.wires:
            self._notifier = QSocketNotifier(
                wire.fileno(),  # pyright: ignore[reportArgumentType]
                QSocketNotifier.Type.Read,
                self,
            )
            self._notifier.activated.connect(self._tend)
        self.linked.emit(self._desk.is_linked)
