"""Curvebook: the parts of the loss over the steps, as a picture."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot


def draw_curves(log: Path, out: Path) -> None:
    """Every part of the loss in a panel of its own."""
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    names = [name for name in dict.fromkeys(chain(*rows)) if name not in ("step", "seconds")]
    figure, panels = pyplot.subplots(2, (len(names) + 1) // 2, figsize=(14, 5), sharex=True)
    for panel, name in zip(panels.flat, names, strict=False):
        points = [(row["step"], row[name]) for row in rows if name in row]
        panel.plot(*zip(*points, strict=True), linewidth=1.2)
        panel.set_title(name, fontsize=9)
        panel.grid(alpha=0.3)
    for panel in list(panels.flat)[len(names) :]:
        panel.axis("off")
    figure.tight_layout()
    draft = out.with_suffix(".part.png")
    figure.savefig(draft, dpi=80)
    draft.replace(out)
    pyplot.close(figure)
