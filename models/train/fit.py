"""Fit: trains the network on features, then by ear; can be stopped and goes on from where it last saved."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import msgspec
import numpy as np
import torch
from msgspec import Struct

from models.train.batch import BatchMaker, Damage
from models.train.line import fit_line
from models.train.losses import Weights, score
from models.train.network import Console, Size
from models.train.songs import Song
from models.train.sound import Sound, SoundMaker, score_sound

SAVE_EVERY = 250
MEAN_OF_WEIGHTS = 0.998
"""How much of the mean stays at each step."""


class Plan(Struct, frozen=True):
    """Everything that decides what comes out."""

    size: Size = Size()
    damage: Damage = Damage()
    weights: Weights = Weights()
    domains: tuple[str, ...] = ("module", "midi")
    steps: int = 4000
    songs: int = 12
    """In a batch."""
    rate: float = 1e-3
    """At most: it rises over the first steps and falls as a cosine."""
    decay: float = 0.05
    warm_up: int = 100
    seed: int = 0
    sound: Sound = Sound()

    @property
    def all_steps(self) -> int:
        """On features, and by ear."""
        return self.steps + self.sound.steps


def read_plan(path: Path) -> Plan:
    """A plan from a TOML file; what it does not name is as above."""
    return msgspec.toml.decode(path.read_bytes(), type=Plan)


def _blend(mean: torch.Tensor, new: torch.Tensor, steps: torch.Tensor | int) -> torch.Tensor:
    """The running mean of weights, which forgets the beginning."""
    keep = min(MEAN_OF_WEIGHTS, (1.0 + float(steps)) / (10.0 + float(steps)))
    return keep * mean + (1.0 - keep) * new


def load_network(checkpoint: Path) -> tuple[Plan, Console]:
    """The plan of a run and its network, with the mean of the weights."""
    kept = torch.load(checkpoint, weights_only=True)
    plan = msgspec.json.decode(kept["plan"], type=Plan)
    console = Console(plan.size)
    prefix = "module."
    kept_mean = ((name, value) for name, value in kept["mean"].items() if name.startswith(prefix))
    console.load_state_dict({name.removeprefix(prefix): value for name, value in kept_mean})
    return plan, console.eval()


class Fit:
    """A network on its way, its optimiser, and the running mean of its weights, which is what is kept."""

    def __init__(self, plan: Plan, songs: list[Song], folder: Path, corpus: Path | None = None) -> None:
        torch.manual_seed(plan.seed)
        self._plan, self._folder = plan, folder
        self.console = Console(plan.size)
        fit_line(self.console, songs)
        self._mean = torch.optim.swa_utils.AveragedModel(self.console, avg_fn=_blend)
        learnt = [value for value in self.console.parameters() if value.requires_grad]
        self._optimiser = torch.optim.AdamW(learnt, plan.rate, weight_decay=plan.decay)
        self.step = 0
        folder.mkdir(parents=True, exist_ok=True)
        if self._checkpoint.exists():
            self._load()
        self._maker = BatchMaker(songs, plan.damage, plan.songs, plan.seed + self.step)
        self._sounds = None
        if plan.sound.steps:
            if corpus is None:
                raise ValueError("a plan with sound needs the corpus's folder")
            self._sounds = SoundMaker(corpus, songs, plan.sound, plan.damage, plan.seed + self.step)

    @property
    def network(self) -> Console:
        """The mean of the weights of the last steps."""
        return cast(Console, self._mean.module)

    @property
    def _checkpoint(self) -> Path:
        return self._folder / "checkpoint.pt"

    def run(self, progress: Callable[[int, dict[str, float]], None]) -> None:
        """Train to the end of the plan."""
        plan, begun, recent = self._plan, time.monotonic(), []
        while self.step < plan.all_steps:
            if self.step == plan.steps:
                self._begin_sound()
            self._set_rate()
            self._optimiser.zero_grad()
            loss, parts = score(self.console, self._maker.draw(), plan.weights)
            loss.backward()
            total = float(loss.detach())
            if self.step >= plan.steps:
                parts["sound"] = self._listen()
                total += plan.weights.sound * parts["sound"]
            torch.nn.utils.clip_grad_norm_(self.console.parameters(), 1.0, error_if_nonfinite=True)
            self._optimiser.step()
            self._mean.update_parameters(self.console)
            self.step += 1
            recent.append({"loss": total, **parts})
            if self.step % SAVE_EVERY == 0 or self.step in (plan.steps, plan.all_steps):
                mean = {name: float(np.mean([row[name] for row in recent])) for name in recent[0]}
                self._note({"step": self.step, "seconds": time.monotonic() - begun, **mean})
                self._save()
                progress(self.step, mean)
                recent = []

    def _begin_sound(self) -> None:
        """Go on from the mean of the weights, which is forgotten as at the beginning."""
        with torch.no_grad():
            for value, mean in zip(self.console.parameters(), self.network.parameters(), strict=True):
                if value.requires_grad:
                    value.copy_(mean)
        self._mean.n_averaged.zero_()

    def _listen(self) -> float:
        """Add the gradient of the sound; returns how far it is from the human's."""
        assert self._sounds is not None
        crops, total = self._sounds.draw(), 0.0
        for crop in crops:
            loss = score_sound(self.console, crop, self._plan.sound.human_pans) / len(crops)
            (self._plan.weights.sound * loss).backward()
            total += float(loss.detach())
        return total

    def _set_rate(self) -> None:
        plan, step, steps, rate = self._plan, self.step, self._plan.steps, self._plan.rate
        if step >= steps:
            step, steps, rate = step - steps, plan.sound.steps, plan.sound.rate
        rate = rate * min(1.0, (step + 1) / plan.warm_up) * 0.5 * (1.0 + math.cos(math.pi * step / steps))
        for group in self._optimiser.param_groups:
            group["lr"] = rate

    def _note(self, row: dict[str, Any]) -> None:
        with open(self._folder / "log.jsonl", "a") as log:
            log.write(json.dumps(row) + "\n")

    def _save(self) -> None:
        draft = self._checkpoint.with_suffix(".part")
        torch.save(
            {
                "step": self.step,
                "plan": msgspec.json.encode(self._plan),
                "console": self.console.state_dict(),
                "mean": self._mean.state_dict(),
                "optimiser": self._optimiser.state_dict(),
            },
            draft,
        )
        draft.replace(self._checkpoint)

    def _load(self) -> None:
        kept = torch.load(self._checkpoint, weights_only=True)
        self.step = kept["step"]
        self.console.load_state_dict(kept["console"])
        self._mean.load_state_dict(kept["mean"])
        self._optimiser.load_state_dict(kept["optimiser"])
