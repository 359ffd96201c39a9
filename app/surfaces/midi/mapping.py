"""Mapping: which control of a MIDI controller stands for what, as a TOML file says it.

name = "Little Mixer"
ports = ["Little Mixer"]            # a part of the port's name; upper and lower case are the same

[[control]]
midi = "cc 1 0..7"                  # kind, channel from 1, number; a range makes several controls at once
moves = "strip 1..8 fader_db"       # a target of app/surfaces/targets.py; ranges run along
mode = "pickup"                     # pickup, jump; twos, offset, sign (encoders); toggle, momentary (keys)
shows = "cc 1 0..7"                 # where its light, ring or motor is told the value, if it has one
values = [0, 127]                   # what its light is told at the lower and at the upper end
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

import msgspec
from msgspec import Struct

from app.surfaces.midi.assembler import find_clash
from app.surfaces.midi.events import HIGHEST, Address, Kind
from app.surfaces.midi.relative import Encoding
from app.surfaces.targets import Deed, Switch, Target, Value, read_target, write_target

Mode = Literal["pickup", "jump", "twos", "offset", "sign", "toggle", "momentary"]
Protocol = Literal["map", "mcu"]

MAPS = Path(__file__).with_name("maps")
MOST_CONTROLS = 2048
_RANGE = re.compile(r"(\d+)\.\.(\d+)")
_NUMBERLESS = ("bend", "pressure", "program")


class MappingError(Exception):
    """A mapping file that cannot be used: says which, where in it, and what to do."""


class Control(Struct, frozen=True):
    """One control: where it sits, what it stands for, how it speaks, and where its light is."""

    midi: Address
    target: Target
    mode: Mode
    shows: Address | None = None
    values: tuple[int, int] = (0, 127)


class Mapping(Struct, frozen=True):
    """One kind of controller."""

    name: str
    ports: tuple[str, ...]
    protocol: Protocol = "map"
    bank: int = 8
    """How many strips a bank key goes on."""
    release_s: float | None = None
    """How long after letting go a touched fader is given back; None keeps the hold."""
    controls: tuple[Control, ...] = ()

    def fits(self, port: str) -> int:
        """How much of a port's name says that it is one of these controllers; 0 where it is none."""
        return max((len(part) for part in self.ports if part.casefold() in port.casefold()), default=0)


class _Row(Struct, forbid_unknown_fields=True):
    midi: str
    moves: str
    mode: Mode
    shows: str = ""
    values: tuple[int, int] | None = None


class _File(Struct, forbid_unknown_fields=True):
    name: str
    ports: list[str]
    protocol: Protocol = "map"
    bank: int = 8
    release_s: float | None = None
    control: list[_Row] = []


def pick_mapping(mappings: Sequence[Mapping], port: str) -> Mapping | None:
    """The mapping that knows a port best; of those that know it as well, the first."""
    best = max(mappings, key=lambda mapping: mapping.fits(port), default=None)
    return best if best is not None and best.fits(port) else None


