"""Messages: what one side says is what the other hears."""

import msgspec
import pytest

from engine.console.layers import Layers
from engine.console.moves import Hold, Move, Source
from models.card import Macro
from models.messages import Alive, Failed, FromMind, Listen, Predicted, Quit, Ready, ToMind
from models.predictor import Prediction, list_tracks
from tests.models.material import make_heard, make_mix

MIX = make_mix(2)
MOVE = Move("strip/1", "pan", 0.25, Source.MODEL)


@pytest.mark.parametrize(
    ("message", "union"),
    [
        (Listen("/run/tap.1", "level", list_tracks(MIX)), ToMind),
        (make_heard(Layers(MIX, MIX).set_hold("strip/0", "pan", Hold.LOCKED), "suggest", True), ToMind),
        (make_heard(Layers(MIX, MIX), macros={"drums": -3.5}), ToMind),
        (Quit(), ToMind),
        (Ready("level"), FromMind),
        (Ready("console", (Macro("drums", -12.0, 12.0, 0.0, "dB"),)), FromMind),
        (Predicted(Prediction((MOVE,), {"strip/1": "why"}, {"strip/1": 0.5}, 4800), False), FromMind),
        (Failed("no"), FromMind),
        (Alive(48000), FromMind),
    ],
)
def test_a_message_survives_the_wire(message, union):
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(message), type=union) == message
