"""Console: Mackie Control units, side by side, as one surface of the desk."""

from __future__ import annotations

from app.surfaces.bank import Bank
from app.surfaces.hand import Hand
from app.surfaces.midi.events import Event, parse_event
from app.surfaces.midi.mcu.codes import EXPRESSION, JOG, MASTER, POT_TURN, STRIPS, Note
from app.surfaces.midi.mcu.keys import Keys
from app.surfaces.midi.mcu.pages import Page, find_pages
from app.surfaces.midi.mcu.unit import Unit
from app.surfaces.midi.relative import read_ticks
from app.surfaces.targets import Level, Value
from engine.console.moves import Hold

TICK = 1.0 / 96.0
"""How much of the whole way a tick of a pot is; with SHIFT a fifth."""

FINE = 0.2
SCRUB_S = 0.5
"""How far a tick of the wheel winds."""
FADER = Value("strip", "fader_db")
MASTER_FADER = Value("master", "fader_db", 0, "master")


class Console:
    """The first unit has the first strips of the bank; function keys are those of any unit that has them."""

    def __init__(self, hand: Hand, release_s: float | None = None) -> None:
        self.hand = hand
        self.units: list[Unit] = []
        self.bank = Bank(STRIPS)
        self.book = Note.PAN
        self.leaf = 0
        self.flipped = False
        self.names = True
        """Whether the upper row shows names, rather than roles."""
        self.shows_clock = False
        """Whether the digits show the time of day, rather than where the player or the take is."""
        self.scrubs = False
        """Whether the wheel winds the player, rather than going from strip to strip."""
        self.keys = Keys(self)
        self.changed_at: dict[str, float] = {}
        """Place -> when its fader was moved here, so that the display can show its value."""
        self.told_until = 0.0
        """How long the display shows the reason of the chosen strip."""
        self._release_s = release_s
        self._releases: dict[tuple[str, str], float] = {}

    @property
    def page(self) -> Page:
        """What the pots stand for."""
        pages = self.pages
        return pages[self.leaf % len(pages)]

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the assignment that is chosen."""
        macros = self.hand.state.macros if self.hand.state is not None else ()
        return find_pages(self.book, tuple(macro.name for macro in macros))

    def add(self, unit: Unit) -> None:
        """Another unit: main units before extenders, each kind by the name of its port."""
        self.units = sorted([*self.units, unit], key=lambda each: (each.is_extender, each.port))
        self._widen()

    def remove(self, unit: Unit, now: float) -> None:
        """A unit is gone; what its fingers held is let go."""
        for fader in list(unit.touched):
            self.touch(unit, fader, False, now)
        self.units = [each for each in self.units if each is not unit]
        self._widen()

    def feed(self, unit: Unit, message: bytes, now: float) -> list[bytes]:
        """One message of a unit; what is to be answered at once. What means nothing changes nothing."""
        event = parse_event(message)
        if event is None:
            return []
        kind, number = event.address.kind, event.address.number
        if kind == "sysex":
            return unit.hear_exclusive(event.data)
        if kind == "bend":
            self._move_fader(unit, event, now)
        elif kind == "cc" and POT_TURN <= number < POT_TURN + STRIPS:
            self._turn(unit, number - POT_TURN, read_ticks("sign", event.value), now)
        elif kind == "cc" and number == JOG:
            self._wheel(read_ticks("sign", event.value))
        elif kind == "cc" and number == EXPRESSION:
            self.hand.move(MASTER_FADER, "master", event.share, now)
        elif kind == "note" and Note.FADER_TOUCH <= number <= Note.FADER_TOUCH_END:
            self.touch(unit, number - Note.FADER_TOUCH, event.value > 0, now)
        elif kind == "note":
            self.keys.press(unit, number, event.value > 0, now)
        return []

    def tick(self, now: float) -> None:
        """What is due: controls that go back to the mind some time after the finger left."""
        for control, due in list(self._releases.items()):
            if now >= due:
                del self._releases[control]
                if self.hand.hold(*control) is Hold.HELD:
                    self.hand.give(*control)

    def first(self, unit: Unit) -> int:
        """Which strip the unit's first fader is."""
        return self.bank.first + STRIPS * self.units.index(unit)

    def place(self, unit: Unit, strip: int) -> str:
        """The place of a strip of a unit."""
        return f"strip/{self.first(unit) + strip}"

    def pot(self, unit: Unit, strip: int) -> tuple[Value | Level, str] | None:
        """What a pot stands for, and where that is; chosen parameters are on the first unit alone."""
        page = self.page
        if not page.across and self.units.index(unit) > 0:
            return None
        target = page.target(strip)
        if target is None:
            return None
        return target, self.place(unit, strip) if page.across else self.bank.place(target)

    def fader(self, unit: Unit, fader: int) -> tuple[Value | Level, str] | None:
        """What a fader stands for, and where that is."""
        if fader == MASTER:
            return None if unit.is_extender else (MASTER_FADER, "master")
        return self.pot(unit, fader) if self.flipped else (FADER, self.place(unit, fader))

    def turned(self, unit: Unit, strip: int) -> tuple[Value | Level, str] | None:
        """What a pot moves: with FLIP, the faders."""
        return (FADER, self.place(unit, strip)) if self.flipped else self.pot(unit, strip)

    def touch(self, unit: Unit, fader: int, touches: bool, now: float) -> None:
        """A finger takes a fader, or leaves it."""
        if not touches:
            held = unit.touched.pop(fader, None)
            if held is not None:
                self.hand.let_go(*held, now)
                if self._release_s is not None:
                    self._releases[held] = now + self._release_s
            return
        found = self.fader(unit, fader)
        if found is None:
            return
        target, place = found
        if isinstance(target, Value):
            unit.touched[fader] = (place, target.param)
            self._releases.pop((place, target.param), None)
            self.hand.take(place, target.param, now)

    def turn_page(self, key: Note) -> None:
        """Another assignment, or the next page of the same."""
        self.leaf = self.leaf + 1 if key is self.book else 0
        self.book = key

    def choose(self, strip: int, now: float, tell_s: float) -> None:
        """Choose a strip; the display tells the reason of what the mind did to it."""
        if 0 <= strip < len(self.hand.mix.strips):
            self.bank.chosen = strip
            self.told_until = now + tell_s

    def shift(self, strips: int) -> None:
        """Go on by so many strips."""
        self.bank.shift(strips, len(self.hand.mix.strips))

    def _move_fader(self, unit: Unit, event: Event, now: float) -> None:
        fader = event.address.channel - 1
        if fader > MASTER or unit.motors.explain(fader, event.share, fader in unit.touched, now):
            return
        unit.motors.stand(fader, event.share, now)
        found = self.fader(unit, fader)
        if found is not None:
            target, place = found
            self.changed_at[place] = now
            self.hand.move(target, place, event.share, now)

    def _turn(self, unit: Unit, strip: int, ticks: int, now: float) -> None:
        found = self.turned(unit, strip)
        if found is not None:
            target, place = found
            scale = FINE if self.keys.shift else 1.0
            if target == FADER:
                self.changed_at[place] = now
            self.hand.nudge(target, place, ticks * TICK * scale, now)

    def _wheel(self, ticks: int) -> None:
        if ticks and self.scrubs:
            self.hand.step(ticks * SCRUB_S)
        elif ticks:
            self.shift(1 if ticks > 0 else -1)

    def _widen(self) -> None:
        self.bank.width = STRIPS * max(1, len(self.units))
        self.bank.shift(0, len(self.hand.mix.strips))
