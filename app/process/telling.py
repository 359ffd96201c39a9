"""Telling: the state of the desk, put together for surfaces."""

from __future__ import annotations

import os
import time

from app.children.surfaces import SurfacesChild
from app.process.device import Device
from app.process.filing import Filing
from app.process.hearing import Hearing
from app.process.learning import Learning
from app.process.liking import Liking
from app.process.mixing import Mixing
from app.process.plugins import Plugins
from app.process.rehearsal import Rehearsal
from app.process.report import Report
from app.process.stage import Stage
from app.state import State


def describe(
    stage: Stage,
    report: Report,
    filing: Filing,
    device: Device,
    mixing: Mixing,
    hearing: Hearing,
    rehearsal: Rehearsal,
    hands: SurfacesChild,
    learning: Learning,
    liking: Liking,
    plugins: Plugins,
) -> State:
    """Everything a surface shows, as it is now."""
    desk, fade = stage.desk, stage.desk.fade
    opening, share = filing.opening if filing.opening[0] else rehearsal.fetching
    return State(
        session=desk.session,
        because=desk.because,
        status=report.status,
        pid=os.getpid(),
        macros=mixing.macros,
        undo=desk.history.undo_what,
        redo=desk.history.redo_what,
        preview=desk.show_preview(),
        fading=fade.scene if fade is not None else "",
        fade_left_s=fade.left_s(time.monotonic()) if fade is not None else 0.0,
        fade_s=fade.seconds if fade is not None else 0.0,
        copied=desk.copied.name if desk.copied is not None else "",
        file=stage.show.session_file,
        saved=filing.saved,
        recent=filing.recent,
        devices=device.found,
        listing=device.listing,
        preferences=liking.preferences,
        taken_back=stage.taken_back,
        patching=device.trying,
        diary=report.diary,
        opening=opening,
        opening_share=share,
        player=rehearsal.describe(desk.session.patch),
        recording=rehearsal.recording(),
        takes=rehearsal.takes,
        listening=hearing.show(),
        auditions=hearing.auditions,
        candidates=desk.candidates,
        midi=hands.midi,
        network=hands.network,
        surface_faults=hands.faults,
        learning=learning.target,
        plugins=plugins.version,
        scanning=plugins.scanning,
        confidence=desk.confidence,
        suggested=desk.suggested,
    )
