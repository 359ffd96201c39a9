"""The bytes of the protocol's published tables."""

import pytest

from app.surfaces.midi.mcu.codes import (
    METER_DB,
    Note,
    Ring,
    answer_challenge,
    encode_text,
    read_exclusive,
    write_digit,
    write_exclusive,
    write_fader,
    write_light,
    write_meter,
    write_overload,
    write_ring,
    write_text,
)

KEYS = """
rec 00, solo 08, mute 10, select 18, pot 20, track 28, send 29, pan 2A, plugin 2B, eq 2C, instrument
2D, bank_left 2E, bank_right 2F, strip_left 30, strip_right 31, flip 32, global 33, name_value 34,
smpte_beats 35, f1 36, f8 3D, shift 46, option 47, control 48, alt 49, read 4A, write 4B, trim 4C,
touch 4D, latch 4E, group 4F, save 50, undo 51, cancel 52, enter 53, marker 54, nudge 55, cycle 56,
drop 57, replace 58, click 59, all_solo 5A, rewind 5B, forward 5C, stop 5D, play 5E, record 5F, up
60, down 61, left 62, right 63, zoom 64, scrub 65, fader_touch 68, fader_touch_end 70, smpte_light
71, beats_light 72, any_solo_light 73
"""

RINGS = {
    Ring.DOT: ["O----------", "-----O-----", "----------O"],
    Ring.CENTRE: ["OOOOOO-----", "-----O-----", "-----OOOOOO"],
    Ring.FILL: ["O----------", "OOOOOO-----", "OOOOOOOOOOO"],
    Ring.SPREAD: ["-----O-----", "---OOOOO---", "OOOOOOOOOOO"],
}


def draw_ring(value: int) -> str:
    """The lights that a unit makes of the value, as the published table has them."""
    how, lit = value >> 4 & 3, value & 0x0F
    lights = {
        Ring.DOT: {lit},
        Ring.CENTRE: set(range(min(lit, 6), max(lit, 6) + 1)),
        Ring.FILL: set(range(1, lit + 1)),
        Ring.SPREAD: set(range(7 - lit, 6 + lit)),
    }[Ring(how)]
    return "".join("O" if lit and light in lights else "-" for light in range(1, 12))


def test_keys_have_the_numbers_of_the_table():
    for row in KEYS.replace("\n", " ").split(","):
        name, number = row.split()
        assert Note[name.upper()] == int(number, 16), name


@pytest.mark.parametrize("how", RINGS)
def test_rings_light_up_as_the_table_draws_them(how):
    for share, lights in zip((0.0, 0.5, 1.0), RINGS[how], strict=True):
        status, number, value = write_ring(3, how, share)
        assert (status, number) == (0xB0, 0x33)
        expected = lights if how is not Ring.SPREAD or share != 0.5 else "--OOOOOOO--"
        assert draw_ring(value) == expected
    assert write_ring(0, how, None)[2] & 0x0F == 0
    assert write_ring(0, how, 0.5, dot=True)[2] & 0x40


def test_system_exclusive_messages():
    assert write_exclusive(0x14, 0x00).hex() == "f00000661400f7"
    assert write_text(0x14, 0x38, "L50R50").hex() == "f000006614 12 38 4c3530523530 f7".replace(" ", "")
    assert read_exclusive(bytes.fromhex("00006614 14 56322e31")) == (0x14, 0x14, b"V2.1")
    for foreign in ("00006614", "00206614 00", "0000667f 00", ""):
        assert read_exclusive(bytes.fromhex(foreign)) is None


def test_the_answer_to_a_challenge():
    assert answer_challenge(bytes((0, 0, 0, 0))) == bytes((0x0A, 0x00, 0x00, 0x70))
    assert answer_challenge(bytes((0x12, 0x34, 0x56, 0x78))) == bytes(
        (
            0x7F & (0x12 + (0x34 ^ 0x0A) - 0x78),
            0x7F & ((0x56 >> 4) ^ (0x12 + 0x78)),
            0x7F & ((0x78 - (0x56 << 2)) ^ (0x12 | 0x34)),
            0x7F & (0x34 - 0x56 + (0xF0 ^ (0x78 << 4))),
        )
    )


def test_faders_lights_meters_and_digits():
    assert write_fader(8, 1.0).hex() == "e87f7f"
    assert write_fader(0, 0.0).hex() == "e00000"
    assert write_light(Note.MUTE + 2, 0x7F).hex() == "90127f"
    assert [write_meter(6, level)[1] for level in (-70, *METER_DB, 6)] == [
        *range(0x60, 0x6D),
        0x6C,
    ]
    assert write_meter(7, -2.5).hex() == "d07a"
    assert write_overload(1, True).hex() == "d01e"
    assert write_overload(1, False).hex() == "d01f"
    assert write_digit(11, "P").hex() == "b04b10"
    assert write_digit(0, "7", dot=True).hex() == "b04077"
    assert write_digit(3, "é").hex() == "b04320"
    assert encode_text("−3 ∞ é") == b"-3 inf ?"
