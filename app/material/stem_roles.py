"""Stem roles: what a person says that tracks are, on the command line or in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from app.material.stems import StemsError
from engine.console.state import Mix
from models.guess import guess_meant
from models.roles import ROLES


def give_roles(mix: Mix, told: Sequence[str]) -> Mix:
    """The mix with roles set as told: each `NAME=ROLE`, or a JSON file of names and roles."""
    wanted: dict[str, str] = {}
    for text in told:
        wanted |= _read(text)
    places = {strip.name.casefold(): index for index, strip in enumerate(mix.strips)}
    strips = list(mix.strips)
    for name, role in wanted.items():
        if name.casefold() not in places:
            raise StemsError(f"no track is called {name!r}; there are: {', '.join(s.name for s in strips)}")
        if role not in ROLES:
            meant = guess_meant(role, ROLES)
            raise StemsError(f"{name}: {role!r} is no role; {meant}there are: {', '.join(ROLES)}")
        index = places[name.casefold()]
        strips[index] = msgspec.structs.replace(strips[index], role=role)
    return msgspec.structs.replace(mix, strips=tuple(strips))


def _read(text: str) -> dict[str, str]:
    """The roles by name in one argument."""
    name, given, role = text.rpartition("=")
    if given:
        return {name.strip(): role.strip()}
    try:
        return msgspec.json.decode(Path(text).read_bytes(), type=dict[str, str])
    except OSError as error:
        raise StemsError(
            f"{text}: cannot be read ({error.strerror}); give NAME=ROLE or a JSON file"
        ) from error
    except msgspec.MsgspecError as error:
        raise StemsError(f'{text}: {error}; write it like {{"Track 1": "lead vocal"}}') from error
