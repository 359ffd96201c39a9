"""Core: core.cpp compiled for this very processor, once, and kept in a folder of the caller's.

Without a compiler there is none, and the chains serve.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from ctypes import c_float, c_int64, c_void_p
from functools import cache
from pathlib import Path
from typing import Any

from engine.strips.layout import BankStruct, LevelsStruct, TailStruct

FOLDER = "DESKHAND_CORES"
"""Names the folder of compiled cores to processes that only read it."""

HEADERS = ("bank.h", "buses.h", "lanes.h", "stages.h", "tone.h")
SOURCES = [Path(__file__).with_name(name) for name in ("core.cpp", *HEADERS)]
"""What is compiled, and what it includes."""

COMPILERS = ("c++", "g++", "clang++")
FLAGS = ("-O3", "-std=c++17", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-fno-exceptions")
SHARED = ("-fno-rtti", "-shared", "-fPIC")
PATIENCE_S = 120.0


class CoreError(Exception):
    """There is no core: why, and the cure."""


class Core:
    """The functions of a compiled core.

    They keep Python's lock: to let it go for some 20 us means to wait for whoever took it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        library = ctypes.PyDLL(str(path))
        for name in ("core_lanes", "core_group_bytes"):
            getattr(library, name).restype = c_int64
        self.lanes = int(library.core_lanes())
        """How many strips are played at once."""
        self.group_bytes = int(library.core_group_bytes())
        for name, struct in (("bank", BankStruct), ("tail", TailStruct), ("levels", LevelsStruct)):
            if _function(getattr(library, f"core_{name}_bytes"))() != ctypes.sizeof(struct):
                raise OSError(f"{path} was made for another layout")
        self.block = _function(library.core_block, c_void_p, c_void_p, c_int64, c_int64, c_int64)
        self.play = _function(library.core_play, c_void_p, c_void_p, c_int64, c_int64, c_int64)
        self.send = _function(library.core_send, c_void_p, c_int64, c_int64)
        self.returns = _function(library.core_returns, c_void_p, c_int64, c_int64)
        self.master = _function(library.core_master, c_void_p, c_int64, c_int64)
        self.finish = _function(library.core_finish, c_void_p, c_int64, c_int64)
        self.levels = _function(library.core_levels, c_void_p, c_void_p, c_int64, c_float, c_float)


def _function(function: Any, *kinds: type) -> Callable[..., int]:
    function.argtypes, function.restype = kinds, c_int64
    return function


_ready: Core | None = None


def ready() -> Core | None:
    """The core that this process was made ready with."""
    return _ready


def use(core: Core | None) -> None:
    """Play the strips of consoles to come with this core, or with chains. Control thread."""
    global _ready
    _ready = core


def use_core_of(folder: str | Path) -> str:
    """Use what was compiled into a folder; else why not, and the chains serve. Control thread."""
    path = find_core(Path(folder))
    try:
        if path is None:
            raise FileNotFoundError("there are none yet, or they are damaged")
        use(Core(path))
    except (OSError, AttributeError) as error:
        use(None)
        return f"no compiled strips ({error}); strips are played by chains"
    return ""


def find_core(folder: Path) -> Path | None:
    """The core for this processor and this source, if it was compiled and is whole: half of one may kill."""
    for path in folder.glob(f"{_source_name()}-*.so"):
        with contextlib.suppress(OSError):
            if path.name == _full_name(path):
                return path
    return None


def make_core(folder: Path) -> float:
    """See to it that there is a core that loads; the seconds that compiling took. CoreError says why not."""
    path = find_core(folder)
    if path is not None:
        try:
            Core(path)
        except (OSError, AttributeError):
            pass
        else:
            return 0.0
    begun = time.monotonic()
    command = find_compiler()
    if not command:
        raise CoreError(f"no C++ compiler; {_cure()}")
    draft = folder / f"{_source_name()}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _compile(command, draft)
        Core(draft)
        name = _full_name(draft)
        draft.replace(folder / name)
        for other in folder.glob(f"{_source_name()}-*.so"):
            if other.name != name:
                other.unlink(missing_ok=True)
    except (OSError, AttributeError) as error:
        raise CoreError(f"{folder}: {error}; {_cure()}") from error
    finally:
        draft.unlink(missing_ok=True)
    return time.monotonic() - begun


def find_compiler() -> tuple[str, ...]:
    """The command of a C++ compiler; empty where there is none."""
    if sys.platform == "darwin" and not _has_xcode():
        return ()
    named = os.environ.get("CXX")
    for name in (*([named] if named else []), *COMPILERS):
        found = shutil.which(name)
        if found:
            return (found,)
    return ()


def _compile(command: tuple[str, ...], path: Path) -> None:
    """Compile for this processor; where a compiler does not know it, for any of its kind."""
    complaint = ""
    for tuned in (("-march=native",), ("-mcpu=native",), ()):
        whole = [*command, *FLAGS, *tuned, *SHARED, "-o", str(path), str(SOURCES[0])]
        try:
            done = subprocess.run(
                whole, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S
            )
        except subprocess.TimeoutExpired:
            raise CoreError(f"{command[0]} took longer than {PATIENCE_S:.0f} s; try again") from None
        if done.returncode == 0:
            return
        complaint = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
    raise CoreError(f"{command[0]} failed ({complaint}); {_cure()}")


def _has_xcode() -> bool:
    """Whether Apple's compiler is there; asking it itself would open a window."""
    try:
        return subprocess.run(["xcode-select", "-p"], capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _cure() -> str:
    return "xcode-select --install" if sys.platform == "darwin" else "apt-get install g++, or name one by CXX"


@cache
def _source_name() -> str:
    """One for each source, way of compiling and processor: folders may be shared by machines."""
    facts = (*(source.read_text() for source in SOURCES), *FLAGS, platform.machine(), _processor())
    return f"core-{_digest(repr(facts).encode())}"


def _full_name(path: Path) -> str:
    """What a compiled core is called: by what it was made from, and by what is in it."""
    return f"{_source_name()}-{_digest(path.read_bytes())}.so"


def _digest(what: bytes) -> str:
    return hashlib.sha256(what).hexdigest()[:16]


def _processor() -> str:
    """What tells this processor from others."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith(("flags", "Features"))), "")
