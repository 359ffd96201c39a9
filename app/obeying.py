"""Obeying: what each order about the mix does to the desk. Pure."""

from __future__ import annotations

from app.desk import Desk
from app.history import By
from app.orders.mix import (
    Accept,
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
    Reset,
    Scenes,
    SetDca,
    SetInserts,
    SetMind,
    SetMuteGroup,
    SetSafe,
    SetSceneTime,
    SetSolo,
    SetStrip,
    StepScene,
    StoreScene,
    Strips,
    Touch,
    Undo,
)
from engine.console.groups import Solo
from engine.console.moves import Move
from engine.console.scenes import move_scene


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
        case StepScene(step, crossfade_s):
            return desk.step_scene(step, crossfade_s, by)
        case SetSceneTime(name, crossfade_s):
            return desk.set_scene_time(name, crossfade_s, by)
        case RenameScene(name, new_name):
            return desk.rename_scene(name, new_name, by)
        case DeleteScene(name):
            return desk.delete_scene(name, by)
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
        case Reset(places, sections):
            return desk.reset(places, sections, by)
        case SetStrip(places, name, role, colour):
            return desk.set_strips(places, name, role, colour, by)
        case SetInserts(place, inserts):
            return desk.set_inserts(place, inserts, by)
        case Accept(places):
            return desk.accept(places, by)
        case SetDca(index, name, members, fader_db, mute):
            return desk.set_dca(index, name, members, fader_db, mute, by)
        case SetMuteGroup(index, name, members, active):
            return desk.set_mute_group(index, name, members, active, by)
        case SetSolo(mode, monitor):
            return desk.set_solo(Solo(mode, monitor), by)
    return []
