"""Learning from the window: any control's menu has its target learnt, and stops it again."""

import pytest
from PyQt6.QtWidgets import QApplication

from app.orders.mix import Touch
from app.orders.show import Learn
from app.surfaces.targets import read_target
from engine.console.moves import Move
from tests.app.window.gestures import choose, open_menu


def list_learnable(window):
    """Widgets that stand for something, by the target that they are to have learnt."""
    mixer, mind = window.mixer, window.mind_bar
    strip = mixer.strips[1]
    return {
        "strip 2 fader_db": strip.fader,
        "strip 2 pan": strip.pan,
        "strip 2 mute": strip.keys["mute"],
        "strip 2 solo": strip.keys["solo"],
        "master fader_db": mixer.master.fader,
        "master mute": mixer.master.mute,
        "freeze": mind.keys["freeze"],
        "give_all": mind.keys["give"],
        "panic": mind.keys["panic"],
        "amount": mind.amount,
        "play": window.transport.play,
        "record": window.transport.record,
        "clear_solo": window.over_bar.clear,
    }


def test_every_control_has_itself_learnt_and_the_same_menu_stops_that(stage):
    moves = [Move("strip/1", "fader_db", -3.0), Move("strip/1", "solo", 1.0)]
    stage.show.send(Touch(moves))
    window = stage.window
    stage.until(lambda: window.mind_bar.keys["give"].isEnabled() and window.over_bar.clear.isVisible())
    for target, widget in list_learnable(stage.window).items():
        read_target(target)
        open_menu(widget)
        choose(QApplication.activePopupWidget(), "Learn MIDI")
        stage.until(lambda target=target: stage.window._link.state.learning == target)
        open_menu(widget)
        choose(QApplication.activePopupWidget(), "Stop learning")
        stage.until(lambda: stage.window._link.state.learning == "")


def test_while_something_is_learnt_the_status_bar_says_what_to_do(stage):
    stage.show.send(Learn("strip 1 pan"))
    stage.until(lambda: "strip 1 pan" in stage.window.page_bar.status.accessibleDescription())
    stage.show.send(Learn(""))
    stage.until(lambda: "strip 1 pan" not in stage.window.page_bar.status.accessibleDescription())


@pytest.mark.parametrize("target", ["strip 0 pan", "nonsense"])
def test_what_nothing_can_stand_for_is_not_learnt(stage, target):
    stage.show.send(Learn(target))
    stage.until(lambda: stage.state().status.complaint != "")
    assert stage.state().learning == ""
