"""Motors: where each fader of a unit was sent of late, so that what its motor says is taken for no finger."""

from __future__ import annotations

REACH_S = 0.5
"""So long a motor may be under way, and what it says of that on its own way here."""

LATE_S = 2.0
"""So late, on a network or a busy machine, a place to which it was sent may be said back."""

JUST_S = 0.15
"""What was sent no longer ago than this may still be said back when a finger has moved the fader since."""

NEAR = 2 / 1023
"""Faders of ten bits say where they are as exactly as that."""

EXACT = 0.5 / 16383


class Motors:
    """Pure: places are shares 0..1 of the way, time is told."""

    def __init__(self) -> None:
        self._sent: dict[int, list[tuple[float, float]]] = {}
        """Fader -> when and where it was sent of late."""
        self._ways: dict[int, list[tuple[float, float]]] = {}
        """The same since a finger put it somewhere, and before these where it stood."""

    def send(self, fader: int, share: float, now: float) -> None:
        """The desk sends a motor somewhere."""
        self._sent[fader] = [*self._list_sent(fader, LATE_S, now), (now, share)]
        way = [*self._ways.get(fader, ()), (now, share)]
        late = [at for at, (when, _) in enumerate(way) if now - when <= REACH_S]
        self._ways[fader] = way[max(0, late[0] - 1) :]

    def stand(self, fader: int, share: float, now: float) -> None:
        """A finger has put it somewhere: it may go back to where its motor was sent before, too."""
        self._ways[fader] = [(float("-inf"), share)]
        self._sent[fader] = self._list_sent(fader, JUST_S, now)

    def explain(self, fader: int, share: float, touched: bool, now: float) -> bool:
        """Whether its motor is why a fader says where it is: late, where it was sent, or on the way.

        Under a finger only a place to which it was sent just now is its motor's.
        """
        sent = self._list_sent(fader, REACH_S if touched else LATE_S, now)
        if any(abs(share - place) <= EXACT for _, place in sent):
            return True
        way = self._ways.get(fader, [])
        if touched or not any(now - when <= REACH_S for when, _ in way):
            return False
        places = [place for _, place in way]
        return min(places) - NEAR <= share <= max(places) + NEAR

    def _list_sent(self, fader: int, seconds: float, now: float) -> list[tuple[float, float]]:
        return [(when, share) for when, share in self._sent.get(fader, ()) if now - when <= seconds]
