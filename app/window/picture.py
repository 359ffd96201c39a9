"""Picture: something drawn once and copied from then on, until the size or the screen changes."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QPainter, QPixmap
from PyQt6.QtWidgets import QWidget


class Picture:
    """As large as its widget, and as fine as the widget's screen."""

    def __init__(self, widget: QWidget, draw: Callable[[QPainter], None]) -> None:
        self._widget = widget
        self._draw = draw
        self._drawn: tuple[QSize, float] | None = None
        self._pixmap = QPixmap()

    def pixmap(self) -> QPixmap:
        """The picture as it should be now."""
        ratio = self._widget.devicePixelRatioF()
        wanted = (self._widget.size(), ratio)
        if wanted != self._drawn:
            self._drawn = wanted
            self._pixmap = QPixmap(self._widget.size() * ratio)
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._pixmap)
            self._draw(painter)
            painter.end()
        return self._pixmap
