"""Sample: fewer songs of a set, drawn fairly and always the same."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1

from models.evaluate.songs import Song


def draw_songs(songs: Sequence[Song], most: int) -> list[Song]:
    """At most so many songs: domains take turns, within them packages, within them works.

    More songs are those of a smaller draw and others.
    """
    return _take_turns(songs, ("domain", "package", "work"))[:most]


def _take_turns(songs: Sequence[Song], owners: tuple[str, ...]) -> list[Song]:
    """All songs, owners by turns; the order of owners and of their songs is a fixed chance."""
    if not owners:
        return sorted(songs, key=lambda song: _roll(song.song))
    heaps: dict[str, list[Song]] = {}
    for song in songs:
        heaps.setdefault(getattr(song, owners[0]), []).append(song)
    heaps = {name: _take_turns(heap, owners[1:]) for name, heap in sorted(heaps.items(), key=_roll_name)}
    longest = max((len(heap) for heap in heaps.values()), default=0)
    return [heap[turn] for turn in range(longest) for heap in heaps.values() if turn < len(heap)]


def _roll(name: str) -> str:
    return sha1(name.encode()).hexdigest()


def _roll_name(heap: tuple[str, list[Song]]) -> str:
    return _roll(heap[0])
