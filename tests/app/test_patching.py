"""Another device is tried while nothing is lost: what is refused is left for the one before."""

import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from app.material.sessions import resume
from app.orders.mix import Touch
from app.orders.show import ListDevices, OpenFolder, SaveSession, SetPatch
from app.patching import lay_patch, read_inputs, read_outputs, weigh
from app.process.diary import MOST, note
from app.state import Status
from engine.console.layers import Layers
from engine.console.moves import Move
from engine.console.session import Patch, Session, load_session, save_session
from engine.console.state import Mix, Strip
from engine.devices.portaudio import RATES
from engine.gauges import Gauges
from tests.app.conftest import find_processes
from tests.app.desks import SteppedDesk
from tests.app.shows import make_stems

channels = st.lists(st.integers(0, 127), min_size=1, max_size=2, unique=True).map(tuple)
inputs = st.dictionaries(st.sampled_from(["strip/0", "strip/1", "strip/2"]), channels)
outputs = st.dictionaries(
    st.sampled_from(["master", "monitor/0", "group/3", "reverb"]), st.one_of(channels, st.just(()))
)
patches = st.builds(
    Patch,
    driver=st.sampled_from(["clock", "portaudio"]),
    output_device=st.sampled_from(["", "Desk"]),
    rate=st.sampled_from(RATES),
    frames=st.integers(32, 1024),
    input_names=st.lists(st.text(max_size=5), max_size=3).map(tuple),
)


def make_session(strips: int = 3) -> Session:
    mix = Mix(strips=tuple(Strip(f"Strip {n}", inputs=(n,)) for n in range(strips)))
    mix = mix.put("strip/1", "fader_db", -7.0).put("master", "fader_db", -2.0)
    return Session("show", Layers(mix, mix), Patch(driver="clock", frames=256))


@given(patches, inputs, outputs)
def test_another_patch_leaves_every_value_and_going_back_is_exact(patch, into, out):
    before = make_session()
    after = lay_patch(before, patch, into, out)
    for place in before.layers.hand.places():
        assert after.layers.hand.at(place).values == before.layers.hand.at(place).values
    assert read_inputs(after.layers.hand) == {**read_inputs(before.layers.hand), **into}
    assert read_outputs(after.layers.auto) == {**read_outputs(before.layers.auto), **out}
    assert after.patch == patch
    mix = before.layers.hand
    assert lay_patch(after, before.patch, read_inputs(mix), read_outputs(mix)) == before


@given(patches, inputs, outputs)
def test_a_change_costs_the_same_both_ways_unless_channels_are_missing(patch, into, out):
    before = make_session()
    after = lay_patch(before, patch, into, out)
    assert weigh(before, before, 3, 2) == "nothing"
    assert weigh(before, after, 128, 128) == weigh(after, before, 128, 128)
    names = lay_patch(before, structs.replace(before.patch, input_names=("A",)), {}, {})
    assert weigh(before, names, 3, 2) == "words"


@pytest.mark.parametrize(
    ("patch", "into", "out", "words"),
    [
        (Patch(rate=32000), {}, {}, "32000 Hz"),
        (Patch(frames=16), {}, {}, "32 to 1024"),
        (Patch(), {"strip/0": ()}, {}, "Strip 0: one or two inputs"),
        (Patch(), {"strip/0": (4, 4)}, {}, "channels of their own"),
        (Patch(), {"strip/0": (128,)}, {}, "1 to 128"),
        (Patch(), {"master": (0,)}, {}, "master has no inputs"),
        (Patch(), {}, {"master": (0, 1, 2)}, "Master: two outputs"),
    ],
)
def test_what_cannot_be_is_named(patch, into, out, words):
    with pytest.raises(ValueError, match=words):
        lay_patch(make_session(), patch, into, out)


def test_stems_keep_their_own_wires_and_changed_stems_bring_theirs_to_the_same_mix(tmp_path):
    path = tmp_path / "a.json"
    patch = Patch(driver="clock", stems="/stems")
    session = structs.replace(make_session(), patch=patch)
    with pytest.raises(ValueError, match="Strip 1: stems play into strips of their own"):
        lay_patch(session, patch, {"strip/1": (0,)}, {})
    same = read_inputs(session.layers.hand)
    assert lay_patch(session, patch, same, {"master": (2, 3)}).layers.hand.master.outputs == (2, 3)
    save_session(session, path)
    fresh = Mix(strips=tuple(Strip(f"Strip {n}", inputs=(n,)) for n in range(3)))
    assert resume(path, fresh, patch, "level") == (session, True)
    wide = Mix(strips=(Strip("Strip 0"), Strip("Strip 1", inputs=(1, 2)), Strip("Strip 2", inputs=(3,))))
    again, went_on = resume(path, wide, patch, "level")
    assert went_on and read_inputs(again.layers.hand) == read_inputs(wide)
    assert again.layers.hand.at("strip/1").values == session.layers.hand.at("strip/1").values


