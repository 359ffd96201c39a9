"""Preferences: what a person likes, whatever the show; a TOML file in the data folder. No Qt."""

from __future__ import annotations

import os
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct, structs

from app.folders import data_folder
from app.patching import BLOCKS
from engine.console.session import Patch
from engine.devices.portaudio import RATES

FILE = "preferences.toml"
"""A name in the data folder."""

MOST_WINDOWS = 4

Look = Literal["dark", "light", "system"]


class WindowPlace(Struct, frozen=True):
    """Where a window was: its corner and size in pixels of the desktop, and its page."""

    x: int = 0
    y: int = 0
    width: int = 1440
    height: int = 900
    page: str = ""
    full_screen: bool = False


class Preferences(Struct, frozen=True):
    """What is liked; a field that is missing is at its default."""

    look: Look = "system"
    """The window's colours, from its next start on."""
    peak_hold_s: float = 1.5
    """How long meters show their highest peak."""
    reopen: bool = True
    """Whether `deskhand` alone goes on with the last session; else it asks what to begin with."""
    driver: Literal["portaudio", "clock"] = "portaudio"
    rate: int = 48000
    frames: int = 128
    """How a new show plays, where nothing else is chosen."""
    midi: bool = True
    """Whether MIDI controllers move the desk."""
    osc: bool = False
    tablets: bool = False
    """Whether OSC, and the page for tablets, are served."""
    beyond: bool = False
    """Whether other machines may knock, or only programs of this one."""
    osc_port: int = 9000
    web_port: int = 8090
    windows: tuple[WindowPlace, ...] = ()

    @property
    def patch(self) -> Patch:
        """The patch of a new show."""
        return Patch(driver=self.driver, rate=self.rate, frames=self.frames)


PEAK_HOLD_S = (0.0, 5.0)
PORTS = (1024, 65535)


def check_preferences(wanted: Preferences) -> Preferences:
    """The nearest that can be."""
    hold_s = min(PEAK_HOLD_S[1], max(PEAK_HOLD_S[0], wanted.peak_hold_s))
    return structs.replace(
        wanted,
        peak_hold_s=hold_s if isfinite(wanted.peak_hold_s) else Preferences().peak_hold_s,
        rate=wanted.rate if wanted.rate in RATES else Preferences().rate,
        frames=min(BLOCKS[-1], max(BLOCKS[0], wanted.frames)),
        osc_port=min(PORTS[1], max(PORTS[0], wanted.osc_port)),
        web_port=min(PORTS[1], max(PORTS[0], wanted.web_port)),
        windows=wanted.windows[:MOST_WINDOWS],
    )


def change_preferences(before: Preferences, values: Mapping[str, bool | int | float | str]) -> Preferences:
    """With other values; ValueError names what there is not, or what makes no sense."""
    types = {field.name: field.type for field in structs.fields(Preferences) if field.name != "windows"}
    for name, value in values.items():
        if name not in types:
            raise ValueError(f"there is no preference {name}; there are {', '.join(types)}")
        try:
            msgspec.convert(value, types[name])
        except msgspec.ValidationError as error:
            raise ValueError(f"{name} cannot be {value}: {error}") from error
    return check_preferences(structs.replace(before, **values))


def place_window(preferences: Preferences, slot: int, place: WindowPlace) -> Preferences:
    """Remember where a window was; slots count from 0, and what is between is at its default."""
    windows = [*preferences.windows, *[WindowPlace()] * (slot + 1 - len(preferences.windows))]
    windows[slot] = place
    return check_preferences(structs.replace(preferences, windows=tuple(windows)))


def write_toml(preferences: Preferences) -> str:
    """The file as people read it: a line for each preference, a table for each window."""
    fields = msgspec.to_builtins(preferences)
    windows = fields.pop("windows")
    lines = [f"{name} = {_write(value)}" for name, value in fields.items()]
    for window in windows:
        lines += ["", "[[windows]]"]
        lines += [f"{name} = {_write(value)}" for name, value in window.items()]
    return "\n".join(lines) + "\n"


def _write(value: str | float | bool) -> str:
    """A value as TOML has it: as JSON, but for one character."""
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")


def load_preferences(folder: Path | None = None) -> tuple[Preferences, str]:
    """What is liked, and what is wrong with the file; a part that makes no sense is at its default."""
    path = (folder or data_folder()) / FILE
    try:
        data: Any = msgspec.toml.decode(path.read_bytes())
    except FileNotFoundError:
        return Preferences(), ""
    except (OSError, ValueError) as error:
        return (
            Preferences(),
            f"{path}: cannot be read ({error}); the defaults are used until it is written anew",
        )
    kept, odd = {}, []
    for field in structs.fields(Preferences):
        if field.name in data:
            try:
                kept[field.name] = msgspec.convert(data[field.name], field.type)
            except msgspec.ValidationError:
                odd.append(field.name)
    words = f"{path}: {', '.join(odd)} cannot be used; the default is" if odd else ""
    return check_preferences(Preferences(**kept)), words


def save_preferences(preferences: Preferences, folder: Path | None = None) -> None:
    """Write them; OSError where that cannot be."""
    folder = folder or data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{FILE}.{os.getpid()}.part"
    try:
        draft.write_text(write_toml(preferences))
        draft.replace(folder / FILE)
    finally:
        draft.unlink(missing_ok=True)
