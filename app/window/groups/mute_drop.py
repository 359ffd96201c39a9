"""Mute drop: the keys of all mute groups, over the foot of any page."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.orders.mix import SetMuteGroup
from app.shown.language import say
from app.state import State
from app.window.desk_link import DeskLink
from app.window.key import Key
from app.window.learning import offer_learning
from app.window.theme import BOLD, colour, font, theme
from engine.console.groups import MUTE_GROUPS

COLUMNS = 2
KEY_WIDTH, KEY_HEIGHT, GAP, EDGE, HEADING = 116, 44, 4, 8, 24
WIDTH = 2 * EDGE + COLUMNS * (KEY_WIDTH + GAP) - GAP
HEIGHT = HEADING + MUTE_GROUPS // COLUMNS * (KEY_HEIGHT + GAP) - GAP + EDGE


class MuteDrop(QWidget):
    """Stays open until it is closed: by its key, or Escape."""

    def __init__(self, link: DeskLink, parent: QWidget) -> None:
        super().__init__(parent)
        self._link = link
        self.keys = [Key("", theme.mute, self, text_px=12) for _ in range(MUTE_GROUPS)]
        for index, key in enumerate(self.keys):
            row, column = divmod(index, COLUMNS)
            x, y = EDGE + column * (KEY_WIDTH + GAP), HEADING + row * (KEY_HEIGHT + GAP)
            key.setGeometry(x, y, KEY_WIDTH, KEY_HEIGHT)
            key.clicked.connect(lambda _=False, index=index: self.switch(index))
            offer_learning(key, link, lambda index=index: f"mute_group {index + 1}")
        self.setFixedSize(WIDTH, HEIGHT)
        self.setAccessibleName(say("Mute groups"))
        self.hide()

    def show_state(self, state: State) -> None:
        """Show names, how many members, and which are on."""
        for number, (key, group) in enumerate(zip(self.keys, state.session.over.mute_groups, strict=True), 1):
            if key.text() != group.name:
                key.setText(group.name)
                key.setAccessibleName(say("Mute group {name}", name=group.name))
                key.setToolTip(say("Mute group {name} (Alt+{number})", name=group.name, number=number))
                key.update()
            count = len(group.members)
            key.show_lit(group.active, say("{count} members", count=count) if count != 1 else say("1 member"))

    def switch(self, index: int) -> None:
        """Mute a group, or let it sound again."""
        if self._link.state is not None:
            group = self._link.state.session.over.mute_groups[index]
            self._link.send(SetMuteGroup(index, active=not group.active))

    def toggle(self, right: int, foot: int) -> None:
        """Open with its lower right corner there, or close."""
        self.move(right - self.width(), foot - self.height())
        self.setVisible(self.isHidden())
        if not self.isHidden():
            self.raise_()
            self.keys[0].setFocus()

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Escape closes."""
        assert a0 is not None
        if a0.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(a0)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """A raised panel."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(theme.mute))
        painter.setBrush(colour(theme.panel_chosen))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.mute))
        rect = QRectF(EDGE + 2, 2, self.width(), HEADING - 4)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, say("MUTE GROUPS"))
