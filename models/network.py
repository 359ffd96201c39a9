"""Network: a controller model as a mind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite

import numpy as np

from engine.console.state import Mix
from models.card import CardParam
from models.contract import Contract
from models.decode import decode_moves, strip_places
from models.memory import Memory, read_sureness
from models.predictor import Prediction, TrackInfo, read_strips
from models.reasons import explain_style, explain_values
from models.resample import Resampler
from models.role_finder import RoleFinder
from models.roles import ROLES, find_group

Explain = Callable[[dict[str, float], float, str, float, str], str]
"""Words for one track: what is wanted, its likeliest role, each with how sure that is, and the style."""

LEAST_SHARE = 0.25
"""A track that takes less of a style input does not say so."""


class Network:
    """Hears tracks at the model's own rate and hop, after their trims, and says what the model says.

    Tracks over the card's number are left alone. `style` may be called at any time.
    """

    def __init__(self, contract: Contract, explain: Explain = explain_values) -> None:
        self.card = contract.card
        self.name, self.hop_s = self.card.name, self.card.hop_s
        self.macros = self.card.macros
        self.style({})
        self._contract, self._explain = contract, explain

    @property
    def complaint(self) -> str:
        """What is not well, such as an accelerator that failed."""
        return self._session.fault

    def style(self, values: Mapping[str, float]) -> None:
        """Set all style inputs by name: clamped, those not named to their defaults, strange names ignored."""
        given = [values.get(macro.name, macro.default) for macro in self.macros]
        self._style = [
            macro.clamp(value) if isfinite(value) else macro.default
            for macro, value in zip(self.macros, given, strict=True)
        ]

    def start(self, tracks: tuple[TrackInfo, ...], rate: int, roles: RoleFinder | None = None) -> None:
        """Load the model for these tracks, and forget what was heard; ModelError if it cannot be."""
        from models.runtime import Session

        card, count = self.card, min(len(tracks), self.card.max_tracks)
        heard = [track.channels[:2] or (0,) for track in tracks[:count]]
        self._rows = sorted({row for channels in heard for row in channels})
        self._pairs = np.array(
            [[self._rows.index(channels[0]), self._rows.index(channels[-1])] for channels in heard], np.intp
        ).reshape(count, 2)
        self._count, self._places = count, strip_places(len(tracks))
        self._resampler = Resampler(max(1, len(self._rows)), rate, card.sample_rate)
        self._waiting = np.zeros((len(self._rows), 0), np.float32)
        self._trims_db = np.zeros(count)
        self._memory = Memory(count, card.params, card.master)
        self._session = Session(self._contract, count)
        inputs = self._session.inputs
        if "channels" in inputs:
            inputs["channels"][:count] = [len(channels) for channels in heard]
        self._finder, self._found = roles or RoleFinder(tracks), -1
        known = [(column, ROLES.index(role)) for column, role in enumerate(card.roles) if role in ROLES]
        self._role_columns = np.array(known, np.intp).reshape(-1, 2)
        set_ = [track.role in card.roles for track in tracks[:count]]
        self._role_rows = np.flatnonzero(~np.array(set_, bool))
        for row in np.flatnonzero(set_):
            inputs["role"][row, card.roles.index(tracks[row].role)] = 1.0

    def hear(self, block: np.ndarray) -> None:
        """Only listen to a hop (channels, hop frames), with the trims that were last predicted with."""
        self._listen(block)

    def predict(self, block: np.ndarray, mix: Mix, at_frame: int) -> Prediction | None:
        """Hear a hop (channels, hop frames) of raw input; what the model wants after it."""
        self._trims_db = read_strips(mix, "trim_db")[: self._count]
        if not self._listen(block):
            return None
        outputs, count = self._session.outputs, self._count
        params = outputs["params"][:count] if "params" in outputs else np.zeros((count, 0))
        sure = read_sureness(outputs["confidence"][:count])
        each = outputs.get("params_confidence")
        each = None if each is None else read_sureness(each[:count])
        master = outputs["master"] if "master" in outputs else np.zeros(0)
        master_sure = read_sureness(outputs.get("master_confidence", np.ones(()))).max(initial=0.0)
        return self._say(params, sure, each, master, float(master_sure), at_frame)

    def settled(self, mix: Mix) -> Prediction:
        """The mean of what the model wanted, each hop as weighty as it was sure, while a track played.

        A trim that changed since is taken off the fader, and thresholds go with it.
        """
        params, sure, each, master, master_sure = self._memory.recall()
        change_db = read_strips(mix, "trim_db")[: self._count] - self._trims_db
        for column, param in enumerate(self.card.params):
            if param.name == "fader_db":
                params[:, column] -= change_db
            elif param.name.endswith("threshold_db"):
                params[:, column] += change_db
        return self._say(params, sure, each, master, master_sure, 0)

    def _listen(self, block: np.ndarray) -> int:
        """Run the model for every hop that is whole by now; how many those were."""
        if not self._count:
            return 0
        self._learn_roles(block)
        piece = self._resampler.feed(block[self._rows])
        hop, runs = self.card.hop, 0
        if self._waiting.shape[1]:
            piece = np.concatenate((self._waiting, piece), axis=1)
        gains = (10.0 ** (self._trims_db / 20.0)).astype(np.float32)[:, None, None]
        inputs = self._session.inputs
        if self.macros:
            inputs["macros"][:] = self._style
        while piece.shape[1] >= hop:
            audio = inputs["audio"][: self._count]
            np.multiply(piece[self._pairs, :hop], gains, out=audio)
            self._memory.keep(audio, self._session.run())
            piece, runs = piece[:, hop:], runs + 1
        self._waiting = piece
        return runs

    def _learn_roles(self, block: np.ndarray) -> None:
        """Tell the model what the tracks are, as soon as anything more is known."""
        if not self.card.roles:
            return
        self._finder.feed(block)
        if self._finder.version != self._found:
            self._found = self._finder.version
            ours, theirs = self._role_columns.T
            likely = self._finder.likely()[self._role_rows][:, theirs]
            self._session.inputs["role"][self._role_rows[:, None], ours] = likely

    def _say(
        self,
        params: np.ndarray,
        sure: np.ndarray,
        each: np.ndarray | None,
        master: np.ndarray,
        master_sure: float,
        at_frame: int,
    ) -> Prediction:
        """Values (tracks, P) and (M,) in the parameters' units, within the card's ranges, as a prediction."""
        card, places = self.card, self._places[: self._count]
        names = [param.name for param in card.params]
        params, master = _keep_in(params, card.params), _keep_in(master, card.master)
        moves = decode_moves(params, names, places)
        moves += decode_moves(master[None], [param.name for param in card.master], ("master",))
        confidence = dict(zip(places, sure.tolist(), strict=True))
        because = {
            place: self._explain(dict(zip(names, row, strict=True)), confidence[place], *guess, style)
            for place, row, guess, style in zip(
                places, params.tolist(), self._guess_roles(), self._spell_style(), strict=True
            )
        }
        if self._count < len(self._places):
            over = f"{self.name} listens to {self.card.max_tracks} tracks only"
            because |= dict.fromkeys(self._places[self._count :], over)
        if card.master:
            confidence["master"] = master_sure
        param_confidence: dict[str, dict[str, float]] = {}
        if each is not None:
            rows = (dict(zip(names, row, strict=True)) for row in each.tolist())
            param_confidence = dict(zip(places, rows, strict=True))
        return Prediction(moves, because, confidence, at_frame, param_confidence)

    def _guess_roles(self) -> list[tuple[str, float]]:
        """What each track is taken for, and how sure that is: by the model if it says, else as was found."""
        roles = self._session.outputs.get("roles")
        if roles is None:
            return [(found.role, found.sure) for found in self._finder.find()[: self._count]]
        sure = read_sureness(roles[: self._count])
        names = [self.card.roles[index] for index in sure.argmax(axis=1)]
        return list(zip(names, sure.max(axis=1).tolist(), strict=True))

    def _spell_style(self) -> list[str]:
        """What each track takes of the style inputs: of one called after a group, as far as it is in it."""
        set_ = [(m, v) for m, v in zip(self.macros, self._style, strict=True) if v != m.default]
        if not set_:
            return [""] * self._count
        groups = [find_group(role) for role in self.card.roles]
        inputs, outputs = self._session.inputs, self._session.outputs
        likely = read_sureness(outputs["roles"][: self._count]) if "roles" in outputs else None
        words: list[list[str]] = [[] for _ in range(self._count)]
        for macro, value in set_:
            share = np.ones(self._count)
            if macro.name in groups and likely is not None:
                member = np.array([group == macro.name for group in groups], float)
                told = inputs["role"][: self._count]
                share = np.where(told.any(axis=1), told @ member, likely @ member)
            for row in np.flatnonzero(share >= LEAST_SHARE):
                words[row].append(explain_style(macro, value, float(share[row])))
        return [", ".join(each) for each in words]


def _keep_in(values: np.ndarray, params: tuple[CardParam, ...]) -> np.ndarray:
    """Values (..., P) within the ranges of the card; what is no number stays so."""
    return np.clip(values, [param.low for param in params], [param.high for param in params])
