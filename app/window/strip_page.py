"""Strip page: one strip at large: equaliser, dynamics, sends, history, reasons, fader."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PyQt6.QtCore import QPoint, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.shown.board import PlaceView, draw_curves
from app.shown.language import say
from app.shown.words import name_param
from app.state import State
from app.window.binding import bind
from app.window.choice import Choice
from app.window.comp_graph import CompGraph
from app.window.desk_link import DeskLink
from app.window.eq_editor import EqEditor
from app.window.fader_history import FaderHistory
from app.window.history import History
from app.window.inserts.inserts_panel import InsertsPanel
from app.window.key import Key
from app.window.level_bar import LevelBar
from app.window.mixer_page import TRIES
from app.window.page import Page
from app.window.reasons import Reasons
from app.window.reasons_list import ReasonsList
from app.window.spectrum import POINTS_HZ, Spectrum
from app.window.strip_column import show_param
from app.window.strip_menu import StripMenu
from app.window.strip_view import StripView
from app.window.theme import BOLD, GROUP_COLOURS, PLAIN, colour, font, theme
from engine.console.params import MONITORS, find_param
from engine.console.units import gain_to_db
from engine.gauges import Gauges

MARGIN, GAP, STRIP_WIDTH, HEADER, BAR = 8, 8, 136, 44, 28

DYNAMICS = (
    *("comp_threshold_db", "comp_ratio", "comp_attack_ms", "comp_release_ms", "comp_makeup_db"),
    *("gate_threshold_db", "gate_ratio"),
)
INPUT = ("trim_db", "hpf_hz")
SENDS = ("reverb_send_db", "delay_send_db", *(f"monitor{n}_send_db" for n in range(1, MONITORS + 1)))


class StripPage(Page):
    """Shows one strip; the arrows beside its name go to its neighbours."""

    closed = pyqtSignal()

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = 0
        self._link = link
        self._count = 0
        self._views: dict[str, PlaceView] = {}
        self._spectrum = Spectrum()
        self.menu: StripMenu | None = None
        self.keys = {
            "back": Key(say("MIXER"), theme.text, self, say("Back to the mixer (Escape)")),
            "left": Key("−", theme.text, self, say("The strip before (Page up)"), 15),
            "right": Key("+", theme.text, self, say("The next strip (Page down)"), 15),
            "inserts": Key(say("INSERTS"), theme.text, self, say("Insert effects of this strip (I)")),
            "give": Key(
                say("GIVE BACK STRIP"), theme.held, self, say("Give everything held here back to the mind")
            ),
        }
        self.group = Choice(
            say("Goes to"),
            self,
            say("Where this strip goes after its fader: the master, or a group first"),
            heading=say("Goes to"),
        )
        self.eq = EqEditor("strip", self)
        self.comp = CompGraph(self)
        self.bars = {
            name: LevelBar(find_param("strip", name), _label(name), parent=self, text_px=11)
            for name in (*DYNAMICS, *INPUT, *SENDS)
        }
        self.history = FaderHistory(self)
        self.reasons = ReasonsList(self)
        self.inserts = InsertsPanel(link, self)
        self.inserts.hide()
        self.strip = self._make_strip()
        self.keys["back"].clicked.connect(self.closed)
        self.keys["left"].clicked.connect(lambda: self.show_strip(self.index - 1))
        self.keys["right"].clicked.connect(lambda: self.show_strip(self.index + 1))
        self.keys["inserts"].clicked.connect(self.toggle_inserts)
        self.keys["give"].clicked.connect(lambda: link.give_all(self.place))
        self.group.wanted.connect(lambda number: link.touch(self.place, "group", float(number)))
        self.eq.moved.connect(lambda name, value: link.touch(self.place, name, value))
        self.eq.given.connect(self._give)
        self.eq.taken.connect(link.take)
        for bar in self.bars.values():
            bind(bar, link, lambda: self.place)

    @property
    def place(self) -> str:
        """The strip that is shown."""
        return f"strip/{self.index}"

    def show_strip(self, index: int) -> None:
        """Show another strip."""
        index = min(self._count - 1, max(0, index))
        if index != self.index and index >= 0:
            self.index = index
            self.strip.hide()
            self.strip.deleteLater()
            self.strip = self._make_strip()
            self.strip.show()
            self._spectrum = Spectrum()
            self.eq.grabbed = False
            self.eq.chosen = None
            self._lay_out()
        self._show_views(self._views)

    def show_state(self, state: State, views: dict[str, PlaceView]) -> None:
        """Show what the desk says."""
        self._show_views(views)

    def _show_views(self, views: dict[str, PlaceView]) -> None:
        self._views = views
        self._count = sum(view.kind == "strip" for view in views.values())
        view = views.get(self.place)
        if view is None:
            return
        ways = [views["master"].name] + [each.name for each in views.values() if each.kind == "group"]
        self.group.show_options(ways, round(view.value("group")))
        self.eq.show_place(view)
        self.comp.show_place(view)
        for bar in self.bars.values():
            bar.why = view.because
            bar.set_owner(view.name)
            show_param(bar, view)
        curve, ghost = draw_curves("strip", [view.values, view.wanted])
        self.strip.show_place(view, curve, ghost)
        playing, count = sum(view.inserts), len(view.inserts)
        words = say("{playing} of {count} play", playing=playing, count=count) if count else say("none")
        self.keys["inserts"].show_lit(self.inserts.isVisibleTo(self), words)
        if self.inserts.isVisibleTo(self) and self._link.state is not None:
            self.inserts.show_state(self._link.state, self.place)
        self.keys["give"].setEnabled(bool(view.holds))
        self.keys["left"].setEnabled(self.index > 0)
        self.keys["right"].setEnabled(self.index < self._count - 1)
        self.update(0, 0, self.width(), HEADER)

    def show_levels(self, gauges: Gauges | None) -> None:
        """Show this strip's level and gain reduction."""
        if gauges is None:
            return
        with contextlib.suppress(TimeoutError):
            levels = gauges.shared.read("strip_in_peak", "strip_reduction_db", tries=TRIES)
            peak = float(levels["strip_in_peak"][self.index])
            reduction_db = float(levels["strip_reduction_db"][self.index])
            self.strip.show_levels(peak, reduction_db)
            view = self._views.get(self.place)
            trim_db = view.value("trim_db") if view is not None else 0.0
            self.comp.show_level(gain_to_db(peak) + trim_db, reduction_db)

    def show_past(self, state: State, history: History, reasons: Reasons) -> None:
        """Show spectrum, history and reasons; a few times a second."""
        if self.index < len(history.levels):
            self.history.show_levels(history.levels[self.index])
            self.strip.fader.show_trail(history.trail(self.index, 4.0))
        self.reasons.show_reasons(reasons.of(self.place))
        strips = state.session.layers.hand.strips
        if self.index < len(strips) and state.status.gauges:
            tap = Path(state.status.gauges).with_name(f"tap.{state.status.engine_pid}")
            if self._spectrum.look(tap, strips[self.index].inputs):
                self.eq.show_spectrum(POINTS_HZ, self._spectrum.level_db)

    def toggle_inserts(self) -> None:
        """Show the inserts in place of history and reasons, or these again."""
        self.show_inserts(not self.inserts.isVisibleTo(self))

    def show_inserts(self, shown: bool) -> None:
        """Show the inserts, or history and reasons."""
        self.inserts.setVisible(shown)
        self.history.setVisible(not shown)
        self.reasons.setVisible(not shown)
        self._show_views(self._views)

    def open_menu(self, at: QPoint) -> None:
        """Show what can be done with this strip."""
        if self._link.state is not None and self.index < self._count:
            if self.menu is not None:
                self.menu.deleteLater()
            self.menu = StripMenu([self.place], self._link.state, self._link, self.strip.rename, self)
            self.menu.popup(at)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Escape goes back; page keys go from strip to strip; R renames, I shows inserts."""
        assert a0 is not None
        if a0.key() == Qt.Key.Key_R and not a0.modifiers():
            self.strip.rename()
            return
        if a0.key() == Qt.Key.Key_I and not a0.modifiers():
            self.toggle_inserts()
            return
        if a0.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif a0.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.show_strip(self.index + (1 if a0.key() == Qt.Key.Key_PageDown else -1))
        else:
            super().keyPressEvent(a0)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Equaliser and dynamics above, history and reasons below, the strip itself at the right."""
        self._lay_out()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The strip's name and the headings of the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = self._views.get(self.place)
        if view is None:
            return
        tint = colour(GROUP_COLOURS.get(view.group, PLAIN))
        x = self.keys["right"].geometry().right() + 16
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawRoundedRect(QRectF(x, 8, 4, 28), 2, 2)
        painter.setFont(font(19, BOLD))
        painter.setPen(colour(theme.text))
        room, right = self.group.x() - x - 26, Qt.TextElideMode.ElideRight
        name = painter.fontMetrics().elidedText(view.name, right, room)
        painter.drawText(QRectF(x + 14, 4, room, 36), Qt.AlignmentFlag.AlignVCenter, name)
        width = painter.fontMetrics().horizontalAdvance(name)
        painter.setFont(font(12))
        painter.setPen(tint)
        role = painter.fontMetrics().elidedText(view.role, right, room - width - 12)
        painter.drawText(QRectF(x + 26 + width, 6, room, 36), Qt.AlignmentFlag.AlignVCenter, role)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.dim))
        headings = (say("COMPRESSOR AND GATE"), say("INPUT"), say("SENDS"))
        for heading, names in zip(headings, (DYNAMICS, INPUT, SENDS), strict=True):
            bar = self.bars[names[0]]
            painter.drawText(QRectF(bar.x(), bar.y() - 18, 240, 14), Qt.AlignmentFlag.AlignVCenter, heading)

    def _give(self, name: str) -> None:
        self._link.give_params(self.place, (name,))

    def _make_strip(self) -> StripView:
        strip = StripView(self.index, self._link, self)
        strip.opened.connect(lambda _: self.closed.emit())
        strip.menu_wanted.connect(lambda _, at: self.open_menu(at))
        return strip

    def _lay_out(self) -> None:
        width, height = self.width(), self.height()
        x = MARGIN
        for name, wide in (("back", 92), ("left", 34), ("right", 34)):
            self.keys[name].setGeometry(x, 6, wide, 32)
            x += wide + 4
        right = width - MARGIN - STRIP_WIDTH - GAP
        self.keys["give"].setGeometry(right - 140, 4, 140, 36)
        self.keys["inserts"].setGeometry(right - 140 - 108, 4, 100, 36)
        self.group.setGeometry(right - 140 - 108 - 8 - 168, 6, 168, 32)
        self.strip.setGeometry(right + GAP, 0, STRIP_WIDTH, height)
        room = height - HEADER
        bars = 20 + 2 * (BAR + 4)
        upper = (room - bars - 2 * GAP) * 58 // 100
        lower = room - bars - 2 * GAP - upper
        comp = min(upper + 40, (right - MARGIN) * 36 // 100)
        self.eq.setGeometry(MARGIN, HEADER, right - MARGIN - comp - GAP, upper)
        self.comp.setGeometry(right - comp, HEADER, comp, upper)
        top = HEADER + upper + GAP + 18
        whole = right - MARGIN
        columns = 8
        step = (whole + 4) / columns
        for names, first, per_row in ((INPUT, 0, 1), (DYNAMICS, 1, 4), (SENDS, 5, 3)):
            for n, name in enumerate(names):
                row, column = divmod(n, per_row)
                left = MARGIN + round((first + column) * step)
                end = MARGIN + round((first + column + 1) * step) - 4
                if first + column + 1 == first + per_row and first + per_row < columns:
                    end -= 8
                self.bars[name].setGeometry(left, top + row * (BAR + 4), end - left, BAR)
        foot = top + 2 * (BAR + 4) - 4 + GAP
        history = whole * 58 // 100
        self.history.setGeometry(MARGIN, foot, history, lower)
        self.inserts.setGeometry(MARGIN, foot, whole, lower)
        self.reasons.setGeometry(MARGIN + history + GAP, foot, whole - history - GAP, lower)


def _label(name: str) -> str:
    short = {
        "reverb_send_db": say("Reverb"),
        "delay_send_db": say("Delay"),
        "gate_threshold_db": say("Gate"),
        "gate_ratio": say("Gate ratio"),
    }
    if name.startswith("monitor"):
        return say("Mon {number}", number=name[7])
    return short.get(name, name_param(find_param("strip", name)))
