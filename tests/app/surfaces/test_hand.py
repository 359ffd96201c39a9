"""Several fingers of one surface, and other surfaces, on one control."""

from engine.console.moves import Hold, Move
from tests.app.surfaces.fakes import FakeDesk


def test_a_second_finger_holds_where_others_have_put_it_meanwhile():
    desk = FakeDesk()
    tablets = desk.hand()
    tablets.take("strip/0", "fader_db", desk.now)
    desk.pass_time(1.0)
    desk.desk.touch([Move("strip/0", "fader_db", -12.0)])
    desk.pass_time(1.0)
    tablets.take("strip/0", "fader_db", desk.now)
    desk.pass_time(1.0)
    assert desk.heard("strip/0", "fader_db") == -12.0
    assert desk.hold("strip/0", "fader_db") is Hold.HELD
