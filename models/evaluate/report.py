"""Report: scores as Markdown tables, with intervals over works."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.evaluate.bootstrap import Interval, compare, find_interval
from models.evaluate.contest import Score
from models.evaluate.songs import Song

LEVEL = "level"

LEAST_DB = 0.005
"""Less than this is rounding, no win."""

HEADINGS = {
    "error_db": "balance, dB",
    "within_db": "within groups",
    "between_db": "between groups",
    "pan_error": "pan error",
    "bark_left_db": "Bark error as left, dB",
    "bark_made_db": "as made",
    "stft": "STFT",
    "rms_db": "RMS, dB",
    "crest_db": "crest, dB",
    "width": "width",
    "imbalance": "imbalance",
    "bark_db": "Bark, dB",
    "loudness_lufs": "LUFS",
    "true_peak_db": "true peak, dB",
    "over_ceiling_db": "over the ceiling, dB",
    "settle_s": "settles in, s",
    "settle_all_s": "every fader in, s",
    "prompt": "faders there in 4 s, share",
    "jitter_db": "jitter, dB rms",
    "false_moves": "false moves on a good mix, share",
    "spoilt_db": "spoils a good mix by, dB",
    "entry_s": "a newcomer rests in, s",
    "recovery_s": "the mix after it in, s",
    "entry_others_db": "others move at it by, dB",
    "silence_db": "moves in silence, dB",
    "solo_others_db": "silent ones in a solo, dB",
    "solo_db": "soloist, dB",
    "silent_track_db": "a track never heard, dB",
}
"""Every measure, as its column is called; mean over works, but the worst for those of WORST."""

WORST = ("over_ceiling_db", "silence_db", "solo_others_db", "silent_track_db")
BALANCE = ("error_db", "within_db", "between_db")


def tabulate(scores: Sequence[Score], songs: dict[str, Song], rivals: Sequence[str]) -> list[str]:
    """The balance table of one set: a row a system, best first, with what it wins over its rivals."""
    systems = sort_systems(scores)
    rivals = [rival for rival in rivals if rival in systems]
    heads = ["system", "works", *(HEADINGS[name] for name in BALANCE)]
    heads += [f"better than {rival}" for rival in rivals]
    lines = draw_head(heads)
    for system in systems:
        mine = pick(scores, system)
        names = [name for name in mine if "error_db" in mine[name]]
        works = [songs[name].work for name in names]
        error = find_interval(np.array([mine[name]["error_db"] for name in names]), works)
        cells = [system, str(error.works), show_interval(error)]
        for measure in BALANCE[1:]:
            values = np.array([mine[name].get(measure, np.nan) for name in names])
            cells.append(show(find_interval(values, works).mean))
        for rival in rivals:
            cells.append("" if system == rival else show_win(mine, pick(scores, rival), songs))
        lines.append(draw_row(cells))
    return lines


def tabulate_rest(scores: Sequence[Score], songs: dict[str, Song], kad: dict[str, float]) -> list[str]:
    """Everything else that was measured, a row a measure and a column a system."""
    systems = sort_systems(scores)
    found = {name for score in scores for name in score.measures} - set(BALANCE)
    if not found and not kad:
        return []
    lines = draw_head(["", *systems])
    for measure in (name for name in HEADINGS if name in found):
        cells = [HEADINGS[measure] + (" (worst)" if measure in WORST else "")]
        for system in systems:
            mine = pick(scores, system)
            names = [name for name in mine if measure in mine[name]]
            values = np.array([mine[name][measure] for name in names])
            if measure in WORST:
                cells.append(show(float(values.max())) if len(values) else "")
            else:
                cells.append(show(find_interval(values, [songs[name].work for name in names]).mean))
        lines.append(draw_row(cells))
    if kad:
        lines.append(draw_row(["KAD", *(show(kad.get(system, np.nan)) for system in systems)]))
    return lines


def tabulate_songs(scores: Sequence[Score], songs: dict[str, Song]) -> list[str]:
    """The balance error of every song, a column a system."""
    systems = sort_systems(scores)
    lines = draw_head(["song", "stems", *systems])
    columns = {system: pick(scores, system) for system in systems}
    for name in sorted({score.song for score in scores}):
        cells = [show(columns[system].get(name, {}).get("error_db", np.nan)) for system in systems]
        lines.append(draw_row([name, str(len(songs[name].stems)), *cells]))
    return lines


def pick(scores: Sequence[Score], system: str) -> dict[str, dict[str, float]]:
    """The measures of one system by song."""
    return {score.song: score.measures for score in scores if score.system == system}


def sort_systems(scores: Sequence[Score]) -> list[str]:
    """The systems, least balance error first."""
    systems = sorted({score.system for score in scores})
    means = {
        system: np.mean([m["error_db"] for m in pick(scores, system).values() if "error_db" in m] or [np.inf])
        for system in systems
    }
    return sorted(systems, key=lambda system: means[system])


def find_win(mine: dict, theirs: dict, songs: dict[str, Song], packages: bool = False) -> Interval:
    """By how much one system's balance is better than another's, over works or over packages."""
    both = sorted(
        name for name in set(mine) & set(theirs) if "error_db" in mine[name] and "error_db" in theirs[name]
    )
    owners = [songs[name].package if packages else songs[name].work for name in both]
    return compare(
        np.array([mine[name]["error_db"] for name in both]),
        np.array([theirs[name]["error_db"] for name in both]),
        owners,
    )


def show_win(mine: dict, theirs: dict, songs: dict[str, Song]) -> str:
    """A win with its interval; bold where the interval is above zero, over works and over packages alike."""
    win = find_win(mine, theirs, songs)
    packages = find_win(mine, theirs, songs, packages=True)
    text = f"{win.mean:+.2f} [{win.low:+.2f}, {win.high:+.2f}]" if win.works else ""
    sure = win.low > LEAST_DB and (packages.works < 2 or packages.low > LEAST_DB)
    return f"**{text}**" if text and sure else text


def show_interval(interval: Interval) -> str:
    """A mean with its interval."""
    return f"{interval.mean:.2f} [{interval.low:.2f}, {interval.high:.2f}]" if interval.works else ""


def show(value: float) -> str:
    """A number; nothing for NaN."""
    return f"{value:.2f}" if np.isfinite(value) else ""


def draw_head(cells: Sequence[str]) -> list[str]:
    """The first two lines of a table."""
    return [draw_row(cells), draw_row(["---"] * len(cells))]


def draw_row(cells: Sequence[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(cells)} |"
