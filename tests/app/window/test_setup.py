"""Set-up: what is prepared is heard only after APPLY, what is refused costs nothing; status in words."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from PyQt6.QtCore import Qt

from app.patching import BLOCKS
from app.state import Happening, State, Status
from app.window.setup.health import LossCount, examine_show, list_events, read_happening, write_span
from app.window.setup.plan import (
    begin_plan,
    change_patch,
    choose_output,
    count_there,
    find_cost,
    list_offers,
    name_channel,
    name_channels,
    tell_cost,
)
from engine.console.layers import Layers
from engine.console.session import Patch, Session
from engine.console.state import Mix, Strip
from engine.devices.portaudio import RATES, Device
from engine.devices.survey import Devices
from engine.gauges import MASTER_BROKE, STRIP_BROKE, Gauges

LEFT = Qt.MouseButton.LeftButton
MIX = Mix(strips=tuple(Strip(f"Strip {n}", inputs=(n,)) for n in range(3)))
SESSION = Session("show", Layers(MIX, MIX), Patch(driver="clock"))
DEVICES = Devices(
    (
        Device("Desk", "ALSA", 16, 8, 48000, 0),
        Device("Desk", "JACK", 32, 32, 48000, 1),
        Device("Phones", "ALSA", 0, 2, 44100, 2),
        Device("Stage box", "ALSA", 24, 0, 48000, 3),
    )
)


@given(
    st.sampled_from(["", "Desk", "Phones", "Gone"]),
    st.sampled_from(["", "ALSA", "JACK", "Core Audio"]),
    st.sampled_from(["inputs", "outputs"]),
)
def test_what_is_prepared_is_always_among_what_is_offered(name, api, needs):
    field = "input_device" if needs == "inputs" else "output_device"
    plan = change_patch(begin_plan(SESSION), host_api=api, **{field: name})
    words, pairs, chosen = list_offers(DEVICES, plan, needs)
    assert len(words) == len(pairs) == len(set(words))
    assert pairs[chosen][0] == name
    assert words[0] == "System default" and pairs[0] == ("", "")


@given(st.sampled_from(DEVICES.rows[:3]), st.sampled_from(["", "Desk", "Stage box"]))
def test_another_output_never_leaves_an_input_of_another_api(row, into):
    plan = change_patch(begin_plan(SESSION), input_device=into, host_api="ALSA")
    after = choose_output(plan, row.name, row.host_api, DEVICES)
    fits = {each.name for each in DEVICES.rows if each.inputs and each.host_api == row.host_api}
    assert after.patch.input_device in fits | {""}
    assert after.patch.output_device == row.name


@given(st.dictionaries(st.integers(0, 20), st.text(max_size=4)), st.booleans())
def test_channels_have_the_names_that_they_were_given_and_no_tail_of_nothing(names, inputs):
    plan = begin_plan(SESSION)
    for channel, name in names.items():
        plan = name_channel(plan, inputs, channel, name)
    shown = name_channels(plan, inputs, 24)
    assert [shown[n] for n in range(24)] == [names.get(n, "") for n in range(24)]
    kept = plan.patch.input_names if inputs else plan.patch.output_names
    assert not kept or kept[-1]


def test_the_sentence_says_beforehand_what_will_be_heard():
    plan, status = begin_plan(SESSION), Status(inputs=3, outputs=10)
    assert find_cost(SESSION, plan, status) == ("nothing", "")
    faster = change_patch(plan, frames=64)
    cost = find_cost(SESSION, faster, status)
    assert cost == ("stop", "") and "about a second" in tell_cost(*cost, faster, SESSION)
    stems = structs.replace(SESSION, patch=Patch(driver="clock", stems="/s"))
    other = change_patch(begin_plan(stems), rate=44100)
    assert "44100" in tell_cost(*find_cost(stems, other, status), other, stems)
    wrong = structs.replace(plan, inputs={**plan.inputs, "strip/0": ()})
    cost = find_cost(SESSION, wrong, status)
    assert tell_cost(*cost, wrong, SESSION) == "Strip 0: one or two inputs."


def test_channels_are_those_of_the_prepared_device():
    state = State(SESSION, {}, Status(inputs=3, outputs=10), 1, devices=DEVICES)
    plan = begin_plan(SESSION)
    card = change_patch(plan, driver="portaudio", output_device="Phones", input_device="Stage box")
    assert (count_there(state, card, "inputs"), count_there(state, card, "outputs")) == (24, 2)
    assert count_there(state, plan, "outputs") == 10


@pytest.fixture
def gauges(tmp_path):
    return Gauges.create(tmp_path / "gauges.1", 48000, 64)


def test_the_last_minute_of_losses_is_counted_and_another_engine_begins_at_nothing(gauges, tmp_path):
    count = LossCount()
    assert count.note(gauges, 0.0) == 0
    for _ in range(5):
        gauges.count_xrun()
    assert count.note(gauges, 30.0) == 5
    assert count.note(gauges, 89.0) == 5
    assert count.note(gauges, 91.0) == 0
    other = Gauges.create(tmp_path / "gauges.2", 48000, 64)
    other.count_xrun()
    assert count.note(other, 92.0) == 0


def test_events_of_the_engine_are_told_newest_first_with_the_strip_that_broke(gauges):
    for number in range(40):
        gauges.begin()
        gauges.tell(STRIP_BROKE if number % 2 else MASTER_BROKE, number % 3, 48000 * number)
        gauges.end(64, 0.0)
    told = list_events(gauges, ["Kick", "Snare", "Hats"])
    assert len(told) == 32
    assert told[0] == "39 s in: Kick made no number and was set right"
    assert told[1].startswith("38 s in: the master")


@given(st.integers(0, 100000))
def test_spans_say_the_whole_of_their_seconds(seconds):
    units = {"h": 3600, "min": 60, "s": 1}
    words = write_span(seconds + 0.5).split()
    total = sum(int(n) * units[unit] for n, unit in zip(words[::2], words[1::2], strict=True))
    assert total == (seconds if seconds < 3600 else seconds // 60 * 60)


def test_what_is_not_well_has_a_lamp_and_a_way_out(gauges):
    gauges.beat()
    gauges.begin()
    gauges.end(64, 0.9 * 64 / 48000)
    gauges.shared.arrays["cost"][1] = 0.9
    status = Status(engine="plays", mind="died", device="Card", losses=2)
    card = structs.replace(SESSION, patch=Patch())
    found = {each.what: each for each in examine_show(State(card, {}, status, 1), gauges, False, 3)}
    assert {name: found[name].state for name in ("Load", "Dropped blocks", "Mind", "Device", "Desk")} == {
        "Load": "bad",
        "Dropped blocks": "poor",
        "Mind": "poor",
        "Device": "poor",
        "Desk": "bad",
    }
    assert all(each.cure for each in found.values() if each.state != "good")
    assert "2 times" in found["Device"].text
    gone = examine_show(State(card, {}, Status(engine="'Card' went away"), 1), None, True, 0)
    assert gone[0].state == "bad" and "went away" in gone[0].text


def test_good_news_is_green():
    assert read_happening(Happening(0.0, "the engine plays again on Card")).state == "good"
    assert read_happening(Happening(0.0, "the engine: 'Card' went away")).state == "poor"


@pytest.fixture
def view(stage):
    stage.qtbot.keyClick(stage.window, Qt.Key(Qt.Key.Key_F1 + stage.window.titled.index(stage.window.setup)))
    assert stage.window.page is stage.window.setup
    return stage.window.setup.device


def test_another_block_waits_for_apply_and_the_mix_stays(stage, view):
    before = stage.state()
    stage.qtbot.keyClick(view.block, Qt.Key.Key_Down)
    wanted = BLOCKS[BLOCKS.index(before.session.patch.frames) + 1]
    assert view.plan.patch.frames == wanted and str(wanted) in view.block.words
    assert "about a second" in view.sentence.words
    stage.live(0.3)
    assert stage.state().session.patch == before.session.patch
    stage.qtbot.mouseClick(view.revert, LEFT)
    assert view.plan.patch == before.session.patch and not view.apply.isEnabled()
    stage.qtbot.keyClick(view.block, Qt.Key.Key_Down)
    stage.qtbot.mouseClick(view.apply, LEFT)
    stage.until(lambda: stage.state().session.patch.frames == wanted and not stage.state().patching)
    state = stage.state()
    assert state.session.layers.hand == before.session.layers.hand
    stage.until(lambda: f"{wanted} frames" in stage.window.page_bar.status.words)
    stage.until(lambda: not view._state.patching)
    stage.qtbot.keyClick(view.block, Qt.Key.Key_Up)
    stage.qtbot.mouseClick(view.apply, LEFT)
    stage.until(lambda: stage.state().session.patch.frames == wanted // 2 and not stage.state().patching)


def test_a_refused_device_is_told_and_the_page_shows_what_plays(stage, view):
    before = stage.state().session
    view.driver.wanted.emit(0)
    view._change(output_device="Moog Theremin", input_device="Moog Theremin", rate=RATES[0])
    stage.qtbot.mouseClick(view.apply, LEFT)
    stage.until(lambda: "refused" in stage.window.page_bar.status.trouble, 30.0)
    stage.until(lambda: not stage.state().patching and stage.state().status.engine == "plays")
    assert stage.state().session.patch == before.patch
    assert view.plan == begin_plan(before)
    part = stage.window.setup.status
    stage.window.setup.open_part(part)
    stage.until(lambda: any("refused" in each.text for each in part.happened.bed.findings))
    assert part.show_list.bed.findings


def test_wires_are_patched_with_hand_and_keys(stage, view):
    before = stage.state()
    view.open_tab("outputs")
    grid = view.outputs
    monitor = next(n for n, line in enumerate(grid.lines) if line.place == "monitor/0")
    port = grid.viewport()
    stage.qtbot.mouseClick(port, LEFT, pos=grid.cell_rect(monitor, 6).center().toPoint())
    assert view.plan.outputs["monitor/0"] == (6, 7)
    assert "40 ms" in view.sentence.words
    grid.setFocus()
    stage.qtbot.keyClick(grid, Qt.Key.Key_Left)
    stage.qtbot.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert view.plan.outputs["monitor/0"] == (6, 5)
    view.open_tab("inputs")
    stage.qtbot.mouseClick(view.inputs.viewport(), LEFT, pos=view.inputs.cell_rect(0, 2).center().toPoint())
    assert view.plan.inputs["strip/0"] == (2,)
    stage.qtbot.mouseClick(view.apply, LEFT)
    stage.until(lambda: stage.state().session.layers.hand.strips[0].inputs == (2,))
    state = stage.state()
    assert state.session.layers.hand.monitors[0].outputs == (6, 5)
    assert state.status.engine_starts == before.status.engine_starts
    stage.show.send(begin_plan(before.session).order)
    stage.until(lambda: view.plan == begin_plan(before.session))


def test_a_channel_is_named_in_place(stage, view):
    grid = view.outputs
    view.open_tab("outputs")
    grid.setFocus()
    grid.spot = (0, 1)
    stage.qtbot.keyClick(grid, Qt.Key.Key_N)
    stage.qtbot.keyClicks(grid._entry, "Drum fill")
    stage.qtbot.keyClick(grid._entry, Qt.Key.Key_Return)
    assert "names only" in view.sentence.words
    stage.qtbot.mouseClick(view.apply, LEFT)
    stage.until(lambda: stage.state().session.patch.output_names == ("", "Drum fill"))
    assert grid.names[1] == "Drum fill"


def test_devices_are_listed_when_the_page_is_looked_at_without_portaudio_in_this_process(stage, view):
    stage.until(lambda: stage.state().devices is not None)

    assert "sounddevice" not in sys.modules


def test_ending_the_show_takes_two_presses(stage, view):
    key = stage.window.setup.end
    stage.qtbot.mouseClick(key, LEFT)
    assert key.asks and "AGAIN" in key.text()
    stage.live(0.5)
    assert stage.state().status.engine == "plays"
    key.forget()
    assert key.text() == "END SHOW" and not key.asks


def test_this_machine_is_checked_by_another_process(stage, view):
    part = stage.window.setup.status
    stage.window.setup.open_part(part)
    stage.qtbot.mouseClick(part.check, LEFT)
    stage.until(lambda: len(part.machine.bed.findings) > 5, 25.0)
    assert {each.what for each in part.machine.bed.findings} > {"Python", "numpy"}
