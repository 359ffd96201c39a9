"""Listening changes what is heard and nothing else; every hand on the mix leads back to it."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desk.desk import Desk
from app.desk.history import By
from app.desk.listening import (
    AUDITION,
    HAND,
    MIND,
    MIX,
    SCENE,
    Candidate,
    find_listened,
    limit_trim,
    put_trim,
)
from app.desk.obeying import obey
from app.orders.mix import Copy, DeleteScene, Give, Paste, Reset, SetDca, SetMuteGroup, SetSolo, StoreScene
from app.process.auditions import make_candidate
from engine.console.layers import Layers
from engine.console.moves import Hold, Move, Source, apply
from engine.console.scenes import Scene
from engine.console.session import Session
from engine.console.state import Mix, Strip
from engine.render import Renderer
from models.predictor import Prediction
from tests.signals import RATE, make_mix, sine, worst_above
from tests.signals import play as play_blocks

BY = By(1, 0.0)
ITEMS = (HAND, MIND, f"{SCENE}soft", f"{AUDITION}rules")


def make_desk() -> Desk:
    mix = Mix(strips=tuple(Strip(f"Strip {n}", inputs=(n,)) for n in range(3)))
    desk = Desk(Session("show", Layers(mix, mix)))
    desk.touch([Move("strip/0", "fader_db", -20.0), Move("strip/1", "monitor1_send_db", -6.0)])
    obey(desk, StoreScene("soft"), BY)
    desk.touch([Move("strip/0", "fader_db", -3.0), Move("strip/2", "mute", 1.0)])
    desk.touch([Move("strip/1", "monitor1_send_db", 0.0)])
    moves = (Move("strip/0", "fader_db", -9.0, Source.MODEL), Move("strip/1", "fader_db", -7.0, Source.MODEL))
    desk.hear(Prediction(moves), True)
    wanted = Prediction((Move("strip/1", "pan", 0.5), Move("strip/0", "fader_db", -40.0)), {"strip/1": "why"})
    desk.set_candidates({"rules": make_candidate("rules", desk.session.layers, wanted)})
    return desk


def play(mix: Mix, moves: list[Move]) -> Mix:
    for move in moves:
        mix = apply(mix, move)
    return mix


@pytest.mark.parametrize("item", ITEMS)
def test_listening_is_heard_and_changes_nothing_of_the_session(item):
    desk = make_desk()
    session, mix = desk.session, desk.mix
    steps = len(desk.history)
    moves = desk.listen(item, -2.0)
    assert play(mix, moves) == desk.mix != mix
    assert desk.session is session and len(desk.history) == steps
    assert desk.mix.get("master", "fader_db") == -2.0
    assert play(desk.mix, desk.listen(MIX)) == mix
    assert desk.session is session


def test_what_each_item_sounds_like():
    desk = make_desk()
    assert desk.find_mix(HAND).get("strip/1", "fader_db") == 0.0
    assert desk.find_mix(MIND).get("strip/1", "fader_db") == -7.0
    assert desk.find_mix(f"{SCENE}soft").get("strip/0", "fader_db") == -20.0
    auditioned = desk.find_mix(f"{AUDITION}rules")
    assert auditioned.get("strip/1", "pan") == 0.5
    assert auditioned.get("strip/0", "fader_db") == -3.0, "what is held stays held"
    assert auditioned.get("strip/1", "fader_db") == 0.0, "what the mind that mixes did is not the candidate's"


@pytest.mark.parametrize("item", ITEMS)
def test_monitors_solos_and_safes_stay_as_they_are(item):
    desk = make_desk()
    desk.touch([Move("strip/1", "solo", 1.0), Move("strip/2", "safe", 1.0)])
    desk.touch([Move("monitor/0", "fader_db", -5.0)])
    heard = desk.mix
    desk.listen(item)
    for place in ("strip/0", "strip/1", "strip/2"):
        for param in ("monitor1_send_db", "monitor1_pan", "solo", "safe"):
            assert desk.mix.get(place, param) == heard.get(place, param)
    assert desk.mix.monitors == heard.monitors


ACTS = {
    "touch": lambda d: d.touch([Move("strip/1", "fader_db", 1.0)], BY),
    "hold": lambda d: obey(d, Give("strip/1", "pan", Hold.HELD), BY),
    "panic": lambda d: d.set_mind("level", "freeze", False, 0.0, BY),
    "undo": lambda d: d.undo(),
    "recall": lambda d: d.recall("soft", 0.0, BY),
    "crossfade": lambda d: d.recall("soft", 5.0, BY),
    "paste": lambda d: (obey(d, Copy("strip/0"), BY), obey(d, Paste(["strip/1"], ["eq"]), BY))[1],
    "reset": lambda d: obey(d, Reset(["strip/0"]), BY),
    "take": lambda d: d.take_candidate("rules", BY),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("item", ITEMS)
def test_a_hand_on_the_mix_leads_back_to_it(act, item):
    desk, other = make_desk(), make_desk()
    for each in (desk, other):
        each.touch([Move("strip/2", "pan", 0.1)], By(2, 0.0))
    desk.listen(item, 3.0)
    played = desk.mix
    moves = ACTS[act](desk)
    ACTS[act](other)
    assert desk.listened == MIX
    assert play(played, moves) == desk.mix == other.mix
    assert desk.session == other.session


def test_solos_dcas_and_mute_groups_lie_over_what_is_listened_to():
    desk = make_desk()
    desk.listen(HAND)
    desk.touch([Move("strip/0", "solo", 1.0)], BY)
    obey(desk, SetDca(0, members=["strip/0"], fader_db=-6.0), BY)
    obey(desk, SetMuteGroup(0, members=["strip/1"], active=True), BY)
    obey(desk, SetSolo("place"), BY)
    assert desk.listened == HAND
    assert desk.mix.get("strip/0", "fader_db") == -9.0
    assert (desk.mix.get("strip/0", "solo"), desk.mix.get("strip/1", "mute")) == (1.0, 1.0)


def test_the_mind_goes_on_under_what_is_listened_to():
    desk = make_desk()
    desk.listen(HAND)
    assert desk.hear(Prediction((Move("strip/1", "fader_db", -11.0, Source.MODEL),)), True) == []
    assert desk.listened == HAND
    desk.listen(MIX)
    assert desk.mix.get("strip/1", "fader_db") == -11.0


def test_a_scene_stored_meanwhile_is_what_is_heard():
    desk = make_desk()
    desk.listen(f"{AUDITION}rules", -4.0)
    obey(desk, StoreScene("kept"), BY)
    scene = next(scene for scene in desk.session.scenes if scene.name == "kept")
    kept = find_listened(f"{SCENE}kept", desk.session, desk.mix)
    assert scene.values()["master"] == desk.find_mix(MIX).master.values, "the trim is no part of it"
    assert kept.get("strip/1", "pan") == 0.5


def test_what_is_gone_is_not_listened_to():
    desk = make_desk()
    desk.compare([f"{SCENE}soft", f"{AUDITION}rules", HAND])
    desk.listen(f"{SCENE}soft")
    obey(desk, DeleteScene("soft"), BY)
    assert (desk.listened, desk.slots) == (MIX, (f"{AUDITION}rules", HAND))
    desk.listen(f"{AUDITION}rules")
    desk.set_candidates({})
    assert (desk.listened, desk.slots) == (MIX, (MIX, HAND))


@pytest.mark.parametrize("frames", [64, 512])
def test_a_switch_makes_no_click_and_levels_are_there_within_50_ms(frames):
    """Two strips in antiphase of level: what one loses the other wins; the whole is turned to match."""
    mix = make_mix([{"pan": -1, "fader_db": -3}, {"pan": 1, "fader_db": -12, "mute": 0}])
    desk = Desk(Session("show", Layers(mix, mix)))
    desk.touch([Move("strip/0", "fader_db", -14.0), Move("strip/1", "fader_db", 0.0)])
    desk.hear(Prediction(()), True)
    obey(desk, StoreScene("other"), BY)
    desk.touch([Move("strip/0", "fader_db", -3.0), Move("strip/1", "fader_db", -12.0)])
    desk.touch([Move("strip/1", "pan", -0.5)])
    audio = np.concatenate((sine(440, RATE, 0.4), sine(330, RATE, 0.4)))
    mixes = {}
    for frame, item, trim_db in ((19200, f"{SCENE}other", -4.0), (33600, MIX, 0.0)):
        desk.listen(item, trim_db)
        mixes[frame] = desk.mix
    out = play_blocks(Renderer(mixes[33600], 2, RATE, frames), audio, [frames], mixes)
    for row in range(2):
        assert worst_above(out[row, 2400:], audio[0]) < -80
    late, settled = 72, round(0.05 * RATE)
    for frame, level_db in ((19200, -18.0), (33600, -3.0)):
        heard = out[0, frame + settled + late : frame + 14000]
        alone = find_share(heard, 440)
        assert 20 * np.log10(alone / 0.4) == pytest.approx(level_db, abs=0.1)


@pytest.mark.parametrize("frames", [64, 256])
def test_a_switch_to_another_tone_makes_no_click(frames):
    mix = make_mix([{"pan": -1}])
    desk = Desk(Session("show", Layers(mix, mix)))
    desk.touch([Move("strip/0", "eq2_gain_db", 9.0), Move("strip/0", "hpf_hz", 200.0)])
    obey(desk, StoreScene("bright"), BY)
    desk.touch([Move("strip/0", "eq2_gain_db", 0.0), Move("strip/0", "hpf_hz", 20.0)])
    desk.listen(f"{SCENE}bright", -6.0)
    audio = sine(440, RATE * 3 // 2, 0.25)
    out = play_blocks(Renderer(mix, 1, RATE, frames), audio, [frames], {24064: desk.mix})
    assert worst_above(out[0, 9600:], np.sqrt(0.5) * audio[0]) < -74


def find_share(audio, hz):
    """The amplitude of one frequency (frames,)."""
    turn = np.exp(-2j * np.pi * hz * np.arange(len(audio)) / RATE) * np.hanning(len(audio))
    return 2 * abs(audio @ turn) / np.hanning(len(audio)).sum()


@pytest.mark.parametrize("item", ["nonsense", "scene:none", "audition:none"])
def test_what_is_not_there_is_refused(item):
    desk = make_desk()
    before = desk.mix
    with pytest.raises(KeyError):
        desk.listen(item)
    with pytest.raises(KeyError):
        desk.compare([MIX, item])
    assert desk.mix is before and desk.listened == MIX


@pytest.mark.parametrize("slots", [[MIX], [MIX, HAND, MIND, MIX, HAND]])
def test_two_to_four_are_compared(slots):
    with pytest.raises(ValueError):
        make_desk().compare(slots)


def test_taking_a_mind_leaves_the_sound_as_it_was_heard_and_is_undone_in_one_step():
    desk = make_desk()
    session = desk.session
    desk.listen(f"{AUDITION}rules")
    heard = desk.mix
    desk.take_candidate("rules", BY)
    assert desk.mix == heard and desk.session.mind == "rules"
    assert desk.session.layers.holds == session.layers.holds
    desk.undo()
    assert (desk.session.mind, desk.session.mode) == (session.mind, session.mode)


@given(st.floats(-100, 10), st.floats(-12, 12))
def test_a_trim_stays_in_the_fader_s_range_and_never_opens_what_is_off(fader_db, trim_db):
    mix = Mix().put("master", "fader_db", fader_db)
    trimmed = put_trim(mix, limit_trim(mix, trim_db)).get("master", "fader_db")
    assert trimmed <= 10.0
    if fader_db <= -100.0:
        assert trimmed == -100.0
    elif -88.0 <= fader_db <= -2.0:
        assert trimmed == pytest.approx(fader_db + trim_db)


def test_a_candidate_survives_the_wire():
    candidate = make_desk().candidates["rules"]
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(candidate), type=Candidate) == candidate
    assert isinstance(candidate.look, Scene)
