"""The strips of `deskhand bench` as a SuperCollider synth, rendered by scsynth without a sound card."""

from __future__ import annotations

import struct
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

RATE = 48000
AUDIO = 2

Input = tuple[int, int] | float
"""(ugen, output), or a constant."""


class Graph:
    """A synth definition: ugens in their order."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.constants: list[float] = []
        self.ugens: list[bytes] = []

    def add(self, name: str, inputs: list[Input], outputs: int = 1, special: int = 0) -> tuple[int, int]:
        """A ugen; its first output."""
        words = [_name(name), struct.pack(">bIIh", AUDIO, len(inputs), outputs, special)]
        for each in inputs:
            if isinstance(each, tuple):
                words.append(struct.pack(">ii", *each))
            else:
                if each not in self.constants:
                    self.constants.append(each)
                words.append(struct.pack(">ii", -1, self.constants.index(each)))
        words.append(bytes([AUDIO]) * outputs)
        self.ugens.append(b"".join(words))
        return len(self.ugens) - 1, 0

    def encode(self) -> bytes:
        """The file that /d_recv takes."""
        constants = struct.pack(f">I{len(self.constants)}f", len(self.constants), *self.constants)
        head = b"SCgf" + struct.pack(">IH", 2, 1) + _name(self.name) + constants + struct.pack(">II", 0, 0)
        return head + struct.pack(">I", len(self.ugens)) + b"".join(self.ugens) + struct.pack(">H", 0)


def make_strip(channel: int, outputs: int) -> Graph:
    """High-pass, four bands, compressor, and six sends."""
    graph = Graph(f"strip{channel}")
    audio = graph.add("In", [float(outputs + channel)])
    audio = graph.add("HPF", [audio, 80.0])
    for name, hz in (("BLowShelf", 100.0), ("BPeakEQ", 400.0), ("BPeakEQ", 2000.0), ("BHiShelf", 8000.0)):
        audio = graph.add(name, [audio, hz, 1.0, 3.0 + channel % 3])
    audio = graph.add("Compander", [audio, audio, 0.0316, 1.0, 1 / 3, 0.01, 0.12])
    for bus, gain in ((0, 0.25), (2, 0.0625), (4, 0.03125)):
        pan = graph.add("Pan2", [audio, 0.3, gain], 2)
        graph.add("Out", [float(bus), pan, (pan[0], 1)], 0)
    return graph


def time_strips(strips: int, frames: int, seconds: float = 20.0) -> float:
    """Microseconds that scsynth takes for the strips of a block: with them less without."""
    more_s = _render(strips, strips, frames, seconds) - _render(strips, 0, frames, seconds)
    return 1e6 * more_s * frames / RATE / seconds


def _render(inputs: int, strips: int, frames: int, seconds: float) -> float:
    """Seconds to render so many; the best of three."""
    with tempfile.TemporaryDirectory() as folder:
        score, source = Path(folder) / "score", Path(folder) / "in.wav"
        noise = np.random.default_rng(0).standard_normal((round(seconds * RATE), inputs)) * 0.1
        soundfile.write(source, noise.astype(np.float32), RATE, "FLOAT", format="RF64")
        messages = []
        for channel in range(strips):
            messages.append(_message("/d_recv", ",b", _blob(make_strip(channel, 6).encode())))
            messages.append(_message("/s_new", ",siii", _string(f"strip{channel}"), 1000 + channel, 1, 0))
        bundles = _bundle(0.0, messages) + _bundle(seconds, [_message("/c_set", ",ii", 0, 0)])
        score.write_bytes(bundles)
        target = Path(folder) / "out.wav"
        command = ["scsynth", "-N", str(score), str(source), str(target), str(RATE), "WAV", "float"]
        command += ["-D", "0", "-z", str(frames), "-i", str(inputs), "-o", "6"]
        command += ["-a", "1024", "-n", "2048", "-m", "262144"]
        best, said = float("inf"), ""
        for _ in range(3):
            begun = time.perf_counter()
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            best = min(best, time.perf_counter() - begun)
        heard = np.abs(soundfile.read(target)[0]).max()
        if "exception" in said or "FAIL" in said or (strips and not 1e-3 < heard < 100):
            raise RuntimeError(f"{said} peak {heard}")
        return best


def _name(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()


def _string(text: str) -> bytes:
    raw = text.encode() + b"\0"
    return raw + b"\0" * (-len(raw) % 4)


def _blob(raw: bytes) -> bytes:
    return struct.pack(">I", len(raw)) + raw + b"\0" * (-len(raw) % 4)


def _message(path: str, types: str, *values: bytes | int) -> bytes:
    packed = (value if isinstance(value, bytes) else struct.pack(">i", value) for value in values)
    return _string(path) + _string(types) + b"".join(packed)


def _bundle(seconds: float, messages: list[bytes]) -> bytes:
    when = struct.pack(">II", int(seconds), int(seconds % 1 * 2**32))
    body = b"#bundle\0" + when + b"".join(_blob(message) for message in messages)
    return struct.pack(">I", len(body)) + body
