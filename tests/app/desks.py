"""A desk process in this process, stepped by the test, with a real engine over the clock and real wires."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from app.link import ToDesk, call_desk
from app.process.loop import DeskProcess
from app.process.show_file import Show
from app.state import State
from engine.console.layers import Layers
from engine.console.session import Patch, Session, save_session
from engine.console.state import Mix, Strip
from engine.wire import Wire


class Surface:
    """One surface and the last state it was told."""

    def __init__(self, desk: SteppedDesk, wire: Wire) -> None:
        self._desk = desk
        self.wire = wire
        self.state: State | None = None

    def say(self, *messages: ToDesk) -> None:
        """Send messages; the desk hears them with its next step."""
        for message in messages:
            self.wire.send(message)

    def listen(self) -> State:
        """The last state, if there is another one by now."""
        for state in self.wire.receive():
            self.state = state
        assert self.state is not None
        return self.state

    def wait(self, ready: Callable[[State], bool], seconds: float = 30.0) -> State:
        """Step the desk until a state is as wanted."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._desk.process.step()
            if ready(self.listen()):
                return self.listen()
        raise AssertionError(f"not in time: {self.state}")


class SteppedDesk:
    """A desk over folders of its own."""

    def __init__(self, folder: Path, strips: int = 3) -> None:
        self.runtime = folder / "runtime"
        self.runtime.mkdir(parents=True, exist_ok=True)
        mix = Mix(strips=tuple(Strip(f"Strip {n}", inputs=(n,)) for n in range(strips)))
        self.file = folder / "show.json"
        patch = Patch(driver="clock", frames=256)
        save_session(Session("show", Layers(mix, mix), patch, mode="freeze"), self.file)
        self.process = DeskProcess(self.runtime, Show(str(self.file)))

    def surface(self) -> Surface:
        """One more surface."""
        wire = call_desk(self.runtime)
        surface = Surface(self, wire)
        self.process.step()
        surface.listen()
        return surface

    def settle(self, *surfaces: Surface) -> list[State]:
        """Step until nobody has anything more to hear; what each was told last."""
        quiet = 0
        while quiet < 3:
            self.process.step()
            before = [surface.state for surface in surfaces]
            after = [surface.listen() for surface in surfaces]
            quiet = quiet + 1 if all(a is b for a, b in zip(before, after, strict=True)) else 0
        return [surface.listen() for surface in surfaces]
