"""RoleFinder: what each track is: as a person set it, else as its name tells, else as it sounds."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

import numpy as np

from models.predictor import TrackInfo
from models.role_names import guess_role
from models.roles import ROLES, UNKNOWN


class Found(NamedTuple):
    """A track's role (unknown is empty), how sure that is (0 to 1), and how it was found."""

    role: str = UNKNOWN
    sure: float = 0.0
    by: Literal["set", "name", "sound", ""] = ""


class Classifier(Protocol):
    """Tells roles from sound, see `Tagger`."""

    hearings: int
    """Changes when `likely` does."""

    def feed(self, block: np.ndarray) -> None:
        """Hear a hop (channels, frames)."""
        ...

    def likely(self) -> np.ndarray:
        """(T, ROLES) how likely each track has each role; the rest to 1 is doubt."""
        ...


class RoleFinder:
    """Finds the roles of tracks; without a classifier only people and names tell."""

    def __init__(self, tracks: tuple[TrackInfo, ...], classifier: Classifier | None = None) -> None:
        self._told = tuple(_read(track) for track in tracks)
        everything_set = all(found.by == "set" for found in self._told)
        self._classifier = None if everything_set else classifier

    @property
    def version(self) -> int:
        """Changes when something else is found."""
        return self._classifier.hearings if self._classifier else 0

    def feed(self, block: np.ndarray) -> None:
        """Hear a hop (channels, frames)."""
        if self._classifier is not None:
            self._classifier.feed(block)

    def find(self) -> tuple[Found, ...]:
        """The roles of all tracks, as far as they are known by now."""
        if self._classifier is None:
            return self._told
        likely = self._classifier.likely()
        best = likely.argmax(axis=1)
        heard = [Found(ROLES[role], float(likely[n, role]), "sound") for n, role in enumerate(best)]
        return tuple(
            told if told.by == "set" or told.sure >= found.sure else found
            for told, found in zip(self._told, heard, strict=True)
        )

    def likely(self) -> np.ndarray:
        """(T, ROLES) how likely each track has each role, all that is known put together; the rest is doubt.

        What a person set is certain; a name is believed as far as it is sure, and the sound for the rest.
        """
        heard = self._classifier.likely() if self._classifier else np.zeros((len(self._told), len(ROLES)))
        told = np.zeros_like(heard)
        for row, found in enumerate(self._told):
            if found.role:
                told[row, ROLES.index(found.role)] = found.sure
        return told + (1.0 - told.sum(axis=1, keepdims=True)) * heard


def _read(track: TrackInfo) -> Found:
    """What people say: a role in its own or in other words, else the name."""
    role = track.role if track.role in ROLES else guess_role(track.role)[0]
    if role:
        return Found(role, 1.0, "set")
    role, sure = guess_role(track.name)
    return Found(role, sure, "name") if role else Found()
