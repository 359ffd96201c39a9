"""PortAudio: sound cards, chosen by name and host API. The only importer of sounddevice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np
from msgspec import Struct

from engine.console.session import Patch
from engine.devices.driver import DeviceError, Render
from engine.devices.priority import keep_awake, raise_priority

RATES = (44100, 48000, 88200, 96000)


class Device(Struct, frozen=True):
    """A device as the system names it."""

    name: str
    host_api: str
    inputs: int
    outputs: int
    rate: int
    index: int


def list_devices() -> list[Device]:
    """Every device there is now; DeviceError where PortAudio itself is missing."""
    sd = _import()
    apis = [api["name"] for api in sd.query_hostapis()]
    return [
        Device(
            row["name"],
            apis[row["hostapi"]],
            row["max_input_channels"],
            row["max_output_channels"],
            round(row["default_samplerate"]),
            index,
        )
        for index, row in enumerate(sd.query_devices())
    ]


def find_device(devices: list[Device], name: str, host_api: str, needs: str) -> Device:
    """The device of a name (whole, else a part that only one has) that has `needs`: inputs or outputs."""
    fit = [d for d in devices if getattr(d, needs) > 0 and host_api.lower() in d.host_api.lower()]
    if name:
        exact = [d for d in fit if d.name == name]
        fit = exact or [d for d in fit if name.lower() in d.name.lower()]
    if not fit:
        there = ", ".join(f"{d.name!r} ({d.host_api})" for d in devices if getattr(d, needs) > 0) or "none"
        wanted = repr(name) if name else "device"
        where = f" of {host_api}" if host_api else ""
        raise DeviceError(f"no {wanted}{where} with {needs}; devices with {needs}: {there}")
    if name and len({d.name for d in fit}) > 1:
        there = ", ".join(repr(d.name) for d in fit)
        raise DeviceError(f"{name!r} may be any of {there}; give the whole name")
    return fit[0]


class PortAudio:
    """One stream over an input and an output device."""

    def __init__(self, patch: Patch, inputs: int, outputs: int) -> None:
        self._sd = _import()
        devices = list_devices()
        source = None
        if inputs and not patch.stems:
            source = find_device(devices, patch.input_device, patch.host_api, "inputs")
        sink = find_device(devices, patch.output_device, patch.host_api, "outputs")
        self.rate = patch.rate
        self.frames = patch.frames
        self.inputs = min(inputs, source.inputs) if source else 0
        self.outputs = min(max(2, outputs), sink.outputs)
        if source and source.inputs < inputs:
            raise DeviceError(
                f"{source.name!r} has {source.inputs} inputs and the session needs {inputs}; "
                "choose another device or take strips out"
            )
        self.name = (
            sink.name if source is None or source.name == sink.name else f"{source.name} / {sink.name}"
        )
        self.input_names = patch.input_names or tuple(f"in {n + 1}" for n in range(self.inputs))
        self.output_names = patch.output_names or tuple(f"out {n + 1}" for n in range(self.outputs))
        self._source, self._sink = source, sink
        self._check_rate()
        self._stream: Any = None
        self._awake: BinaryIO | None = None

    @property
    def latency_frames(self) -> int:
        """Input to output, as PortAudio says."""
        if self._stream is None:
            return 0
        latency = self._stream.latency
        return round(float(np.sum(latency)) * self.rate)

    def start(self, render: Render, lost: Callable[[], None]) -> None:
        """Open the stream; from now on PortAudio's thread renders."""
        inputs = np.zeros((max(1, self.inputs), self.frames), np.float32)
        outputs = np.zeros((self.outputs, self.frames), np.float32)

        begun = False

        def play(incoming: np.ndarray | None, outgoing: np.ndarray, frames: int, status: Any) -> None:
            nonlocal begun
            if not begun:
                begun = True
                raise_priority()
            if status and not status.priming_output:
                lost()
            if frames == inputs.shape[1]:
                source, sink = inputs, outputs
            else:
                source = np.zeros((len(inputs), frames), np.float32)
                sink = np.zeros((len(outputs), frames), np.float32)
            if incoming is not None:
                source[:] = incoming.T
            render(source, sink)
            outgoing[:] = sink.T

        common = {"samplerate": self.rate, "blocksize": self.frames, "dtype": "float32", "latency": "low"}
        try:
            if self._source is None:
                self._stream = self._sd.OutputStream(
                    device=self._sink.index,
                    channels=self.outputs,
                    callback=lambda out, frames, _, status: play(None, out, frames, status),
                    **common,
                )
            else:
                self._stream = self._sd.Stream(
                    device=(self._source.index, self._sink.index),
                    channels=(self.inputs, self.outputs),
                    callback=lambda inp, out, frames, _, status: play(inp, out, frames, status),
                    **common,
                )
            self._stream.start()
            self._awake = keep_awake()
        except self._sd.PortAudioError as error:
            raise DeviceError(
                f"{self.name!r} cannot be opened ({error.args[0]}); is another program using it?"
            ) from error

    def alive(self) -> bool:
        """Whether PortAudio still calls back."""
        return self._stream is not None and self._stream.active

    def stop(self) -> None:
        """Close the stream. Blocks for ever when the device is gone: then end the process instead."""
        if self._awake is not None:
            self._awake.close()
        if self._stream is not None and self._stream.active:
            self._stream.close()

    def _check_rate(self) -> None:
        def fits(rate: int) -> bool:
            try:
                if self._source is not None:
                    self._sd.check_input_settings(self._source.index, self.inputs, "float32", samplerate=rate)
                self._sd.check_output_settings(self._sink.index, self.outputs, "float32", samplerate=rate)
            except self._sd.PortAudioError:
                return False
            return True

        if not fits(self.rate):
            offered = ", ".join(str(rate) for rate in RATES if fits(rate)) or "none of ours"
            raise DeviceError(f"{self.name!r} does not run at {self.rate} Hz; it offers {offered}")


def _import() -> Any:
    try:
        import sounddevice
    except OSError as error:
        raise DeviceError(
            f"PortAudio is missing ({error}); install libportaudio2, or use the clock"
        ) from error
    return sounddevice
