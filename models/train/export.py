"""Export: the trained network as one .onnx file that keeps the contract, with its card inside."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

from engine.console.params import Kind, find_param
from models.authority import FLOOR_DB, find_authority
from models.card import CardParam, Macro, ModelCard, write_card
from models.roles import GROUPS, ROLES
from models.rules.sends import DELAY_DB, REVERB_DB
from models.rules.table import OFF_LU, list_rows
from models.train.frontend import HOP, PAST, RATE, Frontend
from models.train.hearing import COUNTS, count_facts, remember_hop, split_facts
from models.train.network import FEWEST_HOPS, Console

TYPICAL_SPREADS = (4.0, 0.3, 0.8, 3.0, 0.6)
"""Where half the sureness is gone: level and EQ in dB, pan, high-pass and compressor in octaves."""

PARAMS = (
    "fader_db",
    "pan",
    "hpf_hz",
    *(f"eq{band}_{what}" for what in ("gain_db", "hz") for band in range(1, 5)),
    "comp_threshold_db",
    "comp_ratio",
    "reverb_send_db",
    "delay_send_db",
)
SPREAD_OF = (0, 1, 2, *(3,) * 8, 4, 4)
"""Which spread tells how sure each parameter is; of sends it is the likeliest role."""

LEAST_SEND = 10.0 ** (FLOOR_DB / 20.0)

MASTER = tuple(f"eq{band}_gain_db" for band in range(1, 5))
MACRO_DB = 12.0
"""How far a style moves a group of instruments at most."""

INPUTS = ("audio", "channels", "role", "macros", "state_past", "state_memory", "state_counts")
OUTPUTS = (
    "params",
    "confidence",
    "params_confidence",
    "master",
    "roles",
    "next_state_past",
    "next_state_memory",
    "next_state_counts",
)


class Graph(nn.Module):
    """One hop of the whole mind: audio and states in, settings and states out."""

    typical: torch.Tensor
    spread_of: torch.Tensor
    rooms: torch.Tensor

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.frontend, self.console = Frontend(), console
        self.register_buffer("typical", torch.tensor(TYPICAL_SPREADS))
        self.register_buffer("spread_of", torch.tensor(SPREAD_OF))
        self.register_buffer("rooms", make_rooms())

    def start(self, tracks: int) -> tuple[torch.Tensor, ...]:
        """The states before anything was heard."""
        facts = count_facts(self.console)
        return torch.zeros(tracks, 2, PAST), torch.zeros(tracks, facts), torch.zeros(tracks, COUNTS)

    def forward(
        self,
        audio: torch.Tensor,
        channels: torch.Tensor,
        role: torch.Tensor,
        macros: torch.Tensor,
        past: torch.Tensor,
        memory: torch.Tensor,
        counts: torch.Tensor,
    ) -> tuple[torch.Tensor, ...]:
        """One hop of tracks (tracks, 2, HOP); a mono track comes as two equal channels."""
        console = self.console
        mono = torch.where(channels < 1.5, 0.5**0.5, 1.0)[:, None, None]
        features, past = self.frontend(audio * mono, past)
        memory, counts = remember_hop(console, features, memory, counts)
        share = counts[:, 2] / torch.clamp(counts[:, 3], min=1.0)
        means = split_facts(memory[None], counts[None, :, 2], share[None])
        there = ((channels > 0.5) & (counts[:, 2] >= FEWEST_HOPS)).to(audio.dtype)[None]
        settings = console.decide(means, role[None], there)
        faders = console.faders(settings, means, there, macros)
        loud = console.filtered_loudness(settings, means)
        params = torch.cat(
            (
                faders[..., None],
                settings.pan[..., None],
                settings.hpf_hz[..., None],
                settings.eq_gain_db,
                settings.eq_hz,
                torch.clamp(loud + settings.threshold_db, -60.0, 0.0)[..., None],
                settings.ratio[..., None],
                20.0 * torch.log10(torch.clamp(settings.likely @ self.rooms, min=LEAST_SEND)),
            ),
            dim=-1,
        )[0]
        sure = there[0, :, None] / (1.0 + (settings.spread[0] / self.typical).square())
        sends = there[0, :, None] * settings.likely[0].amax(dim=1, keepdim=True)
        return (
            params,
            sure[:, 0],
            torch.cat((sure[:, self.spread_of], sends.expand(-1, self.rooms.shape[1])), dim=1),
            settings.master_gain_db[0],
            settings.likely[0],
            past,
            memory,
            counts,
        )


def make_rooms() -> torch.Tensor:
    """(roles, 2) gains of the sends to reverb and delay, by the book: the corpus is dry and teaches none."""
    rows = list_rows()
    under = np.array([(rows[role].reverb_lu, rows[role].delay_lu) for role in ROLES])
    gains = 10.0 ** (-(under + np.array([REVERB_DB, DELAY_DB])) / 20.0)
    return torch.tensor(np.where(under < OFF_LU, gains, 0.0), dtype=torch.float32)


def write_console_card(name: str, summary: str, version: str, domains: tuple[str, ...]) -> str:
    """The card of a network that was trained on these domains of the corpus."""
    strip = tuple(_describe("strip", param) for param in PARAMS)
    master = tuple(_describe("master", param) for param in MASTER)
    sources = {"module": "tracker modules", "midi": "General MIDI files"}
    trained = ", ".join(sources.get(domain, domain) for domain in domains)
    return write_card(
        ModelCard(
            name=name,
            summary=summary,
            version=version,
            kind="controller",
            sample_rate=RATE,
            hop=HOP,
            max_tracks=128,
            licence="GPL-3.0-or-later",
            training_data=f"{trained} of Debian packages, see models/train/corpus",
            author="Deskhand",
            params=strip,
            master=master,
            roles=ROLES,
            macros=tuple(Macro(group, -MACRO_DB, MACRO_DB, 0.0, "dB") for group in GROUPS),
        )
    )


def _describe(kind: Kind, name: str) -> CardParam:
    row, reach = find_param(kind, name), find_authority(name)
    return CardParam(name, row.unit, max(row.low, reach.low), min(row.high, reach.high))


def export_graph(console: Console, path: Path, card: bytes) -> None:
    """Write the graph with its card; whole or not at all."""
    graph = Graph(console).eval()
    tracks = 8
    example = (
        torch.randn(tracks, 2, HOP) * 0.1,
        torch.ones(tracks),
        torch.zeros(tracks, len(ROLES)),
        torch.zeros(len(GROUPS)),
        *graph.start(tracks),
    )
    per_track = [name for name in INPUTS if name != "macros"] + [name for name in OUTPUTS if name != "master"]
    draft = path.with_suffix(".part")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            graph,
            example,
            str(draft),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes={name: {0: "tracks"} for name in per_track},
            opset_version=18,
            dynamo=False,
        )
    model = onnx.load(str(draft))
    model.metadata_props.add(key="card", value=card.decode())
    model.producer_name = "deskhand"
    onnx.save(model, str(draft))
    draft.replace(path)
