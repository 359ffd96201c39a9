"""Messages: what is sent is what comes, whatever it is."""

from __future__ import annotations

import msgspec
import pytest

from engine.console.moves import Hold
from models.messages import Alive, Failed, FromMind, Listen, Predicted, Quit, Ready, ToMind
from models.predictor import TrackInfo
from tests.models.tracks import hear, make_mix, wish

TO_MIND = [
    Listen("/run/tap", "level", (TrackInfo("Kick", "kick", (0,)), TrackInfo("Keys", "", (1, 2)))),
    hear(make_mix(2), {"strip/1": {"fader_db": Hold.LOCKED}}, "suggest", True, 0.5),
    Quit(),
]
FROM_MIND = [Ready("level"), Predicted(wish(("strip/0", "fader_db", -3.0)), False), Failed("why"), Alive(7)]


@pytest.mark.parametrize(
    ("message", "union"), [*((m, ToMind) for m in TO_MIND), *((m, FromMind) for m in FROM_MIND)]
)
def test_round_trip(message, union):
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(message), type=union) == message
