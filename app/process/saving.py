"""Saving: sessions go to disk in a thread of their own, so that no fader waits for the disk."""

from __future__ import annotations

import threading
from pathlib import Path

from engine.console.session import Session, SessionError, save_session


class Saving:
    """One session at a time on its way to its file."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._error: SessionError | None = None

    @property
    def busy(self) -> bool:
        """Whether a session is on its way, or its end was not heard yet."""
        return self._thread is not None

    def begin(self, session: Session, path: Path) -> None:
        """Write a session; the one before must have ended."""
        assert self._thread is None
        self._error = None
        self._thread = threading.Thread(target=self._run, args=(session, path), name="saving")
        self._thread.start()

    def end(self, wait: bool = False) -> bool:
        """Whether what was begun has ended, now or once it was waited for; SessionError where it failed."""
        if self._thread is None or (self._thread.is_alive() and not wait):
            return False
        self._thread.join()
        self._thread = None
        if self._error is not None:
            raise self._error
        return True

    def _run(self, session: Session, path: Path) -> None:
        try:
            save_session(session, path)
        except SessionError as error:
            self._error = error
