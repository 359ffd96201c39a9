"""Check: a model file examined in a process that may be killed; nothing a file does reaches further."""

from __future__ import annotations

import contextlib
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from models.card import ModelCard, ModelError
from models.children import make_environment
from models.contract import Contract, read_contract
from models.examine import Examiner, Result, list_examinations

LIMIT_S = 60
MEMORY_BYTES = 2 << 30


class Report(Struct, frozen=True):
    """What a check found; without a card the file was not even read."""

    file: str
    card: ModelCard | None
    results: tuple[Result, ...]

    @property
    def refusal(self) -> str:
        """Why the file is refused; empty if it is not."""
        return next((f"{r.name}: {r.text}" for r in self.results if r.state == "bad"), "")


def check_model(path: Path, limit_s: float = LIMIT_S) -> Report:
    """Read a file, then run it where it can do no harm."""
    try:
        contract = read_contract(path)
    except ModelError as error:
        return Report(str(path), None, (Result("file", "bad", str(error)),))
    about = f"{len(contract.data) / 1024:.1f} KiB, nothing in it that must not be"
    results = [Result("file", "good", about), *_run_child(path, contract, limit_s)]
    return Report(str(path), contract.card, tuple(results))


def _run_child(path: Path, contract: Contract, limit_s: float) -> list[Result]:
    """What the child says, and what it could not say because it was ended."""
    command = [sys.executable, "-P", "-m", "models.check", str(path.resolve()), str(limit_s)]
    begun = time.monotonic()
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=make_environment(),
    ) as child:
        try:
            said, _ = child.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            child.kill()
            said, _ = child.communicate()
    late = time.monotonic() - begun >= limit_s or child.returncode == -signal.SIGXCPU
    results = [_read(line) for line in said.splitlines() if line]
    waiting = list_examinations(contract.card)[len(results) :]
    if waiting and not any(result.state == "bad" for result in results):
        results.append(Result(waiting[0], "bad", _explain_end(child.returncode, late, limit_s)))
    return results


def _read(line: bytes) -> Result:
    try:
        return msgspec.json.decode(line, type=Result)
    except msgspec.MsgspecError:
        return Result("opens", "bad", "the process that ran it babbled")


def _explain_end(status: int, late: bool, limit_s: float) -> str:
    if late:
        return f"did not end within {limit_s:g} s"
    if status < 0:
        return f"ended the process that ran it ({signal.Signals(-status).name})"
    return f"ended the process that ran it (status {status})"


def confine(limit_s: float) -> None:
    """Bounds on what this process may use, for good: memory, time, and no file may be written."""
    wanted = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: max(1, round(limit_s)),
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def main() -> int:
    """Examine a file and print one result a line."""
    confine(float(sys.argv[2]))
    for result in Examiner(read_contract(Path(sys.argv[1]))).examine():
        print(msgspec.json.encode(result).decode(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
