"""Comparing with real events on a real desk: keys are heard, every page says so, a fader leads back."""

import pytest
from PyQt6.QtCore import QPointF, Qt

from app.desk.listening import AUDITION, HAND, MIX, SCENE
from app.orders.mix import DeleteScene, StoreScene
from app.orders.show import Compare, Listen, StopAudition
from tests.app.window.gestures import drag

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(stage):
    """The page, with the mix, the hand mix and a scene to compare."""
    stage.show.send(StoreScene("verse"))
    stage.until(lambda: bool(stage.window._link.state.session.scenes))
    page = stage.window.compare
    stage.window.open_page(page)
    slots = [MIX, HAND, f"{SCENE}verse"]
    stage.show.send(Compare(slots))
    stage.until(lambda: [card.item for card in page.cards] == slots)
    yield page
    stage.show.send(Listen(MIX))
    stage.show.send(StopAudition())
    stage.show.send(DeleteScene("verse"))
    stage.show.wait(lambda s: not s.session.scenes and s.listening.item == MIX and not s.auditions)


def listening(stage):
    return stage.window._link.state.listening


def test_keys_hear_and_every_page_says_so(stage, page):
    sign = stage.window.mind_bar.heard
    assert sign.isHidden() and page.cards[0].heard
    stage.qtbot.mouseClick(page.cards[1].key, LEFT)
    stage.until(lambda: page.cards[1].heard and page.cards[1].key.lit)
    assert not page.cards[0].heard and listening(stage).item == HAND
    assert sign.isVisible() and sign.words[0] == "Hand mix" and "dB to match" in sign.words[1]
    stage.window.open_page(stage.window.mixer)
    assert sign.isVisible()
    stage.qtbot.mouseClick(sign, LEFT)
    stage.until(lambda: sign.isHidden() and listening(stage).item == MIX)


def test_letters_hear_and_one_key_flips_on_every_page(stage, page):
    page.setFocus()
    stage.qtbot.keyClick(page, Qt.Key.Key_C)
    stage.until(lambda: page.cards[2].heard)
    stage.qtbot.keyClick(page, Qt.Key.Key_D)
    stage.qtbot.keyClick(page, Qt.Key.Key_A)
    stage.until(lambda: page.cards[0].heard)
    stage.window.open_page(stage.window.mixer)
    for item in (HAND, f"{SCENE}verse", MIX):
        stage.qtbot.keyClick(stage.window, Qt.Key.Key_Backslash)
        stage.until(lambda item=item: listening(stage).item == item)


def test_a_fader_leads_back_to_the_mix_and_moves_it(stage, page):
    stage.qtbot.mouseClick(page.cards[1].key, LEFT)
    stage.until(lambda: page.cards[1].heard)
    stage.window.open_page(stage.window.mixer)
    fader = stage.window.mixer.strips[1].fader
    drag(fader, fader.cap_rect().center(), QPointF(0, 60))
    stage.until(lambda: stage.window.mind_bar.heard.isHidden())
    assert stage.state().session.layers.heard("strip/1", "fader_db") == pytest.approx(fader.value, abs=1e-6)


def test_another_mix_is_chosen_from_the_menu_and_cards_come_and_go(stage, page):
    card = page.cards[1]
    card.fill_menu()
    words = [action.text() for action in card.menu.actions()]
    assert [each.split("   ")[0] for each in words] == ["The mix", "Hand mix", "Mind's mix", "verse"]
    card.menu.actions()[2].trigger()
    stage.until(lambda: listening(stage).slots == (MIX, "mind", f"{SCENE}verse"))
    stage.qtbot.mouseClick(page.more, LEFT)
    stage.until(lambda: len(page.cards) == 4 and not page.more.isEnabled())
    for _ in range(2):
        count = len(page.cards)
        stage.qtbot.mouseClick(page.fewer, LEFT)
        stage.until(lambda count=count: len(page.cards) == count - 1)
    assert not page.fewer.isEnabled()


def test_rows_tell_levels_and_how_they_differ(stage, page):
    stage.window.mixer.strips[0].fader.set_by_hand(-12.0)
    stage.until(lambda: bool(page.cards[2].rows.rows) and page.cards[0].rows.rows[0].fader_db == -12.0)
    scene, mix = page.cards[2].rows.rows[0], page.cards[0].rows.rows[0]
    assert mix.differs_db == 0.0 and [row.name for row in page.cards[0].rows.rows] == [
        strip.name for strip in stage.window._link.state.session.layers.hand.strips
    ]
    assert scene.differs_db == pytest.approx(scene.fader_db + 12.0)


def test_a_scene_is_recalled_from_its_card(stage, page):
    stage.window.mixer.strips[0].fader.set_by_hand(-30.0)
    stage.until(lambda: stage.state().session.layers.heard("strip/0", "fader_db") == -30.0)
    assert page.cards[0].take.isHidden() and page.cards[1].take.isHidden()
    stage.qtbot.mouseClick(page.cards[2].take, LEFT)
    stage.until(lambda: stage.state().session.layers.heard("strip/0", "fader_db") != -30.0)


def test_minds_are_auditioned_and_one_is_taken(stage, page):
    bar = page.auditions
    for mind in list(bar.minds):
        if mind not in ("level", "rules"):
            stage.qtbot.mouseClick(bar.keys[mind], LEFT)
    assert list(bar.keys) == ["level", "rules"]
    stage.qtbot.mouseClick(bar.passages[10], LEFT)
    assert bar.passages[10].lit
    stage.qtbot.mouseClick(bar.go, LEFT)
    stage.until(lambda: "listens" in bar.keys["rules"].more and bar.go.text() == "STOP")
    stage.until(lambda: bar.keys["rules"].lit and bar.keys["level"].lit, 60)
    stage.until(lambda: len(page.cards) == 3 and page.cards[2].item == f"{AUDITION}rules")
    stage.until(lambda: any(row.why for row in page.cards[2].rows.rows))
    stage.qtbot.mouseClick(page.cards[2].key, LEFT)
    stage.until(lambda: listening(stage).item == f"{AUDITION}rules")
    assert stage.window.mind_bar.heard.words[0] == "rules"
    stage.qtbot.mouseClick(page.cards[2].take, LEFT)
    stage.until(lambda: stage.state().session.mind == "rules", 30)
    stage.until(lambda: listening(stage).item == MIX)


def test_an_audition_is_stopped_and_what_failed_says_why(stage, page):
    bar = page.auditions
    bar.toggle("nobody")
    stage.qtbot.mouseClick(bar.go, LEFT)
    stage.until(lambda: bar.busy)
    stage.qtbot.mouseClick(bar.go, LEFT)
    stage.until(lambda: not bar.busy and not stage.state().auditions)
    bar.minds = ["nobody"]
    bar._make_keys()
    stage.qtbot.mouseClick(bar.passages[10], LEFT)
    stage.qtbot.mouseClick(bar.go, LEFT)
    stage.until(lambda: "no mind is called 'nobody'" in bar._trouble, 40)
    assert bar.keys["nobody"].more == "failed" and not bar.keys["nobody"].lit


def test_everything_has_a_name_and_is_reached_by_tab(stage, page):
    bar = page.auditions
    for key in (*bar.keys.values(), *bar.passages.values(), bar.add, bar.go, page.more, page.fewer):
        assert key.accessibleName() and key.focusPolicy() & Qt.FocusPolicy.TabFocus and key.height() >= 28
    for card in page.cards:
        assert card.key.accessibleName() and card.chooser.accessibleName() and card.key.height() >= 28
