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
from models.live import LiveMind
from models.messages import Alive, Failed, Heard, Listen, Predicted, Quit, Ready, ToMind
from models.minds import UnknownMindError, make_mind
from models.predictor import TapListener

ALIVE_S = 0.25
WAIT_S = 0.05
GRACE_S = 1.0


class Service:
    """What one desk asked for: a mind, its listener once there is a tap, and how the desk is."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._wanted: Listen | None = None
        self._mind: LiveMind | None = None
        self._listener: TapListener | None = None
        self._heard: Heard | None = None

    @property
    def at_frame(self) -> int:
        """How far was heard."""
        return self._listener.at_frame if self._listener is not None else 0

    def take(self, message: Heard | Listen) -> None:
        """Learn how the desk is, or begin anew."""
        if isinstance(message, Heard):
            self._heard = message
            return
        make_mind(message.mind)
        self._wanted, self._mind, self._listener = message, None, None

    def step(self) -> bool:
        """Hear one hop if there is one; whether another may be waiting."""
        if self._wanted is not None:
            self._open(self._wanted)
        if self._mind is None or self._listener is None or self._heard is None:
            return False
        block = self._listener.read()
        if block is None:
            return False
        spoken = self._mind.feed(block, self._heard, self._listener.at_frame)
        if spoken is not None:
            self._wire.send(Predicted(spoken.prediction, spoken.applied))
        return True

    def _open(self, wanted: Listen) -> None:
        """Begin to listen; a tap that is not there (yet) is waited for."""
        try:
            tap = Tap.open(Path(wanted.tap))
        except (OSError, ValueError):
            return
        self._mind = LiveMind(wanted.mind, wanted.tracks, tap.rate)
        self._listener = TapListener(tap, self._mind.hop_frames)
        self._wanted = None
        self._wire.send(Ready(wanted.mind))


def run(wire: Wire) -> int:
    """Serve until the wire closes or we are told to quit; the exit status."""
    service = Service(wire)
    told, busy = 0.0, False
    while True:
        for message in wire.receive(0.0 if busy else WAIT_S):
            if isinstance(message, Quit):
                return 0
            service.take(message)
        busy = service.step()
        if time.monotonic() - told > ALIVE_S:
            told = time.monotonic()
            wire.send(Alive(service.at_frame))


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
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    give_way()
    sock = socket.socket(fileno=parser.parse_args().fd)
    threading.Thread(target=leave_with_desk, args=(sock,), daemon=True).start()
    wire = Wire(sock, ToMind)
    try:
        return run(wire)
    except WireError:
        return 0
    except UnknownMindError as error:
        return _fail(wire, str(error), 2)
    except Exception as error:
        traceback.print_exc()
        return _fail(wire, f"the mind failed: {type(error).__name__}: {error}", 1)


def _fail(wire: Wire, text: str, status: int) -> int:
    with contextlib.suppress(WireError):
        wire.send(Failed(text))
        wire.drain(1.0)
    return status


if __name__ == "__main__":
    sys.exit(main())
