"""Master view: what leaves the desk: loudness, true peak, correlation, limiter, fader."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.shown.board import PlaceView
from app.shown.language import say
from app.shown.words import write_db, write_value
from app.surfaces.targets import name_target
from app.window.binding import bind
from app.window.correlation_meter import CorrelationMeter
from app.window.desk_link import DeskLink
from app.window.eq_thumb import EqThumb
from app.window.fader import Fader
from app.window.figure import Figure
from app.window.history import History
from app.window.key import Key
from app.window.learning import offer_learning
from app.window.level_meter import LevelMeter
from app.window.loudness_figures import LoudnessFigures
from app.window.loudness_history import LoudnessHistory
from app.window.readout import Readout
from app.window.reduction_meter import ReductionMeter
from app.window.scribble import Scribble
from app.window.strip_column import show_param, show_silenced
from app.window.theme import colour, font, theme
from app.window.true_peak_key import TruePeakKey
from engine.console.params import find_param

WIDTH = 184
ROOMY = 820
"""From this height on there is room for the past."""


class MasterView(QWidget):
    """The master strip; stands at the right whatever is scrolled."""

    place = "master"

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: PlaceView | None = None
        self._link = link
        self.scribble = Scribble(self)
        self.eq = EqThumb(self)
        self.loudness = LoudnessFigures(self)
        self.peak = TruePeakKey(self)
        self.correlation = CorrelationMeter(self)
        self.figures = {
            "limiter": Figure(say("LIM"), self, tip=say("What the limiter takes away now, dB")),
            "compressor": Figure(say("COMP"), self, tip=say("What the master compressor takes away now, dB")),
        }
        self.history = LoudnessHistory(self)
        self.fader = Fader(find_param("master", "fader_db"), say("Master"), self)
        self.meters = (LevelMeter(say("Master left"), self), LevelMeter(say("Master right"), self))
        self.reduction = ReductionMeter(say("Limiter reduction"), self)
        self.readout = Readout(self)
        self.mute = Key(say("MUTE"), theme.mute, self, say("Master mute"))
        bind(self.fader, link, lambda: self.place)
        self.readout.clicked.connect(lambda: self.fader.type_in())
        self.fader.settled.connect(self._show_readout)
        self.mute.clicked.connect(self._switch)
        offer_learning(self.mute, link, lambda: name_target(self.place, "mute"))
        self.loudness.clicked.connect(lambda: link.reset_meter(loudness=True))
        self.peak.clicked.connect(lambda: link.reset_meter(peak=True))
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

    def show_levels(self, levels: dict[str, np.ndarray]) -> None:
        """Show what the gauges say of the master."""
        for meter, peak in zip(self.meters, levels["bus_peak"][:2].tolist(), strict=True):
            meter.show_peak(peak)
        compressor_db, limiter_db = levels["master_reduction_db"].tolist()
        self.reduction.show_reduction(limiter_db)
        momentary, short_term, integrated = levels["loudness_lufs"].tolist()
        lasted_s = float(levels["integrated_s"][0])
        self.loudness.show_loudness(momentary, short_term, integrated, lasted_s)
        self.peak.show_peak(float(levels["true_peak_db"][1]))
        self.correlation.show_correlation(float(levels["correlation"][0]))
        for name, reduction_db in (("limiter", limiter_db), ("compressor", compressor_db)):
            works = abs(reduction_db) >= 0.05
            words = write_db(-abs(reduction_db)) if works else "0.0"
            self.figures[name].show_words(words, theme.held if works else theme.dim)

    def show_past(self, history: History) -> None:
        """Show how loud it was."""
        if self.history.isVisible():
            self.history.show_loudness(history.loudness)

    def sizeHint(self) -> QSize:
        """As wide as it is."""
        return QSize(WIDTH, 560)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Name, figures, curve, fader and meters, mute."""
        height, inner = self.height(), WIDTH - 20
        self.scribble.setGeometry(4, 4, WIDTH - 8, 48)
        self.loudness.setGeometry(6, 56, WIDTH - 12, 40)
        self.peak.setGeometry(6, 100, WIDTH - 12, 28)
        self.correlation.setGeometry(10, 132, inner, 24)
        half = inner // 2
        self.figures["limiter"].setGeometry(10, 156, half - 8, 20)
        self.figures["compressor"].setGeometry(10 + half + 4, 156, half - 4, 20)
        y = 180
        self.history.setVisible(height >= ROOMY)
        if height >= ROOMY:
            self.history.setGeometry(6, y, WIDTH - 12, 92)
            y += 96
        eq_height = 76 if height > 700 else 40
        self.eq.setGeometry(6, y, WIDTH - 12, eq_height)
        y += eq_height + 8
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
