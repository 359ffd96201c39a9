"""The mind process: listens to the tap, predicts, and tells the desk. It may die at any time."""

from __future__ import annotations

import argparse
import contextlib
import os
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
from models.listener import TapListener
from models.live import LiveMind, Spoken
from models.messages import Alive, Failed, Heard, Listen, Predicted, Quit, Ready, ToMind
from models.minds import UnknownMindError, make_mind

ALIVE_S = 0.25
LONGEST_NAP_S = 0.1
MOST_HOPS = 32
"""Hops heard in a row before the desk is listened to again."""

UNREAD_BYTES = 1 << 20
"""A desk that has so much left to read is told nothing more."""

GRACE_S = 1.0


class Mind:
    """What the process knows: where it listens, for whom, and how the desk is."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._order: Listen | None = None
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
                    make_mind(message.mind)
                    self._order, self._listener = message, None
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
        """Listen to a tap once it is there; a mind that knows these tracks keeps what it learnt of them."""
        try:
            tap = Tap.open(Path(order.tap))
        except (OSError, ValueError):
            return
        live = self._live
        if live is None or (live.name, live.tracks, live.rate) != (order.mind, order.tracks, tap.rate):
            live = self._live = LiveMind(order.mind, order.tracks, tap.rate)
        self._listener = TapListener(tap, live.hop_frames)
        self._order = None
        self._wire.send(Ready(order.mind))

    def _catch_up(self) -> Spoken | None:
        """Hear every hop there is; what was said last holds, for all were heard at the same desk."""
        spoken = None
        if self._live is not None and self._listener is not None and self._heard is not None:
            for _ in range(MOST_HOPS):
                block = self._listener.read()
                if block is None:
                    break
                spoken = self._live.feed(block, self._heard, self._listener.at_frame)
        return spoken

    def _nap_s(self) -> float:
        if self._listener is None or self._heard is None:
            return LONGEST_NAP_S
        return min(LONGEST_NAP_S, self._listener.due_s() + 0.001)


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


def main() -> int:
    """Run over the inherited socket that the desk gave us."""
    parser = argparse.ArgumentParser(description="The mind process; the desk starts it.")
    parser.add_argument("--fd", type=int, required=True)
    give_way()
    sock = socket.socket(fileno=parser.parse_args().fd)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=leave_with_desk, args=(sock,), daemon=True).start()
    wire = Wire(sock, ToMind)
    try:
        return Mind(wire).run()
    except WireError:
        return 0
    except UnknownMindError as error:
        return fail(wire, str(error), 2)
    except Exception as error:
        traceback.print_exc()
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        return fail(wire, f"the mind failed: {type(error).__name__}: {error} ({where})", 1)


def fail(wire: Wire, text: str, status: int) -> int:
    """Tell the desk why we end; the exit status."""
    with contextlib.suppress(WireError):
        wire.send(Failed(text))
        wire.drain(GRACE_S)
    return status


if __name__ == "__main__":
    sys.exit(main())
