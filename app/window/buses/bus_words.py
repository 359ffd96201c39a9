"""Bus words: what buses are and where they go, as people say it. No Qt."""

from __future__ import annotations

from app.shown.language import say
from engine.console.params import Kind


def name_kind(kind: Kind) -> str:
    """What a bus is."""
    words: dict[Kind, str] = {
        "group": say("group"),
        "reverb": say("effect return"),
        "delay": say("effect return"),
        "monitor": say("monitor"),
        "master": say("output"),
    }
    return words[kind]


def write_outputs(kind: Kind, outputs: tuple[int, ...]) -> str:
    """Where a bus goes: the master, device outputs counted from 1, both, or nowhere."""
    ways = [say("Master")] if kind in ("group", "reverb", "delay") else []
    if outputs:
        numbers = sorted({number + 1 for number in outputs})
        row = len(numbers) > 1 and numbers[-1] - numbers[0] == len(numbers) - 1
        ways.append(
            say("Out {first}–{last}", first=numbers[0], last=numbers[-1])
            if row
            else say("Out {numbers}", numbers=", ".join(str(number) for number in numbers))
        )
    return "→ " + " + ".join(ways) if ways else say("No output")
