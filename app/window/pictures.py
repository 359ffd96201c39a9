"""Pictures: screenshots of the window on the running desk.

    python -m app.window.pictures FOLDER [THEME] [PAGE ...]

The demo band's pages are staged: holds, DCAs, scenes, inserts. Those of any other show are as they are.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs
from PyQt6.QtWidgets import QApplication, QWidget

from app.desk.listening import AUDITION
from app.folders import runtime_folder
from app.orders.mix import RecallScene, SetDca, SetInserts, SetMuteGroup, SetSafe, StoreScene
from app.orders.show import Audition, Listen
from app.window.desk_link import DeskLink
from app.window.theme import dress, theme, wear
from engine.console.effects import make_insert
from engine.console.moves import Hold
from engine.console.params import SECTIONS

if TYPE_CHECKING:
    from app.window.window import Window

SIZES = ((1280, 720), (1920, 1080))
SETTLE_S = 3.0
MINDS, PASSAGE_S, PATIENCE_S = ("level", "rules"), 10.0, 60.0


def settle(app: QApplication, seconds: float) -> None:
    """Let the window live for a while."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        app.processEvents()
        time.sleep(0.005)


def stage(link: DeskLink) -> None:
    """Put a hand on a few things, so that holds, locks and ghosts can be seen."""
    for place, param, value in (
        ("strip/8", "fader_db", 2.0),
        ("strip/8", "reverb_send_db", -14.0),
        ("strip/4", "pan", -0.4),
        ("strip/5", "pan", 0.4),
        ("strip/8", "eq3_gain_db", 4.0),
        ("strip/3", "comp_ratio", 3.5),
        ("strip/3", "comp_threshold_db", -26.0),
        ("strip/1", "fader_db", -3.0),
    ):
        link.touch(place, param, value)
    link.give("strip/3", "fader_db", Hold.LOCKED)
    for strip, level_db in ((0, -8.0), (3, -12.0), (4, -3.5), (8, 1.0), (9, -6.0)):
        link.touch(f"strip/{strip}", "monitor1_send_db", level_db)
    link.touch("strip/8", "monitor1_pan", 0.2)
    link.touch("strip/0", "group", 1.0)
    link.touch("strip/1", "group", 1.0)
    for index, name, strips, level_db in (
        (0, "Drums", (0, 1, 2), -4.0),
        (1, "Guitars", (4, 5), 0.0),
        (2, "Vocals", (8, 9), 1.5),
    ):
        members = [f"strip/{strip}" for strip in strips]
        link.send(SetDca(index, name=name, members=members, fader_db=level_db))
    link.send(SetMuteGroup(0, name="Band", members=[f"strip/{strip}" for strip in range(8)]))
    link.send(SetMuteGroup(1, name="Effects", members=["reverb", "delay"]))
    link.send(SetMuteGroup(2, name="Pads", members=["strip/6", "strip/7"], active=True))


def audition(app: QApplication, link: DeskLink) -> None:
    """Have two minds auditioned, if that was not done yet, and hear one of them."""
    if link.state is not None and not link.state.candidates:
        link.send(Audition(list(MINDS), PASSAGE_S))
        until = time.monotonic() + PATIENCE_S
        while len(link.state.candidates) < len(MINDS) and time.monotonic() < until:
            settle(app, 0.2)
    link.send(Listen(f"{AUDITION}{MINDS[-1]}"))


def stage_inserts(link: DeskLink) -> None:
    """Put effects on a strip."""
    chain = tuple(make_insert(effect) for effect in ("Compressor", "Chorus", "Reverb"))
    link.send(SetInserts("strip/8", (*chain[:2], structs.replace(chain[2], bypass=True))))


def stage_scenes(link: DeskLink) -> None:
    """Store scenes, keep some things from them, and be on the way to one; most of the mix is held by it."""
    for name, fader_db in (("Walk-in", -20.0), ("Opening", -4.0), ("Ballad", -8.0), ("Drum solo", 3.0)):
        link.touch("strip/1", "fader_db", fader_db)
        link.touch("strip/2", "pan", fader_db / 20)
        link.send(StoreScene(name, 60.0 if name == "Ballad" else 0.0))
    link.send(SetSafe(["strip/8", "strip/9"], list(SECTIONS["eq"]), True))
    link.send(SetSafe(["strip/0"], ["eq1_gain_db"], True))
    link.send(SetSafe([f"strip/{n}" for n in range(10)], list(SECTIONS["monitors"]), True))
    link.touch("strip/6", "safe", 1.0)
    link.send(RecallScene("Ballad"))


def show_strip(window: Window, inserts: bool) -> None:
    """The page of a strip, with or without its inserts."""
    window.open_strip(8)
    window.strip_page.show_inserts(inserts)


def list_views(window: Window) -> list[tuple[str, Callable[[], None]]]:
    """The name of each page, and how it comes into sight."""

    def part(widget: QWidget) -> None:
        window.open_page(window.setup)
        window.setup.open_part(widget)

    setup = window.setup
    return [
        ("mixer", window.open_mixer),
        ("strip", lambda: show_strip(window, False)),
        ("inserts", lambda: show_strip(window, True)),
        ("sends", lambda: window.open_sends(2)),
        ("buses", lambda: window.open_page(window.buses)),
        ("groups", lambda: window.open_page(window.groups)),
        ("assign", lambda: window.groups.assign(window.groups.dcas[0])),
        ("rehearse", lambda: window.open_page(window.rehearse)),
        ("compare", lambda: window.open_page(window.compare)),
        ("sessions", lambda: window.open_page(window.sessions)),
        ("setup", lambda: part(setup.device)),
        ("hands", lambda: part(setup.hands)),
        ("status", lambda: part(setup.status)),
        ("preferences", lambda: part(setup.preferences)),
        ("scenes", lambda: window.open_page(window.scenes)),
    ]


def take(folder: Path, only: list[str]) -> list[Path]:
    """Pictures of every page, or only of those, at every size; where they are."""
    from app.window.window import Window

    app = QApplication(sys.argv[:1])
    dress(app)
    link = DeskLink(runtime_folder())
    window = Window(link)
    window.show()
    settle(app, 1.0)
    is_demo = link.state is not None and link.state.session.name == "demo"
    if is_demo:
        stage(link)
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    staged = {"inserts": stage_inserts, "scenes": stage_scenes} if is_demo else {}
    for page, show in list_views(window):
        if only and page not in only:
            continue
        if page in staged:
            staged[page](link)
        for width, height in SIZES:
            window.resize(width, height)
            show()
            if page == "compare":
                audition(app, link)
            settle(app, SETTLE_S)
            path = folder / f"{page}-{theme.name}-{width}x{height}.png"
            window.grab().save(str(path))
            made.append(path)
            link.hear_mix()
    window.close()
    return made


if __name__ == "__main__":
    wear(sys.argv[2] if len(sys.argv) > 2 else theme.name)
    for each in take(Path(sys.argv[1]), sys.argv[3:]):
        print(each)
