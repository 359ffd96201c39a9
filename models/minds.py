"""Minds: which there are, and how to get one by name."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

from msgspec import Struct

from models.level import Level
from models.predictor import Predictor
from models.rules.mind import Rules


class MindInfo(Struct, frozen=True):
    """A mind by name and in a sentence."""

    name: str
    summary: str


class UnknownMindError(Exception):
    """No such mind: says which there are."""


MINDS: dict[str, tuple[Callable[[], Predictor], str]] = {
    "level": (Level, "every track that plays comes to the same loudness; nothing else moves"),
    "rules": (Rules, "a mixer by the book: every role in its place, with its reasons"),
}
"""By name: how to make it, and what it does."""


def list_minds() -> list[MindInfo]:
    """Every mind there is."""
    return [MindInfo(name, summary) for name, (_, summary) in MINDS.items()]


def make_mind(name: str) -> Predictor:
    """A mind by its name."""
    if name not in MINDS:
        near = get_close_matches(name.lower(), MINDS, 1)
        guess = f"did you mean {near[0]!r}? " if near else ""
        raise UnknownMindError(f"no mind is called {name!r}; {guess}there are: {', '.join(MINDS)}")
    return MINDS[name][0]()
