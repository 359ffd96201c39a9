"""Authority: how far and how fast a mind may move each parameter, as one row each."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from engine.console.params import PARAMS, Param


class Authority(Struct, frozen=True):
    """The range of one parameter, its most change a second, and what is too little to be worth a move.

    Range in the parameter's unit; change and deadband too, but in octaves where its taper is `log`.
    """

    low: float
    high: float
    per_s: float
    deadband: float
    louder: bool = False
    """Whether more of it makes a strip louder, so that it must not move in silence."""


FLOOR_DB = -60.0
"""Where a level is as good as off; to here, and up from here, a mind may jump."""

_AUTHORITY = {
    "fader_db": Authority(-30.0, 9.0, 6.0, 0.3, True),
    "pan": Authority(-1.0, 1.0, 0.5, 0.02),
    "hpf_hz": Authority(20.0, 400.0, 1.0, 0.05),
    "gain_db": Authority(-9.0, 6.0, 3.0, 0.2, True),
    "hz": Authority(20.0, 20000.0, 1.0, 0.05),
    "q": Authority(0.3, 6.0, 1.0, 0.05),
    "threshold_db": Authority(-60.0, 0.0, 6.0, 0.5),
    "ratio": Authority(1.0, 8.0, 1.0, 0.05),
    "attack_ms": Authority(0.5, 100.0, 2.0, 0.1),
    "release_ms": Authority(20.0, 1000.0, 2.0, 0.1),
    "makeup_db": Authority(0.0, 12.0, 2.0, 0.3, True),
    "send_db": Authority(FLOOR_DB, 0.0, 12.0, 0.3, True),
}
"""By a parameter's name, or by the end of it."""


@lru_cache
def find_authority(param: str) -> Authority:
    """What a mind may do with a parameter of a strip or the master."""
    for name, authority in _AUTHORITY.items():
        if param == name or param.endswith(f"_{name}"):
            return authority
    raise KeyError(f"no mind may move {param}")


def list_controls() -> tuple[tuple[Param, ...], tuple[Param, ...]]:
    """The parameters a mind may move: of a strip, of the master."""
    strip, master = (tuple(row for row in PARAMS[kind] if row.automatic) for kind in ("strip", "master"))
    return strip, master
