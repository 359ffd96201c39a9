"""The drummer: kick, snare and hats, each sound built from sines and shaped noise."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from app.demo.filters import Band, filtered
from app.demo.score import RATE_HZ, Bar
from app.demo.tape import Audio, Span, Tape, dice

STEPS = 16
LEVEL = {"X": 1.0, "x": 0.8, "m": 0.5, "g": 0.2, "o": 0.85, "c": 1.0}
TAKES = 5

# One string a bar, a sixteenth a letter: X accent, x hit, m medium, g ghost, o open, c crash.
KICK = {
    "intro": ("................", "x...............", "x.........x.....", "x.........x....."),
    "verse": ("X......x..x.....", "X..x......x....m"),
    "chorus": ("X.....x.X..x....", "X.....x.x.x...xm"),
    "bridge": ("X.........x.....",),
    "ending": ("X.....x.X.......", "X.....x.x.......", "X...............", "................"),
}
SNARE = {
    "intro": ("................", "................", "....m.......m...", "....m.......m..g"),
    "verse": ("....X..g.g..X...", "....X....g.gX..g"),
    "chorus": ("....X..g....X..g", "....X..g.g..X.g."),
    "bridge": ("............X...", "............X..g"),
    "ending": ("....X..g....X...", "....X.......m...", "X...............", "................"),
}
HATS = {
    "intro": ("m.g.m.g.m.g.m.g.", "x.m.x.m.x.m.x.mg"),
    "verse": ("x.m.x.mgx.m.x.m.", "x.mgx.m.x.mgx.o."),
    "chorus": ("o.x.o.x.o.x.o.x.", "o.xgo.x.o.xgo.xg"),
    "bridge": ("m...m...m...m.g.",),
    "ending": ("o.x.o.x.o.x.o.x.", "x.m.x.m.m...m...", "c...............", "................"),
}
SNARE_FILLS = {
    "intro": "....m.......mmxX",
    "verse": "....X..g.gxmXmxX",
    "chorus": "....X.mxX.mxXmXX",
    "bridge": "g.g.gmgmmmmmxxXX",
}
KICK_FILLS = {"bridge": "X...x...x...x.x."}


class Hit(NamedTuple):
    """One stroke: its letter, when, how loud, how late, and which of the recorded takes."""

    letter: str
    beat: float
    gain: float
    late_ms: float
    take: int


def kick_sound(take: int) -> Audio:
    """A falling sine with a beater click."""
    seconds = np.arange(round(0.42 * RATE_HZ)) / RATE_HZ
    hz = 49 + 2 * take / TAKES + 110 * np.exp(-seconds / 0.022) + 35 * np.exp(-seconds / 0.08)
    shape = np.exp(-seconds / 0.13) * (1 - np.exp(-seconds / 0.0008))
    body = np.sin(2 * np.pi * np.cumsum(hz) / RATE_HZ) * shape
    click = dice("kick click", take).standard_normal(len(seconds)) * np.exp(-seconds / 0.003)
    click = filtered(click.astype(np.float32), Band("band", 3200, 0.7))
    return ((body + 0.5 * click) * np.minimum(1, (0.42 - seconds) / 0.05)).astype(np.float32)


def snare_sound(take: int) -> Audio:
    """Two shell modes and the wires' noise."""
    noise = dice("snare wires", take).standard_normal(round(0.4 * RATE_HZ)).astype(np.float32)
    seconds = np.arange(len(noise)) / RATE_HZ
    turns = 188 * seconds + 0.9 * (1 - np.exp(-seconds / 0.02))
    shell = np.sin(2 * np.pi * turns) * np.exp(-seconds / 0.07)
    shell += 0.55 * np.sin(2 * np.pi * (331 + take) * seconds) * np.exp(-seconds / 0.045)
    wires = filtered(noise, Band("high", 1400), Band("bell", 4800, 0.8, 6), Band("low", 11000))
    wires *= (0.62 * np.exp(-seconds / 0.055) + 0.2 * np.exp(-seconds / 0.14)).astype(np.float32)
    rise = 1 - np.exp(-seconds / 0.0004)
    return ((0.8 * shell + wires) * rise * np.minimum(1, (0.4 - seconds) / 0.05)).astype(np.float32)


