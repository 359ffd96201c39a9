"""The mind process: listens to the tap, predicts, and tells the desk. It may die at any time."""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import select
import signal
import socket
import sys
import threading
import time
import traceback
from pathlib import Path

from engine.tap import Tap
from engine.wire import Wire, WireError
from models.card import ModelError
from models.listener import TapListener
from models.live import LiveMind, Spoken, settle_memory
from models.messages import Alive, Failed, Heard, Listen, Predicted, Quit, Ready, ToMind, Troubled
from models.minds import UnknownMindError

ALIVE_S = 0.25
LONGEST_NAP_S = 0.1
MOST_HOPS = 32
"""Hops heard in a row before the desk is listened to again."""

UNREAD_BYTES = 1 << 20
"""A desk that has so much left to read is told nothing more."""

GRACE_S = 1.0
MEMORY_BYTES = 4 << 30
"""As much as a mind may have; `runtime.py` lifts this for an accelerator."""


class Mind:
    """What the process knows: where it listens, for whom, and how the desk is."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._order: Listen | None = None
        self._obeyed: Listen | None = None
        self._complaint = ""
        self._live: LiveMind | None = None
        self._listener: TapListener | None = None
        self._heard: Heard | None = None
        self._told = 0.0

    def run(self) -> int:
        """Serve until the desk has enough; the exit status. WireError when it went away."""
        while True:
            for message in self._wire.receive(self._nap_s()):
                if isinstance(message, Quit):
                    return 0
                if isinstance(message, Heard):
                    self._heard = message
                else:
                    self._order = message
            if self._order is not None:
                self._listen(self._order)
            spoken = self._catch_up()
            if self._wire.unsent_bytes > UNREAD_BYTES:
                self._wire.flush()
            elif spoken is not None:
                self._wire.send(Predicted(spoken.prediction, spoken.applied))
            elif time.monotonic() - self._told > ALIVE_S:
                self._told = time.monotonic()
                self._wire.send(Alive(self._listener.at_frame if self._listener is not None else 0))

    def _listen(self, order: Listen) -> None:
        """Listen to a tap once it is there; a mind that knows these tracks keeps what it learnt of them.

        A mind that cannot be had leaves the one before at work, if the rest is as it was.
        """
        before = self._obeyed
        if before is not None and (before.tap, list_channels(before)) != (order.tap, list_channels(order)):
            self._obeyed = self._listener = None
        try:
            tap = Tap.open(Path(order.tap))
        except (OSError, ValueError):
            return
        self._order = None
        live = self._live
        if (
            live is not None
            and before is not None
            and (live.name, live.rate, list_channels(before)) == (order.mind, tap.rate, list_channels(order))
            and live.tracks != order.tracks
        ):
            live.rename(order.tracks)
        if live is None or (live.name, live.tracks, live.rate) != (order.mind, order.tracks, tap.rate):
            try:
                live = LiveMind(order.mind, order.tracks, tap.rate, patient=False)
            except Exception as error:
                if live is None or self._obeyed is None:
                    raise
                self._wire.send(Troubled(live.name, explain(error), order.mind))
                return
            settle_memory()
        self._live, self._obeyed = live, order
        self._listener = TapListener(tap, live.hop_frames)
        self._wire.send(Ready(order.mind, live.macros))

    def _catch_up(self) -> Spoken | None:
        """Hear every hop there is; what was said last holds, for all were heard at the same desk."""
        spoken = None
        if self._live is not None and self._listener is not None and self._heard is not None:
            for _ in range(MOST_HOPS):
                block = self._listener.read()
                if block is None:
                    break
                spoken = self._live.feed(block, self._heard, self._listener.at_frame) or spoken
            if self._live.complaint != self._complaint:
                self._complaint = self._live.complaint
                self._wire.send(Troubled(self._live.name, self._complaint))
        return spoken

    def _nap_s(self) -> float:
        if self._listener is None or self._heard is None:
            return LONGEST_NAP_S
        return min(LONGEST_NAP_S, self._listener.due_s() + 0.001)


def list_channels(order: Listen) -> list[tuple[int, ...]]:
    """Which rows of audio each track is: what a mind cannot learn otherwise without beginning anew."""
    return [track.channels for track in order.tracks]


def leave_with_desk(sock: socket.socket) -> None:
    """End this process soon after the other side hung up, even if a mind is lost in thought. Own thread."""
    poll = select.poll()
    poll.register(sock.fileno(), 0)
    poll.poll()
    time.sleep(GRACE_S)
    os._exit(0)


def give_way() -> None:
    """Let everything else go first: a mind can wait, sound cannot."""
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(19)


def limit_memory() -> None:
    """Let a mind that asks for everything get no, before the sound is short of memory."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, hard))


def main() -> int:
    """Run over the inherited socket that the desk gave us."""
    parser = argparse.ArgumentParser(description="The mind process; the desk starts it.")
    parser.add_argument("--fd", type=int, required=True)
    give_way()
    limit_memory()
    sock = socket.socket(fileno=parser.parse_args().fd)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=leave_with_desk, args=(sock,), daemon=True).start()
    wire = Wire(sock, ToMind)
    try:
        return Mind(wire).run()
    except WireError:
        return 0
    except (UnknownMindError, ModelError) as error:
        return fail(wire, explain(error), 2)
    except Exception as error:
        traceback.print_exc()
        return fail(wire, explain(error), 1)


def explain(error: Exception) -> str:
    """What went wrong, in a line for people."""
    if isinstance(error, UnknownMindError | ModelError):
        return str(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    return f"the mind failed: {type(error).__name__}: {error} ({where})"


def fail(wire: Wire, text: str, status: int) -> int:
    """Tell the desk why we end; the exit status."""
    with contextlib.suppress(WireError):
        wire.send(Failed(text))
        wire.drain(GRACE_S)
    return status


if __name__ == "__main__":
    sys.exit(main())
