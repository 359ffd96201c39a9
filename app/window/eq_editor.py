"""EQ editor: bands to drag over the live spectrum and the mind's ghost curve."""

from __future__ import annotations

import time
from math import log

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QWheelEvent
from PyQt6.QtWidgets import QToolTip, QWidget

from app.shown.board import CURVE_HZ, PlaceView, draw_curves
from app.shown.language import say
from app.shown.words import write_db, write_hz
from app.window.control import FINE, SETTLE_S, STEP
from app.window.theme import BOLD, colour, font, theme
from app.window.well import paint_well
from engine.console.moves import Hold
from engine.console.params import BANDS, INDEX, Kind, find_param
from engine.console.taper import to_position, to_value

REACH_DB = 18.0
SPECTRUM_TOP_DB, SPECTRUM_FLOOR_DB = -6.0, -90.0
HANDLE = 11.0
LEFT, RIGHT, TOP, BOTTOM = 34.0, 10.0, 10.0, 20.0
GRID_HZ = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000)
HPF = 0


class EqEditor(QWidget):
    """Drag a handle: sideways frequency, up and down gain; the wheel is Q; a double click gives it back."""

    moved = pyqtSignal(str, float)
    given = pyqtSignal(str)
    taken = pyqtSignal(bool)

    def __init__(self, kind: Kind = "strip", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self.view: PlaceView | None = None
        self.values: dict[str, float] = {}
        self.chosen: int | None = None
        self.grabbed = False
        self._until = 0.0
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(round(1000 * SETTLE_S))
        self._waiting.timeout.connect(self._show_again)
        self._from = QPointF()
        self._curve = self._ghost = np.zeros(len(CURVE_HZ))
        self._spectrum: np.ndarray | None = None
        self._spectrum_hz = np.zeros(0)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("Equaliser"))
        self.setMinimumSize(360, 180)

    def show_place(self, view: PlaceView) -> None:
        """Show what the desk says, except what the hand is on."""
        self.view = view
        if self.grabbed or time.monotonic() <= self._until:
            self._waiting.start()
        else:
            self.values = {
                name: view.value(name) for name in INDEX[self._kind] if name.startswith(("eq", "hpf"))
            }
        row = list(view.values)
        for name, value in self.values.items():
            row[INDEX[self._kind][name]] = value
        self._curve, self._ghost = draw_curves(self._kind, [tuple(row), view.wanted])
        self.update()

    def show_spectrum(self, hz: np.ndarray, level_db: np.ndarray) -> None:
        """Show (points,) levels of the input."""
        self._spectrum_hz, self._spectrum = hz, level_db
        self.update()

    def area(self) -> QRectF:
        """Where the curves are."""
        return QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -BOTTOM)

    def x_of(self, hz: float) -> float:
        """Where a frequency is."""
        area = self.area()
        return area.left() + log(hz / 20.0) / log(1000.0) * area.width()

    def y_of(self, gain_db: float) -> float:
        """Where a gain is."""
        area = self.area()
        return area.center().y() - gain_db / REACH_DB * area.height() / 2

    def handle_at(self, handle: int) -> QPointF:
        """Where a handle is: 0 the high-pass, then the bands."""
        if handle == HPF:
            return QPointF(self.x_of(self.values.get("hpf_hz", 20.0)), self.area().bottom() - HANDLE)
        hz = self.values.get(f"eq{handle}_hz", 1000.0)
        return QPointF(self.x_of(hz), self.y_of(self.values.get(f"eq{handle}_gain_db", 0.0)))

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Take the nearest handle."""
        assert a0 is not None
        self.chosen = self._find(a0.position())
        self.grabbed = self.chosen is not None and a0.button() == Qt.MouseButton.LeftButton
        self._from = a0.position()
        if self.grabbed and self.chosen is not None:
            self.taken.emit(True)
            for name in self._params(self.chosen):
                self.moved.emit(name, self.values[name])
        self.update()

    def mouseMoveEvent(self, a0: QMouseEvent | None) -> None:
        """Drag it; Shift is fine."""
        assert a0 is not None
        if not self.grabbed or self.chosen is None:
            self.setCursor(
                Qt.CursorShape.SizeAllCursor
                if self._find(a0.position()) is not None
                else Qt.CursorShape.ArrowCursor
            )
            return
        way = a0.position() - self._from
        self._from = a0.position()
        scale = FINE if a0.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        area = self.area()
        hz = "hpf_hz" if self.chosen == HPF else f"eq{self.chosen}_hz"
        octaves = scale * way.x() / area.width() * log(1000.0)
        self._put(hz, self.values[hz] * float(np.exp(octaves)))
        if self.chosen != HPF:
            gain = f"eq{self.chosen}_gain_db"
            self._put(gain, self.values[gain] - scale * way.y() / area.height() * 2 * REACH_DB)
        QToolTip.showText(self.mapToGlobal(a0.position().toPoint()), self._describe(self.chosen), self)

    def mouseReleaseEvent(self, a0: QMouseEvent | None) -> None:
        """Let go."""
        if self.grabbed:
            self.grabbed = False
            self.taken.emit(False)

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Give a band back to the mind."""
        assert a0 is not None
        self.grabbed, self._until = False, 0.0
        handle = self._find(a0.position())
        if handle is not None:
            for name in self._params(handle):
                self.given.emit(name)

    def wheelEvent(self, a0: QWheelEvent | None) -> None:
        """The wheel over a handle is its Q."""
        assert a0 is not None
        handle = self._find(a0.position())
        if handle is None or handle == HPF:
            a0.ignore()
            return
        self.chosen = handle
        self._nudge(f"eq{handle}_q", a0.angleDelta().y() / 120.0 * STEP * 2)
        a0.accept()

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Digits choose a band, H the high-pass; arrows move it, page keys turn Q, Backspace gives back."""
        assert a0 is not None
        key, chosen = a0.key(), self.chosen
        bands = "h" + "".join(str(band) for band in range(1, BANDS + 1))
        scale = FINE if a0.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        if a0.text() and a0.text().lower() in bands:
            self.chosen = bands.index(a0.text().lower())
            self.update()
        elif chosen is None:
            super().keyPressEvent(a0)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            way = STEP * scale * (1 if key == Qt.Key.Key_Right else -1)
            self._nudge("hpf_hz" if chosen == HPF else f"eq{chosen}_hz", way)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and chosen != HPF:
            self._nudge(f"eq{chosen}_gain_db", STEP * scale * (1 if key == Qt.Key.Key_Up else -1))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and chosen != HPF:
            self._nudge(f"eq{chosen}_q", STEP * scale * (1 if key == Qt.Key.Key_PageUp else -1))
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            for name in self._params(chosen):
                self.given.emit(name)
        else:
            super().keyPressEvent(a0)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Grid, spectrum, ghost, curve, handles."""
        painter, _ = paint_well(self, theme.faint if self.hasFocus() else theme.line, 5)
        self._paint_grid(painter)
        if self.view is None:
            return
        area = self.area()
        painter.save()
        painter.setClipRect(area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_spectrum(painter, area)
        if self.view.ghosts and np.abs(self._ghost - self._curve).max() > 0.3:
            painter.setPen(QPen(colour(theme.ghost), 1.6, Qt.PenStyle.DashLine))
            painter.drawPath(self._path(CURVE_HZ, self._ghost))
        path = self._path(CURVE_HZ, self._curve)
        filled = QPainterPath(path)
        filled.lineTo(area.right(), self.y_of(0.0))
        filled.lineTo(area.left(), self.y_of(0.0))
        painter.fillPath(filled, colour(theme.text, 22))
        painter.setPen(QPen(colour(theme.text), 2.2))
        painter.drawPath(path)
        painter.restore()
        for handle in range(BANDS, -1, -1):
            self._paint_handle(painter, handle)

    def _paint_grid(self, painter: QPainter) -> None:
        area = self.area()
        painter.setFont(font(10))
        for hz in GRID_HZ:
            x = round(self.x_of(hz))
            painter.setPen(colour(theme.line, 150))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(colour(theme.faint))
            words = write_hz(hz).replace(" ", "")
            box = QRectF(min(max(x - 20, 2), self.width() - 42), area.bottom() + 3, 40, 14)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        for gain_db in (-12, -6, 0, 6, 12):
            y = round(self.y_of(gain_db))
            painter.setPen(colour(theme.faint if gain_db == 0 else theme.line, 150))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colour(theme.faint))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            words = f"{gain_db:+d}".replace("-", "−") if gain_db else "0"
            painter.drawText(QRectF(0, y - 7, LEFT - 6, 14), flags, words)

    def _paint_spectrum(self, painter: QPainter, area: QRectF) -> None:
        if self._spectrum is None:
            return
        share = (self._spectrum - SPECTRUM_FLOOR_DB) / (SPECTRUM_TOP_DB - SPECTRUM_FLOOR_DB)
        path = QPainterPath(QPointF(area.left(), area.bottom()))
        for hz, part in zip(self._spectrum_hz.tolist(), np.clip(share, 0, 1).tolist(), strict=True):
            path.lineTo(self.x_of(hz), area.bottom() - part * area.height())
        path.lineTo(area.right(), area.bottom())
        painter.fillPath(path, colour(theme.low, 90))
        painter.setPen(QPen(colour(theme.low, 200), 1.2))
        painter.drawPath(path)

    def _paint_handle(self, painter: QPainter, handle: int) -> None:
        assert self.view is not None
        if handle == HPF and "hpf_hz" not in self.values:
            return
        at = self.handle_at(handle)
        holds = {self.view.hold(name) for name in self._params(handle)}
        shade = theme.locked if Hold.LOCKED in holds else theme.held if Hold.HELD in holds else theme.ghost
        painter.setPen(QPen(colour(theme.text if handle == self.chosen else shade), 1.6))
        painter.setBrush(colour(theme.well, 235))
        painter.drawEllipse(at, HANDLE, HANDLE)
        painter.setBrush(colour(shade, 70))
        painter.drawEllipse(at, HANDLE, HANDLE)
        painter.setFont(font(11, BOLD))
        painter.setPen(colour(theme.text))
        box = QRectF(at.x() - HANDLE, at.y() - HANDLE, 2 * HANDLE, 2 * HANDLE)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "H" if handle == HPF else str(handle))

    def _path(self, hz: np.ndarray, gain_db: np.ndarray) -> QPainterPath:
        xs = [self.x_of(each) for each in hz.tolist()]
        ys = [self.y_of(each) for each in np.clip(gain_db, -60, 60).tolist()]
        path = QPainterPath(QPointF(xs[0], ys[0]))
        for x, y in zip(xs[1:], ys[1:], strict=True):
            path.lineTo(x, y)
        return path

    def _find(self, at: QPointF) -> int | None:
        """The handle under the pointer."""
        if not self.values:
            return None
        ways = {handle: at - self.handle_at(handle) for handle in range(BANDS + 1) if self._params(handle)}
        handle = min(ways, key=lambda each: ways[each].manhattanLength())
        return handle if ways[handle].manhattanLength() < 2.2 * HANDLE else None

    def _params(self, handle: int) -> tuple[str, ...]:
        if handle == HPF:
            return ("hpf_hz",) if "hpf_hz" in self.values else ()
        return f"eq{handle}_gain_db", f"eq{handle}_hz", f"eq{handle}_q"

    def _nudge(self, name: str, way: float) -> None:
        row = find_param(self._kind, name)
        position = min(1.0, max(0.0, to_position(row, self.values[name]) + way))
        self._put(name, to_value(row, position))

    def _put(self, name: str, value: float) -> None:
        self.values[name] = find_param(self._kind, name).clamp(value)
        self._until = time.monotonic() + SETTLE_S
        self.moved.emit(name, self.values[name])
        self._show_again()

    def _show_again(self) -> None:
        if self.view is not None:
            self.show_place(self.view)

    def _describe(self, handle: int) -> str:
        if handle == HPF:
            return say("High-pass {hz} Hz", hz=write_hz(self.values["hpf_hz"]))
        gain, hz, q = (self.values[name] for name in self._params(handle))
        return say(
            "Band {band}: {gain} dB at {hz}Hz, Q {q:.2f}",
            band=handle,
            gain=write_db(gain),
            hz=write_hz(hz),
            q=q,
        )
