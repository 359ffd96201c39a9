"""Fader: long-throw, on a true dB scale, with the mind's ghost cap and the trail of the last seconds."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QLinearGradient, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.shown.words import write_value
from app.window.control import Control
from app.window.picture import Picture
from app.window.theme import colour, font, theme
from engine.console.moves import Hold
from engine.console.params import Param
from engine.console.taper import to_position

CAP_HEIGHT, CAP_WIDTH = 38, 30
SCALE_WIDTH = 22
TICKS = (10, 5, 0, -5, -10, -15, -20, -30, -40, -60)
SMEARS = 5
"""The trail is so many smears, each the way it went in its part of the time."""

SHADED_AT = (0.0, 0.10, 0.42, 0.58, 1.0)
"""Where on the cap the colours of `theme.shading` are, from top to bottom."""

ROOMY_PX = 260
"""From this length on, every tick has its number."""


class Fader(Control):
    """Stands anywhere from off to +10 dB."""

    vertical = True

    def __init__(self, row: Param, owner: str = "", parent: QWidget | None = None) -> None:
        super().__init__(row, owner, parent)
        self.played: float | None = None
        self._accent = ""
        self._trail: list[tuple[int, int]] = []
        self._painted: tuple[int, ...] = ()
        self._bed = Picture(self, self._draw_bed)
        self.setMinimumHeight(140)

    def travel(self) -> float:
        """Pixels from off to the top."""
        return max(40.0, float(self.height() - CAP_HEIGHT))

    def show_trail(self, levels: np.ndarray) -> None:
        """Where it was in the last seconds: (frames,) in dB, the newest last."""
        known = levels[~np.isnan(levels)]
        trail = []
        for part in np.array_split(known, SMEARS) if len(known) >= SMEARS else ():
            top, foot = self.y_of(float(part.max())), self.y_of(float(part.min()))
            trail.append((round(top), max(2, round(foot - top))))
        if len(set(trail)) < 2:
            trail = []
        if trail != self._trail:
            self._trail = trail
            self._update_groove()

    def set_accent(self, name: str) -> None:
        """Cap and groove in a colour: what it moves is no main fader."""
        if name != self._accent:
            self._accent = name
            self.update()

    def show_played(self, level_db: float | None) -> None:
        """Where it really plays, under a DCA; None where nothing moves it."""
        if level_db != self.played:
            self.played = level_db
            self.refresh()

    def describe(self) -> str:
        """Where it is heard, too."""
        words = super().describe()
        if self.played is None:
            return words
        return words + "\n" + say("Heard at {level}", level=write_value(self.row, self.played))

    def refresh(self) -> None:
        """Paint again what is between the old and the new cap and ghost."""
        if self._accent:
            self._update_groove()
        parts = self._list_parts()
        for part in {*parts, *self._painted}:
            self.update(QRect(0, part - 2, self.width(), CAP_HEIGHT + 8))
        self._painted = parts

    def y_of(self, level_db: float) -> float:
        """Height of a level."""
        return CAP_HEIGHT / 2 + (1.0 - to_position(self.row, level_db)) * self.travel()

    def cap_rect(self) -> QRectF:
        """Where the cap is."""
        return QRectF(
            self.groove_x() - CAP_WIDTH / 2, self.y_of(self.value) - CAP_HEIGHT / 2, CAP_WIDTH, CAP_HEIGHT
        )

    def groove_x(self) -> float:
        """Middle of the groove."""
        return SCALE_WIDTH + (self.width() - SCALE_WIDTH) / 2

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Scale and groove from a ready picture; trail, ghost, cap."""
        assert a0 is not None
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._bed.pixmap())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        x = self.groove_x()
        if self._accent:
            y = self.y_of(self.value)
            painter.fillRect(QRectF(x - 2, y, 4, self.y_of(self.row.low) - y), colour(self._accent, 150))
        self._paint_trail(painter, x)
        self._paint_ghost(painter, x)
        if a0.rect().intersects(self.cap_rect().toAlignedRect().adjusted(-2, -2, 2, 6)):
            self._paint_cap(painter)
        self._paint_played(painter, x)

    def _list_parts(self) -> tuple[int, ...]:
        """Tops of cap, ghost and tick."""
        levels = [level for level in (self.value, self.ghost, self.played) if level is not None]
        return tuple(round(self.y_of(level) - CAP_HEIGHT / 2) for level in levels)

    def _update_groove(self) -> None:
        self.update(round(self.groove_x()) - 3, 0, 6, self.height())

    def _draw_bed(self, painter: QPainter) -> None:
        """The scale and the groove, which never move."""
        x = self.groove_x()
        self._paint_scale(painter, x)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.groove))
        top, bottom = self.y_of(self.row.high), self.y_of(self.row.low)
        painter.drawRoundedRect(QRectF(x - 3, top - 3, 6, bottom - top + 6), 3, 3)

    def _paint_scale(self, painter: QPainter, x: float) -> None:
        painter.setFont(font(9.5))
        roomy = self.travel() >= ROOMY_PX
        for tick in TICKS:
            y = round(self.y_of(tick))
            strong = tick == 0
            painter.setPen(colour(theme.dim if strong else theme.line))
            painter.drawLine(round(x - 13), y, round(x - 6), y)
            painter.drawLine(round(x + 6), y, round(x + 13), y)
            if roomy or tick not in (-15, -40, 5):
                painter.setPen(colour(theme.text if strong else theme.faint))
                rect = QRectF(0, y - 7, SCALE_WIDTH - 3, 14)
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(rect, flags, str(abs(tick)) if tick <= 0 else f"+{tick}")

    def _paint_trail(self, painter: QPainter, x: float) -> None:
        """A smear in the groove, weaker the longer ago."""
        name = theme.held if self.hold is not Hold.AUTO else theme.ghost
        for index, (top, long) in enumerate(self._trail):
            painter.fillRect(round(x) - 2, top, 4, long, colour(name, 170 * (index + 1) // SMEARS))

    def _paint_ghost(self, painter: QPainter, x: float) -> None:
        """The outline of a cap where the mind wants it, and an arrow that shows beside the real cap."""
        if self.ghost is None:
            return
        y = self.y_of(self.ghost)
        painter.setBrush(colour(theme.ghost, 36))
        painter.setPen(QPen(colour(theme.ghost), 1.3, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(x - CAP_WIDTH / 2, y - CAP_HEIGHT / 2, CAP_WIDTH, CAP_HEIGHT), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.ghost))
        edge = x + CAP_WIDTH / 2 + 2
        painter.drawPolygon(QPolygonF([QPointF(edge, y), QPointF(edge + 6, y - 4), QPointF(edge + 6, y + 4)]))

    def _paint_played(self, painter: QPainter, x: float) -> None:
        """A tick across the groove where it really plays, and an arrow left of the cap."""
        if self.played is None:
            return
        y = self.y_of(self.played)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.dca))
        painter.drawRect(QRectF(x - CAP_WIDTH / 2, y - 1, CAP_WIDTH, 2))
        edge = x - CAP_WIDTH / 2
        painter.drawPolygon(QPolygonF([QPointF(edge, y), QPointF(edge - 6, y - 4), QPointF(edge - 6, y + 4)]))

    def _paint_cap(self, painter: QPainter) -> None:
        rect = self.cap_rect()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.shadow, 110))
        painter.drawRoundedRect(rect.adjusted(-1, 2, 1, 4), 4, 4)
        gradient = QLinearGradient(rect.topLeft(), rect.bottomLeft())
        for stop, name in zip(SHADED_AT, theme.shading, strict=True):
            gradient.setColorAt(stop, colour(name))
        if self._accent:
            gradient.setColorAt(0.0, colour(self._accent))
            gradient.setColorAt(1.0, colour(self._accent).darker(170))
        edge = {Hold.AUTO: theme.cap_edge, Hold.HELD: theme.held, Hold.LOCKED: theme.locked}[self.hold]
        painter.setBrush(gradient)
        painter.setPen(QPen(colour(theme.text if self.hasFocus() else edge), 1.2))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(colour(theme.shadow, 90))
        for way in (-10, -6, 6, 10):
            y = rect.center().y() + way
            painter.drawLine(QPointF(rect.left() + 5, y), QPointF(rect.right() - 5, y))
        line = {Hold.AUTO: theme.cap, Hold.HELD: theme.held, Hold.LOCKED: theme.locked}[self.hold]
        painter.fillRect(QRectF(rect.left() + 3, rect.center().y() - 1, rect.width() - 6, 2), colour(line))
