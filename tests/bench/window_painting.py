"""What the window costs: its own processor time while every meter and every fader of a show moves.

    python -m tests.bench.window_painting [STRIPS] [SECONDS] [PLATFORM]

Time is made, not waited for: so many frames as the window draws in SECONDS are drawn one after the other,
with new levels in real gauges each, a `State` as it comes over the wire ten times a second and the
faders' trails as often as in life. So a busy machine changes little. Drawn by the processor (no GPU), as
wide as all strips need; PLATFORM is offscreen, or xcb under xvfb-run. Printed: processor time of this
process, all its threads together, as a share of one core.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import numpy as np
from msgspec import structs

from app.state import State, Status
from engine.console.layers import Layers
from engine.console.moves import Move, Source
from engine.console.session import Session
from engine.console.state import Mix, Strip
from engine.gauges import Gauges

STATES_HZ = 10


class Puppet:
    """A desk that lives in this process: a mind moves every fader, sound moves every meter."""

    def __init__(self, strips: int, folder: Path) -> None:
        mix = Mix(strips=tuple(Strip(f"Strip {n + 1}", inputs=(n,)) for n in range(strips)))
        self.gauges = Gauges.create(folder / "gauges.1", 48000, 128)
        status = Status(engine="plays", mind="level mixes", device="clock", gauges=str(folder / "gauges.1"))
        self.state = State(Session(layers=Layers(mix, mix)), {}, status, 1)
        self._strips = strips
        self._dice = np.random.default_rng(1)

    def play(self) -> None:
        """New levels in all gauges."""
        arrays = self.gauges.shared.arrays
        self.gauges.begin()
        arrays["strip_in_peak"][: self._strips] = 10 ** (-self._dice.uniform(0, 40, self._strips) / 20)
        arrays["strip_reduction_db"][: self._strips] = self._dice.uniform(0, 9, self._strips)
        arrays["bus_peak"][:] = 10 ** (-self._dice.uniform(3, 20, len(arrays["bus_peak"])) / 20)
        self.gauges.end(128, 1e-4)

    def move(self) -> State:
        """Every fader a little elsewhere, and the state as it comes over the wire."""
        layers = self.state.session.layers
        for strip in range(self._strips):
            level_db = layers.heard(f"strip/{strip}", "fader_db") + self._dice.uniform(-0.4, 0.4)
            layers = layers.propose(Move(f"strip/{strip}", "fader_db", level_db, Source.MODEL))
        because = {f"strip/{n}": f"{self._dice.uniform(-9, 3):+.1f} dB: sure" for n in range(self._strips)}
        self.state = structs.replace(
            self.state, session=structs.replace(self.state.session, layers=layers), because=because
        )
        return self.state


def measure(strips: int, seconds: float, folder: Path) -> None:
    """Draw the frames of some seconds and look at the clock."""
    from PyQt6.QtWidgets import QApplication

    from app.window.desk_link import DeskLink
    from app.window.history import RATE_HZ
    from app.window.strip_column import NARROW
    from app.window.theme import dress
    from app.window.window import FRAME_MS, Window

    app = QApplication(sys.argv[:1])
    dress(app)
    puppet = Puppet(strips, folder)
    begun = time.process_time()
    link = DeskLink(folder)
    window = Window(link)
    window.resize(max(1920, strips * NARROW + 224), 1080)
    window.show()
    link.state = puppet.state
    window.show_state(puppet.state)
    app.processEvents()
    opened = time.process_time() - begun
    for timer in window._timers:
        timer.stop()
    frames = round(1000 * seconds / FRAME_MS)
    decoder, spent = msgspec.msgpack.Decoder(State), 0.0
    for frame in range(-30, frames):
        at_s = frame * FRAME_MS / 1000
        puppet.play()
        new = int(at_s * STATES_HZ) != int((at_s - FRAME_MS / 1000) * STATES_HZ)
        coming = msgspec.msgpack.encode(puppet.move()) if new else b""
        begun = time.process_time()
        if coming:
            link.state = decoder.decode(coming)
            window.show_state(link.state)
        if int(at_s * RATE_HZ) != int((at_s - FRAME_MS / 1000) * RATE_HZ):
            window._note_history()
        window._show_levels()
        app.processEvents()
        spent += time.process_time() - begun if frame >= 0 else 0.0
    sight = sum(not strip.visibleRegion().isEmpty() for strip in window.mixer.strips)
    print(
        f"{strips} strips, {sight} in sight, {app.platformName()}: {1000 / FRAME_MS:.0f} frames a second "
        f"cost {100 * spent / seconds:.1f} % of one core ({1000 * spent / frames:.2f} ms a frame); "
        f"opening took {opened:.2f} s of processor time"
    )
    window.close()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    os.environ.setdefault("QT_QPA_PLATFORM", arguments[2] if len(arguments) > 2 else "offscreen")
    with tempfile.TemporaryDirectory() as name:
        count = int(arguments[0]) if arguments else 32
        measure(count, float(arguments[1]) if len(arguments) > 1 else 20.0, Path(name))
