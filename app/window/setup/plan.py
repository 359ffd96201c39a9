"""Plan: another device and other wires as they are prepared, and what making them so will be like. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from app.orders.show import SetPatch
from app.patching import Cost, lay_patch, read_inputs, read_outputs, weigh
from app.shown.language import say
from app.state import State, Status
from engine.console.session import Patch, Session
from engine.devices.portaudio import Device
from engine.devices.survey import Devices

FREE_CHANNELS = 8
"""So many channels are offered where nobody knows how many there are."""


class Plan(Struct, frozen=True):
    """What is prepared: a patch, and which channels each place has."""

    patch: Patch
    inputs: dict[str, tuple[int, ...]]
    outputs: dict[str, tuple[int, ...]]

    @property
    def order(self) -> SetPatch:
        """What the desk is told."""
        return SetPatch(self.patch, self.inputs, self.outputs)


def begin_plan(session: Session) -> Plan:
    """Everything as it is."""
    mix = session.layers.hand
    return Plan(session.patch, read_inputs(mix), read_outputs(mix))


def change_patch(plan: Plan, **changes: object) -> Plan:
    """The plan with another device, rate or block."""
    return structs.replace(plan, patch=structs.replace(plan.patch, **changes))


def name_channel(plan: Plan, inputs: bool, channel: int, name: str) -> Plan:
    """The plan with a channel called otherwise."""
    names = list(plan.patch.input_names if inputs else plan.patch.output_names)
    names += [""] * (channel + 1 - len(names))
    names[channel] = name
    while names and not names[-1]:
        names.pop()
    if inputs:
        return change_patch(plan, input_names=tuple(names))
    return change_patch(plan, output_names=tuple(names))


def find_cost(session: Session, plan: Plan, status: Status) -> tuple[Cost, str]:
    """What making the plan so is heard as, or why it cannot be."""
    try:
        after = lay_patch(session, plan.patch, plan.inputs, plan.outputs)
    except (ValueError, KeyError) as error:
        return "nothing", str(error.args[0])
    return weigh(session, after, status.inputs, status.outputs), ""


def tell_cost(cost: Cost, fault: str, plan: Plan, session: Session) -> str:
    """What will happen, in a sentence, before it does."""
    if fault:
        return fault[:1].upper() + fault[1:] + "."
    if cost == "stop":
        words = say(
            "APPLY stops the sound for about a second; the mix stays. "
            "If the device refuses, the one before goes on."
        )
        if session.patch.stems and plan.patch.rate != session.patch.rate:
            words += " " + say("First the stems are made ready for {rate} Hz.", rate=plan.patch.rate)
        return words
    if cost == "dip":
        return say("APPLY fades the sound out and in again within 40 ms.")
    if cost == "words":
        return say("APPLY changes names only; nothing is heard of it.")
    return say("Everything is as it plays. What you change here waits for APPLY.")


def list_offers(
    devices: Devices | None, plan: Plan, needs: str
) -> tuple[list[str], list[tuple[str, str]], int]:
    """What can be chosen for `inputs` or `outputs`: words, (name, host API) pairs, and which is chosen.

    The first is the system's own choice; a device that is prepared but not there now stands last.
    """
    name = plan.patch.input_device if needs == "inputs" else plan.patch.output_device
    api = plan.patch.host_api
    words, pairs = [say("System default")], [("", "")]
    for row in devices.rows if devices is not None else ():
        count = getattr(row, needs)
        if count and (needs == "outputs" or not api or api.lower() in row.host_api.lower()):
            words.append(f"{row.name}  ·  {row.host_api}, {count}")
            pairs.append((row.name, row.host_api))
    chosen = _find(pairs, name, api)
    if chosen is None:
        words.append(f"{name}  ·  {say('not in the list now')}")
        pairs.append((name, api))
        chosen = len(pairs) - 1
    return words, pairs, chosen


def choose_output(plan: Plan, name: str, api: str, devices: Devices | None) -> Plan:
    """Another output; the input follows to the same host API, where it has a device of that name."""
    rows = devices.rows if devices is not None else ()
    into = plan.patch.input_device
    if api and api != plan.patch.host_api:
        fits = [row.name for row in rows if row.inputs and row.host_api == api]
        into = into if into in fits else name if name in fits else ""
    return change_patch(plan, output_device=name, host_api=api, input_device=into)


def count_there(state: State, plan: Plan, needs: str) -> int:
    """How many channels the prepared device has, as far as anybody knows."""
    used = _most(plan.inputs if needs == "inputs" else plan.outputs)
    if needs == "inputs" and plan.patch.stems:
        return used
    if plan.patch.driver == "clock":
        return max(used, FREE_CHANNELS)
    device = find_device(state.devices, plan, needs)
    if device is not None:
        return getattr(device, needs)
    same = ("driver", "input_device", "output_device", "host_api")
    if all(getattr(plan.patch, field) == getattr(state.session.patch, field) for field in same):
        return getattr(state.status, needs)
    return max(used, FREE_CHANNELS)


def find_device(devices: Devices | None, plan: Plan, needs: str) -> Device | None:
    """The row of the device that is prepared, where it is in the list."""
    name = plan.patch.input_device if needs == "inputs" else plan.patch.output_device
    for row in devices.rows if devices is not None else ():
        if row.name == name and getattr(row, needs) and plan.patch.host_api.lower() in row.host_api.lower():
            return row
    return None


def name_channels(plan: Plan, inputs: bool, there: int) -> list[str]:
    """A name, perhaps empty, for every channel there is or that is spoken of."""
    names = plan.patch.input_names if inputs else plan.patch.output_names
    count = max(there, _most(plan.inputs if inputs else plan.outputs), len(names))
    return [names[n] if n < len(names) else "" for n in range(count)]


def write_block(frames: int, rate: int) -> str:
    """A block as it stands in the list: frames, and how long it lasts."""
    return say("{frames} frames  ·  {ms:.1f} ms", frames=frames, ms=1000 * frames / rate)


def _find(pairs: Sequence[tuple[str, str]], name: str, api: str) -> int | None:
    if not name:
        return 0
    for number, (other, its) in enumerate(pairs):
        if other == name and api.lower() in its.lower():
            return number
    return None


def _most(wires: dict[str, tuple[int, ...]]) -> int:
    return max((channel + 1 for channels in wires.values() for channel in channels), default=0)
