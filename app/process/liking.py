"""Liking: what a person likes, changed by surfaces and kept."""

from __future__ import annotations

from collections.abc import Callable

from app.orders.show import Liked, PlaceWindow
from app.preferences import (
    MOST_WINDOWS,
    change_preferences,
    load_preferences,
    place_window,
    save_preferences,
)
from app.process.pacing import Pacing


class Liking:
    """The preferences of this desk; `tell` takes status changes by name."""

    def __init__(self, pacing: Pacing, tell: Callable[..., None]) -> None:
        self._pacing, self._tell = pacing, tell
        self.preferences, fault = load_preferences()
        if fault:
            tell(complaint=fault)

    def obey(self, message: Liked) -> None:
        """Keep what a person likes; ValueError where there is no such thing."""
        if isinstance(message, PlaceWindow):
            if not 0 <= message.slot < MOST_WINDOWS:
                return
            after = place_window(self.preferences, message.slot, message.place)
        else:
            after = change_preferences(self.preferences, message.values)
        self.preferences, self._pacing.untold = after, True
        try:
            save_preferences(after)
        except OSError as error:
            self._tell(complaint=f"{error.filename}: preferences cannot be kept ({error.strerror})")
