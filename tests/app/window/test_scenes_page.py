"""The scenes page on a real desk: what its keys do is heard, kept, undone."""

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPointF, Qt

from app.orders.mix import DeleteScene, SetMind, SetSafe, Touch
from app.window.confirm_key import PATIENCE_MS
from app.window.scenes.safe_grid import HEAD, ROW
from app.window.scenes.scene_board import COLUMNS, list_column
from app.window.scenes.scene_row import HEIGHT
from engine.console.moves import Hold, Move
from engine.console.params import PARAMS, SECTIONS
from tests.app.window.gestures import double_click, drag, mouse

LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(stage):
    """The scenes page in sight, without a scene and with nothing safe."""
    stage.show.send(SetMind("level", mode="freeze"))
    session = stage.state().session
    for scene in session.scenes:
        stage.show.send(DeleteScene(scene.name))
    for place, params in session.safes.items():
        stage.show.send(SetSafe([place], list(params), False))
    stage.show.send(Touch([Move(f"strip/{n}", "safe", 0.0) for n in range(3)]))
    stage.show.wait(lambda s: not s.session.scenes and not s.session.safes)
    number = stage.window.titled.index(stage.window.scenes)
    stage.qtbot.keyClick(stage.window, Qt.Key(Qt.Key.Key_F1 + number))
    assert stage.window.page is stage.window.scenes
    stage.until(lambda: not stage.window.scenes.list.rows)
    return stage.window.scenes


def press(stage, key):
    stage.qtbot.mouseClick(key, LEFT)


def names(stage):
    return [scene.name for scene in stage.state().session.scenes]


def store(stage, page, name, fader_db):
    """Move a fader and keep it under a name that is typed in the row."""
    stage.show.send(Touch([Move("strip/0", "fader_db", fader_db)]))
    stage.until(lambda: page._views["strip/0"].value("fader_db") == fader_db)
    count = len(page.list.rows)
    press(stage, page.keys["new"])
    stage.until(lambda: len(page.list.rows) == count + 1)
    entry = page.list._entry
    stage.until(lambda: entry.isVisible())
    stage.qtbot.keyClicks(entry, name)
    stage.qtbot.keyClick(entry, Qt.Key.Key_Return)
    stage.until(lambda: page.list.chosen == name)


def rms(stage):
    return float(stage.show.meters().shared.read("strip_out_rms")["strip_out_rms"][0])


def test_a_recall_is_heard_in_its_time_and_undone_in_one_step(stage, page):
    store(stage, page, "Loud", 0.0)
    stage.live(0.8)
    loud = rms(stage)
    store(stage, page, "Quiet", -30.0)
    stage.until(lambda: rms(stage) < 0.1 * loud)
    page.list.setFocus()
    stage.qtbot.keyClick(page.list, Qt.Key.Key_Up)
    assert page.list.chosen == "Loud"
    stage.until(lambda: page.preview.moving != [])
    (moving,) = page.preview.moving
    assert (moving.place, [(row[1], row[2]) for row in moving.rows]) == ("strip/0", [("−30.0 dB", "0.0 dB")])
    page.own_time.set_by_hand(2.0)
    stage.until(lambda: stage.state().session.scenes[0].crossfade_s == 2.0)
    stage.qtbot.keyClick(page.list, Qt.Key.Key_Return)
    heard, shown = [], []
    while len(heard) < 400 and not (heard and page._link.state.fading == "" and shown):
        stage.live(0.03)
        heard.append(rms(stage))
        if page.list.rows[0].view.fade_left_s > 0:
            shown.append(page.list.rows[0].view.fade_share)
    stage.until(lambda: rms(stage) > 0.7 * loud)
    between = [level for level in heard if 0.2 * loud < level < 0.7 * loud]
    assert len(between) >= 5, "a crossfade goes through what lies between"
    assert len(shown) >= 5 and np.all(np.diff(shown) >= 0) and max(shown) > 0.6
    assert page.list.rows[0].view.is_last and page.list.rows[0].describe() == "current"
    assert stage.state().session.layers.hold("strip/0", "fader_db") is Hold.HELD
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, CTRL)
    stage.until(lambda: rms(stage) < 0.1 * loud)
    assert stage.state().session.scene == "Quiet"


def test_a_time_for_this_recall_alone_leaves_the_scene_as_it_is(stage, page):
    store(stage, page, "Loud", 0.0)
    store(stage, page, "Quiet", -30.0)
    page.once.set_by_hand(30.0)
    page.list.choose("Loud")
    assert page.once.seconds == 0.0, "another scene begins with its own time"
    page.once.set_by_hand(30.0)
    press(stage, page.keys["recall"])
    stage.until(lambda: page._link.state.fading == "Loud")
    assert page._link.state.fade_left_s > 20.0
    assert stage.state().session.scenes[0].crossfade_s == 0.0
    press(stage, page.keys["next"])
    stage.until(lambda: page._link.state.fading == "" and stage.state().session.scene == "Quiet")


def test_next_and_previous_and_a_double_click(stage, page):
    for number, name in enumerate(("One", "Two", "Three")):
        store(stage, page, name, -3.0 * number)
    assert not page.keys["next"].isEnabled() and page.keys["previous"].more == "Two"
    press(stage, page.keys["previous"])
    stage.until(lambda: page._views["strip/0"].value("fader_db") == -3.0)
    stage.until(lambda: page.keys["next"].more == "Three")
    row = page.list.rows[0]
    double_click(stage.qtbot, row, QPointF(row.rect().center()))
    stage.until(lambda: page._views["strip/0"].value("fader_db") == 0.0)
    stage.until(lambda: not page.keys["previous"].isEnabled())
    stage.show.send(Touch([Move("strip/1", "pan", 0.5)]))
    stage.until(lambda: page.list.rows[0].view.moved == 1)


