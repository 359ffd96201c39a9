"""Damaged files by the thousand, and a process that tries what is left of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from models.check import ROOT

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
    """The same bytes with one to four kinds of damage."""
    damaged = bytearray(data)
    for _ in range(dice.integers(1, 5)):
        at, length = int(dice.integers(len(damaged))), int(dice.integers(1, 16))
        match dice.integers(7):
            case 0:
                damaged[at] ^= 1 << int(dice.integers(8))
            case 1:
                damaged[at : at + length] = dice.bytes(length)
            case 2:
                del damaged[at : at + length]
            case 3:
                damaged[at:at] = dice.bytes(length)
            case 4:
                other = int(dice.integers(len(damaged)))
                damaged[at : at + length] = damaged[other : other + length]
            case 5:
                damaged[at] = int(dice.choice([0, 1, 0x7F, 0x80, 0xFF]))
            case _:
                del damaged[max(at, len(damaged) // 2) :]
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
