"""`deskhand midi` and `deskhand osc`: which controllers there are, learning, mappings, pages for apps."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from app.cli.terminal import screen
from app.folders import data_folder, runtime_folder
from engine.wire import Wire, WireError

midi = typer.Typer(help="List MIDI controllers; learn a control, or check a mapping.")

Target = Annotated[str, typer.Argument(help='What it is to move: "strip 3 pan", "master mute", "freeze".')]

PATIENCE_S = 60.0
DESK_S = 3.0
"""How long a control, and the desk, are waited for."""


class HandsError(Exception):
    """What cannot be done with other hands, and the cure."""


@midi.callback(invoke_without_command=True)
def begin(context: typer.Context) -> None:
    """List the MIDI ports that are plugged in, and which mapping knows them."""
    if context.invoked_subcommand is not None:
        return
    from app.surfaces.midi.mapping import list_mappings, pick_mapping
    from app.surfaces.midi.ports import Ports, PortsError

    mappings, faults = list_mappings(data_folder() / "midi")
    for fault in faults:
        screen.print(escape(fault), style="yellow", soft_wrap=True)
    try:
        ports = Ports()
        names = ports.list()
        ports.close()
    except PortsError as error:
        raise HandsError(str(error)) from error
    table = Table("port", "is")
    for name in names:
        mapping = pick_mapping(mappings, name)
        known = escape(mapping.name) if mapping else "[dim]not known; deskhand midi learn[/dim]"
        table.add_row(escape(name), known)
    screen.print(table if names else "No MIDI port is plugged in.")


@midi.command()
def learn(
    target: Annotated[
        str, typer.Argument(help='What it is to move: "strip 3 pan", "master mute", "freeze".')
    ],
) -> None:
    """Make the next control that is moved that of something, on the show that runs."""
    from app.orders.show import Learn
    from app.state import State
    from app.surfaces.targets import read_target

    try:
        read_target(target)
    except ValueError as error:
        raise HandsError(str(error)) from error
    wire = _call()
    wire.send(Learn(target))
    screen.print("Move a control of your controller; Ctrl-C stops that.")
    until, learning = time.monotonic() + PATIENCE_S, False
    try:
        while time.monotonic() < until:
            for state in wire.receive(0.5):
                assert isinstance(state, State)
                if learning and not state.learning:
                    screen.print(escape(state.status.complaint), soft_wrap=True)
                    return
                learning = learning or bool(state.learning)
        raise HandsError(
            f"no control was moved within {PATIENCE_S:.0f} s; see which are there: deskhand midi"
        )
    finally:
        wire.send(Learn(""))
        wire.close()


@midi.command()
def check(file: Annotated[Path, typer.Argument(help="A mapping, .toml.")]) -> None:
    """Examine a mapping; exit status 2 if it cannot be used."""
    from app.surfaces.midi.mapping import MappingError, load_mapping

    try:
        mapping = load_mapping(file)
    except MappingError as error:
        raise HandsError(str(error)) from error
    about = f"{mapping.name}, {len(mapping.controls)} controls, protocol {mapping.protocol}"
    screen.print(escape(f"{file}: sound; {about}"), soft_wrap=True)


def osc(folder: Annotated[Path, typer.Argument(help="Where the pages are written.")]) -> None:
    """Write pages for OSC apps, made for the show that runs: Open Stage Control, TouchOSC."""
    from app.state import State
    from app.surfaces.osc.layouts import make_stage_control, make_touch_page

    wire = _call()
    states = [state for state in wire.receive(DESK_S) if isinstance(state, State)]
    wire.close()
    if not states:
        raise HandsError("the desk did not answer in time; try again")
    state = states[-1]
    mix, port = state.session.layers.hand, state.preferences.osc_port
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in (
            ("deskhand.open-stage-control.json", make_stage_control(mix, port)),
            ("deskhand.touchosc", make_touch_page(mix)),
        ):
            (folder / name).write_bytes(data)
            screen.print(escape(str(folder / name)), soft_wrap=True)
    except OSError as error:
        raise HandsError(f"{folder}: cannot be written ({error.strerror}); choose another folder") from error
    if not state.preferences.osc:
        screen.print("OSC is off: switch it on under SET-UP, HANDS.", style="yellow")


def _call() -> Wire:
    from app.link import call_desk

    try:
        return call_desk(runtime_folder(), DESK_S)
    except WireError as error:
        raise HandsError(
            "no show is running; start one with: deskhand demo, or deskhand play FOLDER"
        ) from error
