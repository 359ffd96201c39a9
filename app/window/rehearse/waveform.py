"""Waveform: the whole material under a hand: click to go there, drag to make a loop, drag its ends, zoom."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PyQt6.QtCore import QPointF, QRect, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.state import Playing
from app.window.rehearse.lanes import LEAST_HEIGHT, Lanes, Look, paint_lanes
from app.window.rehearse.times import choose_step, write_length, write_time
from app.window.theme import BOLD, MEDIUM, PLAIN, colour, font, theme

NAMES, RULER, OVERVIEW, GAP = 108, 40, 32, 4
BAND = 20
"""Where the band of the loop begins in the ruler; it ends with it."""

REACH = 7
"""Pixels at either side of an end of the loop that are its handle."""

DRAG_PX = 5
LEAST_SPAN_S = 2.0
_NOTCH = 1.25

Grip = Literal["", "seek", "region", "start", "end", "overview"]


class Waveform(QWidget):
    """Seconds run to the right; a lane for each strip, or one for all where lanes would be too low."""

    sought = pyqtSignal(float)
    """Seconds to go to."""

    looped = pyqtSignal(float, float)
    """A region that is to be repeated, in seconds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = (0.0, 1.0)
        """The first and the last second in sight."""
        self._player: Playing | None = None
        self._lanes: Lanes | None = None
        self._names: list[tuple[str, str]] = []
        self._position_s = 0.0
        self._share = 1.0
        self.words = ""
        """Why there is no waveform to be seen."""
        self._grip: Grip = ""
        self._from_px = 0.0
        self._drawn: tuple | None = None
        self._picture = self._small = QImage()
        self._region: tuple[float, float] | None = None
        """The loop while a hand makes it."""
        self.setMouseTracking(True)
        self.setMinimumSize(320, 160)
        self.setAccessibleName(say("Waveform"))
        self.setToolTip(
            say("Click: go there. Drag: a loop; its ends can be dragged. Wheel: zoom; with Shift: move along")
        )

    def show_player(self, player: Playing | None, names: list[tuple[str, str]]) -> None:
        """Show the loop, and (name, colour) of each strip."""
        if player is None or self._player is None or player.file != self._player.file:
            self.view = (0.0, max(LEAST_SPAN_S, player.seconds if player else 1.0))
        if (player, names) != (self._player, self._names):
            self._player, self._names = player, names
            self.update()

    def show_lanes(self, lanes: Lanes | None, share: float, words: str) -> None:
        """Show peaks, and how much of them is measured (0 to 1), or in words why there are none."""
        self._lanes, self._share, self.words = lanes, share, words
        self._drawn = None
        self.update()

    def show_position(self, seconds: float, plays: bool) -> None:
        """Show where the player is; a view that it leaves while it plays follows it."""
        if seconds == self._position_s:
            return
        before, self._position_s = self._position_s, seconds
        first, last = self.view
        if plays and not self._grip and not first <= seconds <= last and first <= before <= last + 0.5:
            self._show_view(seconds - 0.02 * (last - first), last - first)
            return
        self.setAccessibleDescription(write_time(seconds))
        for place in (before, seconds):
            x = round(self.x_of(place))
            self.update(QRect(x - 8, 0, 16, self.height() - OVERVIEW))
            small = round(self._overview_x(place))
            self.update(QRect(small - 3, self.height() - OVERVIEW, 6, OVERVIEW))

    def zoom(self, factor: float, at_s: float | None = None) -> None:
        """Show so many times less of it around a place, or around where the player is."""
        first, last = self.view
        centre = at_s if at_s is not None else self._position_s
        if not first <= centre <= last:
            centre = (first + last) / 2
        span = max(LEAST_SPAN_S, (last - first) / factor)
        self._show_view(centre - (centre - first) / (last - first) * span, span)

    def show_all(self) -> None:
        """Show the whole material."""
        if self._player is not None:
            self._show_view(0.0, self._player.seconds)

    def x_of(self, seconds: float) -> float:
        """Where a second is, in pixels."""
        first, last = self.view
        area = self.area()
        return area.left() + (seconds - first) / (last - first) * area.width()

    def area(self) -> QRectF:
        """Where the lanes are."""
        height = self.height() - RULER - OVERVIEW - GAP
        return QRectF(NAMES, RULER, max(1, self.width() - NAMES), max(1, height))

    def _s_of(self, x: float) -> float:
        first, last = self.view
        area = self.area()
        seconds = first + (x - area.left()) / area.width() * (last - first)
        return min(max(0.0, seconds), self._player.seconds if self._player is not None else 0.0)

    def _overview_x(self, seconds: float) -> float:
        whole = self._player.seconds if self._player is not None else 1.0
        area = self.area()
        return area.left() + seconds / whole * area.width()

    def _show_view(self, first: float, span: float) -> None:
        whole = self._player.seconds if self._player is not None else 1.0
        span = max(min(span, whole), min(LEAST_SPAN_S, whole))
        first = min(max(0.0, first), whole - span)
        if (first, first + span) != self.view:
            self.view = (first, first + span)
            self.update()

    def _loop(self) -> tuple[float, float] | None:
        """The region in sight: the one that a hand makes, else the desk's."""
        if self._region is not None:
            return min(self._region), max(self._region)
        player = self._player
        return (
            (player.start_s, player.end_s) if player is not None and player.end_s > player.start_s else None
        )

    def _find_grip(self, at: QPointF) -> Grip:
        """What lies under the pointer."""
        if self._player is None or at.x() < NAMES - REACH:
            return ""
        if at.y() > self.height() - OVERVIEW - GAP:
            return "overview"
        loop = self._loop()
        if loop is not None:
            away = [abs(self.x_of(place) - at.x()) for place in loop]
            if min(away) <= REACH:
                return (
                    "start"
                    if away[0] < away[1] or (away[0] == away[1] and at.x() < self.x_of(loop[0]))
                    else "end"
                )
        return "seek" if at.y() < RULER else "region"

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Take what lies there."""
        if a0 is not None and a0.button() == Qt.MouseButton.LeftButton:
            self._grip, self._from_px = self._find_grip(a0.position()), a0.position().x()
            self._drag(a0.position())

    def mouseMoveEvent(self, a0: QMouseEvent | None) -> None:
        """Move what was taken; else tell what could be."""
        if a0 is None:
            return
        if self._grip:
            self._drag(a0.position())
            return
        grip = self._find_grip(a0.position())
        shapes = {
            "start": Qt.CursorShape.SizeHorCursor,
            "end": Qt.CursorShape.SizeHorCursor,
            "": Qt.CursorShape.ArrowCursor,
        }
        self.setCursor(shapes.get(grip, Qt.CursorShape.PointingHandCursor))

    def mouseReleaseEvent(self, a0: QMouseEvent | None) -> None:
        """A click goes there; what was dragged becomes the loop."""
        grip, region, self._grip, self._region = self._grip, self._region, "", None
        if a0 is None:
            return
        if grip in ("region", "start", "end") and region is not None:
            self.looped.emit(min(region), max(region))
        elif grip == "region":
            self.sought.emit(self._s_of(a0.position().x()))
        self.update()

    def _drag(self, at: QPointF) -> None:
        if self._grip == "overview" and self._player is not None:
            area, span = self.area(), self.view[1] - self.view[0]
            share = (at.x() - area.left()) / area.width()
            self._show_view(share * self._player.seconds - span / 2, span)
        elif self._grip == "seek":
            self.sought.emit(self._s_of(at.x()))
        elif self._grip == "region" and (self._region or abs(at.x() - self._from_px) > DRAG_PX):
            self._region = self._s_of(self._from_px), self._s_of(at.x())
            self.update()
        elif self._grip in ("start", "end") and abs(at.x() - self._from_px) > 1:
            player = self._player
            assert player is not None
            other = player.end_s if self._grip == "start" else player.start_s
            self._region = other, self._s_of(at.x())
            self.update()

    def wheelEvent(self, a0: QWheelEvent | None) -> None:
        """Zoom around the pointer; with Shift, or sideways, move along."""
        if a0 is None:
            return
        turn = a0.angleDelta()
        first, last = self.view
        along = turn.x() or (turn.y() if a0.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if along:
            self._show_view(first - along / 120 * 0.1 * (last - first), last - first)
        elif turn.y():
            self.zoom(_NOTCH ** (turn.y() / 120), self._s_of(a0.position().x()))
        a0.accept()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Ruler, lanes, loop, playhead; below them the whole of it."""
        painter = QPainter(self)
        area = self.area()
        painter.fillRect(self.rect(), colour(theme.ground))
        painter.fillRect(area, colour(theme.well))
        if self._player is not None:
            self._draw_pictures(area)
            painter.drawImage(area, self._picture)
            small = QRectF(area.left(), self.height() - OVERVIEW, area.width(), OVERVIEW)
            painter.drawImage(small, self._small)
            self._paint_ruler(painter, area)
            self._paint_names(painter, area)
            self._paint_loop(painter, area, small)
            self._paint_place(painter, area, small)
        words = self.words
        if self._player is not None and self._share < 1.0:
            words = say("Measuring the waveform: {share:.0%}", share=self._share)
        if words:
            self._paint_words(painter, area, words)

    def _paint_words(self, painter: QPainter, area: QRectF, words: str) -> None:
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap.value
        painter.setFont(font(13, MEDIUM))
        room = area.adjusted(24, 0, -24, 0)
        found = painter.fontMetrics().boundingRect(room.toRect(), int(flags), words)
        box = QRectF(found).adjusted(-16, -10, 16, 10)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(theme.line))
        painter.setBrush(colour(theme.panel))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(colour(theme.text))
        painter.drawText(room, flags, words)

    def _draw_pictures(self, area: QRectF) -> None:
        ratio = self.devicePixelRatioF()
        key = (self.view, self.size(), ratio, tuple(self._names), theme.name, id(self._lanes), self._share)
        if key == self._drawn or self._player is None:
            return
        self._drawn = key
        width = max(1, round(area.width() * ratio))
        together = self._together()
        names = [("", PLAIN)] if together or not self._names else self._names
        look = Look(tuple(_rgb(name) for _, name in names), _rgb(theme.well))
        rate = self._player.rate
        for height, view, merged in (
            (area.height(), self.view, together),
            (OVERVIEW, (0.0, self._player.seconds), True),
        ):
            rows = 1 if merged else len(names)
            levels = np.zeros((2, rows, width), np.float32)
            if self._lanes is not None:
                levels = self._lanes.levels(view[0] * rate, view[1] * rate, width, merged)
            shade = look if not merged else Look((_rgb(PLAIN),), look.ground)
            image = paint_lanes(levels, max(1, round(height * ratio)), shade)
            made = QImage(
                image.tobytes(), width, image.shape[0], 4 * width, QImage.Format.Format_RGB32
            ).copy()
            if merged and height == OVERVIEW:
                self._small = made
            else:
                self._picture = made

    def _together(self) -> bool:
        return self.area().height() < LEAST_HEIGHT * max(1, len(self._names))

    def _paint_ruler(self, painter: QPainter, area: QRectF) -> None:
        first, last = self.view
        step = choose_step(last - first, area.width())
        painter.setFont(font(10))
        at = -(-first // step) * step
        while at <= last:
            x = round(self.x_of(at)) + 0.5
            painter.setPen(colour(theme.line, 130))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(colour(theme.faint))
            painter.drawLine(QPointF(x, 2), QPointF(x, BAND - 2))
            box = QRectF(x + 4, 0, 80, BAND)
            if box.left() + 48 < self.width():
                painter.setPen(colour(theme.dim))
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, write_time(at, step < 1))
            at += step

    def _paint_names(self, painter: QPainter, area: QRectF) -> None:
        names = [(say("All strips"), PLAIN)] if self._together() else self._names
        tall = area.height() / max(1, len(names))
        painter.setFont(font(min(11, max(8, tall - 4)), MEDIUM))
        for lane, (name, shade) in enumerate(names):
            box = QRectF(0, area.top() + lane * tall, NAMES - 4, tall)
            painter.fillRect(
                QRectF(box.left(), box.top() + 1, box.width(), box.height() - 2), colour(theme.panel)
            )
            painter.fillRect(QRectF(box.left(), box.top() + 1, 4, box.height() - 2), colour(shade))
            painter.setPen(colour(theme.text))
            words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, NAMES - 22)
            painter.drawText(box.adjusted(12, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, words)
            if lane and tall > 12:
                painter.setPen(colour(theme.line, 130))
                painter.drawLine(QPointF(area.left(), box.top()), QPointF(area.right(), box.top()))

    def _paint_loop(self, painter: QPainter, area: QRectF, small: QRectF) -> None:
        player, loop = self._player, self._loop()
        if player is None or loop is None:
            return
        on = player.loop or self._region is not None
        shade = theme.held if on else theme.faint
        painter.save()
        painter.setClipRect(QRectF(area.left() - REACH, 0, area.width() + REACH, self.height()))
        left, right = self.x_of(loop[0]), self.x_of(loop[1])
        whole = QRectF(left, area.top(), right - left, area.height())
        painter.fillRect(whole.intersected(area), colour(shade, 34 if on else 18))
        wide = area.adjusted(0, BAND - RULER, 0, 0)
        band = QRectF(left, BAND, right - left, RULER - BAND - 2)
        painter.fillRect(band.intersected(wide), colour(shade, 110 if on else 60))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(shade), 1.5))
        painter.setBrush(colour(shade))
        for x, way in ((left, 1), (right, -1)):
            painter.drawLine(QPointF(x, BAND), QPointF(x, area.bottom()))
            corners = [band.top(), band.top(), band.bottom(), band.bottom()]
            ways = [0, 12, 8, 0]
            painter.drawPolygon(
                QPolygonF([QPointF(x + way * w, y) for w, y in zip(ways, corners, strict=True)])
            )
        if right - left > 88:
            painter.setFont(font(11, BOLD))
            painter.setPen(colour(theme.text))
            words = write_length(loop[1] - loop[0])
            painter.drawText(band.intersected(wide), Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()
        a, b = self._overview_x(loop[0]), self._overview_x(loop[1])
        painter.fillRect(QRectF(a, small.top(), max(2.0, b - a), OVERVIEW), colour(shade, 60 if on else 30))

    def _paint_place(self, painter: QPainter, area: QRectF, small: QRectF) -> None:
        painter.setPen(QPen(colour(theme.faint), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        first, last = (self._overview_x(at) for at in self.view)
        painter.drawRect(QRectF(first + 0.5, small.top() + 0.5, last - first - 1, OVERVIEW - 1))
        x = self._overview_x(self._position_s)
        painter.fillRect(QRectF(x - 1, small.top(), 2, OVERVIEW), colour(theme.text))
        x = self.x_of(self._position_s)
        if area.left() - 1 <= x <= area.right() + 1:
            painter.fillRect(QRectF(x - 1, BAND, 2, area.bottom() - BAND), colour(theme.text))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(theme.text))
            painter.drawPolygon(
                QPolygonF([QPointF(x - 6, BAND - 2), QPointF(x + 6, BAND - 2), QPointF(x, BAND + 8)])
            )


def _rgb(name: str) -> tuple[int, int, int]:
    shade = colour(name)
    return shade.red(), shade.green(), shade.blue()
