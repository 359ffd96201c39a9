"""Real MIDI ports over a dummy JACK: a simulated controller moves the engine's level, and comes and goes."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.material.stems import find_stems, prepare_player_file
from app.orders.mix import GiveMany, SetStrip
from app.orders.show import Learn
from app.surfaces.midi.mcu.codes import Note
from app.surfaces.news import MidiNews, read_midi
from engine.console.moves import Hold
from tests.app.shows import TestShow, make_stems
from tests.jack.box import Box
from tests.jack.conftest import Jack

STRIPS = 20
FLOOD, FLOOD_HZ = 8000, 4000
GARBAGE = 600


class Stand:
    """A show, the surfaces process and a controller."""

    def __init__(self, folder: Path, box: Box) -> None:
        stems = find_stems(make_stems(folder / "stems", STRIPS, 1.0))
        self.show = TestShow(folder, STRIPS, str(prepare_player_file(stems, 48000, folder / "cache")))
        self.box = box
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.surfaces.midi.process", os.environ["DESKHAND_RUNTIME"]],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DESKHAND_MIDI": "jack"},
        )

    def until(self, ready: Callable[[], bool], seconds: float = 10.0) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.show.runner.watch()
            self.box.listen()
            if ready():
                return
            time.sleep(0.005)
        raise AssertionError(
            f"not in time: motors {self.box.motors}, {self.show.state().session.layers.holds}"
        )

    def heard(self, strip: int, param: str = "fader_db") -> float:
        return self.show.state().session.layers.heard(f"strip/{strip}", param)

    def news(self) -> MidiNews | None:
        return read_midi(Path(os.environ["DESKHAND_RUNTIME"]))

    def hold(self, strip: int) -> Hold:
        return self.show.state().session.layers.hold(f"strip/{strip}", "fader_db")


@pytest.fixture(scope="module")
def whole_stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """One server for all: JACK's library does not get over a second server in one process."""
    folder = tmp_path_factory.mktemp("midi")
    server = Jack(folder / "jackd.log", patient=True)
    with pytest.MonkeyPatch.context() as patch, ExitStack() as after:
        for name in ("RUNTIME", "DATA", "CACHE"):
            patch.setenv(f"DESKHAND_{name}", str(folder / name.lower()))
        patch.setenv("JACK_DEFAULT_SERVER", server.name)
        patch.setenv("JACK_NO_START_SERVER", "1")
        after.callback(server.kill)
        server.start()
        box = Box("Mackie Control")
        after.callback(box.unplug)
        made = Stand(folder, box)
        after.callback(made.show.runner.stop)
        after.callback(made.process.kill)
        made.until(lambda: len(box.motors) == 9)
        yield made
        made.process.terminate()
        assert made.process.wait(5) == 0


@pytest.fixture
def stand(whole_stand: Stand) -> Stand:
    """The stand with nothing held."""
    controls = [(p, n) for p, row in whole_stand.show.state().session.layers.holds.items() for n in row]
    whole_stand.show.send(GiveMany(controls, Hold.AUTO))
    whole_stand.until(lambda: not whole_stand.show.state().session.layers.holds)
    return whole_stand


def test_a_controllers_fader_moves_the_level_and_belongs_to_the_finger(stand: Stand):
    box = stand.box
    box.say(0x90, Note.FADER_TOUCH, 0x7F)
    box.slide(0, 0.75)
    stand.until(lambda: abs(stand.heard(0)) < 0.1)
    stand.until(lambda: abs(stand.show.meters().shared.arrays["strip_out_rms"][0]) > 1e-3)
    time.sleep(0.5)
    before = float(stand.show.meters().shared.arrays["strip_out_rms"][0])
    for share in (0.7, 0.5, 0.3, 0.25):
        box.slide(0, share)
        time.sleep(0.02)
    stand.until(lambda: abs(stand.heard(0) + 30.0) < 0.1)
    assert stand.hold(0) is Hold.HELD
    stand.until(lambda: float(stand.show.meters().shared.arrays["strip_out_rms"][0]) < before * 0.1)
    box.say(0x90, Note.FADER_TOUCH, 0x00)
    time.sleep(1.0)
    assert stand.hold(0) is Hold.HELD and abs(stand.heard(0) + 30.0) < 0.1
    stand.until(lambda: box.lights.get(Note.REC) == 0x7F)
    box.say(0x90, Note.REC, 0x7F)
    stand.until(lambda: stand.hold(0) is Hold.AUTO)
    stand.until(lambda: box.motors[0] > 0.3)


def test_pulled_out_and_plugged_in_again_it_goes_on_where_it_was(stand: Stand):
    box = stand.box
    box.say(0x90, Note.SEND, 0x7F)
    stand.until(lambda: box.lights.get(Note.SEND) == 0x7F)
    box.unplug()
    time.sleep(2.5)
    box.lights.clear()
    box.motors.clear()
    box.plug()
    stand.until(lambda: len(box.motors) == 9 and box.lights.get(Note.SEND) == 0x7F)
    box.slide(1, 0.95)
    stand.until(lambda: abs(stand.heard(1) - 8.0) < 0.1)


def test_a_flood_ends_on_the_right_value(stand: Stand):
    box = stand.box
    blocks, _, lost = stand.show.meters().shared.arrays["count"][:3].tolist()
    begun, step = time.monotonic(), 0
    while step < FLOOD:
        # No faster: RtMidi's way out loses its place for good once its 16 KB are full.
        while step < (time.monotonic() - begun) * FLOOD_HZ:
            box.slide(2, (step % 1000) / 1000)
            step += 1
        time.sleep(0.001)
    time.sleep(1.0)
    box.slide(2, 0.5)
    stand.until(lambda: abs(stand.heard(2) + 10.0) < 0.05, 20.0)
    blocks_then, _, lost_then = stand.show.meters().shared.arrays["count"][:3].tolist()
    assert lost_then - lost <= 0.01 * (blocks_then - blocks)


