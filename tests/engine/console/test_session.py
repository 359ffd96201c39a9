"""A session survives the disk, and says what is wrong when it cannot."""

import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.console.groups import Dca, MuteGroup, Over, Solo
from engine.console.layers import Layers
from engine.console.moves import Hold, set_hold
from engine.console.params import PARAMS
from engine.console.scenes import take_scene
from engine.console.session import (
    VERSION,
    Patch,
    Session,
    SessionError,
    backup_of,
    load_session,
    save_session,
)
from engine.console.state import COLOURS, Insert, Mix, Strip, split_place

names = st.text(max_size=12)
insert = st.builds(
    Insert,
    effect=st.sampled_from(["Chorus", "/usr/lib/vst3/ZamComp.vst3"]),
    params=st.dictionaries(
        names, st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.booleans(), names), max_size=3
    ),
    state=st.binary(max_size=40),
    bypass=st.booleans(),
)


@st.composite
def sessions(draw) -> Session:
    count = draw(st.integers(0, 4))
    strips = tuple(
        Strip(
            draw(names),
            draw(names),
            draw(st.sampled_from([(n,), (n, n + 1)])),
            tuple(draw(st.lists(insert, max_size=2))),
            colour=draw(st.sampled_from(["", *COLOURS])),
        )
        for n in range(count)
    )
    hand = auto = Mix(strips=strips)
    holds = {}
    for place in hand.places():
        kind, _ = split_place(place)
        for row in draw(st.lists(st.sampled_from(PARAMS[kind]), max_size=3)):
            value = row.clamp(draw(st.floats(row.low, row.high)))
            hand = hand.put(place, row.name, value)
            auto = auto.put(place, row.name, value)
            if row.automatic:
                auto = auto.put(place, row.name, draw(st.floats(row.low, row.high)))
                holds = set_hold(holds, place, row.name, draw(st.sampled_from(Hold)))
    layers = Layers(hand, auto, holds, draw(st.floats(0, 1)))
    patch = Patch(
        input_device=draw(names), rate=draw(st.sampled_from([44100, 96000])), input_names=("a", "b")
    )
    places = st.lists(st.sampled_from(hand.places()), max_size=3, unique=True).map(tuple)
    over = Over()
    dca = Dca(draw(names), draw(places), draw(st.floats(-100, 10)), draw(st.booleans()))
    mute = MuteGroup(draw(names), draw(places), draw(st.booleans()))
    over = Over(
        (dca, *over.dcas[1:]),
        (*over.mute_groups[:-1], mute),
        Solo(draw(st.sampled_from(["place", "pfl", "afl"])), draw(st.integers(1, 4))),
    )
    titles = draw(st.lists(names, max_size=3, unique=True))
    return Session(
        draw(names),
        layers,
        patch,
        draw(names),
        draw(st.sampled_from(["run", "freeze", "suggest"])),
        macros=draw(st.dictionaries(names, st.floats(-12, 12), max_size=3)),
        over=over,
        scenes=tuple(
            take_scene(title, draw(st.sampled_from([hand, auto])), draw(st.floats(0, 9))) for title in titles
        ),
        scene=draw(names),
        safes=dict.fromkeys(draw(places), ("fader_db", "mute")),
    )


@given(sessions())
@settings(max_examples=60, deadline=None)
def test_a_session_comes_back_as_it_was(tmp_path_factory, session):
    path = tmp_path_factory.mktemp("session") / "show.json"
    save_session(session, path)
    assert load_session(path) == session


def test_the_version_before_is_kept(tmp_path):
    path = tmp_path / "show.json"
    save_session(Session("one"), path)
    save_session(Session("two"), path)
    assert load_session(path).name == "two"
    assert load_session(backup_of(path)).name == "one"
    assert sorted(os.listdir(tmp_path)) == ["show.json", "show.json.bak"]


def spoil(path, change):
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))


