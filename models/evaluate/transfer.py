"""Transfer: which descriptors and ways of learning still hold on music of a kind that was not learnt from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from models.evaluate.balance import Balance
from models.evaluate.bootstrap import compare
from models.evaluate.contest import make_example, score_song
from models.evaluate.descriptors import NAMES
from models.evaluate.learnt import COLOUR, FEW, MOST, MOTION, Forest, Learner, Ridge, Tilt
from models.evaluate.report import draw_head, draw_row, show
from models.evaluate.songs import TRAINED_DOMAINS, Song, choose_training, name_fold

BARKS = tuple(name for name in NAMES if name.startswith("bark") and "spread" not in name)
SPREADS = tuple(name for name in NAMES if name.startswith("bark spread"))

VARIANTS: dict[str, Callable[[], Learner]] = {
    "everything but the crest": Ridge,
    "everything": lambda: Ridge(NAMES),
    "few (time and colour)": lambda: Ridge(FEW),
    "few and crest": lambda: Ridge((*FEW, "crest")),
    "few and crest, own only": lambda: Ridge((*FEW, "crest"), company=False),
    "few and crest, x0.75": lambda: Ridge((*FEW, "crest"), share=0.75),
    "few and crest, x0.5": lambda: Ridge((*FEW, "crest"), share=0.5),
    "few, x0.5": lambda: Ridge(FEW, share=0.5),
    "everything but the crest, x0.5": lambda: Ridge(share=0.5),
    "centroid and punch, own only": lambda: Ridge(("centroid", "punch"), company=False),
    "centroid, punch, crest, own only": lambda: Ridge(("centroid", "punch", "crest"), company=False),
    "tilt (two fixed numbers)": Tilt,
    "few but the centroid": lambda: Ridge(tuple(name for name in FEW if name != "centroid")),
    "few but the punch": lambda: Ridge(tuple(name for name in FEW if name != "punch")),
    "time only": lambda: Ridge(MOTION),
    "colour only": lambda: Ridge(COLOUR),
    "crest only": lambda: Ridge(("crest",)),
    "Bark spectrum only": lambda: Ridge(BARKS),
    "Bark spreads only": lambda: Ridge(SPREADS),
    "width only": lambda: Ridge(("width",)),
    "activity only": lambda: Ridge(("active", "busy")),
    "few and Bark spectrum": lambda: Ridge((*FEW, *BARKS)),
    "everything but the crest, penalty x10": lambda: Ridge(penalty=300.0),
    "forest, everything but the crest": lambda: Forest(MOST, trees=100),
    "forest, few": lambda: Forest(FEW, trees=100),
    "forest, few and crest": lambda: Forest((*FEW, "crest"), trees=100),
}
"""What is compared, by name."""


def tabulate_transfer(songs: Sequence[Song], own: dict[str, np.ndarray]) -> list[str]:
    """A row a variant: what it wins over doing nothing, by package folds and with a whole domain left out."""
    songs = [song for song in songs if song.domain in TRAINED_DOMAINS]
    unity = {song.song: score_song(song, np.zeros(len(song.stems))) for song in songs}
    heads = [f"{split}: {domain}" for split in ("packages", "domain left out") for domain in TRAINED_DOMAINS]
    lines = draw_head(["", *heads, "within", "between"])
    for name, make in VARIANTS.items():
        cells, last = [name], {}
        for split in ("package", "domain"):
            last = _try(make, songs, own, split)
            for domain in TRAINED_DOMAINS:
                chosen = [song for song in songs if song.domain == domain and song.song in last]
                win = compare(
                    np.array([last[song.song].error_db for song in chosen]),
                    np.array([unity[song.song].error_db for song in chosen]),
                    [song.work for song in chosen],
                )
                cells.append(f"{win.mean:+.2f} [{win.low:+.2f}, {win.high:+.2f}]" if win.works else "")
        for part in ("within_db", "between_db"):
            gains = [
                getattr(unity[s.song], part) - getattr(last[s.song], part) for s in songs if s.song in last
            ]
            known = [gain for gain in gains if np.isfinite(gain)]
            cells.append(show(float(np.mean(known))) if known else "")
        lines.append(draw_row(cells))
    return lines


def _try(
    make: Callable[[], Learner], songs: Sequence[Song], own: dict[str, np.ndarray], split: str
) -> dict[str, Balance]:
    """The balance of every song, learnt from the others that its fold allows."""
    scores = {}
    for fold in sorted({name_fold(song, split) for song in songs}):
        training = choose_training(list(songs), fold)
        if training:
            learner = make().fit([make_example(song, own[song.song]) for song in training])
            for song in songs:
                if name_fold(song, split) == fold:
                    scores[song.song] = score_song(song, learner.predict(own[song.song]))
    return scores
