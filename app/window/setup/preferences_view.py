"""Preferences view: what a person likes, whatever the show; kept by the desk."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.orders.show import SetPreferences
from app.patching import BLOCKS
from app.preferences import Preferences
from app.shown.language import say
from app.state import State
from app.window.choice import Choice
from app.window.desk_link import DeskLink
from app.window.setup.plan import write_block
from app.window.theme import BOLD, MEDIUM, colour, font, theme
from engine.devices.portaudio import RATES

LOOKS = ("system", "dark", "light")
HOLDS_S = (0.0, 0.5, 1.0, 1.5, 3.0, 5.0)
MARGIN, ROW, LABEL, WIDTH = 8, 64, 420, 280


class PreferencesView(QWidget):
    """A row for each: what it is, what it does, and a choice."""

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._liked = Preferences()
        self.look = Choice(say("Colours"), self)
        self.hold = Choice(say("Peak hold"), self)
        self.reopen = Choice(say("When Deskhand starts"), self)
        self.driver = Choice(say("New shows play on"), self)
        self.rate = Choice(say("Sample rate of new shows"), self)
        self.block = Choice(say("Block of new shows"), self)
        self.rows = (
            (self.look, say("The window's colours, from the next time it opens")),
            (self.hold, say("How long meters show their highest peak")),
            (self.reopen, say("What deskhand without a word after it does")),
            (self.driver, say("Where nothing else is chosen; without a card the clock stands in")),
            (self.rate, say("A show that runs keeps its own: DEVICE AND WIRES")),
            (self.block, say("Smaller is sooner and costs more")),
        )
        self.look.wanted.connect(lambda n: self._like(look=LOOKS[n]))
        self.hold.wanted.connect(lambda n: self._like(peak_hold_s=self._holds()[n]))
        self.reopen.wanted.connect(lambda n: self._like(reopen=n == 0))
        self.driver.wanted.connect(lambda n: self._like(driver=("portaudio", "clock")[n]))
        self.rate.wanted.connect(lambda n: self._like(rate=RATES[n]))
        self.block.wanted.connect(lambda n: self._like(frames=self._blocks()[n]))
        self._show()

    def show_state(self, state: State) -> None:
        """Show what the desk keeps."""
        if state.preferences != self._liked:
            self._liked = state.preferences
            self._show()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Choices in a column."""
        for n, (choice, _) in enumerate(self.rows):
            choice.setGeometry(MARGIN + 16 + LABEL, 44 + n * ROW + 8, WIDTH, 36)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """A panel, names and what they do."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel))
        wide = LABEL + WIDTH + 32
        painter.drawRoundedRect(QRectF(MARGIN, 0, wide, self.height() - 8), 4, 4)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.ghost))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(MARGIN + 16, 12, 300, 16), middle, say("WHATEVER THE SHOW"))
        for n, (choice, words) in enumerate(self.rows):
            y = 44 + n * ROW
            painter.setFont(font(13, MEDIUM))
            painter.setPen(colour(theme.text))
            painter.drawText(QRectF(MARGIN + 16, y + 6, LABEL, 20), middle, choice.accessibleName())
            painter.setFont(font(11))
            painter.setPen(colour(theme.dim))
            painter.drawText(QRectF(MARGIN + 16, y + 26, LABEL, 18), middle, words)
            painter.fillRect(QRectF(MARGIN + 16, y + ROW - 6, wide - 32, 1), colour(theme.line, 140))

    def _show(self) -> None:
        liked = self._liked
        looks = (say("As the system"), say("Dark"), say("Light"))
        self.look.show_options(looks, LOOKS.index(liked.look))
        holds = self._holds()
        words = [say("{seconds:g} s", seconds=each) if each else say("none") for each in holds]
        self.hold.show_options(words, holds.index(liked.peak_hold_s))
        starts = (say("Go on with the last session"), say("Ask what to begin with"))
        self.reopen.show_options(starts, 0 if liked.reopen else 1)
        drivers = (say("Sound card"), say("Clock: keeps time, nothing can be heard"))
        self.driver.show_options(drivers, 0 if liked.driver == "portaudio" else 1)
        self.rate.show_options([f"{rate / 1000:g} kHz" for rate in RATES], RATES.index(liked.rate))
        blocks = self._blocks()
        self.block.show_options(
            [write_block(each, liked.rate) for each in blocks], blocks.index(liked.frames)
        )

    def _holds(self) -> list[float]:
        return sorted({*HOLDS_S, self._liked.peak_hold_s})

    def _blocks(self) -> list[int]:
        return sorted({*BLOCKS, self._liked.frames})

    def _like(self, **changes: bool | int | float | str) -> None:
        self._link.send(SetPreferences(changes))
