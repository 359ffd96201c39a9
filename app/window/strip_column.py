"""Strip column: a channel strip as every page of strips has it: name, pan, light, fader, meter, keys."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.orders.mix import SetStrip
from app.shown.board import PlaceView
from app.shown.language import say
from app.shown.words import write_value
from app.surfaces.targets import name_target
from app.window.binding import bind
from app.window.control import Control
from app.window.desk_link import DeskLink
from app.window.fader import Fader
from app.window.hold_light import HoldLight
from app.window.key import Key
from app.window.learning import offer_learning
from app.window.level_meter import LevelMeter
from app.window.name_entry import NameEntry
from app.window.over_marks import OverMarks
from app.window.pan_bar import PanBar
from app.window.readout import Readout
from app.window.reduction_meter import ReductionMeter
from app.window.scribble import Scribble
from app.window.theme import colour, theme
from engine.console.moves import Hold
from engine.console.params import find_param
from engine.console.taper import to_position

NARROW, WIDE = 88, 136
APART = 0.006
"""A ghost closer to the value than this part of the way is not drawn."""

SWITCHES = (
    ("mute", "M", theme.mute, say("Mute")),
    ("solo", "S", theme.solo, say("Solo")),
    ("safe", "SF", theme.safe, say("Solo safe")),
)


class StripColumn(QWidget):
    """Shows a `PlaceView`; what the hand does goes straight to the desk. The fader moves `level`."""

    chosen = pyqtSignal(int, object)
    """Its name was clicked, with these modifiers."""
    opened = pyqtSignal(int)
    menu_wanted = pyqtSignal(int, object)
    """Where, on the screen."""

    def __init__(self, index: int, link: DeskLink, level: str, pan: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.index = index
        self.place = f"strip/{index}"
        self.view: PlaceView | None = None
        self._link = link
        self._is_chosen = False
        self._entry: NameEntry | None = None
        self.scribble = Scribble(self)
        self.pan = PanBar(find_param("strip", pan), parent=self)
        self.light = HoldLight(self)
        self.marks = OverMarks(self)
        self.fader = Fader(find_param("strip", level), parent=self)
        self.meter = LevelMeter(say("Input"), self)
        self.reduction = ReductionMeter(say("Gain reduction"), self)
        self.readout = Readout(self)
        self.keys = {name: Key(label, light, self, words) for name, label, light, words in SWITCHES}
        self.controls: tuple[Control, ...] = ()
        for name, key in self.keys.items():
            key.clicked.connect(lambda _=False, name=name: self._switch(name))
            offer_learning(key, link, lambda name=name: name_target(self.place, name))
        self.light.wanted.connect(self._hold)
        self.light.unlocked.connect(self._unlock)
        self.readout.clicked.connect(lambda: self.fader.type_in())
        self.fader.settled.connect(self._show_readout)
        self.scribble.picked.connect(lambda modifiers: self.chosen.emit(self.index, modifiers))
        self.scribble.menu_wanted.connect(lambda at: self.menu_wanted.emit(self.index, at))
        self.scribble.opened.connect(lambda: self.opened.emit(self.index))

    def bind_controls(self, *controls: Control) -> None:
        """The controls of this strip, in the order of the Tab key."""
        self.controls = controls
        for control in controls:
            bind(control, self._link, lambda: self.place)

    def show_view(self, view: PlaceView) -> bool:
        """Show what the desk says of this strip; whether anything is new."""
        before, self.view = self.view, view
        if view == before:
            return False
        if before is None or (view.name, view.role, view.group) != (before.name, before.role, before.group):
            self.scribble.show_name(str(self.index + 1), view.name, view.role, view.group)
            for control in self.controls:
                control.set_owner(view.name)
            for name, key in self.keys.items():
                key.setAccessibleName(f"{view.name} {name}")
            self.light.setAccessibleName(f"{view.name} hold")
        self.scribble.show_inserts(view.inserts)
        for control in self.controls:
            control.why = view.because
            show_param(control, view)
        for name, key in self.keys.items():
            key.show_lit(bool(view.value(name)))
        show_silenced(self.keys["mute"], view)
        self.marks.show_lies(view.over)
        self._show_readout()
        held = self.list_holds()
        strongest = next((hold for hold in (Hold.LOCKED, Hold.HELD) if hold in held.values()), Hold.AUTO)
        self.light.show_hold(strongest, len(held))
        return True

    def list_holds(self) -> dict[str, Hold]:
        """The holds that the light shows."""
        return self.view.holds if self.view is not None else {}

    def show_levels(self, peak: float, reduction_db: float) -> None:
        """Show the input's linear peak and the compressor's gain reduction."""
        self.meter.show_peak(peak)
        self.reduction.show_reduction(reduction_db)

    def rename(self) -> None:
        """Let a person type the name on the strip itself."""
        if self._entry is None:
            self._entry = NameEntry(self.scribble)
            self._entry.named.connect(lambda name: self._link.send(SetStrip([self.place], name=name)))
        if self.view is not None:
            self._entry.begin(self.view.name)

    def show_chosen(self, chosen: bool, selected: bool = False) -> None:
        """Whether this is the strip that keys go to, and whether it is one of several chosen."""
        self.scribble.show_selected(selected)
        if chosen != self._is_chosen:
            self._is_chosen = chosen
            self.update()

    def sizeHint(self) -> QSize:
        """Narrow by default."""
        return QSize(NARROW, 560)

    def lay_out_foot(self, y: int, room: int = 0) -> None:
        """Pan, light, marks, room, fader, readout and keys from `y` down; the fader takes what is left."""
        width, inner = self.width(), self.width() - 12
        self.pan.setGeometry(6, y, inner, 28)
        y += 32
        self.light.setGeometry(6, y, inner, 18)
        self.marks.setGeometry(6, y + 20, inner, 12)
        y += 32 + room
        foot = self.height() - 4
        key_width = (inner - 8) // 3
        for n, key in enumerate(self.keys.values()):
            key.setGeometry(6 + n * (key_width + 4), foot - 28, key_width, 28)
        foot -= 32
        self.readout.setGeometry(6, foot - 22, inner, 22)
        foot -= 26
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

    def _show_readout(self) -> None:
        self.readout.show_words(write_value(self.fader.row, self.fader.value, unit=False), self.fader.hold)

    def _switch(self, name: str) -> None:
        if self.view is not None:
            self._link.touch(self.place, name, 1.0 - self.view.value(name))

    def _hold(self, hold: Hold) -> None:
        """The light gives back what is held, or locks the fader and what is held."""
        held = {param for param, held in self.list_holds().items() if held is Hold.HELD}
        level = self.fader.row
        if hold is Hold.LOCKED and level.automatic:
            held |= {level.name}
        if held:
            self._link.give_params(self.place, tuple(sorted(held)), hold)

    def _unlock(self) -> None:
        """Give back what is locked."""
        locked = tuple(param for param, hold in self.list_holds().items() if hold is Hold.LOCKED)
        if locked:
            self._link.give_params(self.place, locked)


def show_param(control: Control, view: PlaceView) -> None:
    """Show a parameter of a place on its control, with a ghost where the mind wants it elsewhere."""
    name = control.row.name
    value, want, ghost = view.value(name), view.want(name), None
    if view.ghosts and control.row.automatic:
        apart = abs(to_position(control.row, want) - to_position(control.row, value))
        ghost = want if apart > APART else None
    control.show_value(value, ghost, view.hold(name))


def show_silenced(key: Key, view: PlaceView) -> None:
    """Show on a mute key what else silences its place."""
    words = say("Silenced by {what}", what=view.over.silenced) if view.over.silenced else ""
    key.show_half(words, theme.solo if view.over.by_solo else theme.mute)
