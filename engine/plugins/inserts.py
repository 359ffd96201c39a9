"""InsertChain: a strip's insert effects, built and measured before they are heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pedalboard

from engine.console.effects import LATE, is_file
from engine.console.state import Insert

MEASURE_S = 1.0
MOST_LATENCY_S = 0.5


class InsertError(Exception):
    """An effect that cannot be used: says which and what to do."""


class InsertChain:
    """Effects in a row that give as many frames as they take, `latency_frames` late."""

    def __init__(self, inserts: tuple[Insert, ...], rate: int, channels: int, longest_block: int) -> None:
        """Load, set and warm up the effects. Control thread, which must be the main thread for VST3."""
        self._rate = rate
        self.inserts = inserts
        self._silence = np.zeros((channels, longest_block), np.float32)
        plugins = [_make_effect(insert) for insert in inserts if not insert.bypass]
        self.plugins = plugins
        self._turns: tuple[tuple[pedalboard.Plugin, str, float | bool | str], ...] = ()
        self._turned = self._turns
        self._board = pedalboard.Pedalboard(plugins)
        try:
            self.latency_frames = self._measure(longest_block)
        except (ValueError, RuntimeError) as error:
            names = ", ".join(insert.effect for insert in inserts)
            raise InsertError(f"{names}: does not play {channels} channels ({error}); remove it") from error
        if self.latency_frames > MOST_LATENCY_S * rate:
            names = ", ".join(insert.effect for insert in inserts)
            raise InsertError(f"{names}: later than {MOST_LATENCY_S} s, so of no use live; remove it")
        self.reset()

    def turn(self, inserts: tuple[Insert, ...]) -> bool:
        """Set the parameters of these effects while they play; False where they are others. Control thread.

        Built-in effects take them on the audio thread, between blocks; plugin files see to that themselves.
        """
        if not can_turn(self.inserts, inserts):
            return False
        turns = []
        for plugin, insert in zip(self.plugins, (each for each in inserts if not each.bypass), strict=True):
            if isinstance(plugin, pedalboard.ExternalPlugin):
                _set_params(plugin, insert)
            else:
                _make_effect(insert)
                turns += [(plugin, name, value) for name, value in insert.params.items()]
        self._turns = tuple(turns)
        self.inserts = inserts
        return True

    def process(self, audio: np.ndarray) -> np.ndarray:
        """Audio (channels, frames) through the effects, the same number of frames out. Audio thread."""
        frames = audio.shape[1]
        turns = self._turns
        if turns is not self._turned:
            self._turned = turns
            for plugin, name, value in turns:
                setattr(plugin, name, value)
        played = self._board.process(audio, self._rate, reset=False)
        if not self.latency_frames:
            return played
        come = played.shape[1]
        self._queue[:, self._queued : self._queued + come] = played
        self._queued += come
        if self._queued < frames:
            missing = frames - self._queued
            self._queue[:, missing:frames] = self._queue[:, : self._queued].copy()
            self._queue[:, :missing] = 0.0
            self._queued = frames
        out = self._queue[:, :frames].copy()
        rest = self._queued - frames
        self._queue[:, :rest] = self._queue[:, frames : self._queued].copy()
        self._queued = rest
        return out

    def reset(self) -> None:
        """Forget the past and be ready for the longest block. Audio thread."""
        self._board.reset()
        channels, longest = self._silence.shape
        self._queue = np.zeros((channels, 2 * self.latency_frames + 3 * longest), np.float32)
        self._queued = self.latency_frames
        fed = come = 0
        while fed < self.latency_frames + longest:
            come += self._board.process(self._silence, self._rate, reset=False).shape[1]
            fed += longest
        self._queued -= fed - come

    def _measure(self, longest: int) -> int:
        """The most frames the effects ever hold back, over long and short blocks."""
        most = 0
        for frames in (longest, min(longest, 64), min(longest, 37)):
            self._board.reset()
            held = longest - self._board.process(self._silence, self._rate, reset=False).shape[1]
            most = max(most, held)
            for _ in range(int(MEASURE_S * self._rate / frames)):
                held += (
                    frames - self._board.process(self._silence[:, :frames], self._rate, reset=False).shape[1]
                )
                most = max(most, held)
        return most


def _make_effect(insert: Insert) -> pedalboard.Plugin:
    """One effect with its parameters and state."""
    plugin = _load(insert.effect)
    if insert.state:
        if not isinstance(plugin, pedalboard.ExternalPlugin):
            raise InsertError(f"{insert.effect}: only a plugin file has a state; set its params instead")
        setattr(plugin, "raw_state", insert.state)  # noqa: B010
    _set_params(plugin, insert)
    return plugin


def _set_params(plugin: pedalboard.Plugin, insert: Insert) -> None:
    """Set an effect's parameters; InsertError says what there is."""
    for name, value in insert.params.items():
        if not hasattr(plugin, name):
            known = ", ".join(effect_params(plugin))
            raise InsertError(f"{insert.effect}: has no parameter {name!r}; it has {known}")
        try:
            setattr(plugin, name, value)
        except (TypeError, ValueError) as error:
            raise InsertError(
                f"{insert.effect}: {name} cannot be {value!r} ({error}); mend the value"
            ) from error


def can_turn(old: tuple[Insert, ...], new: tuple[Insert, ...]) -> bool:
    """Whether one row of effects becomes another by parameters alone, none of which makes it later."""
    if [(e.effect, e.state, e.bypass) for e in old] != [(e.effect, e.state, e.bypass) for e in new]:
        return False
    return all(
        was.params.keys() <= now.params.keys()
        and all(was.params.get(name) == now.params.get(name) for name in LATE & now.params.keys())
        for was, now in zip(old, new, strict=True)
    )


def effect_params(plugin: pedalboard.Plugin) -> list[str]:
    """The names of an effect's parameters."""
    if isinstance(plugin, pedalboard.ExternalPlugin):
        return sorted(getattr(plugin, "parameters"))  # noqa: B009
    return sorted(name for name in vars(type(plugin)) if isinstance(vars(type(plugin))[name], property))


def effect_names() -> list[str]:
    """The built-in effects an insert may name."""
    found = []
    for name, member in vars(pedalboard).items():
        if not isinstance(member, type) or not issubclass(member, pedalboard.Plugin):
            continue
        if name not in _NO_EFFECTS and not name.startswith("_"):
            found.append(name)
    return sorted(found)


_NO_EFFECTS = {
    *("Plugin", "PluginContainer", "Pedalboard", "Chain", "Mix"),
    *("ExternalPlugin", "VST3Plugin", "AudioUnitPlugin"),
    *("PitchShift", "Convolution", "IIRFilter", "Resample", "GSMFullRateCompressor"),
}


def _load(effect: str) -> pedalboard.Plugin:
    if is_file(effect):
        path = Path(effect).expanduser()
        if not path.exists():
            raise InsertError(f"{path}: no such plugin; install it or correct the path")
        try:
            return pedalboard.load_plugin(str(path))
        except (ImportError, ValueError, RuntimeError) as error:
            raise InsertError(f"{path}: cannot be loaded ({error}); remove the insert") from error
    if effect not in effect_names():
        raise InsertError(f"{effect}: no such effect; built in are {', '.join(effect_names())}")
    return getattr(pedalboard, effect)()
