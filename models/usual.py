"""Usual: how loud each track usually is while it plays, and which tracks play at this moment."""

from __future__ import annotations

import numpy as np

from models.loudness import SILENCE_LUFS

ACTIVE_LUFS = -50.0
"""Live, a track under this does not play: louder may come, and this may be hiss and its neighbours."""

ACTIVE_LU = 20.0
"""Nor does one that is so far under its own usual loudness; one so far over it has only now begun."""

PAUSE_LU = 10.0
"""Nor one that has just become so much softer than its last seconds: it pauses, or dies away."""

ONSET_S = 0.3
"""How long after a beginning the momentary loudness still counts the silence before it."""


class Usual:
    """The loudness of tracks as far as they played; the first moments count in full, later ones slowly."""

    def __init__(self, tracks: int, hop_s: float, follow_s: float) -> None:
        self._hop_s, self._follow_s = hop_s, follow_s
        self.loud_lufs = np.full(tracks, SILENCE_LUFS)
        """(tracks,) before any trim."""
        self.played_s = np.zeros(tracks)
        """(tracks,) how long each has played, 0 again when it proves to be much louder than it was."""

    def follow(
        self, momentary: np.ndarray, short: np.ndarray, trims: np.ndarray, active_lufs: float = ACTIVE_LUFS
    ) -> np.ndarray:
        """Hear of another hop, all (tracks,) in LUFS and dB; (tracks,) which of them play."""
        playing = (momentary + trims > active_lufs) & (momentary > short - PAUSE_LU)
        self.played_s[playing & (momentary > self.loud_lufs + ACTIVE_LU)] = 0.0
        playing &= (self.played_s == 0.0) | (momentary > self.loud_lufs - ACTIVE_LU)
        self.played_s[playing] += self._hop_s
        share = self._hop_s / np.clip(self.played_s - ONSET_S, self._hop_s, self._follow_s)
        usual = 10.0 ** (self.loud_lufs / 10.0)
        usual += share * (10.0 ** (momentary / 10.0) - usual)
        self.loud_lufs[playing] = 10.0 * np.log10(usual[playing])
        return playing
