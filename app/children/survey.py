"""Survey: which sound devices there are, found out by another process while the sound goes on."""

from __future__ import annotations

from app.children.errand import Errand
from engine.devices.survey import Devices


def begin_survey() -> Errand[Devices]:
    """Look; PortAudio may hang where a sound server died, so it is not waited for without end."""
    return Errand("engine.devices.survey", Devices, _fail)


def _fail(why: str) -> Devices:
    return Devices(fault=f"the sound devices cannot be listed ({why}); restart the sound server, look again")
