"""Rules: the mind. It listens, and twice a second lets every stage decide in the order of the signal."""

from __future__ import annotations

import numpy as np

from engine.console.params import INDEX, PARAMS
from engine.console.state import Mix
from models.authority import list_controls
from models.decode import decode_moves, strip_places
from models.features import Ears, Features
from models.loudness import BLOCK_S, SILENCE_LUFS
from models.predictor import Prediction, TrackInfo
from models.response import band_power
from models.role_finder import RoleFinder
from models.rules.balance import balance, choose_parts
from models.rules.compressor import taken_db, tame
from models.rules.equaliser import shape
from models.rules.master import finish
from models.rules.panning import place
from models.rules.scene import TINY, WEIGHT, Decision, Scene, loudness_change_db
from models.rules.sends import send
from models.rules.table import find_habits
from models.rules.unmasking import make_room

DECIDE_HOPS = 5
"""Between two decisions the mind only listens; the governor goes on approaching the last."""

TRUST_S = 1.5
"""How long a track must have played before it is wholly believed."""

LEARN_S = 3.0
"""For so long a track's first impressions bind nobody, except to the side that it was sent to."""

UNKNOWN_SURE = 0.6
"""How sure a mind can be of a track whose role nobody knows."""


class Rules:
    """A mixer by the book: roles first, then loudness, tone, dynamics, place, room, and who covers whom."""

    name = "rules"
    hop_s = BLOCK_S

    def start(self, tracks: tuple[TrackInfo, ...], rate: int, roles: RoleFinder | None = None) -> None:
        """Begin anew with these tracks."""
        self._tracks = tracks
        self._ears = Ears(tuple(track.channels for track in tracks), rate)
        self._roles = roles or RoleFinder(tracks)
        self._mono = np.array([len(track.channels) == 1 for track in tracks], bool)
        self._names, self._master_names = (tuple(row.name for row in rows) for rows in list_controls())
        self._hops = 0
        self._forget()

    def hear(self, block: np.ndarray) -> None:
        """Only listen to a hop (channels, hop frames)."""
        self._roles.feed(block)
        self._ears.hear(block)

    def predict(self, block: np.ndarray, mix: Mix, at_frame: int) -> Prediction | None:
        """Hear a hop (channels, hop frames); every half second, what to do with all that has played."""
        trims = _values(mix)[:, INDEX["strip"]["trim_db"]]
        self._roles.feed(block)
        self._ears.hear(block, trims)
        self._hops += 1
        if self._hops % DECIDE_HOPS or not self._ears.playing.any():
            return None
        features = self._ears.features()
        trust = np.minimum(1.0, features.played_s / TRUST_S)
        return self._decide(features, mix, trust, True, at_frame)

    def settled(self, mix: Mix) -> Prediction:
        """The same for the whole of what was heard, at once."""
        self._forget()
        return self._decide(self._ears.whole(), mix, np.ones(len(self._tracks)), False, 0)

    def _forget(self) -> None:
        count = len(self._tracks)
        self._before = {name: np.full(count, np.nan) for name in self._names}
        self._master_before = dict.fromkeys(self._master_names, np.nan)

    def _decide(
        self, features: Features, mix: Mix, trust: np.ndarray, live: bool, at_frame: int
    ) -> Prediction:
        """All stages in turn; live the faders answer to the tone that is heard, else to the one wanted."""
        scene = self._look(features, mix)
        heard, wanted = _values(mix), _values(mix)
        new = features.played_s < LEARN_S
        before = {name: np.where(new, np.nan, value) for name, value in self._before.items()}
        before["pan"] = self._before["pan"]
        spectrum = scene.spectrum()
        tone = shape(scene, before)
        _put(wanted, tone)
        parts = choose_parts(scene)
        room = make_room(scene, _sound(scene, spectrum, wanted, parts), before)
        _put(wanted, room)
        squeeze = tame(scene, _power_change_db(spectrum, wanted), before)
        _put(wanted, squeeze)
        strip_db = _strip_change_db(scene, spectrum, heard if live else wanted)
        faders, loud = balance(scene, parts, strip_db, before)
        sound = _sound(scene, spectrum, wanted, loud)
        pans = place(scene, sound, before)
        sends = send(scene, before)
        decisions = (faders, room, pans, tone, squeeze, sends)
        master, master_because = finish(sound, self._master_before)
        return self._speak(scene, decisions, trust, master, master_because, at_frame)

    def _look(self, features: Features, mix: Mix) -> Scene:
        values = _values(mix)
        found = self._roles.find()
        heard = (features.played_s > 0.0) & (features.loud_lufs > SILENCE_LUFS)
        return Scene(
            tuple(track.name for track in self._tracks),
            found,
            find_habits(found, features),
            features,
            values[:, INDEX["strip"]["trim_db"]],
            self._mono,
            heard,
            heard & (values[:, INDEX["strip"]["mute"]] == 0.0),
        )

    def _speak(
        self,
        scene: Scene,
        decisions: tuple[Decision, ...],
        trust: np.ndarray,
        master: dict[str, float],
        master_because: str,
        at_frame: int,
    ) -> Prediction:
        """Everything decided as one prediction, remembered as what is wanted."""
        places = strip_places(len(self._tracks))
        values = {name: value for decision in decisions for name, value in decision.values.items()}
        for name, value in values.items():
            self._before[name] = np.where(np.isnan(value), self._before[name], value)
        self._master_before |= master
        moves = decode_moves(np.stack(list(values.values()), axis=1), tuple(values), places)
        if master:
            moves += decode_moves(np.array([list(master.values())]), tuple(master), ("master",))
        because = {
            places[n]: "; ".join(text for decision in decisions if (text := decision.because[n]))
            for n in np.flatnonzero(scene.heard)
        }
        sure = trust * (UNKNOWN_SURE + (1.0 - UNKNOWN_SURE) * scene.sure())
        confidence = {places[n]: float(sure[n]) for n in np.flatnonzero(scene.heard)}
        if master_because:
            because["master"] = master_because
            confidence["master"] = float(trust[scene.heard].mean())
        return Prediction(moves, because, confidence, at_frame)


