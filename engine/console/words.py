"""Words for places and parameters, as a person at the desk says them."""

from __future__ import annotations

from collections.abc import Collection

from engine.console.params import MONITORS
from engine.console.state import Mix, split_place

_WHOLE = {
    "trim_db": "trim",
    "hpf_hz": "high-pass",
    "fader_db": "fader",
    "reverb_send_db": "reverb send",
    "reverb_pre": "reverb pre-fader",
    "delay_send_db": "delay send",
    "delay_pre": "delay pre-fader",
    **{f"monitor{n}_send_db": f"monitor {n} send" for n in range(1, MONITORS + 1)},
    **{f"monitor{n}_pan": f"monitor {n} pan" for n in range(1, MONITORS + 1)},
}
_PARTS = {"gate": "gate", "comp": "compressor", "eq1": "EQ 1", "eq2": "EQ 2", "eq3": "EQ 3", "eq4": "EQ 4"}
_UNITS = ("db", "hz", "ms")


def name_param(param: str) -> str:
    """A parameter without its unit: "fader", "EQ 1 gain", "compressor threshold"."""
    if param in _WHOLE:
        return _WHOLE[param]
    part, *rest = param.split("_")
    words = [_PARTS.get(part, part), *rest]
    if part.startswith("eq") and rest == ["hz"]:
        words[-1] = "frequency"
    elif words[-1] in _UNITS:
        words.pop()
    return " ".join(words)


def name_place(mix: Mix, place: str) -> str:
    """What a place is called: its scribble name, else its number."""
    kind, index = split_place(place)
    return mix.at(place).name or f"{kind} {(index or 0) + 1}"


def name_controls(mix: Mix, controls: Collection[tuple[str, str]]) -> str:
    """Some (place, parameter) in a few words: "fader of Vocals", "pan of 3 strips", "12 settings"."""
    places = list(dict.fromkeys(place for place, _ in controls))
    params = list(dict.fromkeys(param for _, param in controls))
    what = name_param(params[0]) if len(params) == 1 else f"{len(controls)} settings"
    if len(places) == 1:
        return f"{what} of {name_place(mix, places[0])}"
    if len(params) == 1:
        strips = all(place.startswith("strip/") for place in places)
        return f"{what} of {len(places)} {'strips' if strips else 'places'}"
    return what
