"""Page: what the window shows between mind bar and page bar, one at a time."""

from __future__ import annotations

from PyQt6.QtWidgets import QWidget

from app.shown.board import PlaceView
from app.state import State
from app.window.history import History
from app.window.reasons import Reasons
from engine.gauges import Gauges


class Page(QWidget):
    """The window tells it these things while it is in sight, and once when it comes into sight."""

    title = ""
    """What stands on its key in the page bar; a page without one is opened from another."""

    def show_state(self, state: State, views: dict[str, PlaceView]) -> None:
        """Show what the desk says; whenever something changed."""

    def show_levels(self, gauges: Gauges | None) -> None:
        """Show what the engine measures; thirty times a second."""

    def show_past(self, state: State, history: History, reasons: Reasons) -> None:
        """Show what was; a few times a second."""

    def scroll_bank(self, banks: int) -> None:
        """Go on by a bank of strips, or back; a page without strips stays."""
