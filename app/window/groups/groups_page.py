"""Groups page: eight DCAs, eight mute groups, and who belongs to them."""

from __future__ import annotations

import contextlib

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.orders.mix import SetDca, SetMuteGroup
from app.shown.board import PlaceView
from app.shown.language import say
from app.shown.over import name_dca, name_mute_group, toggle_member
from app.state import State
from app.window.desk_link import DeskLink
from app.window.groups.dca_view import DcaView
from app.window.groups.mute_group_row import MuteGroupRow
from app.window.groups.spill import Spill
from app.window.mixer_page import TRIES
from app.window.page import Page
from app.window.theme import BOLD, colour, font, theme
from engine.console.groups import DCAS, MUTE_GROUPS, Dca, MuteGroup
from engine.gauges import Gauges

MARGIN, GAP, HEADING = 8, 4, 28
MUTES_WIDTH, MOST_MUTES_WIDTH = 316, 440
MOST_DCA_WIDTH = 168


class GroupsPage(Page):
    """ASSIGN opens the spill of all strips and buses along the foot; DONE, Escape or another ASSIGN ends."""

    title = say("GROUPS")

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.assigned: DcaView | MuteGroupRow | None = None
        """Whose members are chosen now."""
        self._views: dict[str, PlaceView] = {}
        self.dcas = [DcaView(index, link, self) for index in range(DCAS)]
        self.mutes = [MuteGroupRow(index, link, self) for index in range(MUTE_GROUPS)]
        self.spill = Spill(self)
        self.spill.hide()
        self.spill.toggled.connect(self._toggle)
        for view in (*self.dcas, *self.mutes):
            view.assigning.connect(lambda view=view: self.assign(None if view is self.assigned else view))

    def show_state(self, state: State, views: dict[str, PlaceView]) -> None:
        """Show what the desk says."""
        over, self._views = state.session.over, views

        def list_members(row: Dca | MuteGroup) -> list[tuple[str, str]]:
            return [(views[place].name, views[place].group) for place in row.members if place in views]

        for view, dca in zip(self.dcas, over.dcas, strict=True):
            view.show_dca(dca, list_members(dca), view is self.assigned)
        for view, group in zip(self.mutes, over.mute_groups, strict=True):
            view.show_group(group, list_members(group), view is self.assigned)
        self.spill.show_places(list(views.values()), self._list_members())
        self.update()

    def show_levels(self, gauges: Gauges | None) -> None:
        """Show how loud the members are."""
        if gauges is not None:
            with contextlib.suppress(TimeoutError):
                levels = gauges.shared.read("strip_out_peak", "bus_peak", tries=TRIES)
                strips, buses = levels["strip_out_peak"].tolist(), levels["bus_peak"].tolist()
                for view in self.dcas:
                    view.show_peak(strips, buses)

    def assign(self, view: DcaView | MuteGroupRow | None) -> None:
        """Choose the members of a DCA or mute group; None: no more."""
        self.assigned = view
        self.spill.setVisible(view is not None)
        self._lay_out()
        state = self._link.state
        if state is not None:
            self.show_state(state, self._views)
        if view is not None and self.spill.chips:
            self.spill.chips[0].setFocus()

    def hideEvent(self, a0: object) -> None:
        """Another page ends the choice of members."""
        if self.assigned is not None:
            self.assign(None)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Escape ends the choice of members."""
        assert a0 is not None
        if a0.key() == Qt.Key.Key_Escape and self.assigned is not None:
            view = self.assigned
            self.assign(None)
            view.assign.setFocus()
        else:
            super().keyPressEvent(a0)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """DCAs at the left, mute groups at the right."""
        self._lay_out()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Headings, and whose members are chosen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(10, BOLD))
        for heading, x, shade in (
            (say("DCAS"), self.dcas[0].x() + 4, theme.dca),
            (say("MUTE GROUPS"), self.mutes[0].x() + 4, theme.mute),
        ):
            painter.setPen(colour(shade))
            painter.drawText(QRectF(x, 4, 240, 20), Qt.AlignmentFlag.AlignVCenter, heading)
        if self.assigned is None:
            return
        box = QRectF(self.spill.geometry()).adjusted(-8, -30, 8, 8)
        painter.setPen(colour(theme.dca))
        painter.setBrush(colour(theme.panel_chosen))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setFont(font(12, BOLD))
        painter.setPen(colour(theme.text))
        rect = QRectF(box.left() + 8, box.top() + 4, box.width() - 16, 22)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, self._ask())

    def _ask(self) -> str:
        state = self._link.state
        if state is None or self.assigned is None:
            return ""
        over, index = state.session.over, self.assigned.index
        if isinstance(self.assigned, DcaView):
            return say(
                "What does {name} move? Click strips and buses; Escape or DONE ends",
                name=name_dca(over, index),
            )
        return say(
            "What does {name} mute? Click strips and buses; Escape or DONE ends",
            name=name_mute_group(over, index),
        )

    def _list_members(self) -> tuple[str, ...]:
        state = self._link.state
        if state is None or self.assigned is None:
            return ()
        over, index = state.session.over, self.assigned.index
        rows = over.dcas if isinstance(self.assigned, DcaView) else over.mute_groups
        return rows[index].members

    def _toggle(self, place: str) -> None:
        members = toggle_member(self._list_members(), place)
        if isinstance(self.assigned, DcaView):
            self._link.send(SetDca(self.assigned.index, members=members))
        elif self.assigned is not None:
            self._link.send(SetMuteGroup(self.assigned.index, members=members))

    def _lay_out(self) -> None:
        width, height = self.width(), self.height()
        foot = height
        if self.assigned is not None:
            inner = width - 2 * MARGIN - 16
            tall = self.spill.measure(inner)
            self.spill.setGeometry(MARGIN + 8, height - 8 - tall, inner, tall)
            foot = height - tall - 16 - 30
        mutes = min(MOST_MUTES_WIDTH, max(MUTES_WIDTH, width // 4))
        room = width - 2 * MARGIN - mutes - 8
        wide = min(MOST_DCA_WIDTH, room // DCAS)
        for view in self.dcas:
            view.setGeometry(MARGIN + view.index * wide, HEADING, wide, foot - HEADING)
        left = MARGIN + DCAS * wide + 8
        step = (foot - HEADING) // MUTE_GROUPS
        for view in self.mutes:
            view.setGeometry(left, HEADING + view.index * step, width - MARGIN - left, step - GAP)
