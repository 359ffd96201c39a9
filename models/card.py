"""ModelCard: what every model file says of itself, as JSON under the metadata key `card`."""

from __future__ import annotations

import math
import re
from typing import Literal

import msgspec
from msgspec import Struct

from engine.console.params import INDEX, Kind, find_param

KEY = "card"
MOST_TRACKS = 128
LONGEST_TEXT = 4000
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class ModelError(Exception):
    """A model that is refused: says why."""


class CardParam(Struct, frozen=True):
    """A parameter that the model sets: its name and unit in PARAMS, and the range it keeps to."""

    name: str
    unit: str
    low: float
    high: float


class Macro(Struct, frozen=True):
    """A style input of the model that a person may set."""

    name: str
    low: float
    high: float
    default: float
    unit: str = ""

    def clamp(self, value: float) -> float:
        """The nearest value that it may have."""
        return min(self.high, max(self.low, value))


class ModelCard(Struct, frozen=True):
    """A model's card; `hop` and `latency` are frames at `sample_rate`."""

    name: str
    summary: str
    version: str
    kind: Literal["controller", "processor"]
    sample_rate: int
    hop: int
    max_tracks: int
    licence: str
    training_data: str
    author: str
    latency: int = 0
    params: tuple[CardParam, ...] = ()
    master: tuple[CardParam, ...] = ()
    roles: tuple[str, ...] = ()
    macros: tuple[Macro, ...] = ()

    @property
    def hop_s(self) -> float:
        """How long a hop lasts."""
        return self.hop / self.sample_rate


def read_card(text: str | bytes) -> ModelCard:
    """A card from its JSON, once sure that it makes sense; ModelError says what does not."""
    try:
        card = msgspec.json.decode(text, type=ModelCard)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ModelError(f"its card makes no sense: {error}") from None
    _check_words(card)
    _check_numbers(card)
    if card.kind == "controller" and not (card.params or card.master):
        raise ModelError("its card names no parameter; a controller sets at least one")
    if card.kind == "processor" and (card.params or card.master or card.roles or card.macros):
        raise ModelError("its card names params, master, roles or macros; a processor has none")
    _check_params(card.params, "strip")
    _check_params(card.master, "master")
    _check_macros(card.macros)
    return card


def write_card(card: ModelCard) -> str:
    """A card as JSON."""
    return msgspec.json.encode(card).decode()


def _check_words(card: ModelCard) -> None:
    if not _NAME.fullmatch(card.name):
        raise ModelError("its name must be up to 40 small letters, digits and hyphens")
    words = (card.summary, card.version, card.licence, card.training_data, card.author)
    named = [*card.roles, *(text for macro in card.macros for text in (macro.name, macro.unit))]
    if any(len(text) > LONGEST_TEXT or _UNPRINTABLE.search(text) for text in (*words, *named)):
        raise ModelError("its card holds a text that is too long or cannot be printed")
    if not card.summary or not card.licence:
        raise ModelError("its card needs a summary and a licence")
    if len(set(card.roles)) < len(card.roles) or len(card.roles) > 256 or "" in card.roles:
        raise ModelError("its card names a role twice, one without letters, or over 256")


def _check_numbers(card: ModelCard) -> None:
    shortest_s = 0.01 if card.kind == "controller" else 0.001
    if not 8000 <= card.sample_rate <= 192000:
        raise ModelError(f"a sample rate of {card.sample_rate} is out of 8000 to 192000 Hz")
    if not shortest_s <= card.hop_s <= 1.0:
        raise ModelError(f"a hop of {card.hop} frames is out of {shortest_s * 1000:g} to 1000 ms")
    if not 0 <= card.latency <= 10 * card.sample_rate:
        raise ModelError(f"a latency of {card.latency} frames is out of 0 to 10 s")
    if not 1 <= card.max_tracks <= MOST_TRACKS:
        raise ModelError(f"max_tracks of {card.max_tracks} is out of 1 to {MOST_TRACKS}")


def _check_params(params: tuple[CardParam, ...], kind: Kind) -> None:
    if len({param.name for param in params}) < len(params):
        raise ModelError(f"its card names a {kind} parameter twice")
    for param in params:
        if param.name not in INDEX[kind]:
            raise ModelError(f"a {kind} has no parameter {param.name!r}; see PARAMS")
        row = find_param(kind, param.name)
        if not row.automatic:
            raise ModelError(f"no mind may move {param.name} of a {kind}")
        if param.unit != row.unit:
            raise ModelError(f"{param.name} is in {row.unit or 'no unit'!r}, not in {param.unit!r}")
        if not row.low <= param.low < param.high <= row.high:
            what = f"{param.low:g} to {param.high:g}"
            raise ModelError(f"{param.name} from {what} is not within {row.low:g} to {row.high:g}")


def _check_macros(macros: tuple[Macro, ...]) -> None:
    if len({macro.name for macro in macros}) < len(macros) or len(macros) > 64:
        raise ModelError("its card names a macro twice, or over 64")
    for macro in macros:
        span = (macro.low, macro.default, macro.high)
        if not (all(map(math.isfinite, span)) and macro.low < macro.high):
            raise ModelError(f"macro {macro.name!r} has no range")
        if not macro.low <= macro.default <= macro.high:
            raise ModelError(f"macro {macro.name!r} has a default out of its range")
