"""LMMS projects: songs mixed in a workstation, rendered track by track. For tests, never for training."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from functools import partial
from pathlib import Path

import numpy as np
from msgspec import Struct

from engine.soundfiles import SoundFileError, read_audio
from models.children import die_with_parent
from models.train.corpus.packages import fetch_package, find_licence
from models.train.corpus.roles import name_to_role
from models.train.corpus.song import RATE, Missing, Rejected, Song, Stem, make_id

PACKAGE = "lmms-common"
PROJECTS = "usr/share/lmms/projects"
NAMES = (
    "Skiessi-222",
    "DirtyLove",
    "CapDan-ReggaeTry",
    "CapDan-ReggaetonTry",
    "Impulslogik-Zen",
    "Socceroos-Progress",
    "Thomasso-AxeFromThe80s",
    "Alf42red-Mauiwowi",
    "Oglsdl-PpTrip",
    "StrictProduction-DearJonDoe",
)
EXPLODED = 30.0
"""No track is louder than this times full scale; a broken effect is."""
LIMIT_S = 3000.0


class Project(Struct, frozen=True):
    """One LMMS project of a package."""

    file: str
    package: str = PACKAGE

    @property
    def song(self) -> str:
        """The song's id."""
        return make_id("lmms", Path(self.file).stem)


def list_projects(cache: Path) -> list[Project]:
    """The projects whose tracks render."""
    root = fetch_package(PACKAGE, cache)
    found = {path.stem: str(path.relative_to(root)) for path in (root / PROJECTS).rglob("*.mmp*")}
    return [Project(found[name]) for name in NAMES if name in found]


def read_project(project: Project, cache: Path) -> Song:
    """A project as a song; its mix is the sum of its tracks."""
    root = fetch_package(project.package, cache)
    with tempfile.TemporaryDirectory() as folder:
        render_tracks(root / project.file, Path(folder))
        paths = sorted(Path(folder).rglob("*.wav"), key=lambda p: int(p.stem.split("_")[0]))
        stems, screened = screen_tracks(paths)
    return Song(
        project.song,
        "lmms",
        project.package,
        project.file,
        stems,
        find_licence(root, project.package, project.file),
        checks={"screened": screened},
    )


def render_tracks(path: Path, folder: Path) -> None:
    """Have LMMS write each track of a project as a file."""
    command = ["lmms", *(["--allowroot"] if os.getuid() == 0 else []), "rendertracks", str(path)]
    command += ["-o", str(folder), "-f", "wav", "-s", str(RATE), "-a"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    try:
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            preexec_fn=partial(die_with_parent, os.getpid()),
        )
    except FileNotFoundError:
        raise Missing("lmms is not there; install lmms") from None
    try:
        process.wait(LIMIT_S)
    except subprocess.TimeoutExpired:
        raise Rejected("takes too long") from None
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def screen_tracks(paths: list[Path]) -> tuple[list[Stem], list[str]]:
    """Stems from rendered files, and the names of those that are broken."""
    stems, screened = [], []
    for path in paths:
        name = path.stem.split("_", 1)[-1]
        try:
            audio = read_audio(path, RATE)
        except SoundFileError:
            screened.append(name)
            continue
        audio = np.repeat(audio, 2, axis=0) if len(audio) == 1 else audio
        if not np.isfinite(audio).all() or np.abs(audio).max() > EXPLODED:
            screened.append(name)
        else:
            stems.append(Stem(name, audio, name_to_role(name), name))
    longest = max((stem.audio.shape[1] for stem in stems), default=0)
    for stem in stems:
        stem.audio = np.pad(stem.audio, ((0, 0), (0, longest - stem.audio.shape[1])))
    return stems, screened
