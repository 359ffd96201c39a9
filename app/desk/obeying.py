"""Obeying: which deed each order about the mix is. Pure."""

from __future__ import annotations

from app.desk.deeds import groups, holds, scenes, strips
from app.desk.desk import Desk
from app.desk.history import By
from app.orders.mix import (
    Accept,
    Copy,
    DeleteScene,
    Gesture,
    Give,
    GiveMany,
    MixOrder,
    MoveScene,
    Paste,
    PreviewScene,
    RecallScene,
    Redo,
    RenameScene,
    Reset,
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
    Touch,
    Undo,
)
from engine.console.moves import Move


def obey(desk: Desk, order: MixOrder, by: By) -> list[Move]:
    """Do what a surface says; what changes in the mix. KeyError or ValueError where it cannot be done."""
    session = desk.session
    match order:
        case Touch(moves):
            return desk.touch(moves, by)
        case Gesture(begins):
            (desk.history.begin_gesture if begins else desk.history.end_gesture)(by.surface)
            return []
        case Undo():
            return desk.undo()
        case Redo():
            return desk.redo()
        case SetMind(mind, mode, attenuate_only, amount):
            return desk.set_mind(mind, mode, attenuate_only, amount, by)
        case RecallScene(name, crossfade_s):
            return desk.recall(name, crossfade_s, by)
        case StepScene(step, crossfade_s):
            return desk.recall(scenes.find_step(session, step), crossfade_s, by)
        case PreviewScene(name):
            desk.preview(name)
            return []
        case Copy(place):
            desk.copy(place)
            return []
        case Give(place, param, hold):
            done = holds.hold(session, [(place, param)], hold)
        case GiveMany(controls, hold):
            done = holds.hold(session, controls, hold)
        case Accept():
            done = holds.accept(session, order, desk.suggested)
        case StoreScene():
            done = scenes.store(session, order, desk.find_look())
        case RenameScene():
            done = scenes.rename(session, order)
        case DeleteScene():
            done = scenes.delete(session, order)
        case MoveScene():
            done = scenes.move(session, order)
        case SetSceneTime():
            done = scenes.set_time(session, order)
        case SetSafe():
            done = scenes.set_safes(session, order)
        case Paste():
            done = strips.paste(session, order, desk.copied)
        case Reset():
            done = strips.reset(session, order)
        case SetStrip():
            done = strips.set_facts(session, order)
        case SetInserts():
            done = strips.set_inserts(session, order)
        case SetDca() | SetMuteGroup():
            done = groups.set_group(session, order)
        case SetSolo():
            done = groups.set_solo(session, order)
    return desk.do(done, by)
