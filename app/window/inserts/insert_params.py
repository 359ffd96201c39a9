"""Insert parameters: a bar for everything that can be turned on one effect."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QScrollArea, QWidget

from app.shown.language import say
from app.shown.words import name_param
from app.window.inserts.insert_board import Known, list_rows, name_effect, read_value
from app.window.level_bar import LevelBar
from engine.console.state import Insert

BAR, GAP, LEAST = 32, 4, 152


class InsertParams(QScrollArea):
    """Shows the effect that is chosen; many parameters scroll."""

    turned = pyqtSignal(str, float)
    taken = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: dict[str, LevelBar] = {}
        self._shown: tuple[object, ...] = ()
        self._bed = QWidget()
        self.setWidget(self._bed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(say("Parameters of the insert"))

    def show_insert(self, insert: Insert | None, number: int, known: Known) -> None:
        """Show an effect, or none."""
        rows = () if insert is None else list_rows(insert.effect, known)
        shown = (insert.effect if insert else "", number, rows)
        if shown != self._shown:
            self._shown = shown
            for bar in self.bars.values():
                bar.hide()
                bar.deleteLater()
            owner = name_effect(insert.effect, known) if insert else ""
            self.bars = {
                row.name: LevelBar(row, name_param(row), owner, self._bed, text_px=11) for row in rows
            }
            for name, bar in self.bars.items():
                bar.taken.connect(self.taken)
                bar.moved.connect(lambda value, name=name: self.turned.emit(name, value))
                bar.show()
            self._lay_out()
        if insert is not None:
            for bar in self.bars.values():
                bar.show_value(read_value(insert, bar.row))

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(a0)
        self._lay_out()

    def _lay_out(self) -> None:
        view = self.viewport()
        assert view is not None
        columns = max(1, (view.width() + GAP) // (LEAST + GAP))
        rows = -(-len(self.bars) // columns)
        self._bed.resize(view.width(), max(1, rows * (BAR + GAP)))
        step = (view.width() + GAP) / columns
        for number, bar in enumerate(self.bars.values()):
            row, column = divmod(number, columns)
            left, right = round(column * step), round((column + 1) * step) - GAP
            bar.setGeometry(left, row * (BAR + GAP), right - left, BAR)