def test_a_live_show_that_was_rewired_and_named_goes_on_so(tmp_path):
    path = tmp_path / "live-3.json"
    session = lay_patch(make_session(), Patch(input_names=("Vox",)), {"strip/0": (2,), "strip/2": (0, 1)}, {})
    save_session(session, path)
    fresh = Mix(strips=tuple(Strip(f"Strip {n}", inputs=(n,)) for n in range(3)))
    assert resume(path, fresh, Patch(), "level") == (session, True)
    other = Mix(strips=(Strip("Another"),))
    assert resume(path, other, Patch(), "level")[1] is False


def test_the_diary_says_each_thing_once_and_forgets_the_oldest():
    diary, before = (), Status()
    for turn in range(3 * MOST):
        lost = structs.replace(before, engine=f"'Card' went away {turn}")
        diary = note(diary, before, lost, float(turn))
        diary = note(diary, lost, lost, float(turn))
        before = structs.replace(lost, engine="plays", device="Card", engine_starts=turn + 1)
        diary = note(diary, lost, before, float(turn))
    assert len(diary) == MOST
    assert diary[-2].text == f"the engine: 'Card' went away {3 * MOST - 1}"
    assert diary[-1].text == "the engine plays again on Card"


@pytest.fixture
def desk(folders):
    desk = SteppedDesk(folders)
    yield desk
    desk.process.finish()


@pytest.fixture
def surface(desk):
    surface = desk.surface()
    surface.wait(lambda s: s.status.engine == "plays" and s.status.mind.endswith("mixes"))
    yield surface
    surface.wire.close()


def test_another_rate_and_block_play_the_same_mix(desk, surface):
    surface.say(Touch([Move("strip/1", "fader_db", -6.0)]))
    before = surface.wait(lambda s: s.session.layers.heard("strip/1", "fader_db") == -6.0)
    patch = structs.replace(before.session.patch, rate=44100, frames=64)
    surface.say(SetPatch(patch))
    state = surface.wait(lambda s: s.session.patch.rate == 44100 and s.status.engine == "plays")
    state = surface.wait(lambda s: not s.patching and s.saved)
    gauges = Gauges.open(Path(state.status.gauges))
    assert (gauges.rate, gauges.frames) == (44100, 64)
    assert state.session.layers.heard("strip/1", "fader_db") == -6.0
    assert state.undo == before.undo
    assert load_session(desk.file).patch == patch
    assert state.status.complaint == ""


def test_a_device_that_is_refused_is_left_for_the_one_before_with_its_reason(desk, surface):
    before = surface.listen()
    wanted = Patch("portaudio", "Moog Theremin", "Moog Theremin", rate=44100)
    surface.say(SetPatch(wanted, {"strip/0": (5,)}, {"master": (2, 3)}))
    surface.wait(lambda s: s.patching)
    state = surface.wait(lambda s: not s.patching and s.status.engine == "plays")
    assert "Moog" in state.status.complaint or "PortAudio" in state.status.complaint
    assert "\n" not in state.status.complaint
    assert state.session.patch == before.session.patch
    assert read_inputs(state.session.layers.hand) == read_inputs(before.session.layers.hand)
    assert state.session.layers.hand == before.session.layers.hand
    assert any("refused" in happening.text for happening in state.diary)
    surface.wait(lambda s: s.saved and s.status.mind.endswith("mixes"))
    assert load_session(desk.file).patch == before.session.patch


def test_a_desk_killed_in_the_middle_of_a_trial_finds_the_device_before_on_disk(desk, surface):
    before = surface.listen().session.patch
    surface.say(SaveSession(), SetPatch(Patch(driver="portaudio", output_device="Moog")))
    surface.wait(lambda s: s.patching)
    assert load_session(desk.file).patch == before
    surface.wait(lambda s: not s.patching and s.status.engine == "plays")


def test_a_show_that_ends_in_the_middle_of_a_trial_keeps_the_device_before(folders):
    desk = SteppedDesk(folders)
    surface = desk.surface()
    before = surface.wait(lambda s: s.status.engine == "plays").session.patch
    surface.say(SetPatch(structs.replace(before, frames=64)))
    surface.wait(lambda s: s.patching)
    desk.process.finish()
    surface.wire.close()
    assert load_session(desk.file).patch == before


