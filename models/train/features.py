"""Features: what the frontend sees of every stem, kept on disk so that training reads no audio."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import torch
from msgspec import Struct

from engine.soundfiles import inspect_audio, read_blocks
from models.train.frontend import HOP, PAST, RATE, Frontend

MOST_S = 60
"""So much of a song is enough."""


class StemLabel(Struct):
    """What the corpus knows of one stem."""

    file: str = ""
    role: str = ""
    lufs: float = -100.0
    pan: float | None = None


class SongLabel(Struct):
    """What the corpus knows of one song; its features are (stems, hops, BANDS + SHAPES) float16 beside it."""

    song: str
    domain: str
    package: str
    stems: list[StemLabel]


class SongFile(SongLabel):
    """A song as the corpus writes it."""

    checks: dict[str, object] = {}


def extract_features(corpus: Path, out: Path, progress: Callable[[str], None]) -> int:
    """Make the features of songs that have none yet; returns how many songs there are."""
    out.mkdir(parents=True, exist_ok=True)
    torch.set_flush_denormal(True)
    frontend = Frontend().eval()
    count = 0
    for about in sorted(corpus.glob("songs/*/song.json")):
        label = msgspec.json.decode(about.read_bytes(), type=SongFile)
        if label.checks.get("passed") is False:
            continue
        count += 1
        target = out / f"{label.song}.npy"
        if target.exists():
            continue
        features = np.stack([_see_stem(frontend, about.parent / stem.file) for stem in label.stems])
        draft = target.with_suffix(".part")
        with open(draft, "wb") as file:
            np.save(file, features)
        target.with_suffix(".json").write_bytes(msgspec.json.encode(label))
        draft.replace(target)
        progress(label.song)
    return count


def _see_stem(frontend: Frontend, path: Path) -> np.ndarray:
    """(hops, BANDS + SHAPES) of a file; a mono one is heard as the same on both sides, as loud in all."""
    info = inspect_audio(path)
    stem = next(read_blocks(path, RATE, MOST_S * RATE))
    hops = stem.shape[1] // HOP
    audio = np.zeros((2, PAST + hops * HOP), np.float32)
    audio[:, PAST:] = stem[:, : hops * HOP] * (1.0 if info.channels == 2 else np.sqrt(0.5))
    windows = np.lib.stride_tricks.sliding_window_view(audio, PAST + HOP, axis=1)[:, ::HOP]
    heard = torch.from_numpy(windows.transpose(1, 0, 2).copy())
    with torch.inference_mode():
        seen, _ = frontend(heard[:, :, PAST:], heard[:, :, :PAST])
    return seen.numpy().astype(np.float16)
