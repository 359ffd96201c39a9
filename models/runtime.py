"""Session: one model ready to run, on an accelerator or the CPU. The one door to onnxruntime."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Callable
from typing import Any

import numpy as np
import onnxruntime as ort

from models.card import ModelError
from models.contract import Contract, Shape, pad_tracks

CPU = "CPUExecutionProvider"
PREFERRED = (
    "TensorrtExecutionProvider",
    "CUDAExecutionProvider",
    "MIGraphXExecutionProvider",
    "CoreMLExecutionProvider",
    "DmlExecutionProvider",
    "OpenVINOExecutionProvider",
    CPU,
)
OPTIONS = {"CUDAExecutionProvider": {"arena_extend_strategy": "kSameAsRequested"}}
WARM_UPS = 2

OpenSession = Callable[[bytes, str], Any]
Side = tuple[dict[str, np.ndarray], dict[str, np.ndarray]]


def list_providers() -> list[str]:
    """What this installation could run on, best first."""
    available = ort.get_available_providers()
    return [name for name in PREFERRED if name in available]


def open_session(data: bytes, provider: str) -> Any:
    """A session on one provider and one thread that sleeps when idle; ModelError if it cannot be."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    if provider != CPU:
        _make_room()
    wanted = [(provider, OPTIONS.get(provider, {})), *([] if provider == CPU else [(CPU, {})])]
    try:
        session = ort.InferenceSession(data, options, providers=wanted)
    except Exception as error:
        raise ModelError(f"onnxruntime refuses it: {_spell(error)}") from None
    if session.get_providers()[0] != provider:
        raise ModelError(f"{provider} is not there")
    return session


class Session:
    """A model for so many tracks: warm, fed with its own states, on the CPU if the accelerator fails.

    `inputs` and `outputs` by name are arrays with one row a track, padded; write the former, `run`, read
    the latter. What `run` leaves holds until the next one.
    """

    def __init__(
        self,
        contract: Contract,
        tracks: int,
        open_session: OpenSession = open_session,
        providers: list[str] | None = None,
    ) -> None:
        self.tracks, self.rows = tracks, pad_tracks(tracks)
        self.fault = ""
        self.losses = 0
        """How often the states became no numbers, and were forgotten."""
        self._states = contract.states
        self._turn = 0
        self.inputs = {name: self._make(shape) for name, shape in contract.inputs.items()}
        self.outputs = {name: self._make(shape) for name, shape in contract.outputs.items()}
        spare = {name: self._make(contract.inputs[name]) for name in contract.states}
        states = ({name: self.inputs[name] for name in contract.states}, spare)
        # Each run reads one set of states and writes the other.
        self._sides = tuple(
            (
                {**self.inputs, **states[turn]},
                {**self.outputs, **{f"next_{name}": states[1 - turn][name] for name in contract.states}},
            )
            for turn in (0, 1)
        )
        """By turn: the arrays that go in, and those that come out."""
        self._ready = self._open(contract, open_session, list_providers() if providers is None else providers)
        self.reset()

    @property
    def provider(self) -> str:
        """What it runs on now."""
        return self._ready[0].provider

    def run(self) -> dict[str, np.ndarray]:
        """One hop; the outputs by name."""
        while True:
            try:
                self._ready[0].run(self._turn)
                break
            except Exception as error:
                if len(self._ready) == 1:
                    raise
                self.fault = f"{self.provider} failed and the CPU goes on: {_spell(error)}"
                del self._ready[0]
        self._turn = 1 - self._turn
        ins = self._sides[self._turn][0]
        if not all(np.isfinite(ins[name]).all() for name in self._states):
            self.losses += 1
            self.forget()
        return self.outputs

    def forget(self) -> None:
        """All states to zero."""
        for ins, _ in self._sides:
            for name in self._states:
                ins[name][...] = 0.0

    def reset(self) -> None:
        """As it was before the first run."""
        self.forget()
        for array in self.inputs.values():
            array[...] = 0.0

    def _make(self, shape: Shape) -> np.ndarray:
        return np.zeros([self.rows if size is None else size for size in shape], np.float32)

    def _open(self, contract: Contract, open_session: OpenSession, providers: list[str]) -> list[_Bound]:
        """The best provider that works, and after it the CPU."""
        ready: list[_Bound] = []
        for provider in providers:
            if ready and provider != CPU:
                continue
            try:
                bound = _Bound(open_session(contract.data, provider), provider, self._sides)
                for _ in range(WARM_UPS):
                    bound.run(0)
            except Exception as error:
                if provider == CPU:
                    raise ModelError(_spell(error)) from None
                self.fault = f"{provider} cannot be used: {_spell(error)}"
                continue
            ready.append(bound)
        if ready[0].provider != CPU:
            self.fault = ""
        return ready


class _Bound:
    """An onnxruntime session bound to the arrays of both turns."""

    def __init__(self, session: Any, provider: str, sides: tuple[Side, ...]) -> None:
        self._session, self.provider, self._sides = session, provider, sides
        self._bindings = [session.io_binding() for _ in sides]
        for turn in (0, 1):
            self._bind(turn)

    def run(self, turn: int) -> None:
        """Read the inputs of this turn, write its outputs."""
        if self.provider != CPU:
            # Binding is what copies an input to an accelerator.
            self._bind(turn)
        self._session.run_with_iobinding(self._bindings[turn])
        if self.provider != CPU:
            self._bindings[turn].synchronize_outputs()

    def _bind(self, turn: int) -> None:
        binding = self._bindings[turn]
        ins, outs = self._sides[turn]
        for name, array in ins.items():
            binding.bind_input(name, "cpu", 0, np.float32, array.shape, array.ctypes.data)
        for name, array in outs.items():
            binding.bind_output(name, "cpu", 0, np.float32, array.shape, array.ctypes.data)


def _make_room() -> None:
    """Lift the limit on address space: an accelerator reserves more than there is memory."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    if hasattr(ort, "preload_dlls"):
        ort.preload_dlls()


def _spell(error: Exception) -> str:
    """An error in one line of bearable length."""
    if isinstance(error, MemoryError) or "allocate memory" in str(error) or "bad_alloc" in str(error):
        return "it asks for more memory than there is for a mind"
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 300 else f"{text[:300]}..."
