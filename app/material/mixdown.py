"""Mixdown: a folder of stems to one stereo file, through the same renderer as live, at full speed."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from app.desk.desk import Desk
from app.material.playback import BLOCK_FRAMES, play
from app.material.stem_roles import give_roles
from app.material.stems import Stem, count_inputs, find_stems, make_mix, stream_stems, total_frames
from engine.console.layers import Layers
from engine.console.moves import Move, apply
from engine.console.params import PARAMS
from engine.console.session import Session
from engine.console.state import Mix
from engine.render import Renderer
from engine.soundfiles import AudioWriter, SoundFileError, name_write_cure
from models.live import LiveMind
from models.messages import Heard
from models.offline import settle
from models.predictor import list_tracks

RATES = (44100, 48000, 88200, 96000)

Progress = Callable[[str, float], None]
"""Told what is being done and how much of it, 0 to 1."""


class Order(Struct, frozen=True):
    """What to mix, how, and where to put it."""

    folder: Path
    out: Path
    mind: str = "level"
    amount: float = 1.0
    live: bool = False
    params: Path | None = None
    stems: Path | None = None
    seconds: float | None = None
    roles: tuple[str, ...] = ()
    """What tracks are, as `give_roles` takes it."""
    macros: dict[str, float] = {}
    """The mind's style inputs, by name."""


class Report(Struct, frozen=True):
    """What came of a mixdown."""

    strips: int
    seconds: float
    peak_db: float
    because: dict[str, str]


