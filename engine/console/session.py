"""The session file: everything a desk remembers, as versioned JSON that is never half written."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct, structs

from engine.console.groups import Dca, MuteGroup, Over, Solo, clamp_level, find_members
from engine.console.layers import Layers
from engine.console.moves import Hold, Holds
from engine.console.params import GROUPS, MONITORS, PARAMS, Kind, find_param
from engine.console.scenes import Safes, Scene
from engine.console.state import COLOURS, Bus, Insert, Mix, Strip, make_bus, split_place

VERSION = 5

Mode = Literal["run", "freeze", "suggest"]


class Patch(Struct, frozen=True):
    """Which device the sound comes from and goes to, matched by name; channel names for people."""

    driver: Literal["portaudio", "clock"] = "portaudio"
    input_device: str = ""
    output_device: str = ""
    host_api: str = ""
    rate: int = 48000
    frames: int = 128
    stems: str = ""
    input_names: tuple[str, ...] = ()
    output_names: tuple[str, ...] = ()


class Session(Struct, frozen=True):
    """One show: its name, its layers, its patch and how its mind is set."""

    name: str = "Untitled"
    layers: Layers = Layers()
    patch: Patch = Patch()
    mind: str = "level"
    mode: Mode = "run"
    attenuate_only: bool = False
    macros: dict[str, float] = {}
    """Style inputs that people set, by name, in their units; kept while a mind mixes that has none."""
    over: Over = Over()
    """DCAs, mute groups and how a solo is heard."""
    scenes: tuple[Scene, ...] = ()
    scene: str = ""
    """The scene that was recalled or stored last."""
    safes: Safes = {}


class SessionError(Exception):
    """A session file that cannot be used: says which, where in it, and what to do."""


class _StripRow(Struct, forbid_unknown_fields=True):
    name: str
    inputs: tuple[int, ...]
    role: str = ""
    colour: str = ""
    inserts: tuple[Insert, ...] = ()
    hand: dict[str, float] = {}
    auto: dict[str, float] = {}
    holds: dict[str, Hold] = {}


class _BusRow(Struct, forbid_unknown_fields=True):
    name: str
    outputs: tuple[int, ...] = ()
    hand: dict[str, float] = {}
    auto: dict[str, float] = {}
    holds: dict[str, Hold] = {}


class _SceneRow(Struct, forbid_unknown_fields=True):
    name: str
    crossfade_s: float = 0.0
    values: dict[str, dict[str, float]] = {}


class _File(Struct, forbid_unknown_fields=True):
    deskhand_session: int
    name: str
    patch: Patch
    mind: str
    mode: Mode
    attenuate_only: bool
    amount: float
    macros: dict[str, float]
    strips: list[_StripRow]
    buses: dict[str, _BusRow]
    dcas: tuple[Dca, ...]
    mute_groups: tuple[MuteGroup, ...]
    solo: Solo
    safes: Safes
    scene: str
    scenes: list[_SceneRow]


def save_session(session: Session, path: Path) -> None:
    """Write a session atomically; the version before it stays beside it as NAME.bak."""
    text = msgspec.json.format(msgspec.json.encode(_session_to_file(session)), indent=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(draft, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            keep = path.with_name(f".{path.name}.{os.getpid()}.bak")
            keep.unlink(missing_ok=True)
            try:
                os.link(path, keep)
            except OSError:
                keep.write_bytes(path.read_bytes())
            os.replace(keep, backup_of(path))
        os.replace(draft, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise SessionError(f"{path}: cannot be written ({error.strerror}); choose another folder") from error


def load_session(path: Path) -> Session:
    """Read a session; SessionError names the file, the place in it and the cure."""
    try:
        data = msgspec.json.decode(path.read_bytes())
    except FileNotFoundError:
        raise SessionError(f"{path}: no such session; check the name") from None
    except OSError as error:
        raise SessionError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SessionError(f"{path}: damaged ({error}); {_cure(path)}") from error
    if not isinstance(data, dict) or not isinstance(data.get("deskhand_session"), int):
        raise SessionError(f"{path}: not a Deskhand session; {_cure(path)}")
    version = data["deskhand_session"]
    if version > VERSION:
        raise SessionError(
            f"{path}: written by a newer Deskhand (session version {version}, this one reads up to "
            f"{VERSION}); update Deskhand to open it"
        )
    try:
        for step in range(version, VERSION):
            data = MIGRATIONS[step](data)
        return _file_to_session(msgspec.convert(data, _File))
    except (msgspec.ValidationError, KeyError, ValueError) as error:
        reason = error.args[0] if error.args else error
        raise SessionError(f"{path}: {reason}; {_cure(path)}") from error


def backup_of(path: Path) -> Path:
    """Where the previous version of a session lies."""
    return path.with_name(f"{path.name}.bak")


def _cure(path: Path) -> str:
    backup = backup_of(path)
    return f"the version before it is {backup}" if backup.exists() else "mend it, or start a new session"


def _name_tracks(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 had one 'input' number per strip and no suggest mode."""
    strips = [
        {**{k: v for k, v in row.items() if k != "input"}, "inputs": [row["input"]]}
        for row in data.get("strips", [])
    ]
    mode = "freeze" if data.get("frozen") else "run"
    kept = {k: v for k, v in data.items() if k != "frozen"}
    return {**kept, "deskhand_session": 2, "strips": strips, "mode": mode}


