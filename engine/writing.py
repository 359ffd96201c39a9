"""Writing: recorded audio on its way to several files at once, in a thread of its own."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.growing import GrowingFile
from engine.soundfiles import name_write_cure

HOLD_S = 30.0
HOLD_BYTES = 256 << 20
"""A disk that stands still for so long, or while so much comes, loses what comes then."""

FLUSH_S = 0.5
SYNC_S = 5.0
_SILENT_FRAMES = 1 << 14


class Writing:
    """Takes blocks and writes their rows to files; `fault` says why it cannot."""

    def __init__(self, paths: list[Path], rows: list[list[int]], rate: int) -> None:
        self.frames = self.written_bytes = 0
        self.fault = ""
        self._rows = rows
        channels = sum(len(row) for row in rows)
        self._most = round(min(HOLD_S * rate, HOLD_BYTES / (4 * channels)))
        self._files: list[GrowingFile] = []
        try:
            for path, row in zip(paths, rows, strict=True):
                self._files.append(GrowingFile(path, len(row), rate))
        except OSError:
            for file in self._files:
                file.close()
            raise
        self._waiting: deque[np.ndarray | int] = deque()
        self._held = 0
        self._change = threading.Condition()
        self._finishing = False
        self._thread = threading.Thread(target=self._run, name="writing")
        self._thread.start()

    def take(self, audio: np.ndarray) -> bool:
        """Keep audio (channels, frames) for the disk; False where too much is waiting."""
        if self._held + audio.shape[1] > self._most:
            return False
        self._wait(audio, audio.shape[1])
        return True

    def skip(self, frames: int) -> None:
        """So much is lost: silence takes its place."""
        self._wait(frames, 0)

    def finish(self) -> int:
        """Write what waits and close the files; how many frames all of them hold."""
        with self._change:
            self._finishing = True
            self._change.notify()
        self._thread.join()
        for file in self._files:
            try:
                file.close(self.frames)
            except OSError as error:
                self._fail(file, error)
        return self.frames

    def _wait(self, piece: np.ndarray | int, frames: int) -> None:
        with self._change:
            if isinstance(piece, int) and self._waiting and isinstance(self._waiting[-1], int):
                piece += self._waiting.pop()
            self._waiting.append(piece)
            self._held += frames
            self._change.notify()

    def _run(self) -> None:
        flushed = synced = time.monotonic()
        while not self.fault:
            with self._change:
                while not self._waiting and not self._finishing:
                    self._change.wait()
                if not self._waiting:
                    return
                piece = self._waiting.popleft()
            self._write(piece)
            if not isinstance(piece, int):
                with self._change:
                    self._held -= piece.shape[1]
            now = time.monotonic()
            if now - flushed > FLUSH_S:
                flushed = now
                self._each(GrowingFile.flush)
            if now - synced > SYNC_S:
                self._each(GrowingFile.sync)
                synced = time.monotonic()

    def _write(self, piece: np.ndarray | int) -> None:
        if isinstance(piece, int):
            channels = 1 + max(max(row) for row in self._rows)
            for start in range(0, piece, _SILENT_FRAMES):
                self._write(np.zeros((channels, min(_SILENT_FRAMES, piece - start)), np.float32))
            return
        rows = iter(self._rows)
        self._each(lambda file: file.write(piece[next(rows)]))
        if not self.fault:
            self.frames += piece.shape[1]
            self.written_bytes += 4 * piece.shape[1] * sum(map(len, self._rows))

    def _each(self, act: Callable[[GrowingFile], None]) -> None:
        """Do something with every file, until one cannot."""
        for file in self._files:
            try:
                act(file)
            except OSError as error:
                self._fail(file, error)
                return

    def _fail(self, file: GrowingFile, error: OSError) -> None:
        self.fault = self.fault or f"{file.path}: {error.strerror}; {name_write_cure(error)}"
