"""Roll hand: what the keys of player and recorder do, on every page; the end of a take wants two presses."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from app.orders.show import Record, Roll
from app.state import Playing, Recording
from app.surfaces.hand import ARMED_S
from app.window.desk_link import DeskLink

ARMED_MS = round(1000 * ARMED_S)
"""Within so long the second press ends a take: one that slipped ends none."""


class RollHand(QObject):
    """Speaks to the desk; keeps nothing but whether a take's end was asked for once."""

    armed_changed = pyqtSignal()

    def __init__(self, link: DeskLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.master = False
        """Whether the next take has the master too."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.armed_changed)

    @property
    def player(self) -> Playing | None:
        """What plays, as the desk says."""
        return self._link.state.player if self._link.state is not None else None

    @property
    def recording(self) -> Recording | None:
        """What is being recorded, as the desk says."""
        return self._link.state.recording if self._link.state is not None else None

    @property
    def armed(self) -> bool:
        """Whether the next press ends the take."""
        return self._timer.isActive()

    @property
    def position_s(self) -> float:
        """Where the player is."""
        meters, player = self._link.meters(), self.player
        return meters.position / player.rate if meters is not None and player is not None else 0.0

    def toggle_play(self) -> None:
        """Play on, or pause."""
        if self.player is not None:
            self._link.send(Roll(playing=not self.player.playing))

    def stop(self) -> None:
        """Pause, at the start."""
        if self.player is not None:
            self._link.send(Roll(playing=False, seek_s=0.0))

    def seek(self, seconds: float) -> None:
        """Go there; play on, or not, as before."""
        if self.player is not None:
            self._link.send(Roll(seek_s=seconds))

    def step(self, seconds: float) -> None:
        """Go so much further, or back."""
        if self.player is not None:
            self._link.send(Roll(step_s=seconds))

    def toggle_loop(self) -> None:
        """Repeat the region, or all."""
        player = self.player
        if player is not None:
            self._link.send(Roll(loop=not player.loop))

    def loop(self, start_s: float | None, end_s: float | None) -> None:
        """Repeat this region; an end that is None stays."""
        if self.player is not None:
            self._link.send(Roll(loop=True, start_s=start_s, end_s=end_s))

    def press_record(self) -> None:
        """Record; where a take is being recorded, the second press in a row ends it."""
        if self.recording is None:
            self._link.send(Record(True, self.master))
        elif self.armed:
            self._timer.stop()
            self._link.send(Record(False))
        else:
            self._timer.start(ARMED_MS)
        self.armed_changed.emit()