def test_wires_are_changed_without_another_engine_and_the_mind_hears_them(desk, surface):
    before = surface.listen()
    surface.say(SetPatch(before.session.patch, {"strip/0": (2,), "strip/2": (0, 1)}, {"monitor/0": ()}))
    state = surface.wait(lambda s: s.session.layers.hand.strips[0].inputs == (2,))
    state = surface.wait(lambda s: s.saved and s.status.mind.endswith("mixes"))
    assert state.status.engine_starts == before.status.engine_starts
    assert load_session(desk.file).layers.hand.strips[2].inputs == (0, 1)
    assert load_session(desk.file).layers.hand.monitors[0].outputs == ()
    surface.say(SetPatch(before.session.patch, {"strip/0": (0,), "strip/1": (1,), "strip/2": (6,)}))
    state = surface.wait(lambda s: s.status.engine_starts > before.status.engine_starts)
    surface.wait(lambda s: not s.patching and s.status.inputs == 7)


def test_names_of_channels_are_kept_and_the_sound_goes_on(desk, surface):
    before = surface.listen()
    named = structs.replace(before.session.patch, input_names=("Talkback", "", "Keys L"))
    surface.say(SetPatch(named))
    surface.wait(lambda s: s.session.patch == named and s.saved)
    state = surface.listen()
    assert state.status.engine_starts == before.status.engine_starts
    assert load_session(desk.file).patch == named


def test_a_patch_that_cannot_be_changes_nothing(desk, surface):
    before = surface.listen().session
    surface.say(SetPatch(Patch(rate=12345)))
    state = surface.wait(lambda s: "12345 Hz" in s.status.complaint)
    assert state.session == before and not state.patching


def test_devices_are_listed_by_another_process_while_blocks_go_on(desk, surface):
    gauges = Gauges.open(Path(surface.listen().status.gauges))
    begun, frames = time.monotonic(), gauges.rendered_frames
    surface.say(ListDevices())
    assert surface.wait(lambda s: s.listing).devices is None
    state = surface.wait(lambda s: s.devices is not None)
    assert not state.listing
    assert state.devices.fault or all(row.name and row.host_api for row in state.devices.rows)
    assert (gauges.rendered_frames - frames) / ((time.monotonic() - begun) * gauges.rate) > 0.9


def test_a_folder_of_stems_is_opened_with_its_progress_and_its_mix_is_found_again(desk, surface, folders):
    stems = make_stems(folders / "band", tracks=4)
    surface.say(OpenFolder(str(stems)))
    state = surface.wait(lambda s: len(s.session.layers.hand.strips) == 4 and s.status.engine == "plays")
    assert Path(state.file).name == "band.json" and state.session.patch.driver == "clock"
    surface.say(Touch([Move("strip/3", "fader_db", -11.0)]))
    surface.wait(lambda s: s.session.layers.heard("strip/3", "fader_db") == -11.0)
    surface.say(OpenFolder(str(folders / "nowhere")))
    state = surface.wait(lambda s: "nowhere: no such folder" in s.status.complaint)
    assert state.session.patch.stems == str(stems)
    surface.say(OpenFolder(str(stems)))
    state = surface.wait(lambda s: s.undo == "" and not s.opening)
    assert state.session.layers.heard("strip/3", "fader_db") == -11.0
    assert state.recent[0] == state.file


def test_a_rate_change_makes_the_stems_ready_first(desk, surface, folders):
    surface.say(OpenFolder(str(make_stems(folders / "band", tracks=2))))
    state = surface.wait(lambda s: len(s.session.layers.hand.strips) == 2 and s.status.engine == "plays")
    surface.say(SetPatch(structs.replace(state.session.patch, rate=44100)))
    surface.wait(lambda s: s.session.patch.rate == 44100 and s.status.engine == "plays" and not s.patching)
    state = surface.wait(lambda s: s.saved)
    gauges = Gauges.open(Path(state.status.gauges))
    surface.wait(lambda _: float(gauges.shared.arrays["strip_in_peak"][0]) > 0.01)
    assert gauges.rate == 44100


def test_a_device_that_dies_while_it_is_tried_is_given_back(desk, surface):
    before = surface.listen().session.patch
    surface.say(SetPatch(structs.replace(before, frames=64)))
    state = surface.wait(lambda s: s.patching and s.status.engine == "plays")
    os.kill(state.status.engine_pid, signal.SIGKILL)
    state = surface.wait(lambda s: not s.patching and s.status.engine == "plays")
    assert state.session.patch == before
    assert "refused" in state.status.complaint


def test_a_show_is_ended_while_its_engine_still_starts(folders):
    desk = SteppedDesk(folders)
    desk.process.step()
    begun = time.monotonic()
    desk.process.finish()
    assert time.monotonic() - begun < 10.0
    assert find_processes(folders) == []
