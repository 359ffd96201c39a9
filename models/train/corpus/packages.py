"""Debian packages as folders of files: fetched by apt, unpacked without being installed."""

from __future__ import annotations

import fnmatch
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from models.train.corpus.song import Missing


def fetch_package(name: str, cache: Path) -> Path:
    """The files of a package, as if the folder were the root of a system; fetched once."""
    folder = cache / name
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix=f".{name}.") as draft:
        _run(["apt-get", "download", name], Path(draft))
        files = list(Path(draft).glob("*.deb"))
        if not files:
            raise Missing(f"{name}: apt-get download gave no file")
        _run(["dpkg-deb", "-x", str(files[0]), "files"], Path(draft))
        shutil.move(Path(draft) / "files", folder)
    return folder


def find_licence(root: Path, package: str, file: str) -> str:
    """The short name of a file's licence after the package's copyright file, or "" where it has none."""
    path = root / "usr/share/doc" / package / "copyright"
    if not path.is_file():
        return ""
    text = path.read_text(errors="replace")
    best = ""
    for stanza in re.split(r"\n\s*\n", text):
        licence = re.search(r"^Licen[cs]e: *(\S[^\n]*)", stanza, re.M)
        patterns = re.search(r"^Files: *((?:.*\n?)(?:[ \t]+.*\n?)*)", stanza, re.M)
        if licence and patterns and _matches(patterns[1].split(), file):
            best = licence[1].strip()
    return best or _guess_licence(text)


def _matches(patterns: list[str], file: str) -> bool:
    name = Path(file).name
    return any(p == "*" or fnmatch.fnmatch(name, p.rsplit("/", 1)[-1]) for p in patterns)


def _guess_licence(text: str) -> str:
    for name in ("GPL-3", "GPL-2", "LGPL-2.1", "LGPL-2", "GPL", "CC0", "CC-BY-SA", "BSD", "Artistic"):
        if f"common-licenses/{name}" in text or f"{name} " in text:
            return name
    return "see its copyright file"


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
    except OSError as error:
        raise Missing(f"{command[0]}: {error.strerror}; the corpus is built on Debian or Ubuntu") from None
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise Missing(f"{' '.join(command)}: {said[-1] if said else done.returncode}")
