"""The mind process: listens to the tap, predicts, and tells the desk. It may die at any time."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
import time
from pathlib import Path

from engine.tap import Tap
from engine.wire import Wire, WireError
from models.live import LiveMind
from models.messages import Alive, Failed, Heard, Listen, Predicted, Quit, Ready, ToMind
from models.minds import UnknownMindError
from models.predictor import TapListener

ALIVE_S = 0.25
WAIT_S = 0.02


def run(wire: Wire) -> int:
    """Serve until the wire closes; the exit status."""
    mind: LiveMind | None = None
    listener: TapListener | None = None
    heard: Heard | None = None
    told = 0.0
    while True:
        for message in wire.receive(WAIT_S):
            if isinstance(message, Quit):
                return 0
            if isinstance(message, Heard):
                heard = message
            elif isinstance(message, Listen):
                tap = Tap.open(Path(message.tap))
                mind = LiveMind(message.mind, message.tracks, tap.rate)
                listener = TapListener(tap, mind.hop_frames)
                wire.send(Ready(message.mind))
        while mind is not None and listener is not None and heard is not None:
            block = listener.read()
            if block is None:
                break
            spoken = mind.feed(block, heard, listener.at_frame)
            if spoken is not None:
                wire.send(Predicted(spoken.prediction, spoken.applied))
        if time.monotonic() - told > ALIVE_S:
            told = time.monotonic()
            wire.send(Alive(listener.at_frame if listener is not None else 0))


def main() -> int:
    """Run over the inherited socket that the desk gave us."""
    parser = argparse.ArgumentParser(description="The mind process; the desk starts it.")
    parser.add_argument("--fd", type=int, required=True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wire = Wire(socket.socket(fileno=parser.parse_args().fd), ToMind)
    try:
        return run(wire)
    except WireError:
        return 0
    except UnknownMindError as error:
        wire.send(Failed(str(error)))
        return 2
    except Exception as error:
        wire.send(Failed(f"the mind failed: {type(error).__name__}: {error}"))
        raise


if __name__ == "__main__":
    sys.exit(main())
