"""Scene list: the scenes in the order of the show."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QScrollArea, QWidget

from app.shown.language import say
from app.window.name_entry import NameEntry
from app.window.scenes.scene_board import SceneView
from app.window.scenes.scene_row import HEIGHT, SceneRow
from app.window.theme import colour, font, theme


class SceneList(QScrollArea):
    """Arrows and figures choose, Return recalls, Ctrl and arrows order; the desk is told by the page."""

    chose = pyqtSignal(str)
    recalled = pyqtSignal(str)
    moved = pyqtSignal(str, int)
    """A scene is to stand at a position, from 0."""
    renamed = pyqtSignal(str, str)
    """A scene is to be called otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[SceneRow] = []
        self.chosen = ""
        self._index = 0
        self._awaited = ""
        self._views: list[SceneView] = []
        self._bed = _Bed(self)
        self._entry: NameEntry | None = None
        self._entered = ""
        self.setWidget(self._bed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(say("Scenes"))

    def show_scenes(self, views: list[SceneView]) -> None:
        """Show these; one that is gone leaves the choice to the one that took its position."""
        names = [view.name for view in views]
        fresh = self._awaited in names
        if fresh:
            self.chosen, self._awaited = self._awaited, ""
        if self.chosen not in names:
            last = [view.name for view in views if view.is_last] if not self._views else []
            self.chosen = (last or [names[min(self._index, len(names) - 1)]])[0] if names else ""
        self._index = names.index(self.chosen) if names else 0
        while len(self.rows) < len(views):
            self._add_row()
        while len(self.rows) > len(views):
            row = self.rows.pop()
            row.hide()
            row.deleteLater()
        for row, view in zip(self.rows, views, strict=True):
            row.show_scene(view, view.name == self.chosen)
        if len(views) != len(self._views):
            self._lay_out()
        self._views = views
        self.setAccessibleDescription(self.chosen)
        self._bed.empty = not views
        if fresh:
            self.ensureWidgetVisible(self.rows[self._index], 0, 8)
            self.rename()

    def choose(self, name: str) -> None:
        """Choose a scene: the one that keys go to."""
        if name != self.chosen:
            self.chosen = name
            self.show_scenes(self._views)
            self.chose.emit(name)
        if self.rows:
            self.ensureWidgetVisible(self.rows[self._index], 0, 8)

    def await_new(self, name: str) -> None:
        """Choose a scene as soon as it is there, and let its name be typed."""
        self._awaited = name

    def rename(self) -> None:
        """Let the name of the chosen scene be typed in its row."""
        if not self.rows:
            return
        if self._entry is None:
            self._entry = NameEntry(self)
            self._entry.named.connect(lambda name: self.renamed.emit(self._entered, name))
        row = self.rows[self._index]
        self._entered = self.chosen
        place = row.rect().translated(row.mapTo(self, row.rect().topLeft()))
        self._entry.begin(self.chosen, place.adjusted(44, 0, -72, -2))

    def show_drop(self, y: int) -> None:
        """Show where a row that is dragged would land."""
        self._bed.drop = self._find_gap(y)
        self._bed.update()
        self.ensureVisible(0, y, 0, HEIGHT)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Up and down choose, with Ctrl they move the scene; figures choose; Return recalls; R renames."""
        assert a0 is not None
        key, names = a0.key(), [view.name for view in self._views]
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Home: -len(names),
            Qt.Key.Key_End: len(names),
        }
        figure = key - Qt.Key.Key_1
        if key in steps and names:
            at = min(len(names) - 1, max(0, self._index + steps[Qt.Key(key)]))
            if not a0.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.choose(names[at])
            elif at != self._index:
                self.moved.emit(self.chosen, at)
        elif 0 <= figure < min(9, len(names)) and not a0.modifiers():
            self.choose(names[figure])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and names:
            self.recalled.emit(self.chosen)
        elif key == Qt.Key.Key_R and not a0.modifiers():
            self.rename()
        else:
            super().keyPressEvent(a0)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Rows take the width."""
        super().resizeEvent(a0)
        self._lay_out()

    def _add_row(self) -> None:
        row = SceneRow(self._bed)
        row.chosen.connect(lambda: (self.setFocus(), self.choose(row.view.name)))
        row.recalled.connect(lambda: self.recalled.emit(row.view.name))
        row.dragged.connect(self.show_drop)
        row.dropped.connect(lambda y: self._drop(row, y))
        row.show()
        self.rows.append(row)

    def _drop(self, row: SceneRow, y: int) -> None:
        gap, at = self._find_gap(y), self.rows.index(row)
        self._bed.drop = None
        self._bed.update()
        to = gap - (gap > at)
        if to != at:
            self.moved.emit(row.view.name, to)

    def _find_gap(self, y: int) -> int:
        return min(len(self.rows), max(0, round(y / HEIGHT)))

    def _lay_out(self) -> None:
        view = self.viewport()
        assert view is not None
        self._bed.resize(view.width(), max(view.height(), HEIGHT * len(self.rows) + 4))
        for number, row in enumerate(self.rows):
            row.setGeometry(0, number * HEIGHT, view.width(), HEIGHT)


class _Bed(QWidget):
    """What rows lie on; shows where one that is dragged would land, and what to do where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drop: int | None = None
        self.empty = True

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """A line in the gap between two rows."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(theme.ground))
        if self.empty:
            painter.setFont(font(13))
            painter.setPen(colour(theme.dim))
            words = say("No scenes yet. STORE NEW keeps what is heard now as the first one.")
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()).adjusted(12, 16, -12, 0), int(flags), words)
        if self.drop is not None:
            y = min(self.height() - 4, max(0, self.drop * HEIGHT - 3))
            painter.fillRect(0, y, self.width(), 3, colour(theme.held))