def cymbal_sound(take: int, decay_s: float, low_hz: float) -> Audio:
    """Clashing square waves and noise, high-passed."""
    length_s = min(4.5, 6 * decay_s)
    seconds = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    roll = dice("cymbal", take)
    partials_hz = np.array([406, 694, 822, 1126, 1294, 1642]) * (1 + 0.01 * roll.standard_normal(6))
    metal = sum(np.sign(np.sin(2 * np.pi * hz * seconds)) for hz in partials_hz)
    tone = (0.25 * metal + roll.standard_normal(len(seconds))).astype(np.float32)
    tone = filtered(tone, Band("high", low_hz, 0.9), Band("high", low_hz * 0.7), Band("low", 15500))
    shape = np.exp(-seconds / decay_s) + 0.5 * np.exp(-seconds / (0.2 * decay_s))
    rise = 1 - np.exp(-seconds / 0.0006)
    return (0.4 * tone * shape * rise * np.minimum(1, (length_s - seconds) / 0.02)).astype(np.float32)


def _line(lines: dict[str, tuple[str, ...]], fills: dict[str, str], bar: Bar) -> str:
    if bar.last and bar.section in fills:
        return fills[bar.section]
    return lines[bar.section][bar.position % len(lines[bar.section])]


def _hits(player: str, line: str, bar: Bar, tightness_ms: float) -> Iterator[Hit]:
    roll = dice(player, bar)
    for step, letter in enumerate(line):
        late_ms, velocity = roll.normal(0, tightness_ms), roll.normal(1, 0.06)
        take = int(roll.integers(TAKES))
        if letter != ".":
            gain = LEVEL[letter] * min(max(velocity, 0.85), 1.12) * (0.55 + 0.45 * bar.loudness)
            yield Hit(letter, bar.beat + step / 4, gain, min(max(late_ms, -12), 12), take)


def kick(span: Span) -> Audio:
    """The kick drum's microphone (frames,)."""
    tape, sounds = Tape(span), [kick_sound(take) for take in range(TAKES)]
    for bar in span:
        for hit in _hits("kick", _line(KICK, KICK_FILLS, bar), bar, 2.5):
            tape.add(hit.beat, sounds[hit.take], hit.gain, hit.late_ms)
    return filtered(tape.audio, Band("high", 25))


def snare(span: Span) -> Audio:
    """The snare's microphone (frames,); it sits a little behind the beat, ghost notes are duller."""
    tape, sounds = Tape(span), [snare_sound(take) for take in range(TAKES)]
    ghosts = [filtered(sound, Band("low", 3500)) for sound in sounds]
    for bar in span:
        for hit in _hits("snare", _line(SNARE, SNARE_FILLS, bar), bar, 3.5):
            sound = (ghosts if hit.letter == "g" else sounds)[hit.take]
            tape.add(hit.beat, sound, hit.gain, hit.late_ms + 5)
    return filtered(tape.audio, Band("high", 60))


def hats(span: Span) -> Audio:
    """The hats' microphone (frames,), with the crash where a chorus, the ending and the last chord begin."""
    tape = Tape(span)
    closed = [cymbal_sound(take, 0.035, 6500) for take in range(TAKES)]
    opened = [cymbal_sound(take + TAKES, 0.16, 6000) for take in range(TAKES)]
    crash = cymbal_sound(2 * TAKES, 1.1, 3200)
    for bar in span:
        if bar.position == 0 and bar.section in ("chorus", "ending"):
            tape.add(bar.beat, crash, 0.75)
        for hit in _hits("hats", _line(HATS, {}, bar), bar, 3):
            sound = {"o": opened[hit.take], "c": crash}.get(hit.letter, closed[hit.take])
            tape.add(hit.beat, sound, 0.7 * hit.gain, hit.late_ms)
    return tape.audio