def _values(mix: Mix) -> np.ndarray:
    """(T, params) every strip's values."""
    return np.array([strip.values for strip in mix.strips], float).reshape(-1, len(PARAMS["strip"]))


def _put(values: np.ndarray, decision: Decision) -> None:
    """Write what a stage wants into values (T, params)."""
    for name, wanted in decision.values.items():
        column = values[:, INDEX["strip"][name]]
        column[:] = np.where(np.isnan(wanted), column, wanted)


def _power_change_db(spectrum: np.ndarray, values: np.ndarray) -> np.ndarray:
    """(T,) what high-pass and EQ make of the level, which is what a compressor hears."""
    changed = (spectrum * band_power("strip", values)).sum(axis=1)
    return 10.0 * np.log10((changed + TINY) / (spectrum.sum(axis=1) + TINY))


def _strip_change_db(scene: Scene, spectrum: np.ndarray, values: np.ndarray) -> np.ndarray:
    """(T,) what the whole strip before its fader makes of the loudness."""
    at = INDEX["strip"]
    taken = taken_db(
        scene,
        _power_change_db(spectrum, values),
        values[:, at["comp_threshold_db"]],
        values[:, at["comp_ratio"]],
    )
    change = loudness_change_db(spectrum, band_power("strip", values))
    return change - taken + values[:, at["comp_makeup_db"]]


def _sound(scene: Scene, spectrum: np.ndarray, values: np.ndarray, loud: np.ndarray) -> np.ndarray:
    """(T, BANDS) K-weighted power of the tracks that count, with this tone at loudnesses (T,)."""
    power = spectrum * band_power("strip", values) * WEIGHT
    share = power / (power.sum(axis=1, keepdims=True) + TINY)
    return share * np.where(scene.counted, 10.0 ** (0.1 * (loud + 0.691)), 0.0)[:, None]
