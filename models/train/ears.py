"""Ears: the network that tells roles by ear: musicnn, and a line from what it makes of windows to roles."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import torch
from torch import nn

from engine.soundfiles import read_audio
from models.role_names import guess_role
from models.roles import GROUPS, ROLES, find_group
from models.tagger import RATE, WINDOW
from models.train.features import SongFile
from models.train.musicnn import EMBEDDING, MELS, TAGS, VOICES, Musicnn
from models.train.songs import BY_EAR

SEEN = EMBEDDING + TAGS + 3 * MELS
"""Numbers of a window that the line goes through."""

WINDOWS = 4
"""At most, of one stem."""

QUIET = 0.1
"""A window so far under the loudest one of its stem tells nothing."""

BLEED_DB = (-24.0, -10.0)
"""Half of the windows are heard with so much of another stem, as microphones do."""

HIT_S = (0.15, 0.8)
"""One-shots are repeated about so often."""

LEARNT, EXTRA = ("module", "midi"), ("voices", "oneshots")
"""Domains of songs to learn roles from, and sounds that are no songs; all else is to test on."""

TESTED = "lmms-common"
"""The package of the songs of the public test set, which are made of its one-shots too."""

STEPS, PENALTY = 200, 0.03
LEAD, KIT = ROLES.index("lead vocal"), ROLES.index("drums")


class Heard(NamedTuple):
    """What was made of windows."""

    seen: np.ndarray
    """(windows, SEEN)"""
    role: np.ndarray
    """(windows,) index into ROLES, -1 where nobody knows."""
    stem: np.ndarray
    """(windows,) which stem of its song."""
    domain: str
    song: str


class Ears(nn.Module):
    """From windows of sound (windows, WINDOW) to how likely each role is (windows, ROLES)."""

    middle: torch.Tensor
    scale: torch.Tensor
    voice_line: torch.Tensor

    def __init__(self, musicnn: Musicnn) -> None:
        super().__init__()
        self.musicnn = musicnn
        self.line = nn.Linear(SEEN, len(ROLES))
        self.register_buffer("middle", torch.zeros(SEEN))
        self.register_buffer("scale", torch.ones(SEEN))
        self.register_buffer("voice_line", torch.tensor([0.0, 0.0]))

    def forward(self, audio: torch.Tensor) -> torch.Tensor:
        """Of audio (windows, WINDOW) at RATE how likely each role is (windows, ROLES)."""
        return self.judge(self.see(audio))

    def see(self, audio: torch.Tensor) -> torch.Tensor:
        """(windows, SEEN): embedding, tags, and mean, spread and peak of the spectrum."""
        spectrum, embedding, tags = self.musicnn(audio)
        mean = spectrum.mean(dim=1)
        spread = torch.sqrt((spectrum - mean[:, None]).square().mean(dim=1) + 1e-6)
        parts = embedding, torch.log(tags + 1e-3), mean, spread, spectrum.amax(dim=1)
        return torch.cat(parts, dim=1)

    def judge(self, seen: torch.Tensor) -> torch.Tensor:
        """(windows, ROLES); whether somebody sings is told from the tags alone, learnt from real singers."""
        roles = torch.softmax(self.line((seen - self.middle) / self.scale), dim=1)
        voice = torch.sigmoid(self.voice_line[0] * (hear_voice(seen) - self.voice_line[1]))[:, None]
        lead = nn.functional.one_hot(torch.tensor(LEAD), len(ROLES)).to(roles.dtype)
        return (1.0 - voice) * roles + voice * lead


def hear_voice(seen: torch.Tensor) -> torch.Tensor:
    """(windows,) the mean of the logarithms of all tags of voices."""
    return seen[:, EMBEDDING + np.array(VOICES)].mean(dim=1)


def hear_corpus(corpus: Path, ears: Ears, out: Path, progress: Callable[[str], None]) -> None:
    """Hear windows of all songs, one-shots and voices of a corpus that were not heard yet."""
    out.mkdir(parents=True, exist_ok=True)
    for about in sorted(corpus.glob("songs/*/song.json")):
        song = msgspec.json.decode(about.read_bytes(), type=SongFile)
        target = out / f"{song.song}.npz"
        if song.checks.get("passed") is False or target.exists():
            continue
        dice = np.random.default_rng(len(song.song))
        stems = [_read_mono(about.parent / stem.file) for stem in song.stems]
        windows = [(stem, window) for stem in range(len(stems)) for window in _cut_stem(stems, stem, dice)]
        roles = [ROLES.index(stem.role) if stem.role in ROLES else -1 for stem in song.stems]
        kit = [n for n, role in enumerate(roles) if role >= 0 and ROLES[role] in GROUPS["drums"]]
        if len(kit) > 2:
            whole = sum(stems[n] for n in kit)
            windows += [(len(stems), window) for window in _cut_stem([np.asarray(whole)], 0, dice)]
        _save(target, ears, windows, [*roles, KIT], song.domain)
        progress(song.song)
    for domain, files in (("voices", _list_voices(corpus)), ("oneshots", _list_oneshots(corpus))):
        target = out / f"{domain}.npz"
        if files and not target.exists():
            dice = np.random.default_rng(0)
            windows = []
            for stem, (path, _) in enumerate(files):
                sound = _read_mono(path)
                sound = _repeat_hits(sound, dice) if domain == "oneshots" else sound
                windows += [(stem, window) for window in _cut_stem([sound], 0, dice)]
            _save(target, ears, windows, [role for _, role in files], domain)
            progress(domain)


def _save(
    path: Path, ears: Ears, windows: list[tuple[int, np.ndarray]], roles: list[int], domain: str
) -> None:
    with torch.inference_mode():
        seen = [ears.see(torch.from_numpy(window)[None])[0].numpy() for _, window in windows]
    stem = np.array([stem for stem, _ in windows], int)
    draft = path.with_suffix(".part")
    with open(draft, "wb") as file:
        np.savez(
            file,
            seen=np.array(seen, np.float16).reshape(len(seen), SEEN),
            role=np.array(roles, int)[stem],
            stem=stem,
            domain=domain,
        )
    draft.replace(path)


def load_heard(folder: Path) -> list[Heard]:
    """All that was heard."""
    heard = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as file:
            seen = file["seen"].astype(np.float32)
            heard.append(Heard(seen, file["role"], file["stem"], str(file["domain"]), path.stem))
    return heard


def fit_ears(ears: Ears, heard: list[Heard]) -> None:
    """Learn the line from all windows whose role is known; rare roles count more than they are frequent."""
    seen = torch.from_numpy(np.concatenate([song.seen for song in heard]))
    role = torch.from_numpy(np.concatenate([song.role for song in heard]))
    _fit_voice(ears, seen, role)
    seen, role = seen[role >= 0], role[role >= 0]
    ears.middle[:], ears.scale[:] = seen.mean(dim=0), seen.std(dim=0) + 1e-2
    count = torch.bincount(role, minlength=len(ROLES)).clamp(min=1)
    weight = count.to(seen.dtype).rsqrt()
    even = (seen - ears.middle) / ears.scale
    with torch.no_grad():
        ears.line.weight.zero_()
        ears.line.bias.zero_()
    optimiser = torch.optim.LBFGS(ears.line.parameters(), max_iter=STEPS, line_search_fn="strong_wolfe")

    def weigh() -> torch.Tensor:
        optimiser.zero_grad()
        loss = nn.functional.cross_entropy(ears.line(even), role, weight)
        loss = loss + PENALTY * ears.line.weight.square().sum()
        loss.backward()
        return loss

    optimiser.step(weigh)


def _fit_voice(ears: Ears, seen: torch.Tensor, role: torch.Tensor) -> None:
    """The threshold half-way between the voices and all but a few of what is surely no voice."""
    groups = [ROLES.index(name) for name in GROUPS["voice"]]
    voices = hear_voice(seen[role == LEAD])
    others = hear_voice(seen[(role >= 0) & ~torch.isin(role, torch.tensor(groups))])
    low, high = float(others.quantile(0.99)), float(voices.quantile(0.2)) if len(voices) else 0.0
    ears.voice_line[:] = torch.tensor([6.0 / max(0.3, high - low), 0.5 * (low + high)])


def _read_mono(path: Path) -> np.ndarray:
    return read_audio(path, RATE).mean(axis=0)


def _list_voices(corpus: Path) -> list[tuple[Path, int]]:
    named = [(path, guess_role(path.stem)[0]) for path in sorted(corpus.glob("voices/*.flac"))]
    return [(path, ROLES.index(role)) for path, role in named if role]


def _list_oneshots(corpus: Path) -> list[tuple[Path, int]]:
    manifest = corpus / "oneshots.jsonl"
    rows = (
        [msgspec.json.decode(line) for line in manifest.read_bytes().splitlines()]
        if manifest.exists()
        else []
    )
    usable = [row for row in rows if row["role"] in ROLES and row["package"] != TESTED]
    return [(corpus / row["file"], ROLES.index(row["role"])) for row in usable]


def _repeat_hits(hit: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """A window in which a one-shot is struck now and then."""
    sound = np.zeros(WINDOW + len(hit), np.float32)
    at = 0
    while at < WINDOW:
        sound[at : at + len(hit)] += hit * dice.uniform(0.4, 1.0)
        at += int(RATE * dice.uniform(*HIT_S))
    return sound[:WINDOW]


def _cut_stem(stems: list[np.ndarray], stem: int, dice: np.random.Generator) -> Iterator[np.ndarray]:
    """Windows (WINDOW,) of a stem where it plays, every other one with a little of another stem in it."""
    sound = stems[stem]
    sound = np.pad(sound, (0, max(0, WINDOW - len(sound))))
    windows = sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW)
    levels = np.sqrt(np.mean(np.square(windows), axis=1))
    loud = np.flatnonzero(levels > max(1e-6, QUIET * levels.max()))
    for turn, index in enumerate(loud[np.linspace(0, len(loud) - 1, min(WINDOWS, len(loud))).astype(int)]):
        window = windows[index].astype(np.float32)
        other = stems[int(dice.integers(len(stems)))][index * WINDOW : (index + 1) * WINDOW]
        level = np.sqrt(np.mean(np.square(other))) if len(other) else 0.0
        if turn % 2 and len(stems) > 1 and level > 1e-6:
            gain = 10.0 ** (dice.uniform(*BLEED_DB) / 20.0) * levels[index] / level
            window[: len(other)] += gain * other
        yield window


def judge_songs(ears: Ears, heard: list[Heard]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """By song, (stems, ROLES) how likely roles are, and (stems,) what they are, -1 where nobody knows."""
    songs = {}
    for song in heard:
        with torch.inference_mode():
            likely = ears.judge(torch.from_numpy(song.seen)).numpy()
        stems = song.stem.max(initial=-1) + 1
        windows = np.equal.outer(np.arange(stems), song.stem).astype(np.float32)
        mean = windows @ likely / np.maximum(1.0, windows.sum(axis=1, keepdims=True))
        role = np.full(stems, -1)
        role[song.stem] = song.role
        songs[song.song] = mean, role
    return songs


def learn_ears(ears: Ears, heard: list[Heard], features: Path, progress: Callable[[str], None]) -> None:
    """Fit to all that may be learnt from; before, tell how good that is on domains that were left out.

    What ears that know nothing of a song's domain make of it is kept with its features, as `Song.by_ear`: the
    mixing network learns from that how far ears may be believed.
    """
    for domain in (*LEARNT, ""):
        fit_ears(ears, [song for song in heard if song.domain in (*LEARNT, *EXTRA) and song.domain != domain])
        unseen = [song for song in heard if (song.domain == domain if domain else song.domain not in LEARNT)]
        for name, songs in _by_domain(unseen).items():
            found = judge_songs(ears, songs)
            for song, (likely, _) in found.items():
                if (features / f"{song}.npy").exists():
                    np.save(features / f"{song}{BY_EAR}", likely.astype(np.float32))
            if name not in EXTRA:
                progress(f"{name}, unseen: {_count_hits(list(found.values()))}")


def _by_domain(heard: list[Heard]) -> dict[str, list[Heard]]:
    return {
        domain: [song for song in heard if song.domain == domain]
        for domain in {song.domain for song in heard}
    }


def _count_hits(found: list[tuple[np.ndarray, np.ndarray]]) -> str:
    likely, role = (np.concatenate(parts) for parts in zip(*found, strict=True))
    likely, role = likely[role >= 0], role[role >= 0]
    if not len(role):
        return "no roles are known"
    best, group = likely.argmax(axis=1), np.array([find_group(name) for name in ROLES])
    hit, sure = best == role, likely.max(axis=1) > 0.5
    return (
        f"{len(role)} stems, role {hit.mean():.2f}, group {(group[best] == group[role]).mean():.2f}; "
        f"over 0.5 sure of {sure.mean():.2f}, of these right {hit[sure].mean() if sure.any() else 0.0:.2f}"
    )


def export_ears(ears: Ears, path: Path) -> None:
    """Write the network that `models.tagger` hears with; whole or not at all."""
    draft = path.with_suffix(".part")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            ears.eval(),
            (torch.randn(1, WINDOW) * 0.1,),
            str(draft),
            input_names=["audio"],
            output_names=["roles"],
            dynamic_axes={"audio": {0: "windows"}, "roles": {0: "windows"}},
            opset_version=18,
            dynamo=False,
        )
    draft.replace(path)
