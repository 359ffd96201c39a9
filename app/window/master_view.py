"""Master view: what leaves the desk: level, peak, correlation, limiter, fader."""

from __future__ import annotations

import time

import numpy as np
from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.window.binding import bind
from app.window.board import PlaceView
from app.window.desk_link import DeskLink
from app.window.eq_thumb import EqThumb
from app.window.fader import Fader
from app.window.figure import Figure
from app.window.key import Key
from app.window.level_meter import LevelMeter
from app.window.readout import Readout
from app.window.reduction_meter import ReductionMeter
from app.window.scribble import Scribble
from app.window.strip_column import show_param, show_silenced
from app.window.theme import colour, font, theme
from app.window.words import write_db, write_value
from engine.console.params import find_param
from engine.console.units import OFF_DB, gain_to_db

WIDTH = 184
PEAK_HOLD_S = 3.0


class MasterView(QWidget):
    """The master strip; stands at the right whatever is scrolled."""

    place = "master"

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: PlaceView | None = None
        self._link = link
        self._peak_db, self._peak_until = OFF_DB, 0.0
        self.scribble = Scribble(self)
        self.eq = EqThumb(self)
        self.figures = {
            "peak": Figure("PEAK", self, large=True, tip="The highest peak of the last three seconds, dBFS"),
            "rms": Figure("LEVEL", self, tip="RMS over 300 ms of the louder side, dBFS"),
            "limiter": Figure("LIMITER", self, tip="What the limiter takes away now"),
            "compressor": Figure("COMPRESSOR", self, tip="What the master compressor takes away now"),
        }
        self.fader = Fader(find_param("master", "fader_db"), "Master", self)
        self.meters = (LevelMeter("Master left", self), LevelMeter("Master right", self))
        self.reduction = ReductionMeter("Limiter reduction", self)
        self.readout = Readout(self)
        self.mute = Key("MUTE", theme.mute, self, "Master mute")
        bind(self.fader, link, lambda: self.place)
        self.readout.clicked.connect(lambda: self.fader.type_in())
        self.fader.settled.connect(self._show_readout)
        self.mute.clicked.connect(self._switch)
        self.setFixedWidth(WIDTH)

    def show_place(self, view: PlaceView, curve: np.ndarray, ghost_curve: np.ndarray) -> None:
        """Show what the desk says of the master."""
        before, self.view = self.view, view
        if view == before:
            return
        self.scribble.show_name("", view.name, "output", "")
        show_param(self.fader, view)
        self.fader.show_played(view.played_db())
        self.mute.show_lit(bool(view.value("mute")))
        show_silenced(self.mute, view)
        self.eq.show_curves(curve, ghost_curve if view.ghosts else None, bool(view.holds))
        self._show_readout()

    def show_levels(
        self, peaks: np.ndarray, rms: np.ndarray, compressor_db: float, limiter_db: float
    ) -> None:
        """Show (2,) linear peaks and RMS of left and right, and what compressor and limiter take away."""
        for meter, peak in zip(self.meters, peaks, strict=True):
            meter.show_peak(float(peak))
        self.reduction.show_reduction(limiter_db)
        now, peak_db = time.monotonic(), gain_to_db(float(peaks.max()))
        if peak_db >= self._peak_db or now > self._peak_until:
            self._peak_db, self._peak_until = peak_db, now + PEAK_HOLD_S
        over = self._peak_db >= -0.1
        self.figures["peak"].show_words(_write_level(self._peak_db), theme.over if over else theme.text)
        self.figures["rms"].show_words(_write_level(gain_to_db(float(rms.max()))))
        for name, reduction_db in (("limiter", limiter_db), ("compressor", compressor_db)):
            works = abs(reduction_db) >= 0.05
            words = write_db(-abs(reduction_db)) if works else "0.0"
            self.figures[name].show_words(words, theme.held if works else theme.dim)

    def sizeHint(self) -> QSize:
        """As wide as it is."""
        return QSize(WIDTH, 560)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Name, figures, curve, fader and meters, mute."""
        height, inner = self.height(), WIDTH - 20
        self.scribble.setGeometry(4, 4, WIDTH - 8, 48)
        y = 64
        for figure in self.figures.values():
            tall = 26 if figure is self.figures["peak"] else 20
            figure.setGeometry(10, y, inner, tall)
            y += tall
        y += 8
        eq_height = 76 if height > 700 else 48
        self.eq.setGeometry(6, y, WIDTH - 12, eq_height)
        y += eq_height + 12
        foot = height - 4
        self.mute.setGeometry(6, foot - 28, WIDTH - 12, 28)
        foot -= 32
        self.readout.setGeometry(6, foot - 22, WIDTH - 12, 22)
        foot -= 30
        self.fader.setGeometry(12, y, 68, foot - y)
        self.meters[0].setGeometry(100, y, 18, foot - y)
        self.meters[1].setGeometry(122, y, 18, foot - y)
        self.reduction.setGeometry(148, y + 8, 6, foot - y - 8)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The panel and the names of the meters."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 0.5, -1.5, -0.5), 5, 5)
        painter.setFont(font(9))
        painter.setPen(colour(theme.faint))
        top, long = self.meters[0].y() + 8, self.meters[0].height() - 8
        for level_db in (0, -6, -12, -18, -30, -42, -54):
            y = top + long * level_db / -60.0
            painter.drawText(QRectF(156, y - 6, 22, 12), Qt.AlignmentFlag.AlignRight, str(-level_db))

    def _show_readout(self) -> None:
        self.readout.show_words(write_value(self.fader.row, self.fader.value, unit=False), self.fader.hold)

    def _switch(self) -> None:
        if self.view is not None:
            self._link.touch("master", "mute", 1.0 - self.view.value("mute"))


def _write_level(level_db: float) -> str:
    return "−∞" if level_db <= OFF_DB + 1 else write_db(level_db)
