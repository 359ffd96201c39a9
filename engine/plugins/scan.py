"""Scan: looks at one plugin file and may die of it: python -m engine.plugins.scan FILE ANSWER."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
import pedalboard

from engine.console.effects import Effect
from engine.console.params import Param


def look_at(path: str) -> Effect:
    """What a plugin file is called and what can be turned on it, or why it is of no use as an insert."""
    try:
        plugin = pedalboard.load_plugin(path)
    except (ImportError, ValueError, RuntimeError) as error:
        return Effect(path, Path(path).stem, fault=f"cannot be loaded ({error})")
    name = getattr(plugin, "name", "") or Path(path).stem
    if not getattr(plugin, "is_effect", True):
        return Effect(path, name, fault="is an instrument, no effect")
    rows = []
    for key, parameter in getattr(plugin, "parameters", {}).items():
        row = _read_row(plugin, key, parameter)
        if row is not None:
            rows.append(row)
    return Effect(path, name, tuple(rows))


def _read_row(plugin: object, key: str, parameter: object) -> Param | None:
    """A parameter as a row; None of those that are neither numbers nor switches, or the host's business."""
    value = getattr(plugin, key)
    if isinstance(value, bool):
        return Param(key, "", 0, 1, float(value), "switch")
    low, high, _ = getattr(parameter, "range", (None, None, None))
    if not isinstance(value, int | float) or low is None or high is None or not low < high:
        return None
    unit = (getattr(parameter, "label", "") or "").strip()
    if unit == "frames":
        return None
    wide = unit == "Hz" and low > 0.0 and high / low > 20.0
    value = min(float(high), max(float(low), float(value)))
    return Param(key, unit, float(low), float(high), value, "log" if wide else "linear")


def main() -> int:
    """Write what was found to the answer's file: plugins print what they like."""
    os.nice(19)
    path, answer = sys.argv[1], Path(sys.argv[2])
    draft = answer.with_name(f"{answer.name}.part")
    draft.write_bytes(msgspec.json.encode(look_at(path)))
    draft.replace(answer)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
