"""Mini transport: play, place, loop and record in the foot of every page."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.state import State
from app.window.rehearse.roll_hand import RollHand
from app.window.rehearse.times import write_time
from app.window.rehearse.transport_key import TransportKey
from app.window.theme import BOLD, colour, font, theme

HEIGHT, KEY, PLACE, GAP = 32, 32, 72, 4


class MiniTransport(QWidget):
    """As wide as what there is to say: live inputs have nothing to be wound."""

    def __init__(self, hand: RollHand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hand = hand
        self.words = ""
        self.play = TransportKey("play", theme.safe, say("Play"), say("Play or pause (Ctrl+Space)"), self)
        self.loop = TransportKey("loop", theme.held, say("Loop"), say("Repeat the region, or all"), self)
        self.record = TransportKey("record", theme.mute, say("Record"), "", self)
        self.keys = {"play": self.play, "loop": self.loop, "record": self.record}
        self.play.clicked.connect(hand.toggle_play)
        self.loop.clicked.connect(hand.toggle_loop)
        self.record.clicked.connect(hand.press_record)
        hand.armed_changed.connect(self.show_place)
        self.play.setGeometry(0, 0, KEY, HEIGHT)
        self.loop.setGeometry(KEY + PLACE + 2 * GAP, 0, KEY, HEIGHT)
        self.record.setGeometry(2 * KEY + PLACE + 3 * GAP, 0, KEY, HEIGHT)
        self.setFixedSize(3 * KEY + PLACE + 3 * GAP, HEIGHT)
        self.setAccessibleName(say("Transport"))
        for key in (self.play, self.loop, self.record):
            key.setEnabled(False)

    def show_state(self, state: State) -> None:
        """Show what the desk says."""
        player = state.player
        plays = player is not None and player.playing
        self.play.setEnabled(player is not None)
        self.play.show_sign("pause" if plays else "play")
        self.play.show_lit(plays)
        self.loop.setEnabled(player is not None and player.end_s > player.start_s)
        self.loop.show_lit(player is not None and player.loop)
        self.record.setEnabled(True)
        self.record.show_lit(state.recording is not None)
        self.show_place()

    def show_place(self) -> None:
        """Show where the player is, or how long the take is; several times a second."""
        recording, player = self._hand.recording, self._hand.player
        if self._hand.armed and recording is not None:
            words = say("END?")
        elif recording is not None:
            words = write_time(recording.seconds, False)
        else:
            words = write_time(self._hand.position_s, False) if player is not None else say("LIVE")
        tip = (
            say("Record every input (Ctrl+Shift+R)")
            if recording is None
            else say("Press twice to end the take")
        )
        self.record.setToolTip(tip)
        if words != self.words:
            self.words = words
            self.setAccessibleDescription(words)
            self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The place in a well; red while a take runs."""
        recording = self._hand.recording is not None
        painter = QPainter(self)
        painter.translate(KEY + GAP, 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0.5, 0.5, PLACE - 1, HEIGHT - 1)
        painter.setPen(colour(theme.mute if recording else theme.line))
        painter.setBrush(colour(theme.well))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(font(13, BOLD))
        painter.setPen(colour(theme.mute if recording else theme.text if self._hand.player else theme.dim))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.words)
