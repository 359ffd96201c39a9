"""Examine: the conformance test that a model must pass, one examination after the other. The model is run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np
from msgspec import Struct

from models.card import ModelCard, ModelError
from models.contract import PADS, Contract
from models.runtime import CPU, Session

TRACKS = (1, 3, 32, 64)
HOPS = 12
TIMED_HOPS = 100
EASY, MOST = 0.1, 0.5
"""The share of a hop that a prediction may take: to be recommended, and at all."""

SURE_OF_SILENCE = 0.25
HUM = 1e-3
TOLERANCE = 1e-3
"""How far apart two answers may be that should be one, as a share of the range."""

Outputs = dict[str, np.ndarray]
"""By name, (hops, ...) of all that came out."""


class Result(Struct, frozen=True):
    """What came of one examination."""

    name: str
    state: Literal["good", "poor", "bad"]
    text: str


class Examiner:
    """One model under examination, on the CPU."""

    def __init__(self, contract: Contract) -> None:
        self._contract, self._card = contract, contract.card
        self._dice = np.random.default_rng(7)
        self._spans = {
            "params": np.array([param.high - param.low for param in self._card.params]),
            "master": np.array([param.high - param.low for param in self._card.master]),
        }

    def examine(self) -> Iterator[Result]:
        """Every examination, in the order of `list_examinations`; the first bad one is the last."""
        for name, examination in _list(self, self._card).items():
            try:
                note = examination()
                state = "poor" if note.startswith("but ") else "good"
                yield Result(name, state, note.removeprefix("but "))
            except ModelError as error:
                yield Result(name, "bad", str(error))
                return
            except MemoryError:
                yield Result(name, "bad", "asks for more memory than there is for a mind")
                return
            except Exception as error:
                yield Result(name, "bad", f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
                return

    def opens(self) -> str:
        """It loads and runs."""
        begun = time.perf_counter()
        self._session(1).run()
        return f"loaded in {1000 * (time.perf_counter() - begun):.0f} ms"

    def shapes(self) -> str:
        """It takes any number of tracks."""
        counts = [tracks for tracks in TRACKS if tracks <= self._card.max_tracks]
        for tracks in counts:
            try:
                self._play(self._session(tracks), self._noise(tracks, 2))
            except ModelError as error:
                raise ModelError(f"with {tracks} tracks: {error}") from None
        return f"with {', '.join(map(str, counts))} tracks"

    def noise(self) -> str:
        """Nothing makes it answer with what is no number, or out of its ranges."""
        tracks = min(3, self._card.max_tracks)
        for gain in (1e-30, 1e-3, 1.0, 30.0):
            self._play(self._session(tracks), gain * self._noise(tracks, HOPS))
        for level in (1.0, -1.0):
            self._play(self._session(tracks), np.full_like(self._noise(tracks, 3), level))
        return "finite and within its ranges, soft or loud"

    def silence(self) -> str:
        """Silence gives numbers too, and no certainty."""
        tracks = min(3, self._card.max_tracks)
        made = self._play(self._session(tracks), np.zeros_like(self._noise(tracks, HOPS)))
        if "confidence" in made:
            sure = float(made["confidence"][-1, :tracks].max())
            if sure > SURE_OF_SILENCE:
                return f"but it is {sure:.2f} sure of tracks that never played; {SURE_OF_SILENCE} is enough"
        loudest = float(np.abs(made["audio_out"]).max()) if "audio_out" in made else 0.0
        if loudest > HUM:
            return f"but it makes sound of silence, up to {loudest:.3g}"
        return "finite, and unsure" if "confidence" in made else "stays silence"

    def permutation(self) -> str:
        """The order of the tracks does not matter."""
        tracks = min(5, self._card.max_tracks)
        order = self._dice.permutation(tracks)
        audio, role = self._noise(tracks, HOPS), self._roles(tracks)
        there = self._play(self._session(tracks), audio, role)
        moved = self._play(self._session(tracks), audio[:, order], role[order])
        for name, values in there.items():
            if self._contract.outputs[name][:1] == (None,):
                self._agree(name, values[:, order], moved[name][:, :tracks], "tracks in another order")
            else:
                self._agree(name, values, moved[name], "tracks in another order")
        return f"{tracks} tracks in another order get the same"

    def padding(self) -> str:
        """Rows of silence after the tracks change nothing."""
        tracks = min(3, self._card.max_tracks)
        audio, role = self._noise(tracks, HOPS), self._roles(tracks)
        few = self._play(self._session(tracks), audio, role)
        many = self._play(self._session(tracks, PADS[2]), audio, role)
        for name, values in few.items():
            per_track = self._contract.outputs[name][:1] == (None,)
            there = (values[:, :tracks], many[name][:, :tracks]) if per_track else (values, many[name])
            self._agree(name, *there, f"{PADS[2]} rows instead of {PADS[0]}")
        return f"{PADS[2]} rows give what {PADS[0]} do"

    def again(self) -> str:
        """The same sound gives the same answer, and the states carry it from hop to hop."""
        tracks = min(3, self._card.max_tracks)
        audio, session = self._noise(tracks, HOPS), self._session(tracks)
        first, second = self._play(session, audio), self._play(session, audio)
        for name, values in first.items():
            self._agree(name, values, second[name], "second time")
        return f"the same twice; {len(self._contract.states)} states"

    def inputs(self) -> str:
        """Every role and every end of a macro gives numbers within the ranges."""
        tracks = min(8, self._card.max_tracks)
        audio = self._noise(tracks, 2)
        for macros in ("low", "high"):
            role = self._roles(tracks)
            self._play(self._session(tracks), audio, role, [getattr(m, macros) for m in self._card.macros])
        return f"{len(self._card.roles)} roles, {len(self._card.macros)} macros"

    def speed(self) -> str:
        """It is much faster than its hop; only its own time counts."""
        tracks, hop_ms = min(32, self._card.max_tracks), 1000.0 * self._card.hop_s
        session = self._session(tracks)
        audio = self._noise(tracks, 4)
        took = np.zeros(TIMED_HOPS)
        for number in range(TIMED_HOPS):
            session.inputs["audio"][:tracks] = audio[number % 4]
            begun = time.thread_time()
            session.run()
            took[number] = 1000.0 * (time.thread_time() - begun)
        p50, p99 = np.percentile(took, (50, 99))
        text = f"{tracks} tracks: p50 {p50:.2f} ms, p99 {p99:.2f} ms of a hop of {hop_ms:g} ms"
        if p50 > MOST * hop_ms:
            raise ModelError(f"too slow: {text}")
        return f"but slow: {text}" if p99 > EASY * hop_ms else text

    def _session(self, tracks: int, rows: int = 0) -> Session:
        return Session(self._contract, max(tracks, rows), providers=[CPU])

    def _noise(self, tracks: int, hops: int) -> np.ndarray:
        """(hops, tracks, 2, hop) noise at uneven levels."""
        gains = np.float32(0.3) ** np.arange(1, tracks % 7 + 1).astype(np.float32)
        audio = self._dice.standard_normal((hops, tracks, 2, self._card.hop), np.float32)
        return audio * np.resize(gains, tracks)[:, None, None]

    def _roles(self, tracks: int) -> np.ndarray:
        """(tracks, roles) one role after the other."""
        return np.resize(np.eye(len(self._card.roles), dtype=np.float32), (tracks, len(self._card.roles)))

    def _play(
        self,
        session: Session,
        audio: np.ndarray,
        role: np.ndarray | None = None,
        macros: list[float] | None = None,
    ) -> Outputs:
        """All that comes of audio (hops, tracks, 2, hop) from the beginning; ModelError for what must not."""
        session.reset()
        losses, tracks = session.losses, audio.shape[1]
        if "channels" in session.inputs:
            session.inputs["channels"][:tracks] = 2.0
        if "role" in session.inputs and role is not None:
            session.inputs["role"][:tracks] = role
        if "macros" in session.inputs:
            session.inputs["macros"][:] = macros or [macro.default for macro in self._card.macros]
        made: dict[str, list[np.ndarray]] = {}
        for hop in audio:
            session.inputs["audio"][:tracks] = hop
            for name, values in session.run().items():
                if not name.startswith("next_"):
                    made.setdefault(name, []).append(values.copy())
        if session.losses > losses:
            raise ModelError("its states become no numbers (NaN or infinite)")
        outputs = {name: np.stack(values) for name, values in made.items()}
        for name, values in outputs.items():
            self._judge(name, values, tracks)
        return outputs

    def _judge(self, name: str, values: np.ndarray, tracks: int) -> None:
        if self._contract.outputs[name][:1] == (None,):
            values = values[:, :tracks]
        if not np.isfinite(values).all():
            raise ModelError(f"{name} holds what is no number (NaN or infinite)")
        if name.endswith("confidence") and not ((values > -TOLERANCE) & (values < 1.0 + TOLERANCE)).all():
            raise ModelError(f"{name} goes from {values.min():.3g} to {values.max():.3g}, not from 0 to 1")
        for row, param in enumerate({"params": self._card.params, "master": self._card.master}.get(name, ())):
            slack = TOLERANCE * (param.high - param.low)
            low, high = float(values[..., row].min()), float(values[..., row].max())
            if low < param.low - slack or high > param.high + slack:
                promised = f"its card says {param.low:g} to {param.high:g}"
                raise ModelError(f"{param.name} goes from {low:.3g} to {high:.3g}; {promised}")

    def _agree(self, name: str, one: np.ndarray, other: np.ndarray, why: str) -> None:
        apart = np.abs(one - other) / self._spans.get(name, np.ones(1))
        if apart.size and float(apart.max()) > TOLERANCE:
            raise ModelError(f"{name} differs by {float(apart.max()):.3g} of its range with the {why}")


def _list(examiner: Examiner | type[Examiner], card: ModelCard) -> dict[str, Callable[[], str]]:
    names = ["opens", "shapes", "noise", "silence", "permutation", "padding", "again", "inputs", "speed"]
    if card.kind == "processor":
        names.remove("inputs")
    return {name: getattr(examiner, name) for name in names}


def list_examinations(card: ModelCard) -> list[str]:
    """What a model of this kind is examined for, in order."""
    return list(_list(Examiner, card))
