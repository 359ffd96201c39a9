"""Damaged files by the thousand, and a process that tries what is left of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from models.children import ROOT

TRY = """
import sys
from itertools import islice
from pathlib import Path
from models.check import confine
from models.contract import read_contract
from models.examine import Examiner
confine(60)
for path in sys.argv[1:]:
    print("try", path, flush=True)
    for result in islice(Examiner(read_contract(Path(path))).examine(), 3):
        print(result.state, result.text, flush=True)
"""


def mutate(data: bytes, dice: np.random.Generator) -> bytes:
    """The same bytes with one kind of damage, mostly to a byte or two."""
    damaged = bytearray(data)
    at, length = int(dice.integers(len(damaged))), int(dice.integers(1, 16))
    match dice.integers(12):
        case 0:
            damaged[at : at + length] = dice.bytes(length)
        case 1:
            del damaged[at : at + length]
        case 2:
            damaged[at:at] = dice.bytes(length)
        case 3:
            other = int(dice.integers(len(damaged)))
            damaged[at : at + length] = damaged[other : other + length]
        case 4:
            del damaged[at:]
        case _:
            for place in dice.integers(len(damaged), size=dice.integers(1, 3)):
                damaged[place] = dice.choice([0, 1, 2, 0x7F, 0x80, 0xFF, damaged[place] ^ 1, *dice.bytes(2)])
    return bytes(damaged) or b"\x00"


def try_files(paths: list[Path], seconds: float = 100.0) -> dict[str, str]:
    """Each file's fate in a confined process: what was bad, "good", or how the process ended."""
    fates: dict[str, str] = {}
    while len(fates) < len(paths):
        left = [str(path) for path in paths[len(fates) :]]
        command = [sys.executable, "-P", "-c", TRY, *left]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
        )
        name = ""
        for line in done.stdout.decode(errors="replace").splitlines():
            word, _, text = line.partition(" ")
            if word == "try":
                name, fates[text] = text, "good"
            elif word == "bad":
                fates[name] = text
        if done.returncode:
            fates[name] = f"ended with {done.returncode}"
    return fates
