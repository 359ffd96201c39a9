"""A Mackie Control unit that is simulated byte by byte, on a real desk."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.orders.mix import StoreScene
from app.orders.show import Record, Roll
from app.state import Playing, Recording
from app.surfaces.midi.mcu.codes import BLINK, LIT, MAIN, Note, answer_challenge, read_exclusive
from app.surfaces.midi.mcu.console import Console
from app.surfaces.midi.mcu.face import show_unit
from app.surfaces.midi.mcu.unit import Unit
from engine.console.moves import Hold, Move, Source
from engine.console.params import find_param
from engine.console.taper import to_position
from models.card import Macro
from models.predictor import Prediction
from tests.app.surfaces.fakes import FakeDesk

FADER = find_param("strip", "fader_db")
PEAKS = [0.0] * 16
PLAYING = Playing("band", "band.f32", 10.0, 48000, 3, True, False, 0.0, 0.0, False, "")


class Box:
    """What the hardware does: keeps what it is told, and says what hands do."""

    def __init__(self, console: Console, desk: FakeDesk, extender: bool = False) -> None:
        self.console, self.desk = console, desk
        self.unit = Unit("MCU XT" if extender else "MCU", extender)
        console.add(self.unit)
        self.lights: dict[int, int] = {}
        self.motors: dict[int, float] = {}
        self.rings: dict[int, int] = {}
        self.text = [" "] * 112
        self.shown = [" "] * 10
        self.motor_moves = 0
        for message in self.unit.greet():
            self.receive(message)

    def receive(self, message: bytes) -> None:
        status = message[0]
        if status == 0x90:
            self.lights[message[1]] = message[2]
        elif status & 0xF0 == 0xE0:
            self.motors[status & 0x0F] = (message[1] | message[2] << 7) / 16383
            self.motor_moves += 1
        elif status == 0xB0 and 0x30 <= message[1] < 0x38:
            self.rings[message[1] - 0x30] = message[2]
        elif status == 0xB0 and 0x40 <= message[1] < 0x4A:
            letter = message[2] & 0x3F
            dot = "." * (message[2] >> 6)
            self.shown[9 - (message[1] - 0x40)] = chr(letter | 0x40 * (letter < 0x20)) + dot
        elif status == 0xF0 and message[5] == 0x12:
            for at, letter in enumerate(message[7:-1], message[6]):
                self.text[at] = chr(letter)

    def show(self, peaks=PEAKS, position_s=None) -> list[bytes]:
        messages = show_unit(self.console, self.unit, peaks, position_s, self.desk.now)
        for message in messages:
            self.receive(message)
        return messages

    def say(self, *message: int) -> list[bytes]:
        return self.console.feed(self.unit, bytes(message), self.desk.now)

    def press(self, note: int, shift: bool = False) -> None:
        if shift:
            self.say(0x90, Note.SHIFT, 0x7F)
        self.say(0x90, note, 0x7F)
        self.say(0x90, note, 0x00)
        if shift:
            self.say(0x90, Note.SHIFT, 0x00)
        self.desk.pass_time(0.1)

    def slide(self, fader: int, share: float) -> None:
        value = round(share * 16383)
        self.say(0xE0 | fader, value & 0x7F, value >> 7)
        self.desk.pass_time(0.01)

    def digits(self) -> str:
        return "".join(self.shown).rstrip()

    def row(self, row: int) -> str:
        return "".join(self.text[56 * row : 56 * row + 56])


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk(macros=(Macro("drums", -6, 6, 0, "dB"),))


@pytest.fixture
def box(desk) -> Box:
    made = Box(Console(desk.hand()), desk)
    desk.pass_time(1.0)
    made.show()
    return made


def predict(desk: FakeDesk, place: str, level_db: float) -> None:
    move = Move(place, "fader_db", level_db, Source.MODEL)
    desk.desk.hear(Prediction((move,), because={place: "too loud"}), applied=True)
    desk.tell()


def test_it_shows_names_values_and_where_faders_stand(box):
    assert box.row(0).split() == ["Kick", "Snare", "Bass", "Gtr", "Keys", "Vox", "BV", "Pad"]
    assert box.row(1).split() == ["C"] * 8
    assert box.motors == pytest.approx(dict.fromkeys(range(9), to_position(FADER, 0.0)), abs=1e-3)
    assert box.lights[Note.PAN] == LIT
    assert not box.show()


def test_the_motor_rides_with_the_mind_until_a_finger_touches(box, desk):
    predict(desk, "strip/2", -12.0)
    box.show()
    assert box.motors[2] == pytest.approx(to_position(FADER, -12.0), abs=1e-3)
    box.say(0x90, Note.FADER_TOUCH + 2, 0x7F)
    assert desk.hold("strip/2", "fader_db") is Hold.HELD
    moves = box.motor_moves
    predict(desk, "strip/2", -3.0)
    box.slide(2, 0.8)
    box.show()
    assert box.motor_moves == moves
    box.say(0x90, Note.FADER_TOUCH + 2, 0x00)
    desk.pass_time(1.0)
    box.show()
    assert desk.heard("strip/2", "fader_db") == pytest.approx(2.0, abs=0.05)
    assert box.motors[2] == pytest.approx(0.8, abs=1e-3)
    assert box.lights[Note.REC + 2] == LIT
    box.press(Note.REC + 2)
    assert desk.hold("strip/2", "fader_db") is Hold.AUTO


def test_giving_back_makes_the_motor_follow_the_mind_again(box, desk):
    box.say(0x90, Note.FADER_TOUCH, 0x7F)
    box.slide(0, 0.2)
    box.say(0x90, Note.FADER_TOUCH, 0x00)
    box.press(Note.REC)
    predict(desk, "strip/0", -20.0)
    desk.pass_time(1.0)
    box.show()
    assert box.motors[0] == pytest.approx(to_position(FADER, -20.0), abs=1e-3)


def test_a_touch_and_its_ride_are_one_step_to_undo(box, desk):
    box.say(0x90, Note.FADER_TOUCH, 0x7F)
    for share in (0.7, 0.6, 0.5):
        box.slide(0, share)
        desk.pass_time(2.0)
    box.say(0x90, Note.FADER_TOUCH, 0x00)
    box.press(Note.UNDO)
    assert desk.heard("strip/0", "fader_db") == 0.0
    assert desk.hold("strip/0", "fader_db") is Hold.AUTO
    box.press(Note.UNDO, shift=True)
    assert desk.heard("strip/0", "fader_db") == pytest.approx(-10.0, abs=0.05)


def test_released_faders_can_go_back_by_themselves(desk):
    console = Console(desk.hand(), release_s=5.0)
    box = Box(console, desk)
    box.say(0x90, Note.FADER_TOUCH + 1, 0x7F)
    box.slide(1, 0.5)
    box.say(0x90, Note.FADER_TOUCH + 1, 0x00)
    console.tick(desk.pass_time(4.9))
    assert desk.hold("strip/1", "fader_db") is Hold.HELD
    console.tick(desk.pass_time(0.2))
    assert desk.hold("strip/1", "fader_db") is Hold.AUTO


def test_mute_solo_select_and_the_reason(box, desk):
    box.press(Note.MUTE + 1)
    box.press(Note.SOLO + 3)
    box.show()
    assert desk.heard("strip/1", "mute") == 1.0 == desk.heard("strip/3", "solo")
    assert box.lights[Note.MUTE + 1] == box.lights[Note.SOLO + 3] == box.lights[Note.ANY_SOLO_LIGHT] == LIT
    predict(desk, "strip/4", -6.0)
    box.press(Note.SELECT + 4)
    box.show()
    assert box.row(1).startswith("Keys: too loud")
    assert box.lights[Note.SELECT + 4] == LIT
    desk.pass_time(10.0)
    box.show()
    assert box.row(1).split() == ["C"] * 8
    box.press(Note.ALL_SOLO)
    assert desk.heard("strip/3", "solo") == 0.0


def test_banks_shift_and_stop_at_the_ends(box, desk):
    box.press(Note.BANK_RIGHT)
    box.show()
    assert box.row(0).split() == ["Bass", "Gtr", "Keys", "Vox", "BV", "Pad", "Sax", "Horns"]
    box.press(Note.STRIP_LEFT)
    box.show()
    assert box.row(0).split()[0] == "Snare"
    box.slide(7, 0.5)
    assert desk.heard("strip/8", "fader_db") == pytest.approx(-10.0, abs=0.05)
    box.press(Note.BANK_LEFT)
    box.press(Note.BANK_LEFT)
    box.show()
    assert box.row(0).split()[0] == "Kick"


def test_an_extender_has_the_strips_that_follow(box, desk):
    extender = Box(box.console, desk, extender=True)
    extender.show()
    assert extender.row(0).split() == ["Sax", "Horns"]
    extender.slide(0, 0.5)
    assert desk.heard("strip/8", "fader_db") == pytest.approx(-10.0, abs=0.05)
    assert 8 not in extender.motors
    box.console.remove(extender.unit, desk.now)
    assert box.console.bank.width == 8


def test_pots_pan_send_equalise_and_flip(box, desk):
    box.say(0xB0, 0x10, 0x45)
    desk.pass_time(0.1)
    assert desk.heard("strip/0", "pan") < 0.0
    box.press(Note.SEND)
    box.say(0xB0, 0x11, 0x3F)
    desk.pass_time(0.1)
    assert desk.heard("strip/1", "reverb_send_db") > -40.0
    box.press(Note.FLIP)
    box.slide(2, 0.5)
    assert desk.heard("strip/2", "reverb_send_db") == pytest.approx(-10.0, abs=0.05)
    assert desk.heard("strip/2", "fader_db") == 0.0
    box.press(Note.FLIP)
    box.press(Note.SELECT + 5)
    box.press(Note.EQ)
    box.say(0xB0, 0x11, 0x10)
    desk.pass_time(6.0)
    assert desk.heard("strip/5", "eq1_gain_db") > 0.0
    box.show()
    assert box.row(0).split()[:3] == ["High-p", "1", "gain"]
    box.press(Note.POT + 1)
    assert desk.hold("strip/5", "eq1_gain_db") is Hold.AUTO
    box.press(Note.INSTRUMENT)
    desk.pass_time(1.0)
    box.show()
    assert box.row(0).split() == ["amount", "drums"]


def test_keys_of_the_mind_and_scenes(box, desk):
    box.slide(0, 0.25)
    desk.take(StoreScene("low"))
    desk.tell()
    box.slide(0, 0.75)
    box.press(Note.F1)
    assert desk.heard("strip/0", "fader_db") == pytest.approx(-30.0, abs=0.05)
    box.press(Note.READ)
    assert desk.desk.session.mode == "freeze"
    box.press(Note.READ)
    box.press(Note.WRITE)
    assert desk.desk.session.mode == "suggest"
    box.press(Note.GROUP)
    assert not desk.desk.session.layers.holds
    box.press(Note.CANCEL)
    box.show()
    assert (desk.desk.session.mode, desk.desk.session.layers.amount) == ("freeze", 0.0)
    assert box.lights[Note.CANCEL] == BLINK
    box.press(Note.REC + 1, shift=True)
    assert desk.hold("strip/1", "fader_db") is Hold.LOCKED
    box.show()
    assert box.lights[Note.REC + 1] == BLINK


def test_transport_and_scene_keys(box, desk):
    desk.player = PLAYING
    desk.tell()
    desk.said.clear()
    for note in (Note.PLAY, Note.STOP, Note.CYCLE, Note.REWIND):
        box.say(0x90, note, 0x7F)
    box.press(Note.FORWARD)
    box.press(Note.REWIND, shift=True)
    orders = [
        Roll(False),
        Roll(False, 0.0),
        Roll(loop=True),
        Roll(step_s=-5.0),
        Roll(step_s=5.0),
        Roll(seek_s=0.0),
    ]
    assert desk.said == orders
    box.show()
    assert (box.lights[Note.PLAY], box.lights[Note.STOP]) == (LIT, 0)


def test_the_wheel_winds_once_it_is_told_to(box, desk):
    box.say(0xB0, 0x3C, 0x01)
    assert box.console.bank.first == 1 and not desk.said
    box.press(Note.SCRUB)
    desk.player = PLAYING
    desk.tell()
    box.say(0xB0, 0x3C, 0x42)
    assert desk.said == [Roll(step_s=-1.0)]
    box.show()
    assert box.lights[Note.SCRUB] == LIT


def test_the_digits_tell_where_the_player_is_or_how_long_the_take_is_or_the_time(box, desk):
    box.show(position_s=3723.46)
    assert box.digits() == "  1.02.03.4"
    recording = Recording("take", 0.0, 65.0, 1.0, 1.0, 0.0, 1, False)
    desk.recording = recording
    desk.tell()
    box.show()
    assert box.digits() == "  0.01.05.0"
    box.press(Note.SMPTE_BEATS)
    box.show(position_s=3723.46)
    assert box.lights[Note.BEATS_LIGHT] == LIT
    hours, minutes, seconds = map(int, box.digits().split("."))
    assert hours < 24 and minutes < 60 and seconds < 61


def test_a_take_ends_at_the_second_press_only(box, desk):
    box.say(0x90, Note.RECORD, 0x7F)
    assert desk.said[-1] == Record(True)
    recording = Recording("take", 0.0, 1.0, 1.0, 1.0, 0.0, 1, False)
    desk.recording = recording
    desk.tell()
    desk.said.clear()
    box.say(0x90, Note.RECORD, 0x7F)
    desk.now += 10.0
    box.say(0x90, Note.RECORD, 0x7F)
    assert not desk.said
    desk.now += 1.0
    box.say(0x90, Note.RECORD, 0x7F)
    assert desk.said == [Record(False)]


def test_the_handshake(desk):
    unit = Unit("MCU", extender=False)
    console = Console(desk.hand())
    console.add(unit)
    asked = unit.greet()
    assert read_exclusive(asked[0][1:-1]) == (MAIN, 0x00, b"")
    challenge = bytes.fromhex("1234567f")
    said = b"\x00\x00\x66\x14\x01" + b"SERIAL7" + challenge
    answers = console.feed(unit, b"\xf0" + said + b"\xf7", 0.0)
    assert [read_exclusive(each[1:-1]) for each in answers] == [
        (MAIN, 0x02, b"SERIAL7" + answer_challenge(challenge))
    ]
    assert unit.there == "asked"
    console.feed(unit, b"\xf0\x00\x00\x66\x14\x03SERIAL7\xf7", 0.0)
    assert unit.there == "works"
    console.feed(unit, b"\xf0\x00\x00\x66\x14\x14V2.1\x00\xf7", 0.0)
    assert unit.version == "V2.1"


def test_meters_are_told_what_is_heard_and_overloads_once(box):
    loud = box.show([1.0, 0.5, *[0.0] * 8])
    assert bytes((0xD0, 0x0C)) in loud and bytes((0xD0, 0x0E)) in loud and bytes((0xD0, 0x18)) in loud
    again = box.show([1.0, *[0.0] * 9])
    assert bytes((0xD0, 0x0C)) in again and bytes((0xD0, 0x0E)) not in again
    quiet = box.show([0.0] * 10)
    assert bytes((0xD0, 0x0F)) in quiet
    assert not box.show([0.0] * 10)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.binary(max_size=10), max_size=40))
def test_garbage_moves_nothing_that_no_message_moves(messages):
    desk = FakeDesk()
    box = Box(Console(desk.hand()), desk)
    before = desk.desk.session
    for message in messages:
        if not message or message[0] & 0xF0 not in (0x80, 0x90, 0xB0, 0xE0):
            box.console.feed(box.unit, message, desk.now)
    desk.pass_time(1.0)
    assert desk.desk.session == before


def test_a_unit_that_missed_everything_is_right_again_after_a_while(box):
    lights, motors, rings, text = dict(box.lights), dict(box.motors), dict(box.rings), list(box.text)
    for told in (box.lights, box.motors, box.rings):
        told.clear()
    box.text[:] = [" "] * len(box.text)
    most = 0
    for _ in range(400):
        box.unit.screen.doubt()
        most = max(most, sum(map(len, box.show())))
    assert (box.lights, box.motors, box.rings, box.text) == (lights, motors, rings, text)
    assert most <= 16


@pytest.mark.parametrize("late_s", [0.0, 0.12, 1.5])
def test_motors_that_are_said_back_hold_nothing_and_make_no_loop(box, desk, late_s):
    echoes: list[tuple[float, bytes]] = []
    desk.said.clear()
    for step in range(400):
        desk.pass_time(0.03)
        box.unit.screen.doubt()
        if step < 100:
            predict(desk, "strip/0", -step / 5.0)
        echoes += [(desk.now + late_s, m) for m in box.show() if m[0] & 0xF0 == 0xE0]
        while echoes and echoes[0][0] <= desk.now:
            box.say(*echoes.pop(0)[1])
    assert not desk.said
    assert desk.hold("strip/0", "fader_db") is Hold.AUTO
    box.slide(0, 0.9)
    assert desk.hold("strip/0", "fader_db") is Hold.HELD
    assert desk.heard("strip/0", "fader_db") == pytest.approx(6.0, abs=0.05)
