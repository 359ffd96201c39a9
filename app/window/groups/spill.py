"""Spill: all places that may be members, as chips to click."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.shown.board import PlaceView
from app.window.groups.place_chip import PlaceChip

CHIP_WIDTH, CHIP_HEIGHT, GAP = 96, 28, 4


class Spill(QWidget):
    """Chips in rows, in the order of the desk."""

    toggled = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[PlaceChip] = []

    def show_places(self, views: Sequence[PlaceView], members: Collection[str]) -> None:
        """Show these places, and which of them are members."""
        if [chip.place for chip in self.chips] != [view.place for view in views]:
            for chip in self.chips:
                chip.hide()
                chip.deleteLater()
            self.chips = [PlaceChip(view.place, self) for view in views]
            for chip in self.chips:
                chip.clicked.connect(lambda _=False, place=chip.place: self.toggled.emit(place))
                chip.show()
            self._lay_out()
        for chip, view in zip(self.chips, views, strict=True):
            chip.show_place(view.name, view.group, view.place in members)

    def measure(self, width: int) -> int:
        """The height that the chips need in a width."""
        rows = -(-len(self.chips) // self._count_columns(width))
        return rows * (CHIP_HEIGHT + GAP) - GAP if rows else 0

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Chips share the width evenly."""
        self._lay_out()

    def _lay_out(self) -> None:
        columns = self._count_columns(self.width())
        wide = (self.width() + GAP) // columns - GAP
        for index, chip in enumerate(self.chips):
            row, column = divmod(index, columns)
            chip.setGeometry(column * (wide + GAP), row * (CHIP_HEIGHT + GAP), wide, CHIP_HEIGHT)

    def _count_columns(self, width: int) -> int:
        return max(1, (width + GAP) // (CHIP_WIDTH + GAP))
