"""Sure key: a key that asks on itself and acts when it is pressed a second time."""

from __future__ import annotations

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QWidget

from app.window.key import Key
from app.window.language import say

ASKS_MS = 3000


class SureKey(Key):
    """The first press asks, a second one within three seconds is meant."""

    sure = pyqtSignal()

    def __init__(self, label: str, light: str, parent: QWidget | None = None, name: str = "") -> None:
        super().__init__(label, light, parent, name)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASKS_MS)
        self._timer.timeout.connect(self.forget)
        self.clicked.connect(self._press)

    @property
    def asks(self) -> bool:
        """Whether the next press is meant."""
        return self._timer.isActive()

    def forget(self) -> None:
        """Ask anew."""
        self._timer.stop()
        self.show_lit(False)

    def _press(self) -> None:
        if self.asks:
            self.forget()
            self.sure.emit()
        else:
            self._timer.start()
            self.show_lit(True, say("press again"))
            self.setAccessibleDescription(say("press again to do it"))
