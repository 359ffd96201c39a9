"""Another device is on trial: kept when it has played for a while, left in time when it does not."""

from __future__ import annotations

import time

import pytest
from msgspec import structs

from app.orders.show import SetPatch
from app.process.device import PROOF_S, TRIAL_S, Device
from app.process.pacing import Pacing
from app.process.report import Report
from app.process.show_file import Show, read_show
from app.process.stage import Stage
from engine.console.layers import Layers
from engine.console.session import Patch, Session, save_session
from engine.console.state import Mix, Strip
from engine.messages import Hello


class Stand:
    """A stage whose engine is told by the test what became of it; none is started."""

    def __init__(self, folder):
        self.mix = Mix(strips=(Strip("A"), Strip("B", inputs=(1,))))
        self.patch = Patch(driver="clock", frames=256)
        file = folder / "show.json"
        save_session(Session("show", Layers(self.mix, self.mix), self.patch), file)
        self.runtime = folder / "runtime"
        self.runtime.mkdir()
        self.pacing = Pacing()
        self.report = Report(self.pacing)
        self.show = Show(str(file), "stems.f32")
        self.stage = Stage(self.runtime, self.show, self.pacing, self.report.tell)
        self.device = Device(self.stage, self.report)

    def greet(self):
        """The engine plays."""
        about = (0, self.mix, b"", self.patch, "", 48000, 64, 2, 2, 0, "", "")
        self.stage.engine.hello, self.stage.engine.failure = Hello(*about), ""

    def try_another(self, player_file="other.f32"):
        """From now on another device is tried; the time of it."""
        before = time.monotonic()
        self.device.play(SetPatch(structs.replace(self.patch, frames=64)), player_file)
        assert self.device.trying and self.stage.desk.session.patch.frames == 64
        assert self.stage.engine.player_file == player_file
        return before


@pytest.fixture
def stand(folders):
    return Stand(folders)


def test_what_has_played_for_a_while_is_kept_and_only_then_found_by_the_next_desk(stand):
    begun = stand.try_another()
    stand.greet()
    stand.device.watch(begun + 1.0)
    stand.device.watch(begun + 1.0 + PROOF_S / 2)
    assert stand.device.trying and list(stand.runtime.iterdir()) == []
    stand.device.watch(begun + 1.0 + 2 * PROOF_S)
    assert not stand.device.trying
    assert stand.stage.desk.session.patch.frames == 64
    assert read_show(stand.runtime) == structs.replace(stand.show, player_file="other.f32")


def test_what_does_not_begin_is_left_in_time_with_all_that_it_played(stand):
    begun = stand.try_another()
    stand.device.watch(begun + TRIAL_S / 2)
    assert stand.device.trying
    stand.device.watch(begun + 2 * TRIAL_S)
    assert not stand.device.trying
    assert stand.stage.desk.session.patch == stand.patch
    assert stand.stage.engine.player_file == "stems.f32" and stand.stage.show == stand.show
    assert "refused: it did not begin within 12 s" in stand.report.status.complaint


def test_what_fails_is_left_at_once_with_its_reason_though_it_has_played(stand):
    begun = stand.try_another()
    stand.greet()
    stand.device.watch(begun)
    stand.stage.engine.failure = "died (SIGKILL)"
    stand.device.watch(begun + PROOF_S / 2)
    assert stand.stage.desk.session.patch == stand.patch
    assert stand.report.status.complaint.endswith("died (SIGKILL)")


def test_a_trial_that_nobody_waits_for_any_more_leaves_the_session_alone(stand):
    begun = stand.try_another()
    stand.device.forget()
    stand.device.watch(begun + 2 * TRIAL_S)
    stand.device.leave()
    assert stand.stage.desk.session.patch.frames == 64


def test_a_show_that_ends_leaves_the_session_as_it_was_before_the_trial(stand):
    stand.try_another()
    stand.device.leave()
    assert stand.stage.desk.session.patch == stand.patch and stand.pacing.unsaved
    assert not stand.device.trying


def test_another_rate_waits_for_stems_and_touches_nothing_until_then(stand):
    stand.stage.desk.repatch(structs.replace(stand.patch, stems="/stems"))
    before = stand.stage.desk.session
    wanted = stand.device.begin(SetPatch(structs.replace(stand.patch, rate=44100)))
    assert wanted is not None
    assert (wanted.patch.rate, wanted.patch.stems) == (44100, "/stems")
    assert stand.stage.desk.session is before and not stand.device.trying
