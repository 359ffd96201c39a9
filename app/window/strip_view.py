"""Strip view: one channel strip of the mixer page, from its name down to its keys."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.orders.mix import Accept
from app.shown.board import PlaceView
from app.shown.language import say
from app.shown.words import name_param, write_value
from app.window.comp_thumb import CompThumb
from app.window.desk_link import DeskLink
from app.window.eq_thumb import EqThumb
from app.window.key import Key
from app.window.level_bar import LevelBar
from app.window.strip_column import StripColumn
from app.window.theme import theme
from engine.console.params import find_param

ACCEPT = 28
"""The height of the key that accepts."""


class StripView(StripColumn):
    """The strip with its curves and effect sends; its fader is the main one."""

    def __init__(self, index: int, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(index, link, "fader_db", "pan", parent)
        self.eq = EqThumb(self)
        self.comp = CompThumb(self)
        self.sends = [
            LevelBar(find_param("strip", "reverb_send_db"), "RV", parent=self),
            LevelBar(find_param("strip", "delay_send_db"), "DL", parent=self),
        ]
        self.accept = Key(say("ACCEPT"), theme.ghost, self, say("Accept"), 10, True)
        self.accept.hide()
        self._suggests = False
        self.accept.clicked.connect(lambda: link.send(Accept([self.place])))
        self.bind_controls(*self.sends, self.pan, self.fader)
        order = (self.scribble, self.eq, self.comp, *self.sends, self.pan)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        for opener in (self.eq.clicked, self.comp.clicked):
            opener.connect(lambda *_: self.opened.emit(self.index))

    def show_place(self, view: PlaceView, curve: np.ndarray, ghost_curve: np.ndarray) -> None:
        """Show what the desk says of this strip."""
        if not self.show_view(view):
            return
        self._show_offers(view)
        self.fader.show_played(view.played_db())
        tone_held = any(name.startswith(("eq", "hpf")) for name in view.holds)
        self.eq.show_curves(curve, ghost_curve if view.ghosts else None, tone_held)
        threshold, ratio = view.value("comp_threshold_db"), view.value("comp_ratio")
        ghost = (
            (view.want("comp_threshold_db"), view.want("comp_ratio")) if view.ghosts else (threshold, ratio)
        )
        self.comp.show_curve(threshold, ratio, *ghost, view.hold("comp_threshold_db"))

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Everything on the grid of four; the fader takes what is left."""
        self._lay_out()

    def _show_offers(self, view: PlaceView) -> None:
        """While the mind suggests, what it would do can be accepted on the strip itself."""
        self.accept.setVisible(bool(view.offers))
        if view.offers:
            self.accept.setAccessibleName(say("Accept for {name}", name=view.name))
            self.accept.setToolTip(describe_offers(view))
        if self._suggests != (view.offers is not None):
            self._suggests = view.offers is not None
            self._lay_out()

    def _lay_out(self) -> None:
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
        self.lay_out_foot(y, ACCEPT + 4 if self._suggests else 0)
        self.accept.setGeometry(6, self.marks.geometry().bottom() + 3, inner, ACCEPT)


def describe_offers(view: PlaceView) -> str:
    """What accepting would move, line by line."""
    lines = [say("Take over and hold what the mind suggests:")]
    for name, value in view.offers or ():
        row = find_param(view.kind, name)
        was, to = write_value(row, view.value(name)), write_value(row, value)
        lines.append(f"{name_param(row)}  {was} → {to}")
    return "\n".join(lines)
