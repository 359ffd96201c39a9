"""Keys: what each key of a Mackie Control unit does, and which of them are lit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.orders.mix import Give, GiveMany
from app.state import State
from app.surfaces.midi.mcu.codes import BLINK, DARK, LIT, STRIPS, Note
from app.surfaces.midi.mcu.pages import BOOKS
from app.surfaces.midi.mcu.unit import Unit
from app.surfaces.targets import Deed, Value
from engine.console.moves import Hold

if TYPE_CHECKING:
    from app.surfaces.midi.mcu.console import Console

TELL_S = 5.0
"""How long the display tells why."""

DEEDS = {
    Note.READ: Deed("freeze"),
    Note.WRITE: Deed("suggest"),
    Note.GROUP: Deed("give_all"),
    Note.CANCEL: Deed("panic"),
    Note.SAVE: Deed("save"),
    Note.ALL_SOLO: Deed("clear_solo"),
    Note.PLAY: Deed("play"),
    Note.STOP: Deed("stop"),
    Note.RECORD: Deed("record"),
    Note.CYCLE: Deed("loop"),
    Note.REWIND: Deed("back"),
    Note.FORWARD: Deed("forward"),
    Note.LATCH: Deed("scene_previous"),
    Note.TOUCH: Deed("scene_next"),
    **{Note.F1 + n: Deed("scene", n + 1) for n in range(8)},
}
ON_AIR = (Note.PLAY, Note.STOP, Note.RECORD, Note.CYCLE)
SWITCHES = {Note.SOLO: "solo", Note.MUTE: "mute"}


class Keys:
    """Presses and lights; which page and bank is shown is the console's."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.shift = False

    def press(self, unit: Unit, note: int, down: bool, now: float) -> None:
        """A key goes down or up."""
        if note == Note.SHIFT:
            self.shift = down
        elif not down:
            return
        elif note < Note.TRACK:
            self._press_strip(unit, Note(note - note % STRIPS), note % STRIPS, now)
        elif note in BOOKS:
            self._console.turn_page(Note(note))
        elif note == Note.UNDO:
            self._console.hand.do(Deed("redo" if self.shift else "undo"), now)
        elif note == Note.REWIND and self.shift:
            self._console.hand.do(Deed("to_start"), now)
        elif note in DEEDS:
            self._console.hand.do(DEEDS[Note(note)], now)
        else:
            self._press_view(note)

    def lights(self, unit: Unit, now: float) -> dict[int, int]:
        """Every light of a unit: note -> DARK, BLINK or LIT."""
        console = self._console
        lights: dict[int, int] = {}
        for strip in range(STRIPS):
            place = console.place(unit, strip)
            there = console.first(unit) + strip < len(console.hand.mix.strips)
            lights[Note.REC + strip] = self._hold_light(place) if there else DARK
            for first, param in SWITCHES.items():
                on = there and console.hand.is_on(Value("strip", param), place, now)
                lights[first + strip] = LIT if on else DARK
            chosen = there and console.bank.chosen == console.first(unit) + strip
            lights[Note.SELECT + strip] = LIT if chosen else DARK
        if not unit.is_extender and console.hand.state is not None:
            lights |= self._function_lights(console.hand.state)
        return lights

    def _function_lights(self, state: State) -> dict[int, int]:
        session, console = state.session, self._console
        held = any(hold is Hold.HELD for row in session.layers.holds.values() for hold in row.values())
        panicked = session.mode == "freeze" and session.layers.amount == 0.0
        soloed = any(console.hand.mix.get(f"strip/{n}", "solo") for n in range(len(console.hand.mix.strips)))
        on = {
            **{note: note is console.book for note in BOOKS},
            Note.FLIP: console.flipped,
            Note.NAME_VALUE: not console.names,
            Note.SMPTE_LIGHT: not console.shows_clock,
            Note.BEATS_LIGHT: console.shows_clock,
            Note.SCRUB: console.scrubs,
            Note.READ: session.mode == "freeze",
            Note.WRITE: session.mode == "suggest",
            Note.GROUP: held,
            Note.SAVE: not state.saved,
            Note.UNDO: bool(state.undo),
            Note.ALL_SOLO: soloed,
            Note.ANY_SOLO_LIGHT: soloed,
            **{note: console.hand.is_on_air(DEEDS[note].act) for note in ON_AIR},
            **{Note.F1 + n: n < len(session.scenes) for n in range(8)},
        }
        lights = {int(note): LIT if lit else DARK for note, lit in on.items()}
        lights[Note.CANCEL] = BLINK if panicked else DARK
        return lights

    def _hold_light(self, place: str) -> int:
        state = self._console.hand.state
        holds = set(state.session.layers.holds.get(place, {}).values()) if state is not None else set()
        return BLINK if Hold.LOCKED in holds else LIT if holds else DARK

    def _press_strip(self, unit: Unit, row: Note, strip: int, now: float) -> None:
        console = self._console
        place = console.place(unit, strip)
        if console.hand.value(place, "fader_db", now) is None:
            return
        if row in SWITCHES:
            target = Value("strip", SWITCHES[row])
            console.hand.switch(target, place, not console.hand.is_on(target, place, now), now)
        elif row is Note.SELECT:
            console.choose(console.first(unit) + strip, now, TELL_S)
        elif row is Note.REC:
            self._press_hold(place)
        else:
            self._press_pot(unit, strip)

    def _press_hold(self, place: str) -> None:
        """Give back what is held here; with SHIFT lock the fader, or unlock what is locked."""
        hand = self._console.hand
        if not self.shift or hand.state is None:
            hand.give(place)
            return
        rows = hand.state.session.layers.holds.get(place, {})
        locked = [(place, name) for name, hold in rows.items() if hold is Hold.LOCKED]
        if locked:
            hand.send(GiveMany(locked, Hold.AUTO))
        else:
            hand.send(Give(place, "fader_db", Hold.LOCKED))

    def _press_pot(self, unit: Unit, strip: int) -> None:
        """Give back what the pot stands for."""
        found = self._console.turned(unit, strip)
        if found is not None:
            target, place = found
            if isinstance(target, Value) and target.row.automatic:
                self._console.hand.give(place, target.param)

    def _press_view(self, note: int) -> None:
        """Keys that only change what this surface shows."""
        console = self._console
        shifts = {
            Note.BANK_LEFT: -console.bank.width,
            Note.BANK_RIGHT: console.bank.width,
            Note.STRIP_LEFT: -1,
            Note.STRIP_RIGHT: 1,
        }
        if note in shifts:
            console.shift(shifts[Note(note)])
        elif note == Note.FLIP:
            console.flipped = not console.flipped
        elif note == Note.NAME_VALUE:
            console.names = not console.names
        elif note == Note.SMPTE_BEATS:
            console.shows_clock = not console.shows_clock
        elif note == Note.SCRUB:
            console.scrubs = not console.scrubs
        elif note in (Note.LEFT, Note.RIGHT):
            console.leaf += 1 if note == Note.RIGHT else -1
