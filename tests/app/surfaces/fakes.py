"""A desk without a process: what a surface says is done at once, and told at once."""

from __future__ import annotations

from collections.abc import Sequence

from app.desk.desk import Desk
from app.desk.history import By
from app.desk.obeying import obey
from app.link import ToDesk
from app.orders.mix import SetMacros
from app.orders.show import Rehearse, SaveSession
from app.state import Playing, Recording, State, Status
from app.surfaces.hand import Hand
from engine.console.layers import Layers
from engine.console.moves import Hold, Source
from engine.console.session import Session
from engine.console.state import Mix, Strip
from models.card import Macro

NAMES = ("Kick", "Snare", "Bass", "Gtr", "Keys", "Vox", "BV", "Pad", "Sax", "Horns")


class FakeDesk:
    """The real desk, told directly; `said` is all that surfaces told it."""

    def __init__(self, names: Sequence[str] = NAMES, macros: tuple[Macro, ...] = ()) -> None:
        mix = Mix(strips=tuple(Strip(name, inputs=(n,)) for n, name in enumerate(names)))
        self.desk = Desk(Session(layers=Layers(mix, mix)))
        self.said: list[ToDesk] = []
        self.now = 100.0
        self.player: Playing | None = None
        self.recording: Recording | None = None
        self._macros = macros
        self._hands: list[Hand] = []

    def hand(self, source: Source = Source.MIDI) -> Hand:
        """Another surface's hand on this desk."""
        made = Hand(self.take, source)
        self._hands.append(made)
        made.hear(self.state())
        return made

    def take(self, message: ToDesk) -> None:
        """A surface says something."""
        self.said.append(message)
        if isinstance(message, SetMacros):
            self.desk.set_macros(message.values, self._macros, By(1, self.now))
        elif not isinstance(message, SaveSession | Rehearse):
            obey(self.desk, message, By(1, self.now))  # pyright: ignore[reportArgumentType]

    def tell(self) -> None:
        """All surfaces hear how it is."""
        for hand in self._hands:
            hand.hear(self.state())

    def pass_time(self, seconds: float) -> float:
        """Time goes by, what waits is sent, and everybody is told; the time then."""
        self.now += seconds
        for hand in self._hands:
            hand.flush(self.now)
        self.tell()
        return self.now

    def state(self) -> State:
        """How it is."""
        desk = self.desk
        return State(
            desk.session,
            desk.because,
            Status(),
            1,
            macros=self._macros,
            undo=desk.history.undo_what,
            player=self.player,
            recording=self.recording,
        )

    def heard(self, place: str, param: str) -> float:
        """The value of a parameter."""
        return self.desk.session.layers.heard(place, param)

    def hold(self, place: str, param: str) -> Hold:
        """Whose a parameter is."""
        return self.desk.session.layers.hold(place, param)
