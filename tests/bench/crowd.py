"""A crowd: two windows, two tablets, a Mackie Control, an OSC program and the mind move one desk at once.

    python -m tests.bench.crowd [--minutes 10] [--mind console] [--seed 1] [--stems FOLDER]

Everything is real but the fingers: desk, engine (clock, 128 frames), mind, windows without a screen, tablets
on the page's WebSocket, MIDI ports over a dummy JACK; the demo band plays. The wires between the desk and its
surfaces are tapped, so that what is said is known. Half the time is measured without hands, before and
after. Laws: all agree in the end, the engine included; a held control moves by hands alone; the desk
takes no more moves than hands made, none when they rest; a unit that says its motors back moves nothing. The
exit status is 1 where one is broken.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from app.demo.band import make_demo
from tests.bench.folders import own_folders
from tests.crowd.crowd import Crowd
from tests.crowd.proof import Proof
from tests.jack.conftest import Jack

ALONE_SHARE = 0.25
"""Of the time of the crowd, how long the mind moves alone, before and again after."""

ECHO_SHARE = 0.1
"""Of the time of the crowd, how long a unit that says its motors back plays along."""

SILENT_S = 10.0
"""How long everybody rests with the mind frozen."""

MOST_MORE = 0.005
"""Of the blocks, so many more may be lost while hands move: the cores are shared with whatever else runs."""


def run(folder: Path, stems: Path, minutes: float, mind: str, seed: int) -> Proof:
    """All of it."""
    seconds = 60.0 * minutes
    crowd = Crowd(folder, stems, mind, seed)
    proof = Proof(crowd, lambda words: print(words, flush=True))
    try:
        crowd.open()
        proof.leave_alone(seconds * ALONE_SHARE)
        proof.let_all_move(seconds)
        proof.settle(SILENT_S)
        proof.leave_alone(seconds * ALONE_SHARE)
        proof.echo_alone(seconds * ECHO_SHARE)
        proof.let_all_move(seconds * ECHO_SHARE, nasty=True)
        proof.settle(SILENT_S)
        proof.finish()
        proof.compare_sound(MOST_MORE)
    finally:
        crowd.close()
    return proof


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--mind", default="console")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stems", type=Path, help="a folder of stems; else the demo band plays")
    wanted = parser.parse_args()
    with own_folders() as folder:
        stems = wanted.stems or folder / "band"
        if not wanted.stems:
            make_demo(stems, lambda *_: None)
        os.environ["DESKHAND_MIDI"] = "off"
        server = Jack(folder / "jackd.log", patient=True, name="deskhand-bench")
        os.environ |= {"JACK_DEFAULT_SERVER": server.name, "JACK_NO_START_SERVER": "1"}
        server.start()
        try:
            proof = run(folder, stems, wanted.minutes, wanted.mind, wanted.seed)
        finally:
            server.kill()
    print()
    width = max(len(what) for what, _ in proof.rows)
    for what, figure in proof.rows:
        print(f"{what:{width}}  {figure}")
    print(f"load {os.getloadavg()[0]:.1f}")
    for words in proof.broken:
        print(f"BROKEN  {words}")
    return 1 if proof.broken else 0


if __name__ == "__main__":
    sys.exit(main())
