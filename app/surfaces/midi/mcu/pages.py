"""Pages: what the eight pots of a unit stand for: one parameter of every strip, or many of the chosen one."""

from __future__ import annotations

from msgspec import Struct

from app.surfaces.midi.mcu.codes import STRIPS, Note, Ring
from app.surfaces.targets import CHOSEN, Level, Value
from engine.console.params import BANDS, MONITORS


class Page(Struct, frozen=True):
    """A page of the pots; `sign` stands in the assignment digits."""

    sign: str
    name: str
    across: str = ""
    """The parameter of every strip; else `chosen` are those of the chosen strip, or of the desk."""
    chosen: tuple[Value | Level, ...] = ()

    def target(self, pot: int) -> Value | Level | None:
        """What a pot of the main unit stands for; strips within the bank."""
        if self.across:
            return Value("strip", self.across, pot)
        return self.chosen[pot] if pot < len(self.chosen) else None


def _chosen(*names: str) -> tuple[Value | Level, ...]:
    return tuple(Value("strip", name, CHOSEN) for name in names)


_EQ = [f"eq{band}_{what}" for band in range(1, BANDS + 1) for what in ("gain_db", "hz", "q")]
_COMP = [f"comp_{what}" for what in ("threshold_db", "ratio", "attack_ms", "release_ms", "makeup_db")]
_GATE = [f"gate_{what}" for what in ("threshold_db", "ratio", "attack_ms", "release_ms")]

BOOKS: dict[Note, tuple[Page, ...]] = {
    Note.TRACK: (Page("TR", "Trim", "trim_db"), Page("HP", "High-pass", "hpf_hz")),
    Note.PAN: (Page("PN", "Pan", "pan"),),
    Note.SEND: (
        Page("RV", "Reverb", "reverb_send_db"),
        Page("DL", "Delay", "delay_send_db"),
        *(Page(f"M{n}", f"Monitor {n}", f"monitor{n}_send_db") for n in range(1, MONITORS + 1)),
    ),
    Note.EQ: (
        Page("E1", "EQ 1 and 2", chosen=_chosen("hpf_hz", *_EQ[:6])),
        Page("E2", "EQ 3 and 4", chosen=_chosen("hpf_hz", *_EQ[6:])),
    ),
    Note.PLUGIN: (
        Page("CP", "Compressor", chosen=_chosen(*_COMP)),
        Page("GT", "Gate", chosen=_chosen(*_GATE)),
    ),
    Note.INSTRUMENT: (),
}
"""Key -> the pages it goes round. The last one is made of the mind's style inputs."""


def find_pages(key: Note, macros: tuple[str, ...]) -> tuple[Page, ...]:
    """The pages of a key, given the names of the mind's style inputs."""
    if key is not Note.INSTRUMENT:
        return BOOKS[key]
    levels = (Level("amount"), *(Level("macro", name) for name in macros))
    return (Page("MD", "Mind", chosen=levels[:STRIPS]),)


def pick_ring(target: Value | Level) -> Ring:
    """How a ring shows a target."""
    if isinstance(target, Value):
        if target.param == "pan" or target.param.endswith(("_pan", "_gain_db")) or target.param == "trim_db":
            return Ring.CENTRE
        if target.param.endswith("_q"):
            return Ring.SPREAD
        return Ring.FILL if target.row.taper == "fader" else Ring.DOT
    return Ring.FILL if target.what == "amount" else Ring.CENTRE
