"""Errand: something that another process finds out, waited for in a thread. Any thread."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from app.children.child import make_environment

PATIENCE_S = 20.0

T = TypeVar("T")


class Errand(Generic[T]):
    """Runs a module that prints JSON of a type; where that fails, `fail` makes one from the reason."""

    def __init__(self, module: str, kind: Any, fail: Callable[[str], T]) -> None:
        self._module, self._kind, self._fail = module, kind, fail
        self._result: T | None = None
        threading.Thread(target=self._run, daemon=True, name="errand").start()

    def result(self) -> T | None:
        """What was found; None while it lasts."""
        return self._result

    def _run(self) -> None:
        command = [sys.executable, "-P", "-m", self._module]
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=PATIENCE_S,
                env=make_environment(),
            )
            self._result = msgspec.json.decode(done.stdout, type=self._kind)
        except subprocess.TimeoutExpired:
            self._result = self._fail(f"no answer within {PATIENCE_S:.0f} s")
        except (OSError, msgspec.MsgspecError) as error:
            self._result = self._fail(str(error))
