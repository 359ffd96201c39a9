"""Desk: the one owner of the current mix. Pure: no clock, no sockets, no threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from app.desk.adopting import adopt
from app.desk.crossfade import Crossfade, read_values
from app.desk.deeds import holds, minds, scenes
from app.desk.deeds.done import Done
from app.desk.deeds.scenes import Preview
from app.desk.deeds.strips import Copied, copy_strip
from app.desk.history import By, History, list_differences
from app.desk.listening import (
    FEWEST_SLOTS,
    FIRST_SLOTS,
    MIX,
    MOST_SLOTS,
    Candidate,
    fill_slots,
    find_listened,
    is_there,
    limit_trim,
    put_trim,
)
from app.orders.mix import SetMind
from engine.console.groups import lay_over
from engine.console.layers import list_changes
from engine.console.moves import Move, Source
from engine.console.scenes import find_scene
from engine.console.session import Mode, Patch, Session
from engine.console.state import Mix
from models.card import Macro
from models.predictor import Prediction


class Desk:
    """A session, the mix that follows from it, and why the mind moved what it moved.

    Deeds of people (`app/desk/deeds`) are functions of a session; `do` goes on with what they make of it.
    """

    def __init__(self, session: Session) -> None:
        self.load(session)

    def load(self, session: Session) -> None:
        """Go on with another session; its history begins."""
        self.session = session
        self.heard = session.layers.effective()
        """The mix that counts, before what lies over it."""
        self.listened = MIX
        """What is listened to, in place of the mix that counts."""
        self.trim_db = 0.0
        self.slots: tuple[str, ...] = FIRST_SLOTS
        self.candidates: dict[str, Candidate] = {}
        self.mix = lay_over(self.heard, session.over)
        """What the engine is to play."""
        self.because: dict[str, str] = {}
        self.confidence: dict[str, float] = {}
        self.suggested: dict[str, dict[str, float]] = {}
        self.history = History()
        self.fade: Crossfade | None = None
        self.previewed = ""
        """The scene that is looked at."""
        self.copied: Copied | None = None

    def rename(self, name: str) -> None:
        """Call the session otherwise; no step."""
        self.session = structs.replace(self.session, name=name)

    def rewire(self, session: Session) -> None:
        """Go on with the same values over other wires; no step."""
        self.session = session
        self.heard = session.layers.effective()
        self.mix = lay_over(self.heard, session.over)

    def repatch(self, patch: Patch) -> None:
        """Have the sound come from elsewhere; no step."""
        self.session = structs.replace(self.session, patch=patch)

    def do(self, done: Done, by: By | None = None) -> list[Move]:
        """Go on with what a person did; a step, where it is known who did it. What changes in the mix."""
        before = self._finished(self.session)
        if self.fade is not None and done.controls:
            self.fade = self.fade.without(frozenset(done.controls))
        if by is not None:
            if done.leads_back:
                self._stop_listening()
            self.history.note(before, self._finished(done.session), done.what, by, done.ride)
        return self._settle(done.session, Source.HAND)

    def touch(self, moves: Sequence[Move], by: By | None = None) -> list[Move]:
        """People move parameters; what changes in the mix."""
        return self.do(holds.touch(self.session, moves), by)

    def listen(self, item: str, trim_db: float = 0.0) -> list[Move]:
        """Lay another mix over what is played, turned by so much; MIX: the one that counts again. No step."""
        mix = self.find_mix(item)
        self.listened, self.trim_db = item, 0.0 if item == MIX else limit_trim(mix, trim_db)
        return self._settle(self.session, Source.HAND)

    def set_trim(self, trim_db: float) -> list[Move]:
        """Turn what is listened to by so much."""
        return self.listen(self.listened, trim_db)

    def find_mix(self, item: str) -> Mix:
        """What an item sounds like, as loud as it is; KeyError where there is none."""
        return lay_over(find_listened(item, self.session, self.heard, self.candidates), self.session.over)

    def find_look(self) -> Mix:
        """What is listened to, as a scene would keep it: as loud as it is, with nothing over it."""
        return find_listened(self.listened, self.session, self.heard, self.candidates)

    def compare(self, slots: Sequence[str]) -> None:
        """What is compared."""
        if not FEWEST_SLOTS <= len(slots) <= MOST_SLOTS:
            raise ValueError(f"{FEWEST_SLOTS} to {MOST_SLOTS} mixes can be compared, not {len(slots)}")
        for item in slots:
            find_listened(item, self.session, self.heard, self.candidates)
        self.slots = tuple(slots)

    def restore_slots(self, slots: Sequence[str]) -> None:
        """Compare what a desk before compared, as far as it is there."""
        self.slots = fill_slots([item for item in slots if is_there(item, self.session, self.candidates)])

    def set_candidates(self, candidates: dict[str, Candidate]) -> list[Move]:
        """Minds were auditioned, or are forgotten."""
        self.candidates = candidates
        return self._settle(self.session, Source.HAND)

    def take_candidate(self, mind: str, by: By | None = None) -> list[Move]:
        """Let a mind mix that was auditioned, from what it was heard to do on; one step."""
        candidate = self.candidates.get(mind)
        if candidate is None:
            raise KeyError(f"{mind} was not auditioned; audition it first")
        done = minds.take_candidate(self.session, candidate)
        self.because, self.confidence, self.suggested = dict(candidate.because), {}, {}
        return self.do(done, by)

    def hear(self, prediction: Prediction, applied: bool) -> list[Move]:
        """The mind proposes; what changes in the mix."""
        self.because = {**self.because, **prediction.because}
        self.confidence = {**self.confidence, **prediction.confidence}
        if self.session.mode == "suggest" and not applied:
            self._note(prediction.moves)
        if not applied or self.session.mode != "run":
            return []
        layers = self.session.layers
        for move in prediction.moves:
            layers = layers.propose(move)
        return self._settle(structs.replace(self.session, layers=layers), Source.MODEL)

    def set_mind(
        self, mind: str, mode: Mode, attenuate_only: bool, amount: float, by: By | None = None
    ) -> list[Move]:
        """Which mind mixes, and how much it may do."""
        done = minds.set_mind(self.session, SetMind(mind, mode, attenuate_only, amount))
        if mind != self.session.mind:
            self.because, self.confidence = {}, {}
        if mode != "suggest" or mind != self.session.mind:
            self.suggested = {}
        return self.do(done, by)

    def set_macros(
        self, values: Mapping[str, float], known: tuple[Macro, ...] | None, by: By | None = None
    ) -> str:
        """Set style inputs, as far as the mind has them (None: nobody knows yet); what was ignored."""
        done, ignored = minds.set_macros(self.session, values, known)
        self.do(done, by)
        return ignored

    def undo(self) -> list[Move]:
        """Take back what people did last; what changes in the mix. What minds moved stays."""
        return self._go(self.history.undo(self._finished(self.session)))

    def redo(self) -> list[Move]:
        """Do again what was undone last; what changes in the mix."""
        return self._go(self.history.redo(self._finished(self.session)))

    def recall(self, name: str, crossfade_s: float | None, by: By) -> list[Move]:
        """Go to a scene within a time (None: its own); what it covers is held. One step."""
        before = self._finished(self.session)
        recall = scenes.recall(before, self.heard, name, crossfade_s)
        self.history.note(before, recall.goal, f"scene {name}", by)
        self._stop_listening()
        self.fade = None
        if recall.seconds > 0.0 and recall.moving:
            start = read_values(self.heard, recall.moving)
            self.fade = Crossfade(name, start, recall.moving, by.now, recall.seconds)
            return self._settle(self.fade.walk(recall.goal, by.now), Source.SCENE)
        return self._settle(recall.goal, Source.SCENE)

    def walk(self, now: float) -> list[Move]:
        """Go on with the crossfade, if there is one; what changes in the mix."""
        if self.fade is None:
            return []
        session = self.fade.walk(self.session, now)
        if not self.fade.left_s(now):
            self.fade = None
        return self._settle(session, Source.SCENE)

    def preview(self, name: str) -> None:
        """Look at what a scene would change ("": look no more)."""
        if name:
            find_scene(self.session.scenes, name)
        self.previewed = name

    def show_preview(self) -> Preview | None:
        """What the scene that is looked at would move now."""
        return scenes.preview(self.session, self.heard, self.previewed)

    def copy(self, place: str) -> None:
        """Remember the settings of a strip as they are heard."""
        self.copied = copy_strip(self.heard, place)

    def adopt(self, mix: Mix) -> None:
        """Believe what the engine plays where it differs from our memory, without another hold."""
        layers = adopt(self.session, self.heard, self.mix, mix)
        self.session = structs.replace(self.session, layers=layers)
        self.heard, self.mix = layers.effective(), mix

    def _stop_listening(self) -> None:
        """A person does something to the mix that counts: it is heard again."""
        self.listened, self.trim_db = MIX, 0.0

    def _note(self, moves: Iterable[Move]) -> None:
        """Keep what the mind would do: all of it, every time."""
        rows: dict[str, dict[str, float]] = {}
        for move in moves:
            rows.setdefault(move.place, {})[move.param] = move.value
        self.suggested = rows

    def _go(self, session: Session | None) -> list[Move]:
        """Go on as the history says; what it does not speak of goes on with its crossfade."""
        if session is None:
            return []
        self._stop_listening()
        if self.fade is not None:
            gone = list_differences(self._finished(self.session), session)
            controls = frozenset((place, param) for kind, place, param in gone if kind in ("hand", "hold"))
            self.fade = self.fade.without(controls)
        if self.fade is not None:
            now = read_values(self.heard, self.fade.goal)
            session = structs.replace(self.fade, goal=now).finish(session)
        return self._settle(session, Source.HAND)

    def _finished(self, session: Session) -> Session:
        """The session as if the crossfade were over: what the history knows."""
        return session if self.fade is None else self.fade.finish(session)

    def _settle(self, session: Session, source: Source) -> list[Move]:
        heard = session.layers.effective_after(self.session.layers, self.heard)
        self._forget_gone(session)
        mix = lay_over(find_listened(self.listened, session, heard, self.candidates), session.over)
        mix = put_trim(mix, self.trim_db)
        changes = list_changes(self.mix, mix, source)
        self.session, self.heard, self.mix = session, heard, mix
        return changes

    def _forget_gone(self, session: Session) -> None:
        """What is no more is neither listened to nor compared."""
        items = {self.listened, *self.slots}
        gone = {item for item in items if not is_there(item, session, self.candidates)}
        if gone:
            self.slots = fill_slots([item for item in self.slots if item not in gone])
        if self.listened in gone:
            self._stop_listening()
