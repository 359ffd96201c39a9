"""Groups: DCAs, mute groups and the solo bus, which lie over a mix. Pure."""

from __future__ import annotations

from msgspec import structs

from app.desk.deeds.done import Done
from app.orders.mix import SetDca, SetMuteGroup, SetSolo
from engine.console.groups import Over, Solo, clamp_level, find_members
from engine.console.params import MONITORS
from engine.console.session import Session

_GROUPS = {SetDca: ("dcas", "DCA"), SetMuteGroup: ("mute_groups", "mute group")}
"""Order -> where such groups lie in `Over`, and what one is called."""


def set_group(session: Session, order: SetDca | SetMuteGroup) -> Done:
    """Set a DCA or a mute group, from 0: what is None stays. Moving the fader of a DCA is a ride."""
    field, kind = _GROUPS[type(order)]
    rows = getattr(session.over, field)
    if not 0 <= order.index < len(rows):
        raise KeyError(f"there is no {kind} {order.index + 1}; there are {len(rows)}")
    said = {name: value for name, value in structs.asdict(order).items() if value is not None}
    del said["index"]
    if "members" in said:
        said["members"] = find_members(session.layers.hand, said["members"])
    if "fader_db" in said:
        said["fader_db"] = clamp_level(said["fader_db"])
    new = structs.replace(rows[order.index], **said)
    over = structs.replace(session.over, **{field: (*rows[: order.index], new, *rows[order.index + 1 :])})
    if said.keys() == {"fader_db"}:
        return _lay(session, over, f"fader of {new.name}", ("dca", order.index))
    return _lay(session, over, f"{kind} {new.name}")


def set_solo(session: Session, order: SetSolo) -> Done:
    """How solos are heard."""
    if not 1 <= order.monitor <= MONITORS:
        raise ValueError(f"there are monitors 1 to {MONITORS}, not {order.monitor}")
    over = structs.replace(session.over, solo=Solo(order.mode, order.monitor))
    return _lay(session, over, "how solos are heard")


def _lay(session: Session, over: Over, what: str, ride: tuple[str, int] | None = None) -> Done:
    return Done(structs.replace(session, over=over), what, ride)