def make_garbage(dice: random.Random) -> tuple[int, ...]:
    """Bytes that no controller means anything by; python-rtmidi refuses none of them.

    JACK and RtMidi pass them on as they are. Only real-time bytes are left out, and what follows a system
    exclusive message without an end is taken for its rest until an end comes.
    """
    status = dice.choice((0x80, 0x90, 0xB0, 0xE0)) | dice.randrange(16)
    low, high = dice.randrange(0x80), dice.randrange(0x80, 0x100)
    inside = [dice.randrange(0x80) for _ in range(dice.randrange(24))]
    family = (0x00, 0x00, 0x66, dice.choice((0x10, 0x14, 0x15, 0x7F)))
    return dice.choice(
        (
            (low,),
            (low, dice.randrange(0x80)),
            (low, *inside[:1], high),
            (status,),
            (status, low),
            (status, high, low),
            (status, low, high),
            (0xE0 | dice.randrange(9, 16), low, low),
            (dice.choice((0xA0, 0xC0, 0xD0)) | dice.randrange(16), low),
            (dice.randrange(0xF1, 0x100),),
            (0xF0, *inside, 0xF7),
            (0xF0, *inside, status, *inside, 0xF7),
            (0xF0, *family, 0x01, *inside[:10], 0xF7),
            (0xF0, *inside * 100, 0xF7),
            (0xF0, *family[: dice.randrange(5)]),
        )
    )


def read_view(box: Box) -> tuple[list[str], list[int | None]]:
    """What is under the fingers: names, the page of the pots, the chosen strip."""
    notes = (*range(Note.SELECT, Note.POT), *range(Note.TRACK, Note.INSTRUMENT + 1), Note.FLIP)
    return box.names, [box.lights.get(note) for note in notes]


def test_garbage_changes_nothing_and_the_fader_works_after_it(stand: Stand):
    box, dice = stand.box, random.Random(1)
    stand.until(lambda: len(box.names) == 8 and all(box.names))
    session, shown = stand.show.state().session, read_view(box)
    for _ in range(GARBAGE):
        box.say(*make_garbage(dice))
        time.sleep(0.001)
    box.say(0xF7)
    time.sleep(0.5)
    stand.until(lambda: True)
    after = stand.show.state().session
    for fact in ("hand", "holds", "amount"):
        assert getattr(after.layers, fact) == getattr(session.layers, fact), fact
    assert (after.over, after.mode) == (session.over, session.mode)
    assert read_view(box) == shown
    box.say(0x90, Note.FADER_TOUCH + 3, 0x7F)
    box.slide(3, 0.5)
    stand.until(lambda: abs(stand.heard(3) + 10.0) < 0.05)
    box.say(0x90, Note.FADER_TOUCH + 3, 0x00)


def test_units_side_by_side_have_consecutive_strips_and_each_works(stand: Stand):
    for strip in range(STRIPS):
        stand.show.send(SetStrip([f"strip/{strip}"], name=f"S{strip}"))
    second, extender = Box("Mackie Control 2"), Box("Mackie Control XT")
    boxes = (stand.box, second, extender)
    try:
        names = [f"S{strip}" for strip in range(STRIPS)]

        def shows(box: Box) -> int:
            """The unit's first strip; -1 as long as it shows no row of strips."""
            box.listen()
            first = names.index(box.names[0]) if box.names[0] in names else -1
            wanted = [*names[first : first + 8], *[""] * 8][:8]
            return first if first >= 0 and box.names == wanted else -1

        stand.until(lambda: sorted(map(shows, boxes)) == [0, 8, 16])
        firsts = [shows(box) for box in boxes]
        assert firsts[2] == 16
        for box, first in zip(boxes, firsts, strict=True):
            box.say(0x90, Note.FADER_TOUCH + 1, 0x7F)
            box.slide(1, 0.5)
            stand.until(lambda first=first: abs(stand.heard(first + 1) + 10.0) < 0.05)
            box.say(0x90, Note.FADER_TOUCH + 1, 0x00)
            box.press(Note.MUTE + 2)
            stand.until(lambda first=first: stand.heard(first + 2, "mute") == 1.0)
            box.press(Note.MUTE + 2)
            stand.until(lambda first=first: stand.heard(first + 2, "mute") == 0.0)
        stand.until(lambda: shows(extender) == 16 and 8 not in extender.motors and len(second.motors) == 9)
    finally:
        second.unplug()
        extender.unplug()
    stand.until(lambda: shows(stand.box) == 0)


def test_a_control_is_learnt_and_moves_from_then_on(stand: Stand):
    stranger = Box("Stranger")
    try:
        stand.show.send(Learn("strip 3 pan"))
        stand.until(lambda: stand.show.state().learning == "strip 3 pan")
        time.sleep(1.0)
        for value in (50, 58, 64, 70, 75, 80):
            stranger.say(0xB2, 21, value)
            time.sleep(0.03)
        stand.until(lambda: stand.show.state().learning == "")
        assert "cc 3 21 of Stranger moves strip 3 pan" in stand.show.state().status.complaint
        before = stand.show.state().session.layers
        assert not before.holds

        stand.until(lambda: stranger.name in str(stand.news()))
        for value in (60, 64, 100):
            stranger.say(0xB2, 21, value)
            time.sleep(0.03)
        stand.until(lambda: stand.heard(2, "pan") > 0.5)
    finally:
        stranger.unplug()