def saved(tmp_path):
    path = tmp_path / "show.json"
    mix = Mix(strips=(Strip("A"), Strip("B", inputs=(1,))))
    save_session(Session(layers=Layers(mix, mix)), path)
    return path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.update(deskhand_session=99), ["newer", "99"]),
        (lambda d: d["strips"][1]["hand"].update(fader_db=99), ["$.strips[1].hand.fader_db", "99"]),
        (lambda d: d["strips"][0]["hand"].update(fadr_db=1), ["$.strips[0].hand.fadr_db"]),
        (lambda d: d["strips"][0].update(inputs=[]), ["$.strips[0].inputs"]),
        (lambda d: d["strips"][0].update(name=7), ["$.strips[0].name"]),
        (lambda d: d.update(amount=3), ["$.amount"]),
        (lambda d: d.update(macros={"drums": "loud"}), ["$.macros"]),
        (lambda d: d["buses"].update({"group/9": {"name": "x"}}), ["group/9"]),
        (lambda d: d["strips"][0].update(holds={"mute": "held"}), ["$.strips[0].holds.mute"]),
        (lambda d: d["dcas"][1].update(members=["strip/9"]), ["$.dcas[1].members", "strip/9"]),
        (lambda d: d["dcas"][1].update(fader_db=40), ["$.dcas[1].fader_db", "40"]),
        (lambda d: d["solo"].update(monitor=7), ["$.solo.monitor"]),
        (lambda d: d.update(safes={"strip/0": ["loud"]}), ["$.safes", "loud"]),
        (
            lambda d: d.update(scenes=[{"name": "x", "values": {"strip/0": {"fader_db": 99}}}]),
            ["$.scenes[0]", "fader_db", "99"],
        ),
        (lambda d: d.update(scenes=[{"name": "x"}, {"name": "x"}]), ["$.scenes[1].name"]),
        (lambda d: d.update(scenes=[{"name": "x", "crossfade_s": -1}]), ["0 to 120"]),
        (lambda d: d.pop("strips"), ["strips"]),
        (lambda d: d.clear(), ["not a Deskhand session"]),
    ],
)
def test_a_wrong_file_is_refused_by_name_place_and_cure(tmp_path, change, words):
    path = saved(tmp_path)
    spoil(path, change)
    with pytest.raises(SessionError) as error:
        load_session(path)
    text = str(error.value)
    assert "\n" not in text
    for word in [str(path), ";", *words]:
        assert word in text


@pytest.mark.parametrize("content", [b"", b"{", b"\x00\xff\x00", b"[]", b'{"deskhand_session": 2'])
def test_half_written_files_are_refused(tmp_path, content):
    path = tmp_path / "show.json"
    path.write_bytes(content)
    with pytest.raises(SessionError, match=r"show\.json"):
        load_session(path)


def forget_scenes(data):
    for name in ("dcas", "mute_groups", "solo", "safes", "scenes", "scene"):
        del data[name]


def test_version_1_is_migrated(tmp_path):
    path = saved(tmp_path)

    def age(data):
        data["deskhand_session"] = 1
        data["frozen"] = True
        del data["mode"], data["macros"]
        forget_scenes(data)
        for row in data["strips"]:
            row["input"] = row.pop("inputs")[0]

    spoil(path, age)
    session = load_session(path)
    assert session.mode == "freeze"
    assert [strip.inputs for strip in session.layers.hand.strips] == [(0,), (1,)]


def test_version_2_is_migrated(tmp_path):
    path = saved(tmp_path)
    whole = load_session(path)

    def age(data):
        data["deskhand_session"] = 2
        del data["macros"]
        forget_scenes(data)

    spoil(path, age)
    assert load_session(path) == whole
    save_session(load_session(path), path)
    assert json.loads(path.read_text())["deskhand_session"] == VERSION


def test_version_3_is_migrated(tmp_path):
    path = saved(tmp_path)
    whole = load_session(path)

    def age(data):
        data["deskhand_session"] = 3
        forget_scenes(data)

    spoil(path, age)
    assert load_session(path) == whole


def test_version_4_is_migrated(tmp_path):
    path = saved(tmp_path)
    whole = load_session(path)

    def age(data):
        data["deskhand_session"] = 4
        del data["scene"]

    spoil(path, age)
    assert load_session(path) == whole


def test_a_colour_that_is_none_is_named(tmp_path):
    path = saved(tmp_path)
    spoil(path, lambda data: data["strips"][0].update(colour="mauve"))
    with pytest.raises(SessionError, match=r"mauve.*strips\[0\]\.colour"):
        load_session(path)


def test_an_unwritable_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises((SessionError, OSError)):
        save_session(Session(), tmp_path / "file" / "show.json")
