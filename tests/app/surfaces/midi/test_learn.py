"""Learning: a moved control becomes a row of a mapping that is read back as it was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.surfaces.midi.events import Address, Event, parse_event, split_messages, write_event
from app.surfaces.midi.learn import STILL_S, Learner, bind, guess_mode, learn, own_file
from app.surfaces.midi.mapping import MAPS, Control, Mapping, load_mapping, read_mapping, write_mapping
from app.surfaces.targets import read_target, write_target

WORDS = (
    *("strip 1 fader_db", "strip 12 pan", "chosen eq2_gain_db", "master fader_db", "group 2 fader_db"),
    *("monitor 3 fader_db", "reverb fader_db", "amount", "macro drums", "dca 4"),
)
KEYS = (
    "strip 3 mute",
    "master mute",
    "dca_mute 2",
    "mute_group 8",
    "freeze",
    "scene 3",
    "select 1",
    "give 4",
)
FADERS = st.builds(
    lambda at, words: Control(at, read_target(words), "pickup", at),
    st.builds(Address, st.just("cc"), st.integers(1, 16), st.integers(0, 127)),
    st.sampled_from(WORDS),
)
SWITCHES = st.builds(
    lambda at, words: Control(at, read_target(words), "toggle", None, (1, 5)),
    st.builds(Address, st.just("note"), st.integers(1, 16), st.integers(0, 127)),
    st.sampled_from(KEYS),
)


@pytest.mark.parametrize("words", [*WORDS, *KEYS])
def test_targets_are_written_as_they_are_read(words):
    assert write_target(read_target(words)) == words


@given(
    st.lists(st.one_of(FADERS, SWITCHES), unique_by=lambda control: control.midi, max_size=8),
    st.text(min_size=1),
)
def test_a_mapping_is_read_as_it_is_written(controls, name):
    port = name if name.strip() else "port"
    mapping = Mapping(name, (port,), bank=4, release_s=2.5, controls=tuple(controls))
    assert (
        read_mapping(write_mapping(mapping).encode("utf-8", "replace"), "m") == mapping
        or not name.isprintable()
    )


@pytest.mark.parametrize("path", sorted(MAPS.glob("*.toml")), ids=lambda path: path.stem)
def test_what_comes_with_deskhand_survives_being_written(path):
    mapping = load_mapping(path)
    assert read_mapping(write_mapping(mapping).encode(), "m") == mapping


@pytest.mark.parametrize(
    "values, words, mode",
    [
        ([64, 66, 70, 75, 80], "strip 1 fader_db", "pickup"),
        ([1, 1, 1, 127, 1, 127], "strip 1 pan", "twos"),
        ([65, 65, 63, 65, 63, 65], "strip 1 pan", "offset"),
        ([1, 1, 65, 65, 1, 1, 65], "strip 1 pan", "sign"),
        ([0, 1, 2, 3, 4, 5], "strip 1 fader_db", "pickup"),
        ([127], "strip 1 mute", "toggle"),
        ([127, 0], "freeze", "toggle"),
    ],
)
def test_how_a_control_speaks_is_guessed(values, words, mode):
    assert guess_mode(Address("cc", 1, 20), values, read_target(words)) == mode


def test_the_control_that_moves_most_is_meant():
    learner = Learner(read_target("strip 1 fader_db"))
    assert learner.result(0.0) is None
    learner.feed(Event(Address("cc", 1, 9), 5), 0.0)
    assert learner.result(0.1) is None
    for n in range(5):
        learner.feed(Event(Address("cc", 1, 7), 40 + 3 * n), 0.2 + n / 100)
    found = learner.result(0.3)
    assert found is not None and found.midi == Address("cc", 1, 7)


@pytest.mark.parametrize("at", [Address("cc14", 2, 6), Address("nrpn", 3, 1000)])
def test_a_fader_of_fourteen_bits_is_learnt_whole_and_takes_the_place_of_its_halves(at):
    learner = Learner(read_target("strip 1 fader_db"))
    for value in range(8000, 8010):
        for message in split_messages(write_event(Event(at, value))):
            half = parse_event(message)
            assert half is not None
            learner.feed(half, 0.0)
    found = learner.result(0.1)
    assert found is not None and (found.midi, found.mode) == (at, "pickup")
    half = Control(Address("cc", at.channel, 6), read_target("strip 2 fader_db"), "pickup", None)
    both = bind(Mapping("m", ("m",), controls=(half,)), found)
    assert both.controls == (found,)
    assert read_mapping(write_mapping(both).encode(), "m") == both


def test_a_single_press_is_enough_after_a_moment():
    learner = Learner(read_target("strip 1 mute"))
    learner.feed(Event(Address("note", 1, 9), 127), 0.0)
    assert learner.result(STILL_S / 2) is None
    found = learner.result(STILL_S * 1.1)
    assert found is not None and found.mode == "toggle"


def test_what_is_learnt_lies_in_a_file_of_ones_own_and_goes_before(tmp_path):
    shipped = load_mapping(MAPS / "nanokontrol2.toml")
    control = Control(Address("cc", 1, 0), read_target("strip 5 pan"), "pickup", None)
    path = learn(tmp_path, "nanoKONTROL2:nanoKONTROL2 CTRL", shipped, control)
    assert path == own_file(tmp_path, "nanoKONTROL2:nanoKONTROL2 CTRL")
    mapping = load_mapping(path)
    assert control in mapping.controls and mapping.fits("x:nanoKONTROL2 CTRL")
    targets = [each.target for each in mapping.controls]
    assert len(targets) == len(set(targets))
    again = Control(Address("cc", 1, 1), read_target("strip 5 pan"), "pickup", None)
    learn(tmp_path, "nanoKONTROL2:nanoKONTROL2 CTRL", shipped, again)
    assert [each.midi for each in load_mapping(path).controls if each.target == again.target] == [again.midi]
    assert bind(mapping, control) == bind(bind(mapping, control), control)
