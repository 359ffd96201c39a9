"""Cross: how well a plan does on songs it has not seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from models.train.fit import Fit, Plan
from models.train.judge import Verdict, bootstrap, judge_song
from models.train.songs import Song, choose_fold, load_songs


def cross_validate(
    plan: Plan, features: Path, folds: int, out: Path, tell: Callable[[str], None]
) -> dict[str, list[Verdict]]:
    """Train and judge by packages, and with each domain left out; keeps every verdict and a table."""
    songs = load_songs(features, plan.domains)
    verdicts: dict[str, list[Verdict]] = {}
    for fold in range(folds):
        seen = [song for song in songs if choose_fold(song.label.package, folds) != fold]
        unseen = [song for song in songs if choose_fold(song.label.package, folds) == fold]
        for verdict in _train_and_judge(plan, seen, unseen, out / f"fold{fold}", tell):
            verdicts.setdefault(f"unseen packages, {verdict.domain}", []).append(verdict)
    for domain in plan.domains:
        seen = [song for song in songs if song.label.domain != domain]
        unseen = [song for song in songs if song.label.domain == domain]
        if seen and unseen:
            made = _train_and_judge(plan, seen, unseen, out / f"without-{domain}", tell)
            verdicts[f"trained without {domain}"] = made
    (out / "verdicts.json").write_bytes(msgspec.json.encode(verdicts))
    table = write_table(verdicts)
    (out / "results.md").write_text(table)
    tell(table)
    return verdicts


def _train_and_judge(
    plan: Plan, seen: list[Song], unseen: list[Song], folder: Path, tell: Callable[[str], None]
) -> list[Verdict]:
    done = folder / "verdicts.json"
    if done.exists():
        return msgspec.json.decode(done.read_bytes(), type=list[Verdict])
    fit = Fit(plan, seen, folder)
    fit.run(lambda step, parts: tell(f"{folder.name} {step}/{plan.steps} level {parts['level']:.3f}"))
    network = fit.network.eval()
    verdicts = [judge_song(network, song) for song in unseen]
    done.write_bytes(msgspec.json.encode(verdicts))
    return verdicts


def write_table(verdicts: dict[str, list[Verdict]]) -> str:
    """Markdown: mean errors in dB, and what the network gains over equal loudness with its interval."""
    lines = [
        "| songs | how many | equal loudness | console | gain (95 %) | within groups, gain | roles named |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, rows in verdicts.items():
        gain = bootstrap(np.array([row.level - row.mind for row in rows]))
        within = np.array([row.level_within - row.mind_within for row in rows])
        inside = bootstrap(within[np.isfinite(within)])
        level, mind = np.mean([row.level for row in rows]), np.mean([row.mind for row in rows])
        hits = np.nanmean([row.role_hits for row in rows])
        cells = (name, len(rows), f"{level:.2f}", f"{mind:.2f}", _spell(gain), _spell(inside), f"{hits:.0%}")
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


def _spell(interval: tuple[float, float, float]) -> str:
    mean, low, high = interval
    return f"{mean:+.2f} [{low:+.2f}, {high:+.2f}]"
