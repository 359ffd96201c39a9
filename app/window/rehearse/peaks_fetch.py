"""Peaks fetch: has the peaks of the material measured by a process of its own, and shows how far it is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
from PyQt6.QtCore import QObject, QProcess, QProcessEnvironment, pyqtSignal

from app.children.child import make_environment
from app.material.peaks import draft_of, find_peaks


class PeaksFetch(QObject):
    """Finds peaks in the cache, or has them made; `came` says that there are more."""

    came = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.peaks: np.ndarray | None = None
        """(2, channels, buckets), as far as they are measured."""
        self.share = 1.0
        self.trouble = ""
        self._wanted: tuple[str, int] = ("", 0)
        self._out = Path()
        self._process: QProcess | None = None

    def want(self, file: str, channels: int) -> None:
        """Get the peaks of a file; "" for none."""
        if (file, channels) == self._wanted:
            return
        self.stop()
        self._wanted, self.peaks, self.share, self.trouble = (file, channels), None, 1.0, ""
        if not file:
            self.came.emit()
            return
        try:
            self._out = find_peaks(Path(file), channels)
        except OSError as error:
            self.trouble = f"{file}: {error.strerror}"
            self.came.emit()
            return
        if self._out.exists():
            self._load(self._out)
            return
        self.share = 0.0
        self._process = QProcess(self)
        environment = QProcessEnvironment()
        for name, value in make_environment().items():
            environment.insert(name, value)
        self._process.setProcessEnvironment(environment)
        self._process.readyReadStandardOutput.connect(self._hear)
        self._process.finished.connect(self._end)
        arguments = ["-P", "-m", "app.material.peaks", file, str(channels), str(self._out), str(os.getpid())]
        self._process.start(sys.executable, arguments)
        self.came.emit()

    def stop(self) -> None:
        """Measure no more."""
        if self._process is not None:
            process, self._process = self._process, None
            process.blockSignals(True)
            process.kill()
            process.waitForFinished(2000)
            process.deleteLater()

    def _hear(self) -> None:
        if self._process is not None:
            words = self._process.readAllStandardOutput().data().split()
            if words:
                self.share = float(words[-1])
                self._load(draft_of(self._out))

    def _end(self, status: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        self.share = 1.0
        if status:
            lines = process.readAllStandardError().data().decode(errors="replace").strip().splitlines()
            self.trouble = lines[-1] if lines else f"status {status}"
        process.deleteLater()
        self._load(self._out)

    def _load(self, path: Path) -> None:
        try:
            self.peaks = np.load(path, mmap_mode="r")
        except (OSError, ValueError) as error:
            if path == self._out:
                self.trouble = self.trouble or str(error)
        self.came.emit()
