"""Styles: the style inputs of a mind, as a person gives them on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from math import isfinite


class StyleError(Exception):
    """A style input that cannot be set: says why, and which there are."""


def read_macros(mind: str, told: Sequence[str]) -> dict[str, float]:
    """Values by name from `NAME=NUMBER` each, as the mind's card allows them."""
    from models.minds import find_mind

    if not told:
        return {}
    card = find_mind(mind).card
    known = {macro.name: macro for macro in card.macros} if card is not None else {}
    if not known:
        raise StyleError(f"{mind} has no style inputs; choose a mind that has, see: deskhand minds show NAME")
    values: dict[str, float] = {}
    for text in told:
        name, given, number = text.partition("=")
        name = name.strip()
        if not given:
            raise StyleError(f"{text!r} sets nothing; give NAME=NUMBER, such as {next(iter(known))}=+3")
        if name not in known:
            near = get_close_matches(name.lower(), known, 1)
            guess = f"did you mean {near[0]!r}? " if near else ""
            raise StyleError(f"{mind} has no style input {name!r}; {guess}it has: {', '.join(known)}")
        macro = known[name]
        try:
            value = float(number)
        except ValueError:
            raise StyleError(f"{name}: {number.strip()!r} is no number; such as {name}=+3") from None
        if not isfinite(value) or macro.clamp(value) != value:
            unit = f" {macro.unit}" if macro.unit else ""
            raise StyleError(f"{name}: {value:g} is out of {macro.low:g} to {macro.high:g}{unit}")
        values[name] = value
    return values
