"""Every send of a strip is on some destination, and it is the bus that the engine sends to."""

import numpy as np
import pytest

from app.window.buses.bus_words import write_outputs
from app.window.buses.destinations import DESTINATIONS, describe_taking, find_destination
from app.window.theme import theme
from engine.console.groups import Over, Solo
from engine.console.params import PARAMS
from engine.console.state import Mix, Strip, split_place
from engine.target import make_target, place_rows

MIX = Mix(strips=(Strip("Kick"), Strip("Vocals", inputs=(1,))))


def test_destinations_and_their_colours_cover_every_send_once():
    sends = [row.name for row in PARAMS["strip"] if row.name.endswith("_send_db")]
    assert [each.send for each in DESTINATIONS] == sends
    assert len(set(theme.sends)) == len(DESTINATIONS)
    assert [find_destination(each.place) for each in DESTINATIONS] == list(range(len(DESTINATIONS)))
    assert find_destination("master") is None


@pytest.mark.parametrize("to", DESTINATIONS, ids=lambda to: to.place)
def test_send_pan_and_switch_of_a_destination_are_those_of_its_bus(to):
    kind, index = split_place(to.place)
    rows = list(place_rows(kind, index))
    quiet, loud = make_target(MIX).sends, make_target(MIX.put("strip/0", to.send, 0.0)).sends
    changed = np.flatnonzero((quiet != loud).any(axis=1)).tolist()
    assert changed == rows
    panned = make_target(MIX.put("strip/0", to.send, 0.0).put("strip/0", to.pan or "pan", -1.0)).sends
    assert panned[rows[0], 0] > 0.0 and panned[rows[1], 0] == 0.0
    off = MIX.put_all("strip/0", {to.send: 0.0, "fader_db": -100.0})
    pre = off.put("strip/0", to.pre, 1) if to.pre else off
    assert make_target(pre).sends[rows, 0].any()
    assert to.pre == "" or not make_target(off).sends[rows, 0].any()


def test_a_monitor_that_plays_a_solo_says_so():
    soloed = MIX.put("strip/1", "solo", 1)
    says = [describe_taking(each, Over(solo=Solo("pfl", 2)), soloed) for each in DESTINATIONS]
    assert [bool(words) for words in says] == [False, False, False, True, False, False]
    assert "PFL" in says[3]
    assert describe_taking(DESTINATIONS[3], Over(solo=Solo("pfl", 2)), MIX) == ""
    assert describe_taking(DESTINATIONS[3], Over(solo=Solo("place", 2)), soloed) == ""


@pytest.mark.parametrize(
    "kind, outputs, words",
    [
        ("master", (0, 1), "→ Out 1–2"),
        ("monitor", (), "No output"),
        ("monitor", (4, 7), "→ Out 5, 8"),
        ("group", (), "→ Master"),
        ("reverb", (2,), "→ Master + Out 3"),
    ],
)
def test_where_a_bus_goes(kind, outputs, words):
    assert write_outputs(kind, outputs) == words
