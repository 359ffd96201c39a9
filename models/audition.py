"""An audition: a process that keeps a passage of the tap, or has one mind hear it.

The passage is a file without a name, inherited open, so nothing of it is left whoever is killed.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from msgspec import Struct

from engine.console.state import Mix
from engine.tap import Tap
from engine.wire import Wire, WireError
from models.messages import Failed
from models.offline import settle
from models.predictor import Prediction, TrackInfo
from models.process import explain, fail, give_way, leave_with_desk, limit_memory

PIECE_S = 0.25
TELL_S = 0.1
SILENT_S = 3.0
"""An engine that plays nothing for so long plays no more."""

PATIENCE_S = 10.0


class Keep(Struct, frozen=True, tag=True):
    """Keep what comes into the desk, from now on for so long."""

    tap: str
    seconds: float


class Study(Struct, frozen=True, tag=True):
    """Hear the passage that was kept, and say what to hold throughout."""

    mind: str
    tracks: tuple[TrackInfo, ...]
    channels: int
    rate: int
    mix: Mix
    attenuate_only: bool = False
    macros: dict[str, float] = {}


class Went(Struct, frozen=True, tag=True):
    """How much is done, 0 to 1."""

    share: float


class Kept(Struct, frozen=True, tag=True):
    """The passage is whole."""

    channels: int
    rate: int


class Studied(Struct, frozen=True, tag=True):
    """What the mind would do."""

    prediction: Prediction


ToAudition = Keep | Study
FromAudition = Went | Kept | Studied | Failed


class Teller:
    """Says how far it is, not too often."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._told = 0.0

    def tell(self, share: float) -> None:
        """So much is done."""
        if time.monotonic() - self._told > TELL_S:
            self._told = time.monotonic()
            self._wire.send(Went(share))


def keep_passage(order: Keep, passage: int, teller: Teller) -> Kept:
    """Write pieces (channels, frames) of the tap to a file, one after the other."""
    tap = Tap.open(Path(order.tap))
    frames = round(PIECE_S * tap.rate)
    pieces = max(1, round(order.seconds / PIECE_S))
    start, moved = tap.head, time.monotonic()
    with os.fdopen(passage, "wb", closefd=False) as file:
        for piece in range(pieces):
            head = tap.head
            while tap.head < start + frames:
                if tap.head != head:
                    head, moved = tap.head, time.monotonic()
                if time.monotonic() - moved > SILENT_S:
                    raise TimeoutError("the engine fell silent; start the audition again when it plays")
                time.sleep(PIECE_S / 10)
            audio = tap.read(start, frames)
            if audio is None:
                raise TimeoutError("this machine is too busy to keep a passage; try again")
            file.write(audio.tobytes())
            start, moved = start + frames, time.monotonic()
            teller.tell((piece + 1) / pieces)
    return Kept(tap.channels, tap.rate)


def read_passage(passage: int, channels: int, frames: int) -> Iterator[np.ndarray]:
    """The pieces (channels, frames) that were kept."""
    offset, size = 0, 4 * channels * frames
    while data := os.pread(passage, size, offset):
        offset += size
        yield np.frombuffer(data, np.float32).reshape(channels, -1).copy()


def study_passage(order: Study, passage: int, teller: Teller) -> Studied:
    """Have the mind hear all of it."""
    frames = round(PIECE_S * order.rate)
    whole = os.fstat(passage).st_size // (4 * order.channels)
    prediction = settle(
        order.mind,
        order.tracks,
        read_passage(passage, order.channels, frames),
        order.rate,
        order.mix,
        order.attenuate_only,
        lambda heard: teller.tell(heard / whole),
        order.macros,
    )
    return Studied(prediction)


def main() -> int:
    """Do what the first message says over the inherited socket; the exit status."""
    parser = argparse.ArgumentParser(description="An audition; the desk starts it.")
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--passage", type=int, required=True)
    arguments = parser.parse_args()
    limit_memory()
    sock = socket.socket(fileno=arguments.fd)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=leave_with_desk, args=(sock,), daemon=True).start()
    wire = Wire(sock, ToAudition)
    try:
        order = next(iter(wire.receive(PATIENCE_S)), None)
        if isinstance(order, Keep):
            said: Kept | Studied = keep_passage(order, arguments.passage, Teller(wire))
        elif isinstance(order, Study):
            give_way()
            said = study_passage(order, arguments.passage, Teller(wire))
        else:
            return 1
        wire.send(said)
        wire.drain(PATIENCE_S)
    except WireError:
        return 0
    except TimeoutError as error:
        return fail(wire, str(error), 1)
    except OSError as error:
        return fail(wire, f"the passage could not be kept ({error.strerror}); free some room on the disk", 1)
    except Exception as error:
        traceback.print_exc()
        return fail(wire, explain(error), 1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
