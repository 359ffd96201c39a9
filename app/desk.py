"""Desk: the one owner of the current mix. Pure: no clock, no sockets, no threads."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from math import isfinite

from msgspec import Struct, structs

from app.crossfade import Crossfade, read_values
from app.history import By, History, list_differences
from app.listening import (
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
from engine.console.effects import MOST_INSERTS, check_insert
from engine.console.groups import Over, Solo, clamp_level, find_members, find_offset, lay_over
from engine.console.layers import list_changes
from engine.console.moves import Hold, Move, Source
from engine.console.params import INSERTS, MONITORS, PARAMS, SECTIONS, find_param
from engine.console.scenes import (
    Scene,
    Values,
    check_fade,
    delete_scene,
    find_scene,
    list_moving,
    list_recalled,
    rename_scene,
    set_safe,
    store_scene,
    take_scene,
    time_scene,
)
from engine.console.session import Mode, Patch, Session
from engine.console.state import COLOURS, Insert, Mix, Strip, split_place
from engine.console.units import OFF_DB
from engine.console.words import name_controls, name_place
from models.card import Macro
from models.guess import guess_meant
from models.predictor import Prediction
from models.roles import ROLES

_HOLDING = {Hold.AUTO: "giving back", Hold.HELD: "holding", Hold.LOCKED: "locking"}


class Preview(Struct, frozen=True):
    """What a recall of a scene would move."""

    scene: str
    count: int
    """How many parameters."""
    places: list[str]


class Copied(Struct, frozen=True):
    """The settings of a strip, as they were heard, for pasting."""

    name: str
    values: dict[str, float]
    inserts: tuple[Insert, ...] = ()


class Desk:
    """A session, the mix that follows from it, and why the mind moved what it moved."""

    def __init__(self, session: Session) -> None:
        self.load(session)

    def load(self, session: Session) -> None:
        """Go on with another session; its history begins."""
        self.session = session
        self._heard = session.layers.effective()
        self.listened = MIX
        """What is listened to, in place of the mix that counts."""
        self.trim_db = 0.0
        self.slots: tuple[str, ...] = FIRST_SLOTS
        self.candidates: dict[str, Candidate] = {}
        self.mix = lay_over(self._heard, session.over)
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
        self._heard = session.layers.effective()
        self.mix = lay_over(self._heard, session.over)

    def repatch(self, patch: Patch) -> None:
        """Have the sound come from elsewhere; no step."""
        self.session = structs.replace(self.session, patch=patch)

    def touch(self, moves: Sequence[Move], by: By | None = None) -> list[Move]:
        """People move parameters; what changes in the mix."""
        layers = self.session.layers
        for move in moves:
            layers = layers.touch(move)
        controls = frozenset([(move.place, move.param) for move in moves])
        session = structs.replace(self.session, layers=layers)
        if any(move.param != "solo" for move in moves):
            self._stop_listening(by)
        return self._do(session, name_controls(layers.hand, controls), by, controls, controls)

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
        return lay_over(find_listened(item, self.session, self._heard, self.candidates), self.session.over)

    def compare(self, slots: Sequence[str]) -> None:
        """What is compared."""
        if not FEWEST_SLOTS <= len(slots) <= MOST_SLOTS:
            raise ValueError(f"{FEWEST_SLOTS} to {MOST_SLOTS} mixes can be compared, not {len(slots)}")
        for item in slots:
            find_listened(item, self.session, self._heard, self.candidates)
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
        if mind not in self.candidates:
            raise KeyError(f"{mind} was not auditioned; audition it first")
        layers = self.candidates[mind].lay(self.session.layers)
        self.because, self.confidence = dict(self.candidates[mind].because), {}
        self.suggested = {}
        session = structs.replace(self.session, layers=layers, mind=mind, mode="run")
        self._stop_listening(by)
        return self._do(session, f"mind {mind}", by)

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

    def set_hold(self, place: str, param: str, hold: Hold, by: By | None = None) -> list[Move]:
        """Hold a parameter, lock it, or give it back to the mind."""
        return self.set_holds([(place, param)], hold, by)

    def set_holds(self, controls: Sequence[tuple[str, str]], hold: Hold, by: By | None = None) -> list[Move]:
        """Hold (place, parameter) pairs, lock them, or give them back to the mind."""
        layers = self.session.layers
        for place, param in controls:
            layers = layers.set_hold(place, param, hold)
        what = f"{_HOLDING[hold]} {name_controls(layers.hand, controls)}"
        self._stop_listening(by)
        return self._do(structs.replace(self.session, layers=layers), what, by, None, controls)

    def set_mind(
        self, mind: str, mode: Mode, attenuate_only: bool, amount: float, by: By | None = None
    ) -> list[Move]:
        """Which mind mixes, and how much it may do."""
        if not isfinite(amount):
            raise ValueError(f"amount is {amount}, allowed is 0 to 1")
        before = self.session
        if mind != before.mind:
            self.because, self.confidence = {}, {}
        if mode != "suggest" or mind != before.mind:
            self.suggested = {}
        layers = structs.replace(before.layers, amount=min(1.0, max(0.0, amount)))
        session = structs.replace(before, layers=layers, mind=mind, mode=mode, attenuate_only=attenuate_only)
        same = (mind, mode, attenuate_only) == (before.mind, before.mode, before.attenuate_only)
        what = "amount of the mind" if same else f"mind {mind}" if mind != before.mind else f"mind: {mode}"
        self._stop_listening(by)
        return self._do(session, what, by, "amount" if same else None)

    def set_macros(
        self, values: Mapping[str, float], known: tuple[Macro, ...] | None, by: By | None = None
    ) -> str:
        """Set style inputs, as far as the mind has them (None: nobody knows yet); what was ignored."""
        names = {macro.name: macro for macro in known or ()}
        good = {name: float(value) for name, value in values.items() if isfinite(value)}
        ignored = [f"style {name}: no number" for name in values if name not in good]
        if known is not None:
            has = f"it has {', '.join(names)}" if names else "it has none"
            lacks = f"{self.session.mind} has no style input"
            ignored += [f"{lacks} {name!r}; {has}" for name in good if name not in names]
            good = {name: names[name].clamp(value) for name, value in good.items() if name in names}
        session = structs.replace(self.session, macros={**self.session.macros, **good})
        self._do(session, f"style {', '.join(good)}", by, frozenset(good))
        return "; ".join(ignored)

    def undo(self) -> list[Move]:
        """Take back what people did last; what changes in the mix. What minds moved stays."""
        return self._go(self.history.undo(self._finished(self.session)))

    def redo(self) -> list[Move]:
        """Do again what was undone last; what changes in the mix."""
        return self._go(self.history.redo(self._finished(self.session)))

    def store(self, name: str, crossfade_s: float, by: By | None = None) -> list[Move]:
        """Keep what is heard as a scene, in place of the one of that name."""
        heard = find_listened(self.listened, self.session, self._heard, self.candidates)
        scenes = store_scene(self.session.scenes, take_scene(name, heard, crossfade_s))
        return self._do(structs.replace(self.session, scenes=scenes, scene=name), f"storing scene {name}", by)

    def set_scenes(self, scenes: tuple[Scene, ...], what: str, by: By | None = None) -> list[Move]:
        """Go on with these scenes; what was done to them, in words."""
        return self._do(structs.replace(self.session, scenes=scenes), what, by)

    def rename_scene(self, name: str, new_name: str, by: By | None = None) -> list[Move]:
        """Call a scene otherwise."""
        session = self.session
        scene = new_name if session.scene == name else session.scene
        scenes = rename_scene(session.scenes, name, new_name)
        return self._do(structs.replace(session, scenes=scenes, scene=scene), f"renaming scene {name}", by)

    def delete_scene(self, name: str, by: By | None = None) -> list[Move]:
        """Forget a scene."""
        session = self.session
        scene = "" if session.scene == name else session.scene
        scenes = delete_scene(session.scenes, name)
        return self._do(structs.replace(session, scenes=scenes, scene=scene), f"deleting scene {name}", by)

    def set_scene_time(self, name: str, crossfade_s: float, by: By | None = None) -> list[Move]:
        """How long a recall of a scene takes that names no time."""
        session = structs.replace(self.session, scenes=time_scene(self.session.scenes, name, crossfade_s))
        return self._do(session, f"crossfade of scene {name}", by, ("scene time", name))

    def set_safes(
        self, places: Sequence[str], params: Sequence[str], safe: bool, by: By | None = None
    ) -> list[Move]:
        """Keep parameters of places from recalls, or give them to recalls again."""
        safes = self.session.safes
        for place in places:
            self._heard.at(place)
            for param in params:
                find_param(split_place(place)[0], param)
                safes = set_safe(safes, place, param, safe)
        what = f"{'safe' if safe else 'not safe'}: " + name_controls(
            self._heard, [(place, param) for place in places for param in params]
        )
        return self._do(structs.replace(self.session, safes=safes), what, by)

    def recall(self, name: str, crossfade_s: float | None, by: By) -> list[Move]:
        """Go to a scene within a time (None: its own); what it covers is held. One step."""
        scene = self.session.scenes[find_scene(self.session.scenes, name)]
        seconds = scene.crossfade_s if crossfade_s is None else crossfade_s
        check_fade(seconds)
        before = self._finished(self.session)
        recalled = list_recalled(scene, self._heard, self.session.safes)
        goal = structs.replace(_hold_all(before, recalled), scene=name)
        self.history.note(before, goal, f"scene {name}", by)
        moving = list_moving(recalled, self._heard)
        self.fade = None
        self._stop_listening(by)
        if seconds > 0.0 and moving:
            start = read_values(self._heard, moving)
            self.fade = Crossfade(name, start, moving, by.now, seconds)
            return self._settle(self.fade.walk(goal, by.now), Source.SCENE)
        return self._settle(goal, Source.SCENE)

    def step_scene(self, step: int, crossfade_s: float | None, by: By) -> list[Move]:
        """Recall the scene so many after the one that was last; from none, the first or the last."""
        scenes = self.session.scenes
        if not scenes:
            raise ValueError("there are no scenes yet; store one first")
        names = [scene.name for scene in scenes]
        last = self.session.scene
        at = names.index(last) + step if last in names else 0 if step > 0 else len(names) - 1
        if not 0 <= at < len(names):
            raise ValueError(f"{last} is the {'last' if step > 0 else 'first'} scene")
        return self.recall(names[at], crossfade_s, by)

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
        scene = next((s for s in self.session.scenes if s.name == self.previewed), None)
        if scene is None:
            return None
        moving = list_moving(list_recalled(scene, self._heard, self.session.safes), self._heard)
        return Preview(scene.name, sum(len(rows) for rows in moving.values()), list(moving))

    def copy(self, place: str) -> None:
        """Remember the settings of a strip as they are heard."""
        if split_place(place)[0] != "strip":
            raise ValueError(f"only strips can be copied, {place} is none")
        values = zip((row.name for row in PARAMS["strip"]), self._heard.at(place).values, strict=True)
        strip = self._heard.at(place)
        inserts = strip.inserts if isinstance(strip, Strip) else ()
        self.copied = Copied(name_place(self._heard, place), dict(values), inserts)

    def paste(self, places: Sequence[str], sections: Sequence[str], by: By | None = None) -> list[Move]:
        """Give strips what was copied: these sections of it, or all. One step."""
        if self.copied is None:
            raise ValueError("nothing was copied yet; copy a strip first")
        part = " and ".join(sections) if sections else "all"
        what = f"pasting {part} of {self.copied.name}"
        return self._put_sections(places, sections, self.copied.values, self.copied.inserts, what, by)

    def reset(self, places: Sequence[str], sections: Sequence[str], by: By | None = None) -> list[Move]:
        """Put strips to their defaults, held: these sections, or all. One step."""
        part = " and ".join(sections) if sections else "all"
        names = [name_place(self._heard, place) for place in places]
        what = f"resetting {part} of {names[0] if len(names) == 1 else f'{len(names)} strips'}"
        values = {row.name: row.default for row in PARAMS["strip"]}
        return self._put_sections(places, sections, values, (), what, by)

    def set_strips(
        self,
        places: Sequence[str],
        name: str | None,
        role: str | None,
        colour: str | None,
        by: By | None = None,
    ) -> list[Move]:
        """Say what strips are; None: as it was. One step."""
        if name is not None and len(places) > 1:
            raise ValueError("a name is for one strip; name the others one by one")
        if name is not None and not name.strip():
            raise ValueError("a strip needs a name")
        if role and role not in ROLES:
            raise ValueError(f"{role!r} is no role; {guess_meant(role, ROLES)}there are: {', '.join(ROLES)}")
        if colour and colour not in COLOURS:
            raise ValueError(f"{colour!r} is no colour; there are: {', '.join(COLOURS)}")
        said = {"name": name and name.strip(), "role": role, "colour": colour}
        facts = {fact: value for fact, value in said.items() if value is not None}
        layers = self.session.layers
        for place in places:
            layers = layers.put_facts(place, facts)
        who = name_place(self._heard, places[0]) if len(places) == 1 else f"{len(places)} strips"
        what = f"{' and '.join(facts)} of {who}"
        return self._do(structs.replace(self.session, layers=layers), what, by)

    def set_inserts(self, place: str, inserts: tuple[Insert, ...], by: By | None = None) -> list[Move]:
        """The insert effects of a strip; turning a parameter of one of them is a ride."""
        if len(inserts) > MOST_INSERTS:
            raise ValueError(f"a strip has room for {MOST_INSERTS} inserts; remove one first")
        inserts = tuple(check_insert(insert) for insert in inserts)
        layers = self.session.layers.put_facts(place, {"inserts": inserts})
        before = [
            (insert.effect, insert.bypass)
            for insert in self._heard.strips[split_place(place)[1] or 0].inserts
        ]
        same = before == [(insert.effect, insert.bypass) for insert in inserts]
        what = f"inserts of {name_place(self._heard, place)}"
        ride = ("inserts", place) if same else None
        return self._do(structs.replace(self.session, layers=layers), what, by, ride)

    def accept(self, places: Sequence[str], by: By | None = None) -> list[Move]:
        """The hand takes over what the mind suggests there, or everywhere. One step.

        It is held from now on, as if a person had moved it there: what was accepted belongs to the mix of the
        hands, outlives PANIC, and is not moved on when the mind runs again. What hands held before stays.
        """
        if self.session.mode != "suggest":
            raise ValueError("the mind suggests nothing now; press SUGGEST first")
        layers = self.session.layers
        controls = []
        for place in places or self.suggested:
            self._heard.at(place)
            for param, value in self.suggested.get(place, {}).items():
                if layers.hold(place, param) is Hold.AUTO:
                    controls.append((place, param))
                    layers = layers.touch(Move(place, param, value))
        if not controls:
            raise ValueError("the mind suggests nothing else there")
        self._stop_listening(by)
        what = f"accepting {name_controls(layers.hand, controls)}"
        return self._do(structs.replace(self.session, layers=layers), what, by, None, controls)

    def set_dca(
        self,
        index: int,
        name: str | None,
        members: Sequence[str] | None,
        fader_db: float | None,
        mute: bool | None,
        by: By | None = None,
    ) -> list[Move]:
        """Set a DCA (from 0); None: as it was."""
        rows = self.session.over.dcas
        if not 0 <= index < len(rows):
            raise KeyError(f"there is no DCA {index + 1}; there are {len(rows)}")
        new = rows[index]
        if name is not None:
            new = structs.replace(new, name=name)
        if members is not None:
            new = structs.replace(new, members=find_members(self._heard, members))
        if fader_db is not None:
            new = structs.replace(new, fader_db=clamp_level(fader_db))
        if mute is not None:
            new = structs.replace(new, mute=mute)
        over = structs.replace(self.session.over, dcas=(*rows[:index], new, *rows[index + 1 :]))
        ride = ("dca", index) if (name, members, mute) == (None, None, None) else None
        what = f"fader of {new.name}" if ride else f"DCA {new.name}"
        return self._lay(over, what, by, ride)

    def set_mute_group(
        self,
        index: int,
        name: str | None,
        members: Sequence[str] | None,
        active: bool | None,
        by: By | None = None,
    ) -> list[Move]:
        """Set a mute group (from 0); None: as it was."""
        rows = self.session.over.mute_groups
        if not 0 <= index < len(rows):
            raise KeyError(f"there is no mute group {index + 1}; there are {len(rows)}")
        new = rows[index]
        if name is not None:
            new = structs.replace(new, name=name)
        if members is not None:
            new = structs.replace(new, members=find_members(self._heard, members))
        if active is not None:
            new = structs.replace(new, active=active)
        over = structs.replace(self.session.over, mute_groups=(*rows[:index], new, *rows[index + 1 :]))
        return self._lay(over, f"mute group {new.name}", by)

    def set_solo(self, solo: Solo, by: By | None = None) -> list[Move]:
        """How solos are heard."""
        if not 1 <= solo.monitor <= MONITORS:
            raise ValueError(f"there are monitors 1 to {MONITORS}, not {solo.monitor}")
        return self._lay(structs.replace(self.session.over, solo=solo), "how solos are heard", by)

    def adopt(self, mix: Mix) -> None:
        """Believe what the engine plays where it differs from our memory, without another hold."""
        layers = self.session.layers
        for move in list_changes(self.mix, mix, Source.HAND):
            value = self._below(move)
            if value is None:
                continue
            hand, auto = layers.hand, layers.auto
            if layers.heard(move.place, move.param) == hand.get(move.place, move.param):
                layers = structs.replace(layers, hand=hand.put(move.place, move.param, value))
            layers = structs.replace(layers, auto=auto.put(move.place, move.param, value))
        self.session = structs.replace(self.session, layers=layers)
        self._heard = layers.effective()
        self.mix = mix

    def _stop_listening(self, by: By | None) -> None:
        """A person does something to the mix that counts: it is heard again."""
        if by is not None:
            self.listened, self.trim_db = MIX, 0.0

    def _put_sections(
        self,
        places: Sequence[str],
        sections: Sequence[str],
        values: Mapping[str, float],
        inserts: tuple[Insert, ...],
        what: str,
        by: By | None,
    ) -> list[Move]:
        """Move sections of strips, or all of them, by hand; inserts are one more section."""
        unknown = [name for name in sections if name not in (*SECTIONS, INSERTS)]
        if unknown:
            raise KeyError(f"a strip has no section {unknown[0]!r}; it has {', '.join((*SECTIONS, INSERTS))}")
        if any(split_place(place)[0] != "strip" for place in places):
            raise ValueError("settings of a strip can be pasted to strips only")
        chosen = sections or (*SECTIONS, INSERTS)
        params = [param for name in chosen if name != INSERTS for param in SECTIONS[name]]
        controls = [(place, param) for place in places for param in params]
        layers = self.session.layers
        for place, param in controls:
            layers = layers.touch(Move(place, param, values[param]))
        for place in places if INSERTS in chosen else ():
            layers = layers.put_facts(place, {"inserts": inserts})
        self._stop_listening(by)
        return self._do(structs.replace(self.session, layers=layers), what, by, None, controls)

    def _note(self, moves: Iterable[Move]) -> None:
        """Keep what the mind would do: all of it, every time."""
        rows: dict[str, dict[str, float]] = {}
        for move in moves:
            rows.setdefault(move.place, {})[move.param] = move.value
        self.suggested = rows

    def _below(self, move: Move) -> float | None:
        """What a strip is set to that plays as this move says; None where what lies over it decides."""
        if move.param == "fader_db":
            offset_db = find_offset(self.session.over, move.place)
            if OFF_DB in (offset_db, move.value):
                return None if offset_db == OFF_DB else OFF_DB
            return clamp_level(move.value - offset_db) if offset_db else move.value
        heard = self._heard.get(move.place, move.param)
        return move.value if heard == self.mix.get(move.place, move.param) else None

    def _lay(self, over: Over, what: str, by: By | None, ride: Hashable = None) -> list[Move]:
        return self._do(structs.replace(self.session, over=over), what, by, ride)

    def _do(
        self,
        session: Session,
        what: str,
        by: By | None,
        ride: Hashable = None,
        controls: Collection[tuple[str, str]] = (),
    ) -> list[Move]:
        """Go on with what a person set, remembered where it is known who; controls leave a crossfade."""
        before = self._finished(self.session)
        if self.fade is not None and controls:
            self.fade = self.fade.without(frozenset(controls))
        if by is not None:
            self.history.note(before, self._finished(session), what, by, ride)
        return self._settle(session, Source.HAND)

    def _go(self, session: Session | None) -> list[Move]:
        """Go on as the history says; what it does not speak of goes on with its crossfade."""
        if session is None:
            return []
        self.listened, self.trim_db = MIX, 0.0
        if self.fade is not None:
            gone = list_differences(self._finished(self.session), session)
            controls = frozenset((place, param) for kind, place, param in gone if kind in ("hand", "hold"))
            self.fade = self.fade.without(controls)
        if self.fade is not None:
            now = read_values(self._heard, self.fade.goal)
            session = structs.replace(self.fade, goal=now).finish(session)
        return self._settle(session, Source.HAND)

    def _finished(self, session: Session) -> Session:
        """The session as if the crossfade were over: what the history knows."""
        return session if self.fade is None else self.fade.finish(session)

    def _settle(self, session: Session, source: Source) -> list[Move]:
        heard = session.layers.effective_after(self.session.layers, self._heard)
        self._forget_gone(session)
        mix = lay_over(find_listened(self.listened, session, heard, self.candidates), session.over)
        mix = put_trim(mix, self.trim_db)
        changes = list_changes(self.mix, mix, source)
        self.session, self._heard, self.mix = session, heard, mix
        return changes

    def _forget_gone(self, session: Session) -> None:
        """What is no more is neither listened to nor compared."""
        items = {self.listened, *self.slots}
        gone = {item for item in items if not is_there(item, session, self.candidates)}
        if gone:
            self.slots = fill_slots([item for item in self.slots if item not in gone])
        if self.listened in gone:
            self.listened, self.trim_db = MIX, 0.0


def _hold_all(session: Session, values: Values) -> Session:
    """The session with values set by hand, and held where a mind could move them."""
    hand, holds = session.layers.hand, dict(session.layers.holds)
    for place, rows in values.items():
        hand = hand.put_all(place, rows)
        kind, _ = split_place(place)
        held = {name: Hold.HELD for name in rows if find_param(kind, name).automatic}
        if held:
            holds[place] = {**held, **holds.get(place, {})}
    return structs.replace(session, layers=structs.replace(session.layers, hand=hand, holds=holds))
