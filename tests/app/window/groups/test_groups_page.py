"""DCAs and mute groups in the window, on a real desk: what they do is heard."""

import pytest
from PyQt6.QtCore import QPointF, Qt

from app.orders.mix import SetDca, SetMind, SetMuteGroup
from app.window.groups.dca_view import DcaView
from engine.console.units import db_to_gain
from tests.app.window.gestures import drag

LEFT, CONTROL, ALT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def page(stage):
    """The page on a show that stands still."""
    stage.show.send(SetMind("level", mode="freeze"))
    stage.window.open_page(stage.window.groups)
    stage.until(lambda: len(stage.window.groups.spill.chips) > 3)
    return stage.window.groups


def read_strip(stage, index):
    return float(stage.show.meters().shared.read("strip_out_rms")["strip_out_rms"][index])


def undo(stage):
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, CONTROL)


def test_a_dca_is_assigned_by_clicks_and_by_keys_and_its_drag_is_heard(stage, page):
    dca = page.dcas[0]
    stage.qtbot.mouseClick(dca.assign, LEFT)
    chips = {chip.place: chip for chip in page.spill.chips}
    assert page.spill.isVisible() and page.rect().contains(page.spill.geometry())
    stage.qtbot.mouseClick(chips["strip/0"], LEFT)
    stage.until(lambda: chips["strip/0"].is_member)
    chips["strip/1"].setFocus()
    stage.qtbot.keyClick(chips["strip/1"], Qt.Key.Key_Return)
    stage.until(lambda: stage.state().session.over.dcas[0].members == ("strip/0", "strip/1"))
    stage.qtbot.keyClick(chips["strip/1"], Qt.Key.Key_Escape)
    assert not page.spill.isVisible() and page.assigned is None
    stage.until(lambda: [name for name, _ in dca.chips.members] == ["Strip 0", "Strip 1"])
    stage.live(1.0)
    own = stage.state().session.layers.heard("strip/0", "fader_db")
    loud, other = read_strip(stage, 0), read_strip(stage, 2)
    drag(dca.fader, dca.fader.cap_rect().center(), QPointF(0, 90))
    low = dca.fader.value
    assert low < -6.0
    stage.until(lambda: read_strip(stage, 0) < 1.15 * db_to_gain(low) * loud)
    stage.live(0.5)
    assert read_strip(stage, 0) == pytest.approx(db_to_gain(low) * loud, rel=0.15)
    assert read_strip(stage, 2) == pytest.approx(other, rel=0.15)
    assert stage.state().session.layers.heard("strip/0", "fader_db") == own
    undo(stage)
    stage.until(lambda: dca.fader.value == 0.0)
    stage.until(lambda: read_strip(stage, 0) > 0.85 * loud)
    undo(stage)
    stage.until(lambda: stage.state().session.over.dcas[0].members == ("strip/0",))


def test_a_strip_shows_where_it_is_heard_and_who_silences_it(stage, page):
    strip = stage.window.mixer.strips[0]
    stage.window.open_mixer()
    stage.show.send(SetDca(0, "Drums", ["strip/0"], -8.0))
    stage.until(lambda: strip.fader.played is not None)
    assert strip.fader.played == pytest.approx(strip.fader.value - 8.0)
    assert "DCA Drums" in strip.marks.toolTip() and "Heard at" in strip.fader.describe()
    stage.show.send(SetDca(0, mute=True))
    stage.until(lambda: strip.keys["mute"].half)
    assert strip.keys["mute"].toolTip() == "Silenced by DCA Drums" and not strip.keys["mute"].lit
    stage.show.send(SetDca(0, mute=False, fader_db=0.0))
    stage.until(lambda: not strip.keys["mute"].half and strip.fader.played is None)
    assert strip.keys["mute"].toolTip() == "Mute"


def test_a_mute_group_silences_and_undo_lets_it_sound_again(stage, page):
    row = page.mutes[0]
    stage.qtbot.mouseClick(row.assign, LEFT)
    stage.qtbot.mouseClick(page.spill.chips[1], LEFT)
    stage.until(lambda: stage.state().session.over.mute_groups[0].members == ("strip/1",))
    stage.qtbot.mouseClick(row.assign, LEFT)
    assert page.assigned is None
    stage.until(lambda: read_strip(stage, 1) > 1e-3)
    stage.qtbot.mouseClick(row.mute, LEFT)
    stage.until(lambda: row.mute.lit)
    stage.until(lambda: read_strip(stage, 1) < 1e-4)
    assert read_strip(stage, 0) > 1e-3
    undo(stage)
    stage.until(lambda: not row.mute.lit)
    stage.until(lambda: read_strip(stage, 1) > 1e-3)


def test_mute_groups_from_every_page_by_keys_and_drop(stage, page):
    window = stage.window
    stage.show.send(SetMuteGroup(1, "Band", ["strip/2"]))
    window.open_mixer()
    stage.qtbot.mouseClick(window.over_bar.mutes, LEFT)
    key = window.mute_drop.keys[1]
    stage.until(lambda: key.text() == "Band" and key.more == "1 member")
    assert window.mute_drop.isVisible() and window.rect().contains(window.mute_drop.geometry())
    stage.qtbot.mouseClick(key, LEFT)
    stage.until(lambda: key.lit and window.over_bar.mutes.lit)
    assert window.mixer.strips[2].keys["mute"].half
    stage.qtbot.keyClick(window.mute_drop, Qt.Key.Key_Escape)
    assert not window.mute_drop.isVisible()
    stage.qtbot.keyClick(window, Qt.Key.Key_2, ALT)
    stage.until(lambda: not window.over_bar.mutes.lit)
    stage.until(lambda: not window.mixer.strips[2].keys["mute"].half)


def test_names_are_typed_where_they_stand(stage, page):
    name = page.dcas[2].name
    stage.qtbot.mouseClick(name, LEFT)
    name.selectAll()
    stage.qtbot.keyClicks(name, "Horns")
    stage.qtbot.keyClick(name, Qt.Key.Key_Return)
    stage.until(lambda: stage.state().session.over.dcas[2].name == "Horns")
    stage.qtbot.mouseClick(name, LEFT)
    stage.qtbot.keyClicks(name, "x")
    stage.show.send(SetDca(2, name="Brass"))
    stage.live(0.3)
    assert name.text() != "Brass"
    stage.qtbot.keyClick(name, Qt.Key.Key_Escape)
    stage.until(lambda: name.text() == "Brass")
    undo(stage)
    stage.until(lambda: name.text() == "Horns")


def test_leaving_the_page_ends_the_choice_of_members(stage, page):
    stage.qtbot.mouseClick(page.dcas[4].assign, LEFT)
    assert isinstance(page.assigned, DcaView)
    stage.qtbot.mouseClick(page.dcas[5].assign, LEFT)
    assert page.assigned is page.dcas[5]
    stage.window.open_mixer()
    assert page.assigned is None
