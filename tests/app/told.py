"""A desk without a process, and what it may be told."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from app.desk.desk import Desk
from app.desk.history import By
from app.desk.obeying import obey
from app.orders.mix import (
    Copy,
    DeleteScene,
    MixOrder,
    Paste,
    RecallScene,
    SetDca,
    SetMuteGroup,
    SetSafe,
    SetSolo,
    StoreScene,
    Touch,
)
from engine.console.layers import Layers
from engine.console.moves import Move, Source
from engine.console.params import PARAMS, SECTIONS
from engine.console.session import Mode, Session
from engine.console.state import Mix, Strip
from models.predictor import Prediction

MIX = Mix(strips=(Strip("Vocals"), Strip("Drums", inputs=(1,)), Strip("Bass", inputs=(2,))))

NAMES = (
    "fader_db",
    "pan",
    "mute",
    "eq1_gain_db",
    "hpf_hz",
    "monitor1_send_db",
    "reverb_send_db",
    "solo",
    "safe",
)

ROWS = [row for row in PARAMS["strip"] if row.name in NAMES]

AUTOMATIC = [row for row in PARAMS["strip"] if row.automatic]

moves = st.builds(
    lambda row, strip, share: Move(
        f"strip/{strip}", row.name, row.clamp(row.low + share * (row.high - row.low))
    ),
    st.sampled_from(ROWS),
    st.integers(0, 2),
    st.floats(0, 1),
)

touches = st.builds(
    lambda row, strip, share: Touch(
        [Move(f"strip/{strip}", row.name, row.low + share * (row.high - row.low))]
    ),
    st.sampled_from(AUTOMATIC),
    st.integers(0, 2),
    st.floats(0, 1),
)

settings_of = st.lists(moves, max_size=10)

safes = st.lists(st.tuples(st.integers(0, 2), st.sampled_from([r.name for r in ROWS])), max_size=5)

acts = st.one_of(
    st.builds(Touch, st.lists(moves, min_size=1, max_size=3)),
    st.builds(StoreScene, st.sampled_from("ab"), st.sampled_from([0.0, 3.0])),
    st.builds(RecallScene, st.sampled_from("ab")),
    st.builds(DeleteScene, st.sampled_from("ab")),
    st.builds(
        SetDca, st.integers(0, 1), members=st.just(["strip/0", "strip/2"]), fader_db=st.floats(-30, 10)
    ),
    st.builds(SetDca, st.integers(0, 1), fader_db=st.floats(-30, 10)),
    st.builds(SetMuteGroup, st.integers(0, 1), members=st.just(["strip/1"]), active=st.booleans()),
    st.builds(SetSolo, st.sampled_from(["place", "pfl", "afl"])),
    st.builds(Copy, st.sampled_from(["strip/0", "strip/1"])),
    st.builds(Paste, st.just(["strip/1", "strip/2"]), st.lists(st.sampled_from(list(SECTIONS)), max_size=2)),
    st.builds(SetSafe, st.just(["strip/0"]), st.just(["fader_db"]), st.booleans()),
    st.tuples(st.just("wish"), moves),
)


def make_desk(mode: Mode = "run", amount: float = 1.0) -> Desk:
    """A desk with three strips."""
    return Desk(Session(layers=Layers(MIX, MIX, {}, amount), mode=mode))


def say(desk: Desk, order: MixOrder, now: float = 0.0, surface: int = 1) -> list[Move]:
    """A surface says something at a time in seconds."""
    return obey(desk, order, By(surface, now))


def wish(desk: Desk, moves: Sequence[Move]) -> list[Move]:
    """The mind that mixes wants something."""
    wanted = tuple(Move(m.place, m.param, m.value, Source.MODEL) for m in moves)
    return desk.hear(Prediction(wanted), True)
