"""Descriptors: what one stem sounds like, pooled over a song; the same at any level."""

from __future__ import annotations

import numpy as np

WINDOW, HOP = 2048, 2048
RANGE_DB = 40.0
"""Frames so far under a stem's loud ones are pauses."""

BARKS_HZ = (
    *(0, 100, 200, 300, 400, 510, 630, 770, 920, 1080, 1270, 1480, 1720),
    *(2000, 2320, 2700, 3150, 3700, 4400, 5300, 6400, 7700, 9500, 12000, 15500, 22050),
)
"""Edges of the critical bands."""

BANDS = len(BARKS_HZ) - 1
FLOOR_DB = -60.0
_STEP_S = 0.01

NAMES = (
    *(f"bark {band}" for band in range(BANDS)),
    *(f"bark spread {band}" for band in range(BANDS)),
    *("centroid", "spread", "flatness", "flux"),
    *("onsets", "punch", "decay", "held", "loudness range", "wobble"),
    *("crest", "width", "active", "busy"),
)
"""The columns, in order."""


def make_bark_bank(rate: int, window: int = WINDOW) -> np.ndarray:
    """(bins, bands) which bin belongs to which critical band."""
    hz = np.fft.rfftfreq(window, 1.0 / rate)
    band = np.clip(np.searchsorted(BARKS_HZ, hz, "right") - 1, 0, BANDS - 1)
    return np.eye(BANDS)[band]


def to_bark_frames(audio: np.ndarray, rate: int, response: np.ndarray | None = None) -> np.ndarray:
    """(frames, bands) energies of audio (channels, frames), summed in power, after a response (bins,)."""
    if len(audio) == 2 and np.array_equal(audio[0], audio[1]):
        audio = audio[:1] * np.float32(2.0**0.5)
    count = audio.shape[1] // HOP
    window = np.hanning(WINDOW).astype(np.float32)
    cut = audio[:, : count * HOP].reshape(len(audio), count, HOP) * window
    spectrum = np.fft.rfft(cut, axis=2)
    power = (spectrum.real**2 + spectrum.imag**2).sum(axis=0)
    if response is not None:
        power = power * response
    return power @ make_bark_bank(rate) / WINDOW


def describe_stem(audio: np.ndarray, rate: int) -> np.ndarray:
    """(NAMES,) of one stem (channels, frames)."""
    frames = to_bark_frames(audio, rate)
    total = frames.sum(axis=1)
    loud = total > np.percentile(total, 95.0) * 10.0 ** (-RANGE_DB / 10.0)
    if not loud.any() or total.max() <= 0.0:
        return np.zeros(len(NAMES))
    heard = frames[loud]
    mean = to_db(heard.mean(axis=0) / heard.mean(axis=0).sum())
    each = to_db(heard / heard.sum(axis=1, keepdims=True))
    places = np.arange(BANDS)
    share = heard.mean(axis=0) / heard.mean(axis=0).sum()
    centroid = float(share @ places)
    spread = float(np.sqrt(share @ (places - centroid) ** 2))
    flatness = float(mean.mean() - to_db(np.array(1.0 / BANDS)))
    flux = float(np.abs(np.diff(each, axis=0)).mean()) if len(each) > 1 else 0.0
    return np.array(
        [*mean, *each.std(axis=0), centroid, spread, flatness, flux, *_describe_time(audio, rate, loud)]
    )


def to_db(energy: np.ndarray) -> np.ndarray:
    """Energies in dB, never under FLOOR_DB."""
    return 10.0 * np.log10(np.maximum(energy, 10.0 ** (FLOOR_DB / 10.0)))


def _describe_time(audio: np.ndarray, rate: int, loud: np.ndarray) -> list[float]:
    """How it moves: onsets, punch, decay, held, loudness range, wobble, crest, width, active, busy."""
    step = round(_STEP_S * rate)
    steps = audio.shape[1] // step
    energy = np.einsum("cf,cf->f", audio, audio)[: steps * step].reshape(steps, step).sum(axis=1)
    level = 10.0 * np.log10(energy / step + 1e-12)
    high = np.percentile(level, 95.0)
    level = np.maximum(level, high - 50.0)
    active = level > high - RANGE_DB
    active_s = max(active.sum() * _STEP_S, 0.1)
    rise = level[3:] - level[:-3]
    peaks = rise[1:-1] > 6.0
    peaks &= (rise[1:-1] >= rise[:-2]) & (rise[1:-1] > rise[2:])
    onsets = np.flatnonzero(peaks)
    onsets = onsets[np.diff(onsets, prepend=-100) > 5]
    smooth = np.convolve(energy, np.ones(50) / 50.0, "same")
    punch = float(np.average(to_db(energy / (smooth + 1e-9)), weights=energy + 1e-12))
    falls = np.minimum(0.0, np.diff(level))[active[1:]]
    held = float((np.abs(np.diff(level))[active[1:]] < 0.5).mean()) if active[1:].any() else 0.0
    slow = 10.0 * np.log10(smooth[active] / step + 1e-12)
    middle, side = (audio[0] + audio[-1]) / 2.0, (audio[0] - audio[-1]) / 2.0
    width = 10.0 * np.log10((np.vdot(side, side) + 1e-9) / (np.vdot(middle, middle) + 1e-9))
    peak = 10.0 * np.log10(float(np.max(audio**2)) + 1e-12)
    return [
        np.log2(0.1 + len(onsets) / active_s),
        punch,
        float(falls.mean()) if len(falls) else 0.0,
        held,
        float(np.percentile(slow, 95.0) - np.percentile(slow, 10.0)),
        float(np.diff(slow).std()) if len(slow) > 1 else 0.0,
        float(peak - 10.0 * np.log10(np.average(energy, weights=active + 1e-9) / step + 1e-12)),
        float(np.clip(width, -40.0, 10.0)),
        float(active.mean()),
        float(loud.mean()),
    ]


def add_company(own: np.ndarray) -> np.ndarray:
    """(stems, 2 D) descriptors (stems, D) and how each differs from the mean of the song's other stems."""
    others = (own.sum(axis=0) - own) / max(1, len(own) - 1)
    return np.concatenate((own, own - others), axis=1)
