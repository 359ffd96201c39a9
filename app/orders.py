"""Orders: what each message of a surface does to the desk. Pure."""

from __future__ import annotations

from app.desk import Desk
from app.history import By
from app.link import (
    Copy,
    DeleteScene,
    Gesture,
    Give,
    GiveMany,
    Hands,
    MoveScene,
    Paste,
    PreviewScene,
    RecallScene,
    Redo,
    RenameScene,
    Scenes,
    SetDca,
    SetMind,
    SetMuteGroup,
    SetSafe,
    SetSolo,
    StoreScene,
    Strips,
    Touch,
    Undo,
)
from engine.console.groups import Solo
from engine.console.moves import Move
from engine.console.scenes import delete_scene, move_scene, rename_scene


def obey(desk: Desk, message: Hands | Scenes | Strips, by: By) -> list[Move]:
    """Do what a surface says; what changes in the mix. KeyError or ValueError where it cannot be done."""
    scenes = desk.session.scenes
    match message:
        case Touch(moves):
            return desk.touch(moves, by)
        case Give(place, param, hold):
            return desk.set_hold(place, param, hold, by)
        case GiveMany(controls, hold):
            return desk.set_holds(controls, hold, by)
        case Gesture(begins):
            (desk.history.begin_gesture if begins else desk.history.end_gesture)(by.surface)
        case Undo():
            return desk.undo()
        case Redo():
            return desk.redo()
        case SetMind(mind, mode, attenuate_only, amount):
            return desk.set_mind(mind, mode, attenuate_only, amount, by)
        case StoreScene(name, crossfade_s):
            return desk.store(name, crossfade_s, by)
        case RecallScene(name, crossfade_s):
            return desk.recall(name, crossfade_s, by)
        case RenameScene(name, new_name):
            return desk.set_scenes(rename_scene(scenes, name, new_name), f"renaming scene {name}", by)
        case DeleteScene(name):
            return desk.set_scenes(delete_scene(scenes, name), f"deleting scene {name}", by)
        case MoveScene(name, to):
            return desk.set_scenes(move_scene(scenes, name, to), f"moving scene {name}", by)
        case PreviewScene(name):
            desk.preview(name)
        case SetSafe(places, params, safe):
            return desk.set_safes(places, params, safe, by)
        case Copy(place):
            desk.copy(place)
        case Paste(places, sections):
            return desk.paste(places, sections, by)
        case SetDca(index, name, members, fader_db, mute):
            return desk.set_dca(index, name, members, fader_db, mute, by)
        case SetMuteGroup(index, name, members, active):
            return desk.set_mute_group(index, name, members, active, by)
        case SetSolo(mode, monitor):
            return desk.set_solo(Solo(mode, monitor), by)
    return []
