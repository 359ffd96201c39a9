"""Peak: the highest level of a mix between its samples too."""

from __future__ import annotations

import numpy as np

OVER = 4
_PIECE, _EDGE = 1 << 15, 1 << 9


def measure_true_peak_db(audio: np.ndarray) -> float:
    """The true peak of audio (channels, frames) in dB of full scale, four times oversampled."""
    highest = float(np.abs(audio).max(initial=0.0))
    padded = np.pad(audio, ((0, 0), (_EDGE, _EDGE + _PIECE)))
    for start in range(0, audio.shape[1], _PIECE):
        piece = padded[:, start : start + _PIECE + 2 * _EDGE]
        if np.abs(piece).max(initial=0.0) < highest * 0.5:
            continue
        fine = OVER * np.fft.irfft(np.fft.rfft(piece, axis=1), n=OVER * piece.shape[1], axis=1)
        highest = max(highest, float(np.abs(fine[:, OVER * _EDGE : -OVER * _EDGE]).max(initial=0.0)))
    return 20.0 * float(np.log10(max(highest, 1e-6)))
