"""Section names: the parts of a strip as people call them. No Qt."""

from __future__ import annotations

from app.shown.language import say


def name_section(section: str) -> str:
    """A section of a strip for people."""
    names = {
        "input": say("Input"),
        "high-pass": say("High-pass"),
        "eq": say("EQ"),
        "gate": say("Gate"),
        "comp": say("Compressor"),
        "fader": say("Fader"),
        "pan": say("Pan"),
        "mute": say("Mute"),
        "group": say("Group"),
        "sends": say("Sends"),
        "monitors": say("Monitors"),
        "inserts": say("Inserts"),
    }
    return names[section]
