"""Confirm key: what cannot be taken back takes two presses, never a dialog."""

from __future__ import annotations

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.key import Key

PATIENCE_MS = 4000


class ConfirmKey(Key):
    """The first press lights it and asks, in its own words or on a second line; a second in time confirms."""

    confirmed = pyqtSignal()

    def __init__(
        self, label: str, again: str, light: str, parent: QWidget | None = None, name: str = ""
    ) -> None:
        super().__init__(label, light, parent, name, outlined=bool(again))
        self._label, self._again = label, again
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self.forget)
        self.clicked.connect(self.press)

    @property
    def asks(self) -> bool:
        """Whether the next press confirms."""
        return self._timer.isActive()

    def forget(self) -> None:
        """As if it had not been pressed."""
        self._timer.stop()
        self.setText(self._label)
        self.show_lit(False)
        self.update()

    def press(self) -> None:
        """Ask, or confirm what was asked."""
        if self.asks:
            self.forget()
            self.confirmed.emit()
        else:
            self._timer.start()
            self.setText(self._again or self._label)
            self.show_lit(True, "" if self._again else say("press again"))
            self.setAccessibleDescription(say("press again to do it"))
            self.update()
