"""Scene preview: what a recall would move, place by place, from where to where."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QScrollArea, QWidget

from app.shown.language import say
from app.window.scenes.scene_board import Moving
from app.window.theme import BOLD, GROUP_COLOURS, MEDIUM, PLAIN, colour, font, theme

HEAD, ROW, GAP = 24, 20, 8


class ScenePreview(QScrollArea):
    """A list to read; the arrows scroll it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = _Sheet()
        self.setWidget(self._sheet)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(say("What a recall would move"))

    @property
    def moving(self) -> list[Moving]:
        """What is shown."""
        return self._sheet.moving

    def show_moving(self, moving: list[Moving], empty: str) -> None:
        """Show what would move, or why there is nothing to show."""
        if (moving, empty) != (self._sheet.moving, self._sheet.empty):
            self._sheet.moving, self._sheet.empty = moving, empty
            words = [f"{each.name}: " + ", ".join(row[0] for row in each.rows) for each in moving]
            self.setAccessibleDescription("; ".join(words) or empty)
            self._lay_out()
            self._sheet.update()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """The sheet takes the width."""
        super().resizeEvent(a0)
        self._lay_out()

    def _lay_out(self) -> None:
        view = self.viewport()
        assert view is not None
        tall = sum(HEAD + ROW * len(each.rows) + GAP for each in self._sheet.moving)
        self._sheet.resize(view.width(), max(view.height(), tall + GAP))


class _Sheet(QWidget):
    """All rows; only those in sight are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.moving: list[Moving] = []
        self.empty = ""

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """A bar in the colour of the group, the place, and its parameters with where they go."""
        assert a0 is not None
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colour(theme.panel))
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        if not self.moving:
            painter.setFont(font(12))
            painter.setPen(colour(theme.dim))
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()).adjusted(12, 12, -12, 0), int(flags), self.empty)
            return
        y, wide = GAP, self.width()
        seen = a0.rect().adjusted(0, -HEAD, 0, HEAD)
        for each in self.moving:
            tall = HEAD + ROW * len(each.rows)
            if y + tall < seen.top() or y > seen.bottom():
                y += tall + GAP
                continue
            tint = colour(GROUP_COLOURS.get(each.group, PLAIN))
            painter.fillRect(QRectF(8, y + 2, 4, tall - 4), tint)
            painter.setFont(font(12, BOLD))
            painter.setPen(colour(theme.text))
            painter.drawText(QRectF(20, y, wide - 60, HEAD), middle, each.name)
            painter.setFont(font(11))
            painter.setPen(tint)
            painter.drawText(QRectF(20, y, wide - 32, HEAD), middle | right, str(len(each.rows)))
            y += HEAD
            for name, was, to in each.rows:
                if seen.top() <= y <= seen.bottom():
                    values = (wide - 32) * 3 // 5
                    painter.setFont(font(11))
                    painter.setPen(colour(theme.dim))
                    words = painter.fontMetrics().elidedText(
                        name, Qt.TextElideMode.ElideRight, wide - 36 - values
                    )
                    painter.drawText(QRectF(20, y, wide - 32, ROW), middle, words)
                    half = values // 2
                    painter.drawText(QRectF(wide - 12 - values, y, half - 12, ROW), middle | right, was)
                    painter.setPen(colour(theme.faint))
                    painter.drawText(
                        QRectF(wide - 12 - half - 12, y, 24, ROW), Qt.AlignmentFlag.AlignCenter, "→"
                    )
                    painter.setFont(font(11, MEDIUM))
                    painter.setPen(colour(theme.text))
                    painter.drawText(QRectF(wide - 12 - half + 12, y, half - 12, ROW), middle | right, to)
                y += ROW
            y += GAP
