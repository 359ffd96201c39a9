"""Window: a real window of Deskhand without a screen, under real mouse, wheel and key events.

python -m tests.crowd.window ME HANDS SEED STRIPS RUNTIME
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PyQt6.QtCore import QEvent, QPointF, Qt, QTimer, qInstallMessageHandler
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication, QWidget

from app.window.control import Control
from app.window.desk_link import DeskLink
from app.window.theme import dress
from app.window.window import Window
from tests.app.window.gestures import mouse, press, turn_wheel
from tests.crowd.stage import Actor, Orders, Script, answer, glide, tick_s

SIZE = 1280, 800
MOUSE_S = 0.016
PLAIN, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def strike(widget: QWidget, key: Qt.Key) -> None:
    """A key goes down and up."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, PLAIN))


def click(widget: QWidget, at: QPointF, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    """A click of the left button."""
    mouse(widget, QEvent.Type.MouseButtonPress, at, modifiers)
    mouse(widget, QEvent.Type.MouseButtonRelease, at, modifiers, down=False)


class Mouse(Actor):
    """Random gestures on a window's mixer page."""

    def __init__(self, window: Window, link: DeskLink, me: int, hands: int, seed: int, strips: int) -> None:
        super().__init__(me, hands, seed, strips)
        self.window, self.link = window, link

    @property
    def ready(self) -> bool:
        return len(self.window.mixer.strips) == self.strips and self.window.isVisible()

    def gesture(self) -> Script:
        strip = self.pick_strip()
        kind = self.dice.choices(
            ("ride", "pan", "wheel", "keys", "double", "light", "lock", "mute", "undo", "master"),
            (26, 10, 10, 7, 14, 13, 4, 5, 3, 4),
        )[0]
        return getattr(self, f"_{kind}")(strip)

    def _drag(self, control: Control, start: QPointF, room: QPointF, steps: int) -> Script:
        press(control, start)
        self.events += 1
        yield MOUSE_S
        for share in glide(self.dice, 0.0) if steps else ():
            mouse(control, QEvent.Type.MouseMove, start + room * share)
            self.events += 1
            yield MOUSE_S
        yield self.dice.uniform(0.0, 0.4)
        mouse(control, QEvent.Type.MouseButtonRelease, start + room, down=False)

    def _ride(self, strip: int) -> Script:
        return self._grip(self.window.mixer.strips[strip].fader)

    def _master(self, _: int) -> Script:
        return self._grip(self.window.mixer.master.fader)

    def _grip(self, fader: Any) -> Script:
        start = fader.cap_rect().center()
        way = self.dice.uniform(0.0, fader.travel()) - start.y()
        return self._drag(fader, start, QPointF(0, way), self.dice.randrange(4))

    def _pan(self, strip: int) -> Script:
        pan = self.window.mixer.strips[strip].pan
        return self._drag(pan, QPointF(pan.rect().center()), QPointF(self.dice.uniform(-40, 40), 0), 1)

    def _wheel(self, strip: int) -> Script:
        column = self.window.mixer.strips[strip]
        control, notches = self.dice.choice((column.fader, column.pan)), self.dice.choice((-1, 1, 2))
        for _ in range(self.dice.randint(1, 10)):
            turn_wheel(control, notches)
            self.events += 1
            yield tick_s(self.dice)

    def _keys(self, strip: int) -> Script:
        fader = self.window.mixer.strips[strip].fader
        fader.setFocus()
        for _ in range(self.dice.randint(1, 6)):
            strike(fader, self.dice.choice(ARROWS))
            self.events += 1
            yield 0.05

    def _double(self, strip: int) -> Script:
        """A double click gives back; its first click touches."""
        fader = self.window.mixer.strips[strip].fader
        at = fader.cap_rect().center()
        click(fader, at)
        self.events += 1
        yield 0.05
        mouse(fader, QEvent.Type.MouseButtonDblClick, at)
        mouse(fader, QEvent.Type.MouseButtonRelease, at, down=False)

    def _light(self, strip: int) -> Script:
        light = self.window.mixer.strips[strip].light
        click(light, QPointF(light.rect().center()))
        yield 0.02

    def _lock(self, strip: int) -> Script:
        """Locks, or unlocks."""
        fader = self.window.mixer.strips[strip].fader
        click(fader, fader.cap_rect().center(), CONTROL)
        yield 0.02

    def _mute(self, strip: int) -> Script:
        key = self.window.mixer.strips[strip].keys["mute"]
        click(key, QPointF(key.rect().center()))
        self.events += 1
        yield 0.02

    def _undo(self, _: int) -> Script:
        (self.link.undo if self.dice.random() < 0.7 else self.link.redo)()
        yield 0.02

    def show(self) -> dict[str, Any]:
        """Everything that can be seen of faders, pans and keys."""
        shown = {}
        for strip in self.window.mixer.strips:
            for name, control in (("fader_db", strip.fader), ("pan", strip.pan)):
                shown[f"{strip.place} {name}"] = [control.value, str(control.hold)]
            shown[f"{strip.place} mute"] = [float(strip.keys["mute"].lit), "auto"]
        shown["master fader_db"] = [self.window.mixer.master.fader.value, "auto"]
        return shown


def complain(_: object, __: object, words: str | None) -> None:
    """What Qt says, but that tooltips cannot be raised where there is no screen."""
    if words and "raise()" not in words:
        print(words, file=sys.stderr, flush=True)


def main(me: int, hands: int, seed: int, strips: int, runtime: str) -> None:
    qInstallMessageHandler(complain)
    app = QApplication(sys.argv[:1])
    dress(app)
    link = DeskLink(Path(runtime))
    window = Window(link)
    window.resize(*SIZE)
    window.show()
    hand, orders = Mouse(window, link, me, hands, seed, strips), Orders()

    def step() -> None:
        order = orders.take()
        if order == "quit":
            window.close()
            app.quit()
            return
        if hand.ready:
            hand.step(time.monotonic(), hand.gesture)
        if order is not None:
            answer(hand.obey(order, hand.show))

    timer = QTimer()
    timer.timeout.connect(step)
    timer.start(4)
    app.exec()


if __name__ == "__main__":
    me, hands, seed, strips = map(int, sys.argv[1:5])
    main(me, hands, seed, strips, sys.argv[5])
