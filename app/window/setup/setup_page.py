"""Set-up page: device and wires, other hands, how everything is; and the end of the show."""

from __future__ import annotations

from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QStackedWidget, QWidget

from app.orders.show import Stop
from app.shown.board import PlaceView
from app.shown.language import say
from app.state import State
from app.window.confirm_key import ConfirmKey
from app.window.desk_link import DeskLink
from app.window.history import History
from app.window.key import Key
from app.window.page import Page
from app.window.reasons import Reasons
from app.window.setup.device_view import DeviceView
from app.window.setup.hands_view import HandsView
from app.window.setup.preferences_view import PreferencesView
from app.window.setup.status_view import StatusView
from app.window.theme import theme
from engine.gauges import Gauges

HEAD = 48


class SetupPage(Page):
    """Keys along its head open its parts."""

    title = "SET-UP"

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.device = DeviceView(link, self)
        self.hands = HandsView(link, self)
        self.status = StatusView(link, self)
        self.preferences = PreferencesView(link, self)
        self.parts: dict[str, QWidget] = {
            say("DEVICE AND WIRES"): self.device,
            say("HANDS"): self.hands,
            say("STATUS"): self.status,
            say("PREFERENCES"): self.preferences,
        }
        self.stack = QStackedWidget(self)
        self.keys = {}
        for name, part in self.parts.items():
            self.stack.addWidget(part)
            key = self.keys[name] = Key(name, theme.text, self)
            key.clicked.connect(lambda _=False, part=part: self.open_part(part))
        self.end = ConfirmKey(
            say("END SHOW"),
            say("PRESS AGAIN TO END"),
            theme.mute,
            self,
            say("Ends the sound, the mind and the desk; everything is saved. Takes two presses"),
        )
        self.end.confirmed.connect(lambda: link.send(Stop()))
        self.open_part(self.device)

    def open_part(self, part: QWidget) -> None:
        """Bring a part into sight."""
        self.stack.setCurrentWidget(part)
        for name, each in self.parts.items():
            self.keys[name].show_lit(each is part)

    def show_state(self, state: State, views: dict[str, PlaceView]) -> None:
        """Show what the desk says."""
        self.device.show_state(state, views)
        self.hands.show_state(state)
        self.preferences.show_state(state)

    def show_past(self, state: State, history: History, reasons: Reasons) -> None:
        """Show how everything is."""
        gauges: Gauges | None = self._link.meters()
        self.device.show_gauges(gauges)
        self.status.show_state(state, gauges, self._link.is_linked)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Keys at the head, the part below."""
        x = 8
        for key in self.keys.values():
            wide = key.sizeHint().width()
            key.setGeometry(x, 8, wide, 32)
            x += wide + 4
        self.end.setGeometry(self.width() - 8 - 164, 8, 164, 32)
        self.stack.setGeometry(0, HEAD, self.width(), self.height() - HEAD)
