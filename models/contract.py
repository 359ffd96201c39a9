"""Contract: what a model file promises, and whether its inputs and outputs keep to it; nothing is run."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from models.card import KEY, ModelCard, ModelError, read_card
from models.onnxfile import FLOAT, OnnxFile, Port, read_bytes, read_metadata, read_model

CHANNELS = 2
MOST_STATES = 256
MOST_STATE_NUMBERS = 1 << 22
"""So many numbers may all states of one track have together."""

PADS = (8, 16, 32, 64, 128)
"""The numbers of tracks that a model sees: a mix is filled up to the next with rows of silence."""

Shape = tuple[int | None, ...]
"""None is the number of tracks."""


class Contract(Struct, frozen=True):
    """A model file that may be loaded: its card, its bytes, and the shapes of what goes in and out."""

    card: ModelCard
    data: bytes
    inputs: dict[str, Shape]
    outputs: dict[str, Shape]
    states: tuple[str, ...]
    """The names of the inputs that the next hop gets back; `next_` before it is the output's."""


def pad_tracks(tracks: int) -> int:
    """The number of rows for so many tracks."""
    return next((pad for pad in PADS if pad >= tracks), PADS[-1])


def peek_card(path: Path) -> ModelCard:
    """The card alone, to list files; ModelError where there is none."""
    return _find_card(read_metadata(read_bytes(path)))


def read_contract(path: Path) -> Contract:
    """A file's contract, once sure that it may be loaded; ModelError says why not."""
    file = read_model(read_bytes(path))
    card = _find_card(file.metadata)
    inputs, outputs = _promise(card)
    states = tuple(port.name for port in file.inputs if port.name.startswith("state_"))
    inputs |= {port.name: port.shape for port in file.inputs if port.name in states}
    outputs |= {f"next_{port.name}": port.shape for port in file.inputs if port.name in states}
    _check_states(file, states)
    return Contract(
        card,
        file.data,
        _compare("input", file.inputs, inputs, ("channels",)),
        _compare("output", file.outputs, outputs, ("params_confidence", "master_confidence", "roles")),
        states,
    )


def _find_card(metadata: dict[str, str]) -> ModelCard:
    if KEY not in metadata:
        raise ModelError(f"has no card; put one under the metadata key {KEY!r}, see models/README.md")
    return read_card(metadata[KEY])


def _promise(card: ModelCard) -> tuple[dict[str, Shape], dict[str, Shape]]:
    """The inputs and outputs that go with a card, without states."""
    inputs: dict[str, Shape] = {"audio": (None, CHANNELS, card.hop)}
    if card.kind == "processor":
        return inputs, {"audio_out": (None, CHANNELS, card.hop)}
    inputs["channels"] = (None,)
    if card.roles:
        inputs["role"] = (None, len(card.roles))
    if card.macros:
        inputs["macros"] = (len(card.macros),)
    outputs: dict[str, Shape] = {"confidence": (None,)}
    if card.roles:
        outputs["roles"] = (None, len(card.roles))
    if card.params:
        outputs["params"] = outputs["params_confidence"] = (None, len(card.params))
    if card.master:
        outputs["master"], outputs["master_confidence"] = (len(card.master),), ()
    return inputs, outputs


def _compare(
    what: str, ports: tuple[Port, ...], wanted: dict[str, Shape], optional: tuple[str, ...]
) -> dict[str, Shape]:
    """The shapes of the ports that are there; ModelError where they are not those that are wanted."""
    names = [port.name for port in ports]
    for name in wanted:
        if name not in names and name not in optional:
            raise ModelError(f"has no {what} {name!r}")
    return {port.name: _settle(what, port, wanted, names) for port in ports}


def _settle(what: str, port: Port, wanted: dict[str, Shape], names: list[str]) -> Shape:
    if port.name not in wanted or names.count(port.name) > 1:
        raise ModelError(f"has an {what} {port.name!r} that is not in the contract")
    if port.element != FLOAT:
        raise ModelError(f"{what} {port.name!r} is not float32")
    shape, found = wanted[port.name], port.shape
    if shape == () and found == (1,):
        return found
    if port.name == "audio_out" and found[:1] == (1,):
        shape = (1, *shape[1:])
    # An exporter may leave any size of an output open; what runs is checked again.
    fits = len(found) == len(shape) and all(
        there == size or (there is None and what == "output")
        for size, there in zip(shape, found, strict=True)
    )
    if not fits:
        raise ModelError(f"{what} {port.name!r} is {_spell(found)}, not {_spell(shape)}")
    return shape


def _check_states(file: OnnxFile, states: tuple[str, ...]) -> None:
    if len(states) > MOST_STATES:
        raise ModelError(f"has over {MOST_STATES} states")
    numbers = 0
    for port in file.inputs:
        if port.name in states:
            if None in port.shape[1:]:
                raise ModelError(f"state {port.name!r} may vary in its first size only")
            count = 1
            for size in port.shape:
                count *= size or 1
            numbers += count
    if numbers > MOST_STATE_NUMBERS:
        raise ModelError("has states of absurd size")


def _spell(shape: Shape) -> str:
    return "[" + ", ".join("tracks" if size is None else str(size) for size in shape) + "]"
