"""Cross: how well a plan does on songs it has not seen, and the networks with which anybody can check it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from models.evaluate.report import draw_head, draw_row, show
from models.evaluate.songs import FOLDS, package_to_fold
from models.train.export import export_graph, write_console_card
from models.train.fit import Fit, Plan
from models.train.judge import Verdict, bootstrap, judge_song
from models.train.songs import Song, load_songs

FOLD_NAMES = ("without-midi", "without-module", *(f"cv{fold}" for fold in range(FOLDS)))
"""The same as in `deskhand eval`, where `console-{fold}` means the network that has not seen a song."""


def cross_validate(
    plan: Plan,
    features: Path,
    names: tuple[str, ...],
    out: Path,
    tell: Callable[[str], None],
    corpus: Path | None = None,
) -> dict[str, list[Verdict]]:
    """Train and judge with each domain left out and by packages; keeps networks, verdicts and a table."""
    songs = load_songs(features, plan.domains)
    verdicts: dict[str, list[Verdict]] = {}
    for name in names:
        unseen = [song for song in songs if is_left_out(song, name)]
        seen = [song for song in songs if not is_left_out(song, name)]
        if not seen or not unseen:
            continue
        for verdict in _train_and_judge(plan, seen, unseen, name, out, tell, corpus):
            split = name if name.startswith("without") else "unseen packages"
            verdicts.setdefault(f"{split}: {verdict.domain}", []).append(verdict)
    table = write_table(verdicts)
    out.mkdir(parents=True, exist_ok=True)
    (out / "results.md").write_text(table)
    tell(table)
    return verdicts


def is_left_out(song: Song, name: str) -> bool:
    """Whether a fold's training does not see a song."""
    if name.startswith("without-"):
        return song.label.domain == name.removeprefix("without-")
    return f"cv{package_to_fold(song.label.package)}" == name


def _train_and_judge(
    plan: Plan,
    seen: list[Song],
    unseen: list[Song],
    name: str,
    out: Path,
    tell: Callable[[str], None],
    corpus: Path | None,
) -> list[Verdict]:
    done = out / name / "verdicts.json"
    if done.exists():
        return read_verdicts(done)
    fit = Fit(plan, seen, out / name, corpus)
    fit.run(lambda step, parts: tell(f"{name} {step}/{plan.all_steps} level {parts['level']:.3f}"))
    network = fit.network.eval()
    domains = tuple(sorted({song.label.domain for song in seen}))
    card = write_console_card(f"console-{name}", f"trained for the fold {name}", "1", domains)
    export_graph(network, out / f"console-{name}.onnx", card.encode())
    verdicts = [judge_song(network, song) for song in unseen]
    write_verdicts(done, verdicts)
    return verdicts


def write_verdicts(path: Path, verdicts: list[Verdict]) -> None:
    """Keep verdicts, with NaN where nothing is known."""
    path.write_text(json.dumps(msgspec.to_builtins(verdicts)))


def read_verdicts(path: Path) -> list[Verdict]:
    """Verdicts that were kept."""
    return msgspec.convert(json.loads(path.read_text()), list[Verdict])


def write_table(verdicts: dict[str, list[Verdict]]) -> str:
    """Markdown: mean errors in dB, and what the network gains over equal loudness with its interval."""
    heads = ("songs", "how many", "equal loudness", "console", "gain (95 %)", "within groups, gain")
    lines = draw_head([*heads, "roles named"])
    for name, rows in verdicts.items():
        gain = bootstrap(np.array([row.level - row.mind for row in rows]))
        inside = bootstrap(np.array([row.level_within - row.mind_within for row in rows]))
        level, mind = (float(np.mean([getattr(row, of) for row in rows])) for of in ("level", "mind"))
        hits = [row.role_hits for row in rows if np.isfinite(row.role_hits)]
        named = f"{np.mean(hits):.0%}" if hits else "none"
        cells = (name, str(len(rows)), show(level), show(mind), _spell(gain), _spell(inside), named)
        lines.append(draw_row(cells))
    return "\n".join(lines) + "\n"


def _spell(interval: tuple[float, float, float]) -> str:
    mean, low, high = interval
    if np.isnan(mean):
        return "none"
    return f"{mean:+.2f} [{low:+.2f}, {high:+.2f}]"
