"""Time bar: how long a crossfade takes, from a cut to two minutes."""

from __future__ import annotations

from PyQt6.QtWidgets import QWidget

from app.window.level_bar import LevelBar
from app.window.scenes.scene_board import write_time
from engine.console.params import Param
from engine.console.scenes import LONGEST_FADE_S

SHORTEST_S = 0.1
_ROW = Param("crossfade_s", "s", SHORTEST_S, LONGEST_FADE_S, SHORTEST_S, "log")


class TimeBar(LevelBar):
    """Its lower end is a cut."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(_ROW, label, "", parent, text_px=12)
        self.setAccessibleName(label)

    @property
    def seconds(self) -> float:
        """How long; 0 is a cut."""
        return 0.0 if self.value <= SHORTEST_S else self.value

    def show_seconds(self, seconds: float) -> None:
        """Show how long, unless the hand is on it."""
        self.show_value(max(SHORTEST_S, seconds))

    def begin(self, seconds: float) -> None:
        """Begin anew with the time of another scene, whatever the hand did."""
        self._until = 0.0
        self.show_seconds(seconds)

    def write(self) -> str:
        """The time as it stands on the bar."""
        return write_time(self.seconds)

    def describe(self) -> str:
        """What it is and how long."""
        return f"{self.label}  {self.write()}"