def test_store_over_and_delete_ask_on_the_key_itself(stage, page):
    store(stage, page, "One", -3.0)
    stage.show.send(Touch([Move("strip/0", "fader_db", -9.0)]))
    stage.until(lambda: page.list.rows[0].view.moved == 1)
    press(stage, page.keys["over"])
    assert page.keys["over"].lit and page.keys["over"].asks
    stage.live(0.3)
    assert page.list.rows[0].view.moved == 1
    press(stage, page.keys["over"])
    stage.until(lambda: page.list.rows[0].view.moved == 0)
    assert not page.keys["over"].lit
    stage.qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    stage.live(0.2)
    assert names(stage) == ["One"]
    stage.live(PATIENCE_MS / 1000 + 0.2)
    assert not page.keys["delete"].asks, "it forgets that it was asked"
    stage.qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    stage.qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    stage.until(lambda: not page.list.rows)
    assert not page.keys["recall"].isEnabled()
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, CTRL)
    stage.until(lambda: len(page.list.rows) == 1)


def test_scenes_are_renamed_and_ordered_by_drag_and_by_keys(stage, page):
    for name in ("One", "Two", "Three"):
        store(stage, page, name, -3.0)
    page.list.setFocus()
    stage.qtbot.keyClick(page.list, Qt.Key.Key_Up, CTRL)
    stage.until(lambda: names(stage) == ["One", "Three", "Two"])
    stage.until(lambda: [row.view.name for row in page.list.rows] == ["One", "Three", "Two"])
    assert page.list.chosen == "Three"
    row = page.list.rows[0]
    drag(row, QPointF(100, 20), QPointF(0, 2 * HEIGHT + 12))
    stage.until(lambda: names(stage) == ["Three", "Two", "One"])
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, CTRL)
    stage.until(lambda: names(stage) == ["One", "Three", "Two"])
    stage.until(lambda: page.list.rows[1].view.name == "Three")
    stage.qtbot.keyClick(page.list, Qt.Key.Key_2)
    assert page.list.chosen == "Three"
    stage.qtbot.keyClick(page.list, Qt.Key.Key_R)
    entry = page.list._entry
    stage.qtbot.keyClicks(entry, "Finale")
    stage.qtbot.keyClick(entry, Qt.Key.Key_Return)
    stage.until(lambda: names(stage) == ["One", "Finale", "Two"])
    stage.until(lambda: page.list.chosen == "Finale")
    stage.qtbot.keyClick(page.list, Qt.Key.Key_R)
    stage.qtbot.keyClicks(entry, "Lost")
    stage.qtbot.keyClick(entry, Qt.Key.Key_Escape)
    stage.live(0.2)
    assert names(stage) == ["One", "Finale", "Two"]


def test_what_is_safe_is_seen_and_stays_where_it_is(stage, page):
    store(stage, page, "One", -3.0)
    grid = page.safes
    viewport = grid.viewport()
    fader = COLUMNS.index("fader")
    mouse(viewport, QEvent.Type.MouseButtonPress, grid.cell_rect(0, fader).center())
    stage.until(lambda: grid.shares[0][fader] == 1.0)
    assert stage.state().session.safes == {"strip/0": ("fader_db",)}
    stage.show.send(Touch([Move("strip/0", "fader_db", -20.0), Move("strip/0", "pan", 1.0)]))
    stage.until(lambda: page._views["strip/0"].value("pan") == 1.0)
    press(stage, page.keys["recall"])
    stage.until(lambda: page._views["strip/0"].value("pan") != 1.0)
    assert page._views["strip/0"].value("fader_db") == -20.0
    mouse(viewport, QEvent.Type.MouseButtonPress, QPointF(grid.cell_rect(0, fader).center().x(), HEAD / 2))
    stage.until(lambda: all(row[fader] in (1.0, None) for row in grid.shares))
    mouse(viewport, QEvent.Type.MouseButtonPress, QPointF(grid.cell_rect(0, fader).center().x(), HEAD / 2))
    stage.until(lambda: not any(row[fader] for row in grid.shares))
    mouse(viewport, QEvent.Type.MouseButtonPress, QPointF(20, HEAD + 1.5 * ROW))
    stage.until(lambda: grid.shares[1][0] == 1.0)
    assert stage.state().session.layers.heard("strip/1", "safe") == 1.0
    grid.setFocus()
    stage.qtbot.keyClick(grid, Qt.Key.Key_Right)
    stage.qtbot.keyClick(grid, Qt.Key.Key_Down)
    stage.qtbot.keyClick(grid, Qt.Key.Key_Space)
    stage.until(lambda: grid.shares[2][1] == 1.0)
    assert stage.state().session.safes == {"strip/2": SECTIONS["input"]}
    assert "Strip 2" in grid.accessibleDescription()


def test_every_parameter_stands_in_one_column():
    for kind, rows in PARAMS.items():
        listed = [name for column in COLUMNS[1:] for name in list_column(kind, column)]
        assert sorted(listed) == sorted({row.name for row in rows} - {"solo", "safe", "lookahead_ms"})