def list_mappings(own: Path) -> tuple[list[Mapping], list[str]]:
    """The mappings of a person's folder, then those that come with Deskhand; what is wrong with files."""
    mappings, faults = [], []
    for folder in (own, MAPS):
        for path in sorted(folder.glob("*.toml")):
            try:
                mappings.append(load_mapping(path))
            except MappingError as error:
                faults.append(str(error))
    return mappings, faults


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file; MappingError names the file, the control and the cure."""
    try:
        return read_mapping(path.read_bytes(), str(path))
    except OSError as error:
        raise MappingError(f"{path}: cannot be read ({error.strerror}); check its name") from error


def read_mapping(text: bytes, where: str) -> Mapping:
    """A mapping from its text; `where` is told to people."""
    try:
        file = msgspec.toml.decode(text, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{where}: {error}; compare it with a mapping that comes with Deskhand") from error
    if not file.ports or not all(port.strip() for port in file.ports):
        raise MappingError(f"{where}: ports must name a part of the controller's port name")
    if not 1 <= file.bank <= 128:
        raise MappingError(f"{where}: bank must be from 1 to 128")
    if file.release_s is not None and not 0 <= file.release_s <= 3600:
        raise MappingError(f"{where}: release_s must be from 0 to 3600 seconds")
    controls: list[Control] = []
    for number, row in enumerate(file.control, 1):
        try:
            controls += _read_row(row)
        except ValueError as error:
            raise MappingError(f"{where}: control {number} ({row.midi}): {error}") from error
    if len(controls) > MOST_CONTROLS:
        raise MappingError(f"{where}: more than {MOST_CONTROLS} controls")
    addresses = [control.midi for control in controls]
    twice = next((at for at, count in Counter(addresses).items() if count > 1), None)
    if twice is not None:
        raise MappingError(f"{where}: {write_address(twice)} stands for two things; give it one")
    clash = find_clash(addresses)
    if clash is not None:
        first, second = map(write_address, clash)
        raise MappingError(f"{where}: {first} and {second} share messages; set one of them to another number")
    return Mapping(file.name, tuple(file.ports), file.protocol, file.bank, file.release_s, tuple(controls))


def read_address(text: str) -> Address:
    """ "cc 1 20", "note 1 60", "cc14 1 7", "nrpn 1 300", "bend 3"; ValueError says what is wrong."""
    words = text.split()
    kinds = [kind for kind in get_args(Kind) if kind != "sysex"]
    if not words or words[0] not in kinds:
        raise ValueError(f'"{text}" must begin with one of {", ".join(kinds)}')
    kind: Kind = words[0]  # pyright: ignore[reportAssignmentType]
    wanted = 2 if kind in _NUMBERLESS else 3
    if len(words) != wanted or not all(word.isdecimal() for word in words[1:]):
        raise ValueError(f'"{text}" must be: {kind} CHANNEL{" NUMBER" if wanted == 3 else ""}')
    channel, number = int(words[1]), int(words[2]) if wanted == 3 else 0
    highest = {"nrpn": 16383, "cc14": 31}.get(kind, 127)
    if not 1 <= channel <= 16 or number > highest:
        raise ValueError(f'"{text}": channels are 1 to 16, numbers 0 to {highest}')
    return Address(kind, channel, number)


def write_address(address: Address) -> str:
    """The words of an address."""
    number = "" if address.kind in _NUMBERLESS else f" {address.number}"
    return f"{address.kind} {address.channel}{number}"


def write_mapping(mapping: Mapping) -> str:
    """The text of a mapping file, control by control."""
    head = [f"name = {_quote(mapping.name)}", f"ports = [{', '.join(map(_quote, mapping.ports))}]"]
    head.append(f"protocol = {_quote(mapping.protocol)}")
    head.append(f"bank = {mapping.bank}")
    if mapping.release_s is not None:
        head.append(f"release_s = {mapping.release_s!r}")
    tables = []
    for control in mapping.controls:
        rows = [
            f"midi = {_quote(write_address(control.midi))}",
            f"moves = {_quote(write_target(control.target))}",
        ]
        rows.append(f"mode = {_quote(control.mode)}")
        if control.shows is not None:
            rows.append(f"shows = {_quote(write_address(control.shows))}")
        rows.append(f"values = [{control.values[0]}, {control.values[1]}]")
        tables.append("\n".join(["[[control]]", *rows]))
    return "\n\n".join(["\n".join(head), *tables]) + "\n"


def _quote(text: str) -> str:
    """A basic TOML string."""
    return msgspec.json.encode(text).decode().replace("\x7f", "\\u007F")


def _read_row(row: _Row) -> list[Control]:
    """The controls of a row, several where it has ranges."""
    counts = {
        abs(int(last) - int(first)) + 1 for first, last in _RANGE.findall(row.midi + row.moves + row.shows)
    }
    if len(counts) > 1:
        raise ValueError("its ranges are not of one length")
    controls = []
    for step in range(counts.pop() if counts else 1):
        midi, moves, shows = (_step_ranges(text, step) for text in (row.midi, row.moves, row.shows))
        address, target = read_address(midi), read_target(moves)
        _check_mode(row.mode, address, target)
        light = read_address(shows) if shows else None
        highest = HIGHEST[light.kind] if light is not None else 127
        values = row.values or (0, highest)
        if not all(0 <= value <= highest for value in values):
            raise ValueError(f"values must be from 0 to {highest}")
        controls.append(Control(address, target, row.mode, light, values))
    return controls


def _step_ranges(text: str, step: int) -> str:
    """The text with each range "a..b" as its number at a step."""

    def pick(match: re.Match[str]) -> str:
        first, last = int(match[1]), int(match[2])
        return str(first + step if last >= first else first - step)

    return _RANGE.sub(pick, text)


def _check_mode(mode: Mode, address: Address, target: Target) -> None:
    """ValueError where a control cannot speak so, or its target cannot be moved so."""
    keyed = isinstance(target, Deed | Switch) or (isinstance(target, Value) and target.row.taper == "switch")
    if (mode in ("toggle", "momentary")) != keyed:
        keys, faders = "toggle or momentary", "pickup, jump, twos, offset or sign"
        raise ValueError(
            f'mode "{mode}" does not suit this target; it is moved by {keys if keyed else faders}'
        )
    if mode in get_args(Encoding) and address.kind != "cc":
        raise ValueError(f'mode "{mode}" is for controllers (cc); {address.kind} is none')
