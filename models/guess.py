"""Guess: what somebody meant who mistyped a name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def guess_meant(word: str, names: Iterable[str]) -> str:
    """The nearest name as a question that ends in a space; empty where none is near."""
    near = get_close_matches(word.lower(), names, 1)
    return f"did you mean {near[0]!r}? " if near else ""
