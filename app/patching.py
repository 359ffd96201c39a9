"""Patching: over which device and which wires a session is played, and what a change of that costs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import structs

from engine.console.session import Patch, Session
from engine.console.state import Bus, Mix, Strip, split_place
from engine.devices.portaudio import RATES

BLOCKS = (32, 64, 128, 256, 512, 1024)
"""Frames in a block, as they are offered; anything between is possible."""

MOST_CHANNELS = 128
"""Of a device, in each direction."""

Wires = Mapping[str, tuple[int, ...]]
"""Places and their device channels, from 0: one or two of a strip's inputs, up to two of a bus's outputs."""

Cost = Literal["nothing", "words", "dip", "stop"]
"""What a change is heard as: not at all; names only; faded over within 40 ms; silent for about a second."""


def read_inputs(mix: Mix) -> dict[str, tuple[int, ...]]:
    """Which device inputs each strip takes."""
    return {f"strip/{index}": strip.inputs for index, strip in enumerate(mix.strips)}


def read_outputs(mix: Mix) -> dict[str, tuple[int, ...]]:
    """Which device outputs each bus leaves by; empty: none."""
    found = {}
    for place in mix.places():
        at = mix.at(place)
        if isinstance(at, Bus):
            found[place] = at.outputs
    return found


def lay_patch(session: Session, patch: Patch, inputs: Wires, outputs: Wires) -> Session:
    """The session over another patch; places not named keep their wires. ValueError says what cannot be."""
    if patch.rate not in RATES:
        raise ValueError(f"{patch.rate} Hz cannot be; choose from {', '.join(map(str, RATES))}")
    if not BLOCKS[0] <= patch.frames <= BLOCKS[-1]:
        raise ValueError(f"a block has {BLOCKS[0]} to {BLOCKS[-1]} frames, not {patch.frames}")
    for place, channels in inputs.items():
        _check(session, place, channels, "strip", 1)
        if session.patch.stems and channels != read_inputs(session.layers.hand)[place]:
            name = session.layers.hand.at(place).name
            raise ValueError(f"{name}: stems play into strips of their own; inputs are patched in live shows")
    for place, channels in outputs.items():
        _check(session, place, channels, "bus", 0)
    layers = session.layers
    hand, auto = (wire(mix, inputs, outputs) for mix in (layers.hand, layers.auto))
    patch = structs.replace(patch, stems=session.patch.stems)
    return structs.replace(session, layers=structs.replace(layers, hand=hand, auto=auto), patch=patch)


def weigh(before: Session, after: Session, inputs: int, outputs: int) -> Cost:
    """What going from one session to the other is heard as, by an engine with so many channels open."""
    old, new = before.patch, after.patch
    device = ("driver", "input_device", "output_device", "host_api", "rate", "frames", "stems")
    if any(getattr(old, name) != getattr(new, name) for name in device):
        return "stop"
    mix, then = after.layers.hand, before.layers.hand
    if (read_inputs(mix), read_outputs(mix)) != (read_inputs(then), read_outputs(then)):
        return "dip" if _fits(before, after, inputs, outputs) else "stop"
    return "words" if old != new else "nothing"


def _fits(before: Session, after: Session, inputs: int, outputs: int) -> bool:
    """Whether the engine has the channels; what was silent before for want of a channel may stay so."""
    known_in = {*range(inputs), *_used(read_inputs(before.layers.hand))}
    known_out = {*range(outputs), *_used(read_outputs(before.layers.hand))}
    mix = after.layers.hand
    return _used(read_inputs(mix)) <= known_in and _used(read_outputs(mix)) <= known_out


def _used(wires: Wires) -> set[int]:
    return {channel for channels in wires.values() for channel in channels}


def _check(session: Session, place: str, channels: tuple[int, ...], what: str, least: int) -> None:
    if (split_place(place)[0] == "strip") != (what == "strip"):
        raise ValueError(f"{place} has no {'inputs' if what == 'strip' else 'outputs'} to be patched")
    name = session.layers.hand.at(place).name
    if not least <= len(channels) <= 2:
        raise ValueError(f"{name}: {'one or two inputs' if least else 'two outputs at most'}")
    if len(set(channels)) != len(channels):
        raise ValueError(f"{name}: the two sides need channels of their own")
    if any(not 0 <= channel < MOST_CHANNELS for channel in channels):
        raise ValueError(f"{name}: channels are 1 to {MOST_CHANNELS}")


def wire(mix: Mix, inputs: Wires, outputs: Wires) -> Mix:
    """The same mix over other channels; places not named keep theirs."""
    strips = tuple(
        structs.replace(strip, inputs=inputs.get(f"strip/{index}", strip.inputs))
        for index, strip in enumerate(mix.strips)
    )

    def wired(place: str) -> Bus:
        bus = mix.at(place)
        assert not isinstance(bus, Strip)
        return structs.replace(bus, outputs=outputs.get(place, bus.outputs))

    return structs.replace(
        mix,
        strips=strips,
        groups=tuple(wired(f"group/{n}") for n in range(len(mix.groups))),
        reverb=wired("reverb"),
        delay=wired("delay"),
        monitors=tuple(wired(f"monitor/{n}") for n in range(len(mix.monitors))),
        master=wired("master"),
    )
