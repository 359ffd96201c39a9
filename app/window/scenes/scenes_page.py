"""Scenes page: the list with its keys, what a recall would move, and what is safe from recalls."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.orders.mix import (
    DeleteScene,
    MoveScene,
    RecallScene,
    RenameScene,
    SetSafe,
    SetSceneTime,
    StepScene,
    StoreScene,
    Touch,
)
from app.shown.board import PlaceView
from app.shown.language import say
from app.state import State
from app.window.confirm_key import ConfirmKey
from app.window.desk_link import DeskLink
from app.window.key import Key
from app.window.page import Page
from app.window.scenes.safe_grid import SafeGrid
from app.window.scenes.scene_board import WHOLE, list_column, preview_scene, view_scenes
from app.window.scenes.scene_list import SceneList
from app.window.scenes.scene_preview import ScenePreview
from app.window.scenes.time_bar import TimeBar
from app.window.theme import BOLD, colour, font, theme
from engine.console.moves import Move

MARGIN, GAP, HEAD, TALL = 8, 8, 24, 40
NARROW = 1180
"""Below so many pixels preview and safes share a column."""


class ScenesPage(Page):
    """Shows the scenes of the desk; which one is chosen is the window's own, as a focus is."""

    title = say("SCENES")

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._views: dict[str, PlaceView] = {}
        self._timed = ("", 0.0)
        self._count = 0
        kept = say(
            "A scene keeps every parameter as it is heard. DCAs, mute groups, solos and insert effects"
            " are not part of it, so a recall never touches them."
        )
        self.keys: dict[str, Key] = {
            "previous": Key(
                say("PREVIOUS"), theme.held, self, say("Recall the scene before the current one")
            ),
            "next": Key(say("NEXT"), theme.held, self, say("Recall the scene after the current one")),
            "recall": Key(
                say("RECALL"), theme.held, self, say("Go to the chosen scene and hold it (Return)"), 15, True
            ),
            "new": Key(
                say("STORE NEW"), theme.text, self, f"{say('Keep what is heard as a new scene')}. {kept}"
            ),
            "over": ConfirmKey(
                say("STORE OVER"),
                "",
                theme.mute,
                self,
                f"{say('Keep what is heard in place of the chosen scene')}. {kept}",
            ),
            "rename": Key(say("RENAME"), theme.text, self, say("Type another name for the chosen scene (R)")),
            "delete": ConfirmKey(
                say("DELETE"), "", theme.mute, self, say("Forget the chosen scene (Delete, twice)")
            ),
        }
        self.list = SceneList(self)
        self.list.setToolTip(kept)
        self.own_time = TimeBar(say("Crossfade"), self)
        self.once = TimeBar(say("This recall"), self)
        self.once.moved.connect(self.once.show_value)
        self.preview = ScenePreview(self)
        self.safes = SafeGrid(self)
        self.keys["previous"].clicked.connect(lambda: self._step(-1))
        self.keys["next"].clicked.connect(lambda: self._step(1))
        self.keys["recall"].clicked.connect(self.recall)
        self.keys["new"].clicked.connect(self._store_new)
        self.keys["rename"].clicked.connect(self.list.rename)
        self._confirm("over").confirmed.connect(self._store_over)
        self._confirm("delete").confirmed.connect(lambda: link.send(DeleteScene(self.list.chosen)))
        self.list.chose.connect(lambda _: self._show_chosen())
        self.list.recalled.connect(lambda _: self.recall())
        self.list.moved.connect(lambda name, to: link.send(MoveScene(name, to)))
        self.list.renamed.connect(self._rename)
        self.own_time.taken.connect(link.take)
        self.own_time.moved.connect(self._set_time)
        self.safes.wanted.connect(self._set_safe)

    def show_state(self, state: State, views: dict[str, PlaceView]) -> None:
        """Show what the desk says."""
        self._views = views
        self.list.show_scenes(view_scenes(state, views))
        self.safes.show_safes(state, views)
        self._show_chosen()

    def recall(self) -> None:
        """Go to the chosen scene, in its own time or in that of this recall."""
        if self.list.chosen:
            once = self.once.seconds
            own = abs(once - self._timed[1]) < 0.01 or (once == 0.0 and self._timed[1] == 0.0)
            self._link.send(RecallScene(self.list.chosen, None if own else once))

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Delete asks and deletes; what the list understands goes to it from everywhere."""
        assert a0 is not None
        if a0.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.list.chosen:
            self.keys["delete"].click()
        elif a0.key() == Qt.Key.Key_PageDown:
            self._step(1)
        elif a0.key() == Qt.Key.Key_PageUp:
            self._step(-1)
        else:
            super().keyPressEvent(a0)

    def focusInEvent(self, a0: object) -> None:
        """Keys go to the list."""
        self.list.setFocus()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Headings."""
        painter = QPainter(self)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.dim))
        middle = Qt.AlignmentFlag.AlignVCenter
        chosen = self.list.chosen
        preview = say("A RECALL WOULD MOVE")
        if chosen:
            preview = say("RECALLING {name} WOULD MOVE {count}", name=chosen.upper(), count=self._count)
        for words, under in (
            (say("SCENES"), self.keys["previous"]),
            (preview, self.preview),
            (say("SAFE FROM RECALLS"), self.safes),
        ):
            width = self.list.width() if under is self.keys["previous"] else under.width()
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, width - 8)
            painter.drawText(QRectF(under.x() + 4, under.y() - HEAD, width, HEAD), middle, shown)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """The list at the left, the safes at the right, the preview between them or, narrow, above them."""
        width, height = self.width(), self.height()
        room = width - 2 * MARGIN - 2 * GAP
        narrow = width < NARROW
        left = min(560, max(320, room * 34 // 100))
        right = room + GAP - left if narrow else min(640, max(460, room * 38 // 100))
        foot = height - 4
        x = MARGIN
        rest = left - 2 * GAP
        self.keys["previous"].setGeometry(x, HEAD, rest * 30 // 100, 48)
        self.keys["next"].setGeometry(x + rest * 30 // 100 + GAP, HEAD, rest * 30 // 100, 48)
        recall = x + 2 * (rest * 30 // 100) + 2 * GAP
        self.keys["recall"].setGeometry(recall, HEAD, x + left - recall, 48)
        step = (left - 3 * GAP) // 4
        for number, name in enumerate(("new", "over", "rename", "delete")):
            self.keys[name].setGeometry(x + number * (step + GAP), foot - TALL, step, TALL)
        bars = foot - TALL - GAP - 32
        half = (left - GAP) // 2
        self.own_time.setGeometry(x, bars, half, 32)
        self.once.setGeometry(x + half + GAP, bars, left - half - GAP, 32)
        top = HEAD + 48 + GAP
        self.list.setGeometry(x, top, left, bars - GAP - top)
        over = (foot - HEAD) * 36 // 100 if narrow else 0
        middle = right if narrow else room - left - right
        self.preview.setGeometry(x + left + GAP, HEAD, middle, over or foot - HEAD)
        below = HEAD + over + HEAD if narrow else HEAD
        self.safes.setGeometry(width - MARGIN - right, below, right, foot - below)

    def _confirm(self, name: str) -> ConfirmKey:
        key = self.keys[name]
        assert isinstance(key, ConfirmKey)
        return key

    def _show_chosen(self) -> None:
        state, chosen = self._link.state, self.list.chosen
        if state is None:
            return
        scene = next((scene for scene in state.session.scenes if scene.name == chosen), None)
        if (chosen, scene.crossfade_s if scene else 0.0) != self._timed:
            other = chosen != self._timed[0]
            self._timed = chosen, scene.crossfade_s if scene else 0.0
            self.once.begin(self._timed[1])
            if other:
                self.own_time.begin(self._timed[1])
                self._confirm("over").forget()
                self._confirm("delete").forget()
        self.own_time.show_seconds(self._timed[1])
        for name in ("recall", "over", "rename", "delete"):
            self.keys[name].setEnabled(scene is not None)
        names = [each.name for each in state.session.scenes]
        at = names.index(state.session.scene) if state.session.scene in names else None
        before = (names if at is None else names[:at])[-1:]
        after = (names if at is None else names[at + 1 :])[:1]
        for key, neighbour in (("previous", before), ("next", after)):
            self.keys[key].setEnabled(bool(neighbour))
            self.keys[key].show_lit(False, self._shorten(self.keys[key], neighbour[0]) if neighbour else "")
        for bar in (self.own_time, self.once):
            bar.setEnabled(scene is not None)
        moving = preview_scene(chosen, state, self._views)
        self._count = sum(len(each.rows) for each in moving)
        if scene is None:
            empty = say("Choose a scene to see what its recall would move.")
        else:
            empty = say("Nothing: all that this scene recalls is heard as it is in the scene.")
        self.preview.show_moving(moving, empty)
        self.keys["recall"].show_lit(False, self._shorten(self.keys["recall"], chosen))
        self.update()

    def _shorten(self, key: Key, name: str) -> str:
        return key.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, key.width() - 12)

    def _step(self, way: int) -> None:
        self._link.send(StepScene(way))

    def _store_new(self) -> None:
        state = self._link.state
        if state is None:
            return
        names = {scene.name for scene in state.session.scenes}
        number = len(names) + 1
        while (name := say("Scene {number}", number=number)) in names:
            number += 1
        self._link.send(StoreScene(name))
        self.list.await_new(name)

    def _store_over(self) -> None:
        if self.list.chosen:
            self._link.send(StoreScene(self.list.chosen, self._timed[1]))

    def _rename(self, name: str, new_name: str) -> None:
        self._link.send(RenameScene(name, new_name))

    def _set_time(self, value: float) -> None:
        if self.list.chosen:
            self._link.send(SetSceneTime(self.list.chosen, self.own_time.seconds))

    def _set_safe(self, places: list[str], column: str, safe: bool) -> None:
        """Whole strips have a switch of their own; all else is a list of parameters."""
        strips = [place for place in places if self._views[place].kind == "strip"]
        if column == WHOLE and strips:
            self._link.send(Touch([Move(place, "safe", float(safe)) for place in strips]))
        others = [place for place in places if column != WHOLE or place not in strips]
        for params in {list_column(self._views[place].kind, column) for place in others}:
            like = [p for p in others if list_column(self._views[p].kind, column) == params]
            self._link.send(SetSafe(like, list(params), safe))
