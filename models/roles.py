"""Roles: what a track can be in a mix, and which group of the band it belongs to."""

from __future__ import annotations

from typing import Literal

Group = Literal["drums", "bass", "music", "voice"]

GROUPS: dict[Group, tuple[str, ...]] = {
    "drums": ("kick", "snare", "hat", "toms", "overheads", "percussion", "drums"),
    "bass": ("bass",),
    "music": (
        "electric guitar",
        "acoustic guitar",
        "keys",
        "organ",
        "synth lead",
        "pad",
        "strings",
        "brass",
        "woodwind",
        "fx",
    ),
    "voice": ("lead vocal", "backing vocal", "speech"),
}
"""Every role by group; `drums` as a role is a whole kit on one track."""

ROLES: tuple[str, ...] = (
    "kick",
    "snare",
    "hat",
    "toms",
    "overheads",
    "percussion",
    "bass",
    "electric guitar",
    "acoustic guitar",
    "keys",
    "organ",
    "synth lead",
    "pad",
    "strings",
    "brass",
    "woodwind",
    "lead vocal",
    "backing vocal",
    "speech",
    "fx",
    "drums",
)
"""In the order in which a classifier numbers them; a new role goes to the end."""

UNKNOWN = ""

_GROUP_OF: dict[str, Group] = {role: group for group, roles in GROUPS.items() for role in roles}


def find_group(role: str) -> Group | None:
    """The group of a role, None of what is no role."""
    return _GROUP_OF.get(role)
