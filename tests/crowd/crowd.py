"""Crowd: two tablets, two windows, a Mackie Control, an OSC program and a mind on one desk, all at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.children.child import make_environment
from app.material.stems import find_stems, prepare_player_file
from app.orders.mix import SetMind, SetStrip, Touch
from app.state import State
from app.surfaces.news import MidiNews, read_midi, read_network
from tests.app.shows import RATE, TestShow
from tests.crowd.laws import (
    HoldLaw,
    Record,
    compare_mackie,
    compare_osc,
    compare_tablet,
    compare_window,
)
from tests.crowd.stage import PATIENCE_S, Player
from tests.crowd.wiretap import Wiretap

HANDS = ("window 1", "window 2", "tablet 1", "tablet 2", "Mackie", "OSC")
TAPS = ("window 1", "window 2", "network", "midi")
"""Surfaces as the desk knows them: tablets and OSC are one process."""

MAKERS: dict[str, tuple[str, ...]] = {
    "window 1": ("window 1",),
    "window 2": ("window 2",),
    "midi": ("Mackie",),
}
MAKERS["network"] = ("tablet 1", "tablet 2", "OSC")

CALM_S = 0.8
"""So long after the last hand, what is under way has arrived."""

AGREE_S = 15.0
AGAIN_S = 1.0
"""A key that was not heard is pressed again: under load JACK loses messages. The last bank is the last."""

DOUBTS_HZ = 1 / 0.03
"""A unit is told again what may be lost, one thing each time it is shown something."""


class Silence(Struct, frozen=True):
    """What is said while nobody moves."""

    to_desk: int
    to_mackie: dict[str, float]
    """Messages a second, by kind; "new" ones say something else than before."""

    @property
    def news(self) -> float:
        return sum(rate for kind, rate in self.to_mackie.items() if kind.startswith("new "))

    @property
    def repeated(self) -> float:
        """Messages a second that say again what was said: motors, rings, lights and words."""
        return sum(self.to_mackie.get(kind, 0.0) for kind in ("motor", "ring", "light", "word"))


class Crowd:
    """The show and everybody on it; `pass_time` lets them live and watches."""

    def __init__(self, folder: Path, stems: Path, mind: str, seed: int) -> None:
        found = find_stems(stems)
        names = [stem.name for stem in found]
        player = prepare_player_file(found, RATE, folder / "cache")
        self.show = TestShow(folder, len(names), str(player))
        self._after = ExitStack()
        self._after.callback(self.show.runner.stop)
        self.strips = len(names)
        for n, name in enumerate(names):
            self.show.send(SetStrip([f"strip/{n}"], name=name))
        self.mind = mind
        self.show.send(SetMind(mind))
        self.record = Record()
        self.law = HoldLaw(self.record)
        self._noted: Counter[str] = Counter()
        self._told: State | None = None
        runtime = Path(os.environ["DESKHAND_RUNTIME"])
        self.wiretap = Wiretap(runtime, folder / "taps", list(TAPS))
        self.wiretap.start()
        self._after.callback(self.wiretap.close)
        self.players: dict[str, Player] = {}
        self._seed = seed

    def open(self) -> None:
        """Start surfaces and hands; everybody rests."""
        self.show.wait(lambda s: s.status.mind == f"{self.mind} mixes")
        self._play("Mackie", "tests.crowd.mackie")
        self._start("app.surfaces.midi.process", "midi", DESKHAND_MIDI="jack")
        self._start("app.surfaces.network", "network", '{"osc": 0, "web": 0}')
        for name in ("window 1", "window 2"):
            self._play(name, "tests.crowd.window", self.wiretap.taps[name].folder)
        network = self.wiretap.taps["network"].folder
        self.until(lambda: read_network(network) is not None)
        self.until(lambda: bool((read_midi(self.wiretap.taps["midi"].folder) or MidiNews()).controllers))
        news = read_network(network)
        assert news is not None
        code = next(code for code, role in news.codes.items() if role == "full")
        for name in ("tablet 1", "tablet 2"):
            self._play(name, "tests.crowd.tablet", news.web, code)
        self._play("OSC", "tests.crowd.osc", news.osc)
        self.freeze(True)
        self.agree(PATIENCE_S)
        self.freeze(False)

    def close(self) -> None:
        """End everything."""
        self._after.close()

    def live(self) -> None:
        """Hear the desk, once, and judge what it says."""
        self.show.runner.watch()
        state = self.show.runner.state
        if state is not None and state is not self._told:
            self._told = state
            for name, tap in self.wiretap.taps.items():
                for at, said in tap.said[self._noted[name] :]:
                    self.record.note(at, said)
                    self._noted[name] += 1
            self.law.hear(state, time.monotonic())
        assert not self.wiretap.failure, self.wiretap.failure
        time.sleep(0.005)

    def pass_time(self, seconds: float) -> None:
        """Let everybody live."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.live()

    def until(self, ready: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
        """Let everybody live until something is so."""
        until = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < until, "not in time"
            self.live()

    def act(self, names: tuple[str, ...] = HANDS) -> None:
        """Hands begin."""
        for name in names:
            self.players[name].ask("act")

    def rest(self) -> None:
        """Hands end their gestures and lie still."""
        for player in self.players.values():
            player.ask("rest")
        self.until(lambda: all(player.ask("rest")["rests"] for player in self.players.values()))
        self.pass_time(CALM_S)

    def freeze(self, frozen: bool) -> None:
        """Stop the mind, or let it go on."""
        self.show.send(SetMind(self.mind, "freeze" if frozen else "run"))
        wanted = "freeze" if frozen else "run"
        self.until(lambda: self.state.session.mode == wanted)
        if frozen:
            self.pass_time(CALM_S)

    @property
    def state(self) -> State:
        state = self.show.runner.state
        assert state is not None
        return state

    def count_events(self) -> dict[str, int]:
        """What hands did, by the surface that carries it to the desk."""
        done = {name: player.ask("count")["events"] for name, player in self.players.items()}
        return {tap: sum(done[name] for name in MAKERS[tap]) for tap in TAPS}

    def count_gestures(self) -> int:
        return sum(player.ask("count")["gestures"] for player in self.players.values())

    def count_moves(self) -> dict[str, int]:
        """Moves that the desk was told, by surface."""
        said = {name: list(tap.said) for name, tap in self.wiretap.taps.items()}
        return {
            name: sum(len(each.moves) for _, each in rows if isinstance(each, Touch))
            for name, rows in said.items()
        }

    def lost(self) -> tuple[int, int]:
        """Blocks rendered and lost so far."""
        blocks, _, lost = self.show.meters().shared.arrays["count"][:3].tolist()
        return blocks, lost

    def hear_silence(self, seconds: float) -> Silence:
        """What is said for a while; nobody moves and the mind is frozen."""
        before = sum(len(tap.said) for tap in self.wiretap.taps.values())
        self.players["Mackie"].ask("forget")
        self.pass_time(seconds)
        heard = self.players["Mackie"].ask("show")["heard"]
        said = sum(len(tap.said) for tap in self.wiretap.taps.values()) - before
        return Silence(said, {kind: count / seconds for kind, count in heard.items()})

    def agree(self, seconds: float = AGREE_S) -> float:
        """Wait until everybody shows what the desk says; after how long. AssertionError says who does not.

        The Mackie Control has fewer faders than there are strips: both its banks are looked at.
        """
        begun = time.monotonic()
        last = max(0, self.strips - 8)
        for first, key in ((0, "left"), (last, "right")):
            pressed = float("-inf")
            while faults := self.find_faults(first):
                now = time.monotonic()
                assert now < begun + seconds, "; ".join(faults)
                if now - pressed > AGAIN_S:
                    pressed = now
                    self.players["Mackie"].ask(key)
                self.pass_time(0.1)
        return time.monotonic() - begun

    def find_faults(self, first: int) -> list[str]:
        """Who shows something else than the desk says."""
        shown: dict[str, Any] = {name: player.ask("show") for name, player in self.players.items()}
        self.pass_time(0.1)
        state, faults = self.state, []
        for name, what in shown.items():
            if not what:
                faults.append(f"{name} shows nothing")
            elif name.startswith("window"):
                faults += [f"{name}: {each}" for each in compare_window(state, what)]
            elif name.startswith("tablet"):
                faults += [f"{name}: {each}" for each in compare_tablet(state, what)]
            elif name == "OSC":
                faults += [f"{name}: {each}" for each in compare_osc(state, what)]
            else:
                faults += [f"{name}: {each}" for each in compare_mackie(state, what, first)]
        return faults

    def agree_with_engine(self) -> None:
        """Kill the desk: the next takes the mix back from the engine, and it is the same."""
        before = self.state
        desk = self.show.runner.desk
        assert desk is not None
        desk.kill()
        self.until(lambda: self.state.pid not in (0, before.pid))
        after = self.state.session.layers
        assert after.effective() == before.session.layers.effective(), "the engine played another mix"
        assert after.holds == before.session.layers.holds

    def _start(self, module: str, tap: str, *arguments: str, **environment: str) -> None:
        command = [sys.executable, "-P", "-m", module, str(self.wiretap.taps[tap].folder), *arguments]
        env = {**make_environment(), **environment}
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=env)
        self._after.callback(process.wait)
        self._after.callback(process.terminate)

    def _play(self, name: str, module: str, *arguments: object) -> None:
        me = HANDS.index(name)
        arguments = (len(HANDS), self._seed + me, self.strips, *arguments)
        self.players[name] = Player(name, module, me, *arguments)
        self._after.callback(self.players[name].end)
