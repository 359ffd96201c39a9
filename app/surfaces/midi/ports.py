"""Ports: the only importer of rtmidi. MIDI ports by name as they come and go; messages wake who selects."""

# rtmidi comes without types.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import contextlib
import os
import re
from collections import deque

import rtmidi
from rtmidi import RtMidiError

MOST_WAITING = 100_000
"""Messages that nobody has taken; older ones go first."""

_NUMBERS = re.compile(r" \d+:\d+$")
"""What ALSA puts behind a name: other numbers each time a controller is plugged in."""

OURS = "Deskhand"
"""Our name among MIDI programs; what we open for sending is no controller."""

API = "DESKHAND_MIDI"
"""Variable of the environment: which of the system's MIDI interfaces is used (alsa, jack, core, winmm)."""


class PortsError(Exception):
    """There is no MIDI on this machine: says why."""


class Port:
    """One controller's input, and the output of the same name where there is one."""

    def __init__(self, name: str, api: int, bell: int) -> None:
        self.name = name
        self._api, self._bell = api, bell
        self._inbox: deque[bytes] = deque(maxlen=MOST_WAITING)
        self._in = rtmidi.MidiIn(api, name=OURS)
        self._out: rtmidi.MidiOut | None = None

    def open(self) -> None:
        """Open both ways; PortsError where it cannot be had."""
        try:
            self._in.open_port(list_names(self._in).index(self.name))
            self._in.ignore_types(sysex=False, timing=True, active_sense=True)
            self._in.set_callback(self._note)
            out = rtmidi.MidiOut(self._api, name=OURS)
            back = find_output(self.name, list_names(out))
            if back is not None:
                out.open_port(back)
                self._out = out
        except (RtMidiError, ValueError, OSError) as error:
            self.close()
            raise PortsError(
                f"{self.name}: cannot be opened ({error}); is another program using it?"
            ) from error

    def receive(self) -> list[bytes]:
        """What has come since the last time."""
        messages = []
        with contextlib.suppress(IndexError):
            while True:
                messages.append(self._inbox.popleft())
        return messages

    def send(self, messages: list[bytes]) -> None:
        """Send messages; a port that has just gone loses them, which `Ports.watch` finds out."""
        if self._out is not None:
            with contextlib.suppress(RtMidiError, OSError):
                for message in messages:
                    self._out.send_message(message)

    def close(self) -> None:
        """Let go of it."""
        self._in.cancel_callback()
        for end in (self._in, self._out):
            if end is not None:
                end.close_port()
                end.delete()

    def _note(self, event: tuple[list[int], float], _: object) -> None:
        """A message came. rtmidi's thread."""
        self._inbox.append(bytes(event[0]))
        with contextlib.suppress(BlockingIOError):
            os.write(self._bell, b".")


class Ports:
    """Every input port of the machine, watched by name."""

    def __init__(self) -> None:
        self._api = find_api()
        self._bell, self._ring = os.pipe()
        for end in (self._bell, self._ring):
            os.set_blocking(end, False)
        self._watch = rtmidi.MidiIn(self._api, name=OURS)
        self.open_ports: dict[str, Port] = {}

    def fileno(self) -> int:
        """For select: readable when a message came."""
        return self._bell

    def list(self) -> list[str]:
        """The names of all input ports that are plugged in."""
        try:
            return sorted({name for name in list_names(self._watch) if not name.startswith(OURS)})
        except (RtMidiError, OSError) as error:
            raise PortsError(f"MIDI ports cannot be listed ({error})") from error

    def open(self, name: str) -> Port:
        """Open a port that is plugged in."""
        port = Port(name, self._api, self._ring)
        port.open()
        self.open_ports[name] = port
        return port

    def drop(self, name: str) -> None:
        """Let go of a port, plugged in or not."""
        port = self.open_ports.pop(name, None)
        if port is not None:
            port.close()

    def hush(self) -> None:
        """The bell was heard."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self._bell, 4096):
                pass

    def close(self) -> None:
        """Let go of everything."""
        for name in list(self.open_ports):
            self.drop(name)
        self._watch.delete()
        os.close(self._bell)
        os.close(self._ring)


def list_names(end: rtmidi.MidiIn | rtmidi.MidiOut) -> list[str]:
    """The names of ports as people know them, in rtmidi's order."""
    return [_NUMBERS.sub("", name) for name in end.get_ports()]


def find_output(name: str, outputs: list[str]) -> int | None:
    """Which output goes back to the controller behind an input: that of its name, else of its last part."""
    if name in outputs:
        return outputs.index(name)
    last = name.rpartition(":")[2]
    return next((at for at, each in enumerate(outputs) if each.rpartition(":")[2] == last), None)


def find_api() -> int:
    """The system's MIDI interface: the one that `DESKHAND_MIDI` names, else the first that works."""
    wanted = os.environ.get(API, "").casefold()
    reasons = []
    for api in rtmidi.get_compiled_api():
        name = rtmidi.get_api_name(api)
        if wanted and wanted not in name.casefold():
            continue
        try:
            rtmidi.MidiIn(api, name=OURS).delete()
        except (RtMidiError, OSError) as error:
            reasons.append(f"{name}: {error}")
        else:
            return api
    raise PortsError(f"no MIDI on this machine ({'; '.join(reasons) or f'there is no {wanted!r} here'})")
