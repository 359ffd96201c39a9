"""Filtering of whole sounds in the frequency domain, with the responses of ordinary biquads."""

from functools import reduce
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.demo.score import RATE_HZ
from app.demo.tape import Audio

TAIL_FRAMES = RATE_HZ // 4


class Band(NamedTuple):
    """One biquad: kind is low (pass), high (pass), band (pass, peak 0 dB) or bell."""

    kind: str
    hz: float
    q: float = 0.707
    gain_db: float = 0.0


def fast_length(frames: int) -> int:
    """The next length that the FFT handles well."""
    sizes = (odd << max(0, (-(-frames // odd) - 1).bit_length()) for odd in (1, 3, 5, 9, 15))
    return min(size for size in sizes if size >= frames)


def response(band: Band, delay: npt.NDArray[np.complexfloating]) -> npt.NDArray[np.complexfloating]:
    """A biquad's complex response where `delay` is z to the minus one (Bristow-Johnson's formulas)."""
    omega = 2 * np.pi * band.hz / RATE_HZ
    alpha, cosine = np.sin(omega) / (2 * band.q), np.cos(omega)
    if band.kind == "bell":
        gain = 10.0 ** (band.gain_db / 40)
        top = (1 + alpha * gain, -2 * cosine, 1 - alpha * gain)
        bottom = (1 + alpha / gain, -2 * cosine, 1 - alpha / gain)
    else:
        bottom = (1 + alpha, -2 * cosine, 1 - alpha)
        top = {
            "low": ((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2),
            "high": ((1 + cosine) / 2, -1 - cosine, (1 + cosine) / 2),
            "band": (alpha, 0.0, -alpha),
        }[band.kind]
    above = top[0] + delay * (top[1] + delay * top[2])
    return above / (bottom[0] + delay * (bottom[1] + delay * bottom[2]))


def unit_delay(size: int) -> npt.NDArray[np.complex128]:
    """z to the minus one on the bins of a real FFT of this size."""
    return np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)


def filtered(audio: Audio, *bands: Band) -> Audio:
    """The sound (frames,) through all the bands one after the other."""
    size = fast_length(len(audio) + TAIL_FRAMES)
    delay = unit_delay(size)
    curve = reduce(np.multiply, (response(band, delay) for band in bands)).astype(np.complex64)
    return np.fft.irfft(np.fft.rfft(audio, size) * curve, size)[: len(audio)].astype(np.float32)


def driven(audio: Audio, gain: float, bias: float = 0.0) -> Audio:
    """Soft saturation; the bias brings even harmonics."""
    return (np.tanh(gain * audio + bias) - np.tanh(bias)).astype(np.float32)
