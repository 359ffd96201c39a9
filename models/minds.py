"""Minds: which there are, and how to get one by name. Until a mind starts, no model file is run."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from models.card import ModelCard, ModelError
from models.contract import peek_card, read_contract
from models.guess import guess_meant
from models.installed import find_installed
from models.level import Level
from models.network import Network
from models.onnxfile import read_bytes
from models.predictor import Predictor
from models.rules.mind import Rules

ZOO = Path(__file__).resolve().parent / "zoo"
"""The model files that come with Deskhand."""

ENDING = ".onnx"


class MindInfo(Struct, frozen=True):
    """A mind by name and in a sentence; those from a file have their card, or a fault."""

    name: str
    summary: str
    path: Path | None = None
    card: ModelCard | None = None
    fault: str = ""

    @property
    def built_in(self) -> bool:
        """Whether it comes with Deskhand."""
        return self.path is None or self.path.parent == ZOO


class UnknownMindError(Exception):
    """No such mind, or none that can be used: says why, and which there are."""


MINDS: dict[str, tuple[Callable[[], Predictor], str]] = {
    "level": (Level, "every track that plays comes to the same loudness; nothing else moves"),
    "rules": (Rules, "a mixer by the book: every role in its place, with its reasons"),
}
"""By name: how to make it, and what it does."""


def list_minds() -> list[MindInfo]:
    """Every mind there is, those that cannot be used last."""
    infos = [MindInfo(name, summary) for name, (_, summary) in MINDS.items()]
    files = [_describe(path) for path in _list_files()]
    return infos + sorted(files, key=lambda info: bool(info.fault))


def find_mind(name: str) -> MindInfo:
    """What is known of a mind; UnknownMindError where it is not there."""
    infos = list_minds()
    for info in infos:
        if info.name == name:
            return info
    names = [info.name for info in infos if not info.fault]
    meant = guess_meant(name, names)
    raise UnknownMindError(f"no mind is called {name!r}; {meant}there are: {', '.join(names)}")


def make_mind(name: str) -> Predictor:
    """A mind by its name; UnknownMindError where it is not there or its file is refused."""
    if name in MINDS:
        return MINDS[name][0]()
    info = find_mind(name)
    cure = f"take it away with: deskhand minds remove {name}"
    if info.fault or info.path is None:
        raise UnknownMindError(f"{info.path}: {info.fault}; {cure}")
    try:
        contract = read_contract(info.path)
    except ModelError as error:
        raise UnknownMindError(f"{info.path}: {error}; {cure}") from None
    if contract.card.kind != "controller":
        raise UnknownMindError(f"{name} is a {contract.card.kind}: it makes sound and moves no control")
    return Network(contract)


def is_built_in(name: str) -> bool:
    """Whether a mind comes with Deskhand."""
    return name in MINDS or (ZOO / f"{name}{ENDING}").is_file()


def add_mind(path: Path, card: ModelCard) -> Path:
    """Install a model file that was checked; where it lies now. ModelError if its name is taken."""
    if is_built_in(card.name):
        raise ModelError(f"a mind that comes with Deskhand is called {card.name!r}; give it another name")
    target = find_installed() / f"{card.name}{ENDING}"
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(read_bytes(path))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def remove_mind(name: str) -> Path:
    """Take an installed mind away; where it lay."""
    info = find_mind(name)
    if info.path is None or info.built_in:
        raise UnknownMindError(f"{name} comes with Deskhand and stays")
    info.path.unlink()
    return info.path


def _list_files() -> list[Path]:
    """The model files, built-in ones first; a name counts once."""
    folders = [ZOO]
    with contextlib.suppress(ModelError):
        folders.append(find_installed())
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"[!.]*{ENDING}")):
            found.setdefault(path.stem, path)
    return [path for name, path in found.items() if name not in MINDS]


def _describe(path: Path) -> MindInfo:
    try:
        card = peek_card(path)
        if card.name != path.stem:
            raise ModelError(f"its card says {card.name!r}, so the file must be called {card.name}{ENDING}")
    except ModelError as error:
        return MindInfo(path.stem, "cannot be used", path, None, str(error))
    return MindInfo(card.name, card.summary, path, card)
