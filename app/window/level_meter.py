"""Level meter: a column of light with peak hold and a clip latch; paints only what has changed."""

from __future__ import annotations

import time

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.picture import Picture
from app.window.theme import colour, theme
from engine.console.units import gain_to_db

FLOOR_DB = -60.0
CLIP_DB = -0.1
CLIP_HEIGHT = 6
SEGMENT = 4


class Ballistics:
    """How meters move; the window sets it to what the desk says is liked."""

    peak_hold_s = 1.5


ballistics = Ballistics()


class LevelMeter(QWidget):
    """0 dBFS is at the top. A click takes the clip light away."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clipped = False
        self._top = self._held = 0
        self._held_until = 0.0
        self._lit = Picture(self, lambda painter: self._draw(painter, 255))
        self._dark = Picture(self, lambda painter: self._draw(painter, 24))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(name)
        words = say(
            "{name}: peak level; the light on top stays when it clips, a click takes it away", name=name
        )
        self.setToolTip(words)

    def show_peak(self, peak: float) -> None:
        """Show a linear peak."""
        level_db = gain_to_db(peak)
        long = self.height() - CLIP_HEIGHT - 2
        share = min(1.0, max(0.0, 1.0 - level_db / FLOOR_DB))
        top = round(share * long / SEGMENT) * SEGMENT
        now = time.monotonic()
        held = self._held
        if top >= held:
            held, self._held_until = top, now + ballistics.peak_hold_s
        elif now > self._held_until:
            held = max(top, held - 2 * SEGMENT)
        if level_db >= CLIP_DB and not self.clipped:
            self.clipped = True
            self.update(0, 0, self.width(), CLIP_HEIGHT)
        if top != self._top:
            low, high = sorted((top, self._top))
            self._top = top
            self.update(0, self.height() - high, self.width(), high - low)
        if held != self._held:
            for height in (held, self._held):
                self.update(0, self.height() - height, self.width(), SEGMENT)
            self._held = held

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """The clip light goes out."""
        self.clipped = False
        self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Copy what is lit and what is dark from two ready pictures."""
        assert a0 is not None
        painter = QPainter(self)
        lit, dark = self._lit.pixmap(), self._dark.pixmap()
        width, height = self.width(), self.height()
        dirty = a0.rect()
        if dirty.top() < CLIP_HEIGHT:
            light = theme.over if self.clipped else theme.unlit
            painter.fillRect(0, 0, width, CLIP_HEIGHT - 1, colour(light))
            painter.fillRect(0, CLIP_HEIGHT - 1, width, 3, colour(theme.panel))
        edge = height - self._top
        self._copy(painter, dark, dirty.intersected(QRect(0, CLIP_HEIGHT + 2, width, edge - CLIP_HEIGHT - 2)))
        self._copy(painter, lit, dirty.intersected(QRect(0, edge, width, self._top)))
        if self._held > SEGMENT:
            self._copy(painter, lit, dirty.intersected(QRect(0, height - self._held, width, SEGMENT)))

    def _copy(self, painter: QPainter, picture: QPixmap, part: QRect) -> None:
        if not part.isEmpty():
            ratio = picture.devicePixelRatio()
            source = QRect(
                round(part.x() * ratio),
                round(part.y() * ratio),
                round(part.width() * ratio),
                round(part.height() * ratio),
            )
            painter.drawPixmap(part, picture, source)

    def _draw(self, painter: QPainter, alpha: int) -> None:
        """The whole column, segment by segment."""
        painter.fillRect(self.rect(), colour(theme.panel))
        long = self.height() - CLIP_HEIGHT - 2
        for foot in range(0, long, SEGMENT):
            level_db = FLOOR_DB * (1.0 - foot / long)
            name = theme.low if level_db < -18 else theme.middle if level_db < -6 else theme.high
            top = self.height() - foot - SEGMENT + 1
            painter.fillRect(0, top, self.width(), SEGMENT - 1, colour(name, alpha))
