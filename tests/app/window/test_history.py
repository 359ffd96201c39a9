"""The trail of a fader is its own way; what is heard is under its DCAs."""

import numpy as np

from app.shown.board import view_places
from app.state import State, Status
from app.window.history import HAND, HEARD, WANTED, History
from engine.console.groups import Dca, Over
from engine.console.layers import Layers
from engine.console.session import Session
from engine.console.state import Mix, Strip


def test_what_is_noted_is_what_stands_there():
    hand = Mix(strips=(Strip("Kick"), Strip("Bass", inputs=(1,)))).put("strip/0", "fader_db", -3.0)
    auto = hand.put("strip/0", "fader_db", -9.0)
    over = Over((Dca("Drums", ("strip/0",), -6.0),))
    state = State(Session(layers=Layers(hand, auto, amount=0.5), over=over), {}, Status(), 1)
    views = [view for view in view_places(state).values() if view.kind == "strip"]
    history = History()
    for _ in range(3):
        history.note(state, [view.value("fader_db") for view in views], [view.heard_db() for view in views])
    assert history.levels[0, [HEARD, HAND, WANTED], -1].tolist() == [-12.0, -3.0, -9.0]
    assert history.trail(0, 3 / 8).tolist() == [-6.0, -6.0, -6.0]
    assert history.levels[1, [HEARD, HAND, WANTED], -1].tolist() == [0.0, 0.0, 0.0]
    assert np.isnan(history.levels[:, :, :-3]).all()
