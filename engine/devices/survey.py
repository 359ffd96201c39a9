"""Survey: which sound devices there are, asked by a process of its own, so that no sound waits."""

from __future__ import annotations

import sys

import msgspec
from msgspec import Struct

from engine.devices.driver import DeviceError
from engine.devices.portaudio import Device, list_devices


class Devices(Struct, frozen=True):
    """What was found, or why nothing could be."""

    rows: tuple[Device, ...] = ()
    fault: str = ""


def look() -> Devices:
    """Ask PortAudio in this process."""
    try:
        return Devices(tuple(list_devices()))
    except DeviceError as error:
        return Devices(fault=str(error))


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(look()))
