"""A JACK server without hardware, for real PortAudio."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PERIOD, RATE, PORTS = 64, 48000, 32


class Jack:
    """A dummy JACK server that can be killed and started again.

    Its name never changes: JACK keeps a place for every name, has eight, and forgets none that was killed.
    A patient one waits for programs that are late, whose MIDI messages are lost otherwise.
    """

    def __init__(
        self,
        log: Path,
        period: int = PERIOD,
        rate: int = RATE,
        *,
        real_time: bool = False,
        patient: bool = False,
        name: str = "deskhand-tests",
    ) -> None:
        self.name = name
        self._log = log
        self._options = ["-r", str(rate), "-p", str(period), "-C", str(PORTS), "-P", "10"]
        self._priority = ["-R", "-P", "20"] if real_time else ["-r"]
        self._priority += ["-S"] if patient else []
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with open(self._log, "ab") as log:
            command = ["jackd", *self._priority, "-n", self.name, "-d", "dummy", *self._options]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        socket = Path(f"/dev/shm/jack_{self.name}_{os.getuid()}_0")
        sockets = [
            socket,
            Path(f"/tmp/jack_{self.name}_{os.getuid()}_0"),
            Path(f"/dev/shm/jack-{os.getuid()}"),
        ]
        until = time.monotonic() + 5
        while time.monotonic() < until and not any(path.exists() for path in sockets):
            time.sleep(0.05)
        time.sleep(0.5)
        assert self._process.poll() is None, self._log.read_text(errors="replace")

    def kill(self) -> None:
        """SIGKILL."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
def jack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jack]:
    """A running server that PortAudio finds as the default."""
    assert shutil.which("jackd"), "install jackd2: ./deskhand test does it as root"
    server = Jack(tmp_path / "jackd.log")
    monkeypatch.setenv("JACK_DEFAULT_SERVER", server.name)
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    monkeypatch.setenv("JACK_NO_AUDIO_RESERVATION", "1")
    server.start()
    yield server
    server.kill()
