"""Player: a prepared file of stems as live inputs, with a transport; the disk is read ahead.

The control thread fills reels and publishes which one is to be heard, the audio thread fades and reads. There
are two reels: a seek fills the one that is not heard, and only then is the other one faded out.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.console.transport import Transport
from engine.devices.reel import Material, Reel

FADE_MS = 10.0
"""Out and in at a pause or a seek, a raised cosine; only the beginning of the material begins as it is."""

LEAD_S = 0.15
"""A changed loop is heard so much later: until then another reel must have been filled."""

PIECE_S = 0.3
"""So much is read before callers are listened to again, and before a reel is heard."""


class _Cue(NamedTuple):
    """A reel that is to be heard once the other has faded, or (splice) from that frame of the other on."""

    number: int
    reel: Reel
    splice: int | None


class Player:
    """Plays a file. The control thread calls `roll` and `tend`, the audio thread `read`."""

    def __init__(
        self, path: Path, channels: int, rate: int, transport: Transport | None = None, position: int = 0
    ) -> None:
        self.channels = channels
        self.underruns = 0
        self.transport = transport or Transport()
        self.material = Material(path, channels, rate)
        self._reels = (Reel(self.material), Reel(self.material))
        self._lead, self._piece = round(LEAD_S * rate), round(PIECE_S * rate)
        self._seek: int | None = None
        self._relooped = False
        first = self._reels[0]
        first.begin(self.material.clamp(position), self.transport)
        first.fill()
        self._cue = _Cue(0, first, None)
        self._order = (self.transport.playing, self._cue)
        """What is to be heard; read once a block."""
        steps = max(1, round(FADE_MS * rate / 1000))
        self._shape = (0.5 - 0.5 * np.cos(np.pi * np.arange(steps + 1) / steps)).astype(np.float32)
        self._full = steps
        self._reel, self._step, self._way = first, 0, 0
        """The audio thread's own: what is heard, how loud, and whether it is getting louder."""
        self._taken = 0
        self._refused = -1

    @property
    def position(self) -> int:
        """The frame of the material that is heard next. Any thread."""
        return self._reel.position

    @property
    def rests(self) -> bool:
        """Whether nothing of the material is heard. Any thread."""
        return self._step == 0

    def roll(self, transport: Transport, seek: int | None = None) -> None:
        """Play on, pause, go elsewhere or loop as told. Control thread."""
        self._relooped |= transport.loop_key != self.transport.loop_key
        self.transport = transport
        if seek is not None:
            self._seek = self.material.clamp(seek)
        if self._seek is None or not transport.playing:
            self._order = (transport.playing, self._cue)
        self.tend()

    def tend(self) -> bool:
        """Read ahead, and offer what was asked for; whether there is more to do soon. Control thread."""
        if self._taken == self._cue.number:
            if self._refused == self._taken:
                self._refused, self._relooped = -1, True
            spare = self._reels[self._reel is self._reels[0]]
            if self._seek is not None:
                spare.begin(self._seek, self.transport)
                self._publish(spare, None)
                self._seek, self._relooped = None, False
            elif self._relooped:
                self._splice(spare)
        waits = self._taken != self._cue.number
        full = self._reel.fill(self._piece)
        if waits:
            full &= self._cue.reel.fill(self._piece)
        return waits or not full or self._seek is not None or self._relooped

    def read(self, block: np.ndarray) -> None:
        """Fill the first channels of a block (inputs, frames) with what is heard. Audio thread."""
        playing, cue = self._order
        rows, done = block[: self.channels], 0
        while done < block.shape[1]:
            done += self._read_piece(rows[:, done:], playing, cue)

    def close(self) -> None:
        """Let go of the file."""
        self.material.close()

    def _publish(self, reel: Reel, splice: int | None) -> None:
        """Fill a reel so far that it can be heard, and offer it to the audio thread."""
        reel.fill(self._piece)
        self._cue = _Cue(self._cue.number + 1, reel, splice)
        self._order = (self.transport.playing, self._cue)

    def _splice(self, spare: Reel) -> None:
        """Go on in a reel that loops otherwise, from a frame that is the same in both."""
        reel = self._reel
        at = reel.read + (0 if self.rests and not self.transport.playing else self._lead)
        crossing = self.material.find_crossing(self.transport)
        while at < reel.fed and (reel.is_crossed(at) or reel.place_at(at) in crossing):
            at += 1
        self._relooped = False
        if at < reel.fed:
            spare.begin(reel.place_at(at), self.transport)
            self._publish(spare, at)
        else:
            self._seek = self.position

    def _read_piece(self, out: np.ndarray, playing: bool, cue: _Cue) -> int:
        """What is the same for some frames: a stretch of a fade, of silence, or of sound. Audio thread."""
        frames = out.shape[1]
        waits = cue.number != self._taken
        if waits and cue.splice is not None:
            left = cue.splice - self._reel.read
            if left == 0:
                self._reel = cue.reel
            if left <= 0 or self._step == 0:
                self._refused = -1 if left == 0 else cue.number
                self._taken = cue.number
                waits = False
            else:
                frames = min(frames, left)
                waits = False
        if self._step == 0:
            if waits:
                self._reel, self._taken = cue.reel, cue.number
            if not playing:
                out[:] = 0.0
                return out.shape[1]
            if self._reel.position == 0:
                self._step = self._full
            else:
                self._way = 1
        elif self._step == self._full and (waits or not playing):
            self._way = -1
        if self._way:
            frames = min(frames, self._full - self._step if self._way > 0 else self._step)
        piece = out[:, :frames]
        if not self._reel.take(piece):
            self.underruns += 1
            self._step = self._way = 0
            return frames
        if self._way:
            steps = self._shape[self._step :][:frames] if self._way > 0 else self._falling(frames)
            piece *= steps
            self._step += self._way * frames
            if self._step in (0, self._full):
                self._way = 0
        return frames

    def _falling(self, frames: int) -> np.ndarray:
        return self._shape[self._step - frames + 1 : self._step + 1][::-1]
