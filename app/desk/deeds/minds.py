"""Minds: who mixes, how much of it is heard, and in which style. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from msgspec import structs

from app.desk.deeds.done import Done
from app.desk.listening import Candidate
from app.orders.mix import SetMind
from engine.console.session import Session
from models.card import Macro


def set_mind(session: Session, order: SetMind) -> Done:
    """Which mind mixes, and how much it may do; turning its amount is a ride."""
    if not isfinite(order.amount):
        raise ValueError(f"amount is {order.amount}, allowed is 0 to 1")
    asked = {"mind": order.mind, "mode": order.mode, "attenuate_only": order.attenuate_only}
    layers = structs.replace(session.layers, amount=min(1.0, max(0.0, order.amount)))
    after = structs.replace(session, layers=layers, **asked)
    if all(getattr(session, name) == value for name, value in asked.items()):
        return Done(after, "amount of the mind", "amount", leads_back=True)
    what = f"mind {order.mind}" if order.mind != session.mind else f"mind: {order.mode}"
    return Done(after, what, leads_back=True)


def take_candidate(session: Session, candidate: Candidate) -> Done:
    """Let an auditioned mind mix, from what it was heard to do on."""
    layers = candidate.lay(session.layers)
    after = structs.replace(session, layers=layers, mind=candidate.mind, mode="run")
    return Done(after, f"mind {candidate.mind}", leads_back=True)


def set_macros(
    session: Session, values: Mapping[str, float], known: tuple[Macro, ...] | None
) -> tuple[Done, str]:
    """Set style inputs, as far as the mind has them (None: nobody knows yet); and what was ignored."""
    names = {macro.name: macro for macro in known or ()}
    good = {name: float(value) for name, value in values.items() if isfinite(value)}
    ignored = [f"style {name}: no number" for name in values if name not in good]
    if known is not None:
        has = f"it has {', '.join(names)}" if names else "it has none"
        lacks = f"{session.mind} has no style input"
        ignored += [f"{lacks} {name!r}; {has}" for name in good if name not in names]
        good = {name: names[name].clamp(value) for name, value in good.items() if name in names}
    after = structs.replace(session, macros={**session.macros, **good})
    return Done(after, f"style {', '.join(good)}", frozenset(good)), "; ".join(ignored)