def _add_macros(data: dict[str, Any]) -> dict[str, Any]:
    """Version 2 knew no style inputs."""
    return {**data, "deskhand_session": 3, "macros": {}}


def _add_scenes(data: dict[str, Any]) -> dict[str, Any]:
    """Version 3 knew no scenes, and nothing that lies over a mix."""
    empty = {"dcas": [], "mute_groups": [], "solo": {}, "safes": {}, "scenes": []}
    return {**data, "deskhand_session": 4, **empty}


def _add_scene(data: dict[str, Any]) -> dict[str, Any]:
    """Version 4 did not know which scene was recalled last; its strips had no colours of their own."""
    return {**data, "deskhand_session": 5, "scene": ""}


MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: _name_tracks,
    2: _add_macros,
    3: _add_scenes,
    4: _add_scene,
}
"""How a session of one version becomes one of the next."""


def _session_to_file(session: Session) -> _File:
    layers = session.layers
    strips = [
        _StripRow(
            name=strip.name,
            inputs=strip.inputs,
            role=strip.role,
            colour=strip.colour,
            inserts=strip.inserts,
            hand=_pack("strip", strip.values),
            auto=_pack("strip", layers.auto.strips[index].values, strip.values),
            holds=layers.holds.get(f"strip/{index}", {}),
        )
        for index, strip in enumerate(layers.hand.strips)
    ]
    buses = {}
    for place in layers.hand.places():
        bus = layers.hand.at(place)
        if isinstance(bus, Bus):
            auto = layers.auto.at(place).values
            buses[place] = _BusRow(
                name=bus.name,
                outputs=bus.outputs,
                hand=_pack(bus.kind, bus.values),
                auto=_pack(bus.kind, auto, bus.values),
                holds=layers.holds.get(place, {}),
            )
    return _File(
        deskhand_session=VERSION,
        name=session.name,
        patch=session.patch,
        mind=session.mind,
        mode=session.mode,
        attenuate_only=session.attenuate_only,
        amount=layers.amount,
        macros=session.macros,
        strips=strips,
        buses=buses,
        dcas=session.over.dcas,
        mute_groups=session.over.mute_groups,
        solo=session.over.solo,
        safes=session.safes,
        scene=session.scene,
        scenes=[_SceneRow(scene.name, scene.crossfade_s, _pack_look(scene.look)) for scene in session.scenes],
    )


def _file_to_session(file: _File) -> Session:
    if not 0.0 <= file.amount <= 1.0:
        raise ValueError(f"amount is {file.amount}, allowed is 0 to 1 - at `$.amount`")
    hand, auto = [], []
    holds: Holds = {}
    for index, row in enumerate(file.strips):
        where = f"$.strips[{index}]"
        if not 1 <= len(row.inputs) <= 2 or min(row.inputs) < 0:
            raise ValueError(f"a strip has one or two inputs, counted from 0 - at `{where}.inputs`")
        if row.colour and row.colour not in COLOURS:
            raise ValueError(f"colours are {', '.join(COLOURS)}, not {row.colour!r} - at `{where}.colour`")
        values = _unpack("strip", row.hand, f"{where}.hand")
        strip = Strip(row.name, row.role, row.inputs, row.inserts, values, row.colour)
        hand.append(strip)
        auto.append(structs.replace(strip, values=_unpack("strip", row.auto, f"{where}.auto", values)))
        if row.holds:
            holds[f"strip/{index}"] = _check_holds("strip", row.holds, f"{where}.holds")
    layers = []
    base = Mix(strips=tuple(hand)), Mix(strips=tuple(auto))
    for mix, layer in zip(base, ("hand", "auto"), strict=True):
        layers.append(_read_buses(mix, file.buses, layer))
    for place, row in file.buses.items():
        if row.holds:
            holds[place] = _check_holds(split_place(place)[0], row.holds, f"$.buses[{place!r}].holds")
    return Session(
        name=file.name,
        layers=Layers(layers[0], layers[1], holds, file.amount),
        patch=file.patch,
        mind=file.mind,
        mode=file.mode,
        attenuate_only=file.attenuate_only,
        macros=file.macros,
        over=_read_over(file, layers[0]),
        scenes=_read_scenes(file.scenes),
        scene=file.scene,
        safes=_check_safes(file.safes),
    )


