"""Strip view: one channel strip of the mixer page, from its name down to its keys."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.window.binding import bind
from app.window.board import PlaceView
from app.window.comp_thumb import CompThumb
from app.window.control import Control
from app.window.desk_link import DeskLink
from app.window.eq_thumb import EqThumb
from app.window.fader import Fader
from app.window.hold_light import HoldLight
from app.window.key import Key
from app.window.level_bar import LevelBar
from app.window.level_meter import LevelMeter
from app.window.pan_bar import PanBar
from app.window.readout import Readout
from app.window.reduction_meter import ReductionMeter
from app.window.scribble import Scribble
from app.window.theme import colour, theme
from app.window.words import write_value
from engine.console.moves import Hold
from engine.console.params import Param, find_param
from engine.console.taper import to_position

NARROW, WIDE = 88, 136
APART = 0.006
"""A ghost closer to the value than this part of the way is not drawn."""

SWITCHES = (
    ("mute", "M", theme.mute, "Mute"),
    ("solo", "S", theme.solo, "Solo"),
    ("safe", "SF", theme.safe, "Solo safe"),
)


class StripView(QWidget):
    """Shows a `PlaceView`; what the hand does goes straight to the desk."""

    chosen = pyqtSignal(int)
    opened = pyqtSignal(int)

    def __init__(self, index: int, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = index
        self.place = f"strip/{index}"
        self.view: PlaceView | None = None
        self._link = link
        self._is_chosen = False
        self.scribble = Scribble(self)
        self.eq = EqThumb(self)
        self.comp = CompThumb(self)
        self.sends = [
            LevelBar(self._row("reverb_send_db"), "RV", parent=self),
            LevelBar(self._row("delay_send_db"), "DL", parent=self),
        ]
        self.pan = PanBar(self._row("pan"), parent=self)
        self.light = HoldLight(self)
        self.fader = Fader(self._row("fader_db"), parent=self)
        self.meter = LevelMeter("Input", self)
        self.reduction = ReductionMeter("Gain reduction", self)
        self.readout = Readout(self)
        self.keys = {name: Key(label, light, self, words) for name, label, light, words in SWITCHES}
        self.controls: tuple[Control, ...] = (*self.sends, self.pan, self.fader)
        for control in self.controls:
            bind(control, link, lambda: self.place)
        for name, key in self.keys.items():
            key.clicked.connect(lambda _=False, name=name: self._switch(name))
        self.light.wanted.connect(self._hold)
        self.light.unlocked.connect(self._unlock)
        self.readout.clicked.connect(lambda: self.fader.type_in())
        self.scribble.clicked.connect(lambda: self.chosen.emit(self.index))
        for opener in (self.scribble.opened, self.eq.clicked, self.comp.clicked):
            opener.connect(lambda *_: self.opened.emit(self.index))

    def show_place(self, view: PlaceView, curve: np.ndarray, ghost_curve: np.ndarray) -> None:
        """Show what the desk says of this strip."""
        before, self.view = self.view, view
        if view == before:
            return
        if before is None or (view.name, view.role, view.group) != (before.name, before.role, before.group):
            self.scribble.show_name(str(self.index + 1), view.name, view.role, view.group)
            for control in self.controls:
                control.set_owner(view.name)
            for name, key in self.keys.items():
                key.setAccessibleName(f"{view.name} {name}")
            self.light.setAccessibleName(f"{view.name} hold")
        for control in self.controls:
            control.why = view.because
            show_param(control, view)
        for name, key in self.keys.items():
            key.show_lit(bool(view.value(name)))
        self.light.show_hold(view.strongest_hold(), len(view.holds))
        tone_held = any(name.startswith(("eq", "hpf")) for name in view.holds)
        self.eq.show_curves(curve, ghost_curve if view.ghosts else None, tone_held)
        threshold, ratio = view.value("comp_threshold_db"), view.value("comp_ratio")
        ghost = (
            (view.want("comp_threshold_db"), view.want("comp_ratio")) if view.ghosts else (threshold, ratio)
        )
        self.comp.show_curve(threshold, ratio, *ghost, view.hold("comp_threshold_db"))
        self.readout.show_words(
            write_value(self.fader.row, self.fader.value, unit=False), view.hold("fader_db")
        )

    def show_levels(self, peak: float, reduction_db: float) -> None:
        """Show the input's linear peak and the compressor's gain reduction."""
        self.meter.show_peak(peak)
        self.reduction.show_reduction(reduction_db)

    def show_chosen(self, chosen: bool) -> None:
        """Whether this is the strip that keys go to."""
        if chosen != self._is_chosen:
            self._is_chosen = chosen
            self.update()

    def sizeHint(self) -> QSize:
        """Narrow by default."""
        return QSize(NARROW, 560)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Everything on the grid of four; the fader takes what is left."""
        width, height = self.width(), self.height()
        inner = width - 12
        tall = height > 700
        eq_height, comp_height = (76, 52) if tall else (48, 40)
        y = 4
        self.scribble.setGeometry(4, y, width - 8, 48)
        y += 52
        self.eq.setGeometry(6, y, inner, eq_height)
        y += eq_height + 4
        comp_width = comp_height if inner < 100 else comp_height + 8
        self.comp.setGeometry(6, y, min(comp_width, inner // 2 - 10), comp_height)
        left = self.comp.width() + 9
        half = (comp_height - 4) // 2
        for n, send in enumerate(self.sends):
            send.setGeometry(left, y + n * (half + 4), width - 6 - left, half)
        y += comp_height + 4
        self.pan.setGeometry(6, y, inner, 28)
        y += 32
        self.light.setGeometry(6, y, inner, 20)
        y += 28
        foot = height - 4
        key_width = (inner - 8) // 3
        for n, key in enumerate(self.keys.values()):
            key.setGeometry(6 + n * (key_width + 4), foot - 28, key_width, 28)
        foot -= 32
        self.readout.setGeometry(6, foot - 22, inner, 22)
        foot -= 30
        meter_width, gap = (8, 3) if width < 104 else (10, 4)
        meters = meter_width + 4 + gap + 6
        self.fader.setGeometry(4, y, width - 4 - meters, foot - y)
        self.reduction.setGeometry(width - meters + gap - 2, y + 8, 4, foot - y - 8)
        self.meter.setGeometry(width - 6 - meter_width, y, meter_width, foot - y)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The panel."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(theme.faint) if self._is_chosen else Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel_chosen if self._is_chosen else theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 0.5, -1.5, -0.5), 5, 5)

    def _row(self, name: str) -> Param:
        return find_param("strip", name)

    def _switch(self, name: str) -> None:
        if self.view is not None:
            self._link.touch(self.place, name, 1.0 - self.view.value(name))

    def _hold(self, hold: Hold) -> None:
        """The light gives back what is held, or locks the fader and what is held."""
        if self.view is not None:
            held = {param for param, held in self.view.holds.items() if held is Hold.HELD}
            params = sorted(held | ({"fader_db"} if hold is Hold.LOCKED else set()))
            self._link.give_params(self.place, tuple(params), hold)

    def _unlock(self) -> None:
        """Give back what is locked."""
        if self.view is not None:
            locked = tuple(param for param, hold in self.view.holds.items() if hold is Hold.LOCKED)
            self._link.give_params(self.place, locked)


def show_param(control: Control, view: PlaceView) -> None:
    """Show a parameter of a place on its control, with a ghost where the mind wants it elsewhere."""
    name = control.row.name
    value, want, ghost = view.value(name), view.want(name), None
    if view.ghosts and control.row.automatic:
        apart = abs(to_position(control.row, want) - to_position(control.row, value))
        ghost = want if apart > APART else None
    control.show_value(value, ghost, view.hold(name))
