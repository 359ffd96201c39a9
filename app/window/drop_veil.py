"""Drop veil: over the whole window while something that can be opened hangs over it."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QMimeData, QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.theme import BOLD, colour, font, theme


class DropVeil(QWidget):
    """Says what letting go would open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_path(self, path: Path) -> None:
        """Appear."""
        self._words = say("Let go to open {name}", name=path.name)
        parent = self.parentWidget()
        assert parent is not None
        self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """A frame and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colour(theme.ground, 200))
        painter.setPen(QPen(colour(theme.ghost), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 8, 8)
        painter.setPen(colour(theme.text))
        painter.setFont(font(22, BOLD))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self._words)


def find_droppable(data: QMimeData | None) -> Path | None:
    """The one folder or session that hangs over the window."""
    urls = data.urls() if data is not None else []
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_dir() or path.suffix == ".json" else None