def _read_over(file: _File, mix: Mix) -> Over:
    for name, rows in (("dcas", file.dcas), ("mute_groups", file.mute_groups)):
        for index, row in enumerate(rows):
            try:
                find_members(mix, row.members)
            except KeyError as error:
                raise ValueError(f"{error.args[0]} - at `$.{name}[{index}].members`") from None
    for index, dca in enumerate(file.dcas):
        if clamp_level(dca.fader_db) != dca.fader_db:
            raise ValueError(f"{dca.fader_db} is no fader level - at `$.dcas[{index}].fader_db`")
    if not 1 <= file.solo.monitor <= MONITORS:
        raise ValueError(f"there are monitors 1 to {MONITORS} - at `$.solo.monitor`")
    plain = Over()
    dcas = (*file.dcas, *plain.dcas[len(file.dcas) :])
    mutes = (*file.mute_groups, *plain.mute_groups[len(file.mute_groups) :])
    return Over(dcas[: len(plain.dcas)], mutes[: len(plain.mute_groups)], file.solo)


@lru_cache(maxsize=256)
def _pack_look(look: bytes) -> dict[str, dict[str, float]]:
    values = Scene("", look).values()
    return {place: _pack(split_place(place)[0], row) for place, row in values.items()}


def _read_scenes(rows: list[_SceneRow]) -> tuple[Scene, ...]:
    scenes = []
    for index, row in enumerate(rows):
        where = f"$.scenes[{index}]"
        values = {}
        for place, packed in row.values.items():
            try:
                kind, _ = split_place(place)
            except KeyError as error:
                raise ValueError(f"{error.args[0]} - at `{where}.values`") from None
            values[place] = _unpack(kind, packed, f"{where}.values[{place!r}]")
        if row.name in {scene.name for scene in scenes}:
            raise ValueError(f"two scenes are called {row.name!r} - at `{where}.name`")
        scenes.append(Scene.take(row.name, values, row.crossfade_s))
    return tuple(scenes)


def _check_safes(safes: Safes) -> Safes:
    for place, params in safes.items():
        for name in params:
            try:
                find_param(split_place(place)[0], name)
            except KeyError as error:
                raise ValueError(f"{error.args[0]} - at `$.safes[{place!r}]`") from None
    return {place: params for place, params in safes.items() if params}


def _read_buses(mix: Mix, rows: dict[str, _BusRow], layer: str) -> Mix:
    made: dict[str, Bus] = {}
    known = [place for place in mix.places() if not place.startswith("strip/")]
    for place, row in rows.items():
        if place not in known:
            raise ValueError(f"no such bus (there are {', '.join(known)}) - at `$.buses[{place!r}]`")
        kind = split_place(place)[0]
        where = f"$.buses[{place!r}]"
        values = _unpack(kind, row.hand, f"{where}.hand")
        if layer == "auto":
            values = _unpack(kind, row.auto, f"{where}.auto", values)
        made[place] = structs.replace(make_bus(row.name, kind, row.outputs), values=values)

    def pick(place: str) -> Bus:
        found = made.get(place, mix.at(place))
        assert isinstance(found, Bus)
        return found

    return structs.replace(
        mix,
        groups=tuple(pick(f"group/{n}") for n in range(GROUPS)),
        monitors=tuple(pick(f"monitor/{n}") for n in range(MONITORS)),
        reverb=pick("reverb"),
        delay=pick("delay"),
        master=pick("master"),
    )


def _pack(kind: Kind, values: tuple[float, ...], base: tuple[float, ...] | None = None) -> dict[str, float]:
    rows = PARAMS[kind]
    base = base or tuple(row.default for row in rows)
    return {row.name: v for row, v, b in zip(rows, values, base, strict=True) if v != b}


def _unpack(
    kind: Kind, packed: dict[str, float], where: str, base: tuple[float, ...] | None = None
) -> tuple[float, ...]:
    for name, value in packed.items():
        try:
            row = find_param(kind, name)
        except KeyError as error:
            raise ValueError(f"{error.args[0]} - at `{where}.{name}`") from None
        if not row.low <= value <= row.high:
            raise ValueError(f"{value} is outside {row.low} to {row.high} - at `{where}.{name}`")
    rows = PARAMS[kind]
    base = base or tuple(row.default for row in rows)
    return tuple(float(packed.get(row.name, b)) for row, b in zip(rows, base, strict=True))


def _check_holds(kind: Kind, holds: dict[str, Hold], where: str) -> dict[str, Hold]:
    for name in holds:
        try:
            row = find_param(kind, name)
        except KeyError as error:
            raise ValueError(f"{error.args[0]} - at `{where}.{name}`") from None
        if not row.automatic:
            raise ValueError(f"no mind moves {name}, so it cannot be held - at `{where}.{name}`")
    return {name: hold for name, hold in holds.items() if hold is not Hold.AUTO}