def mix_down(order: Order, progress: Progress) -> Report:
    """Render the stems of a folder; nothing appears under the final names before it is whole."""
    stems = find_stems(order.folder)
    _check_outputs(order, stems)
    rate = choose_rate(stems)
    frames = total_frames(stems, rate)
    if order.seconds is not None:
        frames = min(frames, max(BLOCK_FRAMES, round(order.seconds * rate)))
    mix = give_roles(make_mix(stems), order.roles)
    tracks = list_tracks(mix)
    desk = Desk(Session(layers=Layers(mix, mix, amount=order.amount), macros=order.macros))
    mind = None
    if order.live:
        mind = LiveMind(order.mind, tracks, rate)
    else:

        def listened(done: int) -> None:
            progress("Listening", done / frames)

        blocks = _cut(stream_stems(stems, rate, rate // 10), frames)
        wish = settle(order.mind, tracks, blocks, rate, desk.mix, progress=listened, macros=order.macros)
        desk.hear(wish, True)
    renderer = Renderer(desk.mix, count_inputs(stems), rate, BLOCK_FRAMES)
    folder = order.stems or Path()
    with contextlib.ExitStack() as stack:
        master = stack.enter_context(AudioWriter(order.out, 2, rate))
        parts = [
            stack.enter_context(AudioWriter(folder / f"{stem.path.stem}.wav", stem.channels, rate, "FLOAT"))
            for stem in (stems if order.stems else ())
        ]
        peak = _render(
            renderer,
            desk,
            mind,
            _cut(stream_stems(stems, rate, BLOCK_FRAMES), frames),
            frames,
            master,
            parts,
            progress,
        )
    if order.params is not None:
        _write_params(order.params, order, stems, desk, rate)
    return Report(len(stems), frames / rate, 20.0 * float(np.log10(max(peak, 1e-9))), desk.because)


def choose_rate(stems: list[Stem]) -> int:
    """The rate that most stems have, of those the engine runs at."""
    common = Counter(stem.rate for stem in stems if stem.rate in RATES).most_common(1)
    return common[0][0] if common else 48000


def _render(
    renderer: Renderer,
    desk: Desk,
    mind: LiveMind | None,
    blocks: Iterator[np.ndarray],
    frames: int,
    master: AudioWriter,
    parts: list[AudioWriter],
    progress: Progress,
) -> float:
    """Play the blocks and write them, the master without its latency; the highest peak."""
    follower = Follower(mind, desk, renderer) if mind is not None else None
    peak, done = 0.0, 0
    for piece in play(renderer, blocks, frames):
        for part, writer in zip(renderer.console.bank.slices, parts, strict=bool(parts)):
            writer.write(piece.strips[part])
        peak = max(peak, float(np.abs(piece.master).max(initial=0.0)))
        master.write(piece.master)
        if follower is not None:
            follower.follow(piece.block)
        done += piece.block.shape[1]
        if done % (32 * BLOCK_FRAMES) == 0:
            renderer.tidy()
        progress("Mixing", min(1.0, done / frames))
    return peak


class Follower:
    """A live mind that hears what is rendered and moves the mix as it would on stage."""

    def __init__(self, mind: LiveMind, desk: Desk, renderer: Renderer) -> None:
        self._mind, self._desk, self._renderer = mind, desk, renderer
        self._waiting = np.zeros((renderer.inputs, 0), np.float32)
        self._frame = 0

    def follow(self, block: np.ndarray) -> None:
        """Hear a block (inputs, frames); the moves are heard from the next one on."""
        self._waiting = np.concatenate((self._waiting, block), axis=1)
        hop = self._mind.hop_frames
        moved: list[Move] = []
        while self._waiting.shape[1] >= hop:
            self._frame += hop
            session = self._desk.session
            layers = session.layers
            heard = Heard(layers.auto, layers.hand, layers.holds, "run", False, layers.amount, session.macros)
            spoken = self._mind.feed(self._waiting[:, :hop], heard, self._frame)
            self._waiting = self._waiting[:, hop:]
            if spoken is not None:
                moved += self._desk.hear(spoken.prediction, spoken.applied)
        if moved:
            mix = self._renderer.console.target.mix
            for move in moved:
                mix = apply(mix, move)
            self._renderer.load(mix)


def _cut(blocks: Iterator[np.ndarray], frames: int) -> Iterator[np.ndarray]:
    """Only so many frames of the blocks."""
    left = frames
    for block in blocks:
        yield block[:, :left]
        left -= block.shape[1]
        if left <= 0:
            return


def _check_outputs(order: Order, stems: list[Stem]) -> None:
    """Refuse before any work what would write over an input."""
    sources = {stem.path.resolve() for stem in stems}
    wanted = [order.out] + ([order.params] if order.params else [])
    if order.stems is not None:
        wanted += [order.stems / f"{stem.path.stem}.wav" for stem in stems]
    for path in wanted:
        if path.resolve() in sources:
            raise SoundFileError(f"{path}: is one of the stems; write to another name or folder")
        if path.is_dir():
            raise SoundFileError(f"{path}: is a folder; give a file name")
    try:
        for folder in {path.parent for path in wanted}:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SoundFileError(
            f"{order.out}: cannot be written ({error.strerror}); {name_write_cure(error)}"
        ) from error


def describe_mix(mix: Mix, because: dict[str, str]) -> list[dict[str, Any]]:
    """Every strip's settings and reasons as plain data."""
    return [
        {
            "name": strip.name,
            "settings": {row.name: value for row, value in zip(PARAMS["strip"], strip.values, strict=True)},
            "because": because.get(f"strip/{index}", ""),
        }
        for index, strip in enumerate(mix.strips)
    ]


def _write_params(path: Path, order: Order, stems: list[Stem], desk: Desk, rate: int) -> None:
    strips = describe_mix(desk.mix, desk.because)
    for strip, stem in zip(strips, stems, strict=True):
        strip["file"] = stem.path.name
    master = dict(zip((row.name for row in PARAMS["master"]), desk.mix.master.values, strict=True))
    about = {"mind": order.mind, "amount": order.amount, "macros": order.macros}
    about |= {"live": order.live, "rate": rate}
    text = msgspec.json.format(msgspec.json.encode({**about, "strips": strips, "master": master}), indent=1)
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(text)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise SoundFileError(
            f"{path}: cannot be written ({error.strerror}); {name_write_cure(error)}"
        ) from error
