"""Canvas: an area that scrolls and is painted by hand, with an edge that shows where the keys go."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QFocusEvent, QPainter, QResizeEvent
from PyQt6.QtWidgets import QAbstractScrollArea, QFrame, QScrollBar, QWidget

from app.window.theme import colour, theme


class Canvas(QAbstractScrollArea):
    """Whoever inherits says how large it is (`_extent`) and paints it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def across(self) -> QScrollBar:
        """The bar below."""
        bar = self.horizontalScrollBar()
        assert bar is not None
        return bar

    @property
    def down(self) -> QScrollBar:
        """The bar at the right."""
        bar = self.verticalScrollBar()
        assert bar is not None
        return bar

    @property
    def view(self) -> QWidget:
        """What is seen of it."""
        view = self.viewport()
        assert view is not None
        return view

    def focusInEvent(self, a0: QFocusEvent | None) -> None:
        """Show where the keys go."""
        super().focusInEvent(a0)
        self.view.update()

    def focusOutEvent(self, a0: QFocusEvent | None) -> None:
        """The keys went elsewhere."""
        super().focusOutEvent(a0)
        self.view.update()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """The scroll bars follow."""
        super().resizeEvent(a0)
        self._fit()

    def _extent(self) -> tuple[int, int, int]:
        """Width and height of all there is, and how far a step of a bar goes."""
        raise NotImplementedError

    def _fit(self) -> None:
        """What there is has changed, or how much of it is seen."""
        width, height, step = self._extent()
        view = self.view
        for bar, whole, page in ((self.across, width, view.width()), (self.down, height, view.height())):
            bar.setRange(0, max(0, whole - page))
            bar.setPageStep(page)
            bar.setSingleStep(step)
        view.update()

    def _begin(self) -> QPainter:
        """A painter, and the ground painted."""
        painter = QPainter(self.view)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.view.rect(), colour(theme.well))
        return painter

    def _paint_edge(self, painter: QPainter) -> None:
        painter.setPen(colour(theme.dim if self.hasFocus() else theme.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.view.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
