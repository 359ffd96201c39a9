"""Doctor: what this machine has, what it lacks, and how to mend it."""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from app.children.child import find_engine
from app.folders import cache_folder, cores_folder, data_folder, runtime_folder
from engine.devices.driver import DeviceError
from engine.devices.portaudio import list_devices
from engine.devices.priority import LATENCY
from engine.gauges import Gauges
from engine.strips.core import Core, CoreError, find_core, make_core

FREE_MB = 500


class Finding(Struct, frozen=True):
    """One thing looked at: how it is, and the cure where it is not well."""

    what: str
    state: Literal["good", "poor", "bad"]
    text: str
    cure: str = ""


def examine() -> Iterator[Finding]:
    """Look at everything; "bad" keeps Deskhand from working, "poor" from working well."""
    yield from _libraries()
    yield _device()
    yield _rights()
    yield _processor()
    yield examine_dozing()
    yield _strips()
    yield _graphics()
    yield from _folders()


def _libraries() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", "good", version)
    for name in ("numpy", "pedalboard", "soundfile", "soxr", "msgspec", "onnxruntime", "rtmidi"):
        try:
            module = importlib.import_module(name)
        except (ImportError, OSError) as error:
            yield Finding(name, "bad", str(error), "run ./deskhand again; it mends its environment")
        else:
            yield Finding(name, "good", str(getattr(module, "__version__", "there")))


def _device() -> Finding:
    try:
        devices = list_devices()
    except DeviceError as error:
        return Finding("PortAudio", "bad", str(error), "apt-get install libportaudio2")
    outputs = [device for device in devices if device.outputs]
    if not outputs:
        return Finding(
            "sound card", "poor", "none found", "connect one, or start JACK; until then the clock stands in"
        )
    first = outputs[0]
    return Finding(
        "sound card", "good", f"{first.name} ({first.host_api}), {first.outputs} outputs, {first.rate} Hz"
    )


def _rights() -> Finding:
    limit = resource.getrlimit(resource.RLIMIT_RTPRIO)[0]
    if limit > 0 or os.geteuid() == 0 or limit == resource.RLIM_INFINITY:
        return Finding("real-time priority", "good", "allowed")
    return Finding(
        "real-time priority",
        "poor",
        "not allowed",
        "add yourself to the audio group: sudo usermod -aG audio $USER",
    )


def _processor() -> Finding:
    governor = Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    try:
        name = governor.read_text().strip()
    except OSError:
        return Finding("processor clock", "good", "not ours to set")
    if name == "performance":
        return Finding("processor clock", "good", name)
    return Finding(
        "processor clock", "poor", name, "sudo cpupower frequency-set -g performance, before a show"
    )


def examine_dozing(door: Path = LATENCY) -> Finding:
    """Whether an engine may keep processors awake between blocks."""
    what = "processor sleep"
    if not door.exists():
        return Finding(what, "good", "not ours to set")
    if os.access(door, os.R_OK | os.W_OK):
        return Finding(what, "good", "kept awake while a sound card plays")
    rule = 'KERNEL=="cpu_dma_latency", GROUP="audio", MODE="0660"'
    cure = f"let the audio group write to {door}: a file in /etc/udev/rules.d that says {rule}"
    return Finding(what, "poor", "may doze between blocks, and wakes late", cure)


def _strips() -> Finding:
    """How strips are played: by the show that runs, else by the next."""
    engine = find_engine(runtime_folder())
    plays = ""
    if engine is not None:
        with contextlib.suppress(OSError, ValueError, KeyError):
            ways = Gauges.open(runtime_folder() / f"gauges.{engine.pid}").ways
            plays = "; now " + ", ".join(f"{count} {way}" for way, count in ways.items() if count)
    try:
        make_core(cores_folder())
        core = Core(find_core(cores_folder()) or Path())
    except (CoreError, OSError) as error:
        why, _, cure = str(error).partition("; ")
        return Finding("strips", "poor", f"played by chains, some ten times slower: {why}{plays}", cure)
    return Finding("strips", "good", f"compiled for this processor, {core.lanes} at a time{plays}")


def _graphics() -> Finding:
    try:
        providers = importlib.import_module("onnxruntime").get_available_providers()
    except (ImportError, OSError):
        return Finding("GPU", "poor", "onnxruntime is missing", "run ./deskhand again")
    fast = [name for name in providers if name not in ("CPUExecutionProvider", "AzureExecutionProvider")]
    if fast:
        return Finding("GPU", "good", ", ".join(fast))
    if shutil.which("nvidia-smi"):
        return Finding("GPU", "poor", "there, but not used", "run ./deskhand --gpu doctor")
    return Finding("GPU", "good", "none; the processor does it")


def _folders() -> Iterator[Finding]:
    places: list[tuple[str, Callable[[], Path]]] = [
        ("sessions", data_folder),
        ("cache", cache_folder),
        ("runtime", runtime_folder),
    ]
    for what, find in places:
        try:
            folder = find()
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".probe.{os.getpid()}"
            probe.write_bytes(b"x")
            probe.unlink()
        except OSError as error:
            yield Finding(
                f"{what} folder",
                "bad",
                f"{error.filename}: {error.strerror}",
                "make it writable, or choose another by DESKHAND_DATA, DESKHAND_CACHE or DESKHAND_RUNTIME",
            )
            continue
        free_mb = shutil.disk_usage(folder).free // 1_000_000
        if free_mb < FREE_MB:
            yield Finding(f"{what} folder", "poor", f"{folder}: {free_mb} MB free", "free some space")
        else:
            yield Finding(f"{what} folder", "good", f"{folder}, {free_mb} MB free")


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(list(examine())))
