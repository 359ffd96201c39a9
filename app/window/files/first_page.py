"""First page: what the window shows while no show runs; here one is begun."""

from __future__ import annotations

import time

from PyQt6.QtCore import QRectF, Qt, QTimer
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.children.errand import Errand
from app.children.survey import begin_survey
from app.launch_plan import Launch, Progress
from app.material.sessions import list_recent
from app.shown.language import say
from app.window.choice import Choice
from app.window.files.browser import Browser
from app.window.files.card import Card
from app.window.files.launcher import Launcher
from app.window.files.progress_bar import ProgressBar
from app.window.files.recent_list import RecentList
from app.window.key import Key
from app.window.page import Page
from app.window.pick_list import PickList, Row
from app.window.theme import BOLD, colour, font, theme
from app.window.words_box import WordsBox
from engine.console.session import Patch
from engine.devices.portaudio import RATES, Device
from engine.devices.survey import Devices

MARGIN, GAP, CARD, TOP = 32, 16, 124, 104
COUNTS = (2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128)


class FirstPage(Page):
    """Three large choices and the sessions that were open."""

    def __init__(self, launcher: Launcher, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._launcher = launcher
        self._errand: Errand[Devices] | None = None
        self._devices: tuple[Device, ...] = ()
        self._count = 8
        self.patch = Patch()
        """What a new show is played over, where nothing else is chosen."""
        self.cards = {
            "demo": Card(
                say("Hear the demo band"),
                say("Ten tracks that Deskhand makes itself, uneven like a sound check, mixed by a mind."),
                theme.ghost,
                self,
            ),
            "devices": Card(
                say("Use a sound card"),
                say("Mix what comes in at a device, live. Choose it from a list."),
                theme.middle,
                self,
            ),
            "stems": Card(
                say("Open a folder of stems"),
                say("Each sound file becomes a strip, looped as if it were live. Or drop the folder here."),
                theme.held,
                self,
            ),
        }
        self.recent = RecentList(self)
        self.browser = Browser(self)
        self.devices = PickList(say("Sound devices"), self, say("Looking for sound devices…"))
        self.inputs = Choice(say("Inputs"), self, say("How many inputs to mix"))
        self.again = Key(say("LOOK AGAIN"), theme.text, self, say("Look for devices that came or went"))
        self.start = Key(say("START"), theme.middle, self, say("Begin the show with this device"))
        self.back = Key(say("RECENT SESSIONS"), theme.text, self, say("The sessions that were open last"))
        self.words = WordsBox(self, 12, "mute")
        self.progress = ProgressBar(self)
        self.cancel = Key(say("CANCEL"), theme.mute, self, say("Begin nothing (Escape)"), outlined=True)
        self.cards["demo"].clicked.connect(lambda: self.begin(Launch("demo", patch=self.patch)))
        self.cards["devices"].clicked.connect(lambda: self.open_part("devices"))
        self.cards["stems"].clicked.connect(lambda: self.open_part("stems"))
        self.back.clicked.connect(lambda: self.open_part("recent"))
        self.recent.wanted.connect(lambda file: self.begin(Launch("session", file)))
        self.browser.chosen.connect(self.open_path)
        self.devices.picked.connect(lambda _: self._show_start())
        self.devices.opened.connect(lambda _: self._begin_live())
        self.inputs.wanted.connect(self._choose_count)
        self.start.clicked.connect(self._begin_live)
        self.again.clicked.connect(self._look_for_devices)
        self.cancel.clicked.connect(launcher.cancel)
        launcher.failed.connect(self._show_failure)
        launcher.ended.connect(self._show_launch)
        self._timer = QTimer(self)
        self._timer.setInterval(100)
        self._timer.timeout.connect(self._tend)
        self._timer.start()
        self.part = "recent"
        self.open_part("recent")

    def open_part(self, part: str) -> None:
        """Show recent sessions, devices or folders."""
        self.part = part
        self.recent.setVisible(part == "recent")
        self.browser.setVisible(part == "stems")
        for widget in (self.devices, self.inputs, self.start, self.again):
            widget.setVisible(part == "devices")
        self.back.setVisible(part != "recent")
        for name, card in self.cards.items():
            card.show_lit(name == part)
        if part == "stems":
            self.browser.show_folder(self.browser.folder)
            self.browser.list.setFocus()
        elif part == "devices":
            self._look_for_devices()
            self.devices.setFocus()
        else:
            self.recent.show_files(list_recent())
        self.words.show_words("")
        self._lay_out()

    def open_path(self, path: str) -> None:
        """Begin with a folder of stems, or go on with a session."""
        if path.endswith(".json"):
            self.begin(Launch("session", path))
        else:
            self.begin(Launch("folder", path, patch=self.patch))

    def begin(self, launch: Launch) -> None:
        """Begin a show."""
        self.words.show_words("")
        self._launcher.begin(launch)
        self._show_launch()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Cards in a row, a list below."""
        self._lay_out()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The name of the house."""
        painter = QPainter(self)
        painter.setFont(font(11, BOLD))
        painter.setPen(colour(theme.ghost))
        x = self.cards["demo"].x()
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(x, 28, 300, 16), flags, "DESKHAND")
        painter.setFont(font(26, BOLD))
        painter.setPen(colour(theme.text))
        painter.drawText(QRectF(x, 46, 900, 40), flags, say("What shall be mixed?"))
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.dim))
        headings = {
            "recent": say("GO ON WITH A SESSION"),
            "devices": say("SOUND DEVICES"),
            "stems": say("FOLDERS AND SESSIONS"),
        }
        painter.drawText(QRectF(x, self._list_top() - 28, 400, 20), flags, headings[self.part])

    def _list_top(self) -> int:
        return TOP + CARD + GAP + 36

    def _lay_out(self) -> None:
        wide = min(1180, self.width() - 2 * MARGIN)
        left = (self.width() - wide) // 2
        each = (wide - 2 * GAP) // 3
        for n, card in enumerate(self.cards.values()):
            card.setGeometry(left + n * (each + GAP), TOP, each, CARD)
        top = self._list_top()
        foot = self.height() - 16
        busy = self._launcher.busy
        self.progress.setVisible(busy)
        self.cancel.setVisible(busy)
        words = self.words.height_for(wide) if self.words.words else 0
        self.words.setVisible(bool(words) and not busy)
        if busy:
            self.progress.setGeometry(left, foot - 36, wide - 120 - GAP, 36)
            self.cancel.setGeometry(left + wide - 120, foot - 36, 120, 36)
            foot -= 36 + GAP
        elif words:
            self.words.setGeometry(left, foot - words, wide, words)
            foot -= words + 8
        self.back.setGeometry(left + wide - 152, top - 40, 152, 32)
        self.recent.setGeometry(left, top, wide, foot - top)
        self.browser.setGeometry(left, top, wide, foot - top)
        side = 200
        self.devices.setGeometry(left, top, wide - side - GAP, foot - top)
        x = left + wide - side
        self.inputs.setGeometry(x, top, side, 32)
        self.again.setGeometry(x, top + 40, side, 32)
        self.start.setGeometry(x, top + 88, side, 44)
        self.update()

    def _tend(self) -> None:
        """See whether the devices are known; count the seconds."""
        found = self._errand.result() if self._errand is not None else None
        if found is not None:
            self._errand = None
            self._show_devices(found)
        if self.isVisible() and self._launcher.busy:
            self._show_launch()

    def _show_launch(self) -> None:
        launcher = self._launcher
        for widget in (*self.cards.values(), self.recent, self.browser, self.devices, self.start):
            widget.setEnabled(not launcher.busy)
        if launcher.busy:
            progress = launcher.progress or Progress(say("Getting ready"), 0.0)
            seconds = round(time.monotonic() - launcher.began)
            words = say("The desk, the engine and the mind start") if launcher.ready else progress.what
            right = say("{share:.0f} %, {seconds} s", share=100 * progress.share, seconds=seconds)
            self.progress.show_progress(words, progress.share, right)
            self.cancel.setEnabled(not launcher.ready)
        else:
            self._show_start()
        if self.progress.isVisibleTo(self) != launcher.busy:
            self._lay_out()

    def _show_failure(self, words: str) -> None:
        self.words.show_words(words[:1].upper() + words[1:])
        self._lay_out()

    def _look_for_devices(self) -> None:
        if self._errand is None:
            self._errand = begin_survey()
            self._devices = ()
            self.devices.show_rows((), empty=say("Looking for sound devices…"))
            self._show_start()

    def _show_devices(self, found: Devices) -> None:
        self._devices = found.rows
        rows = [
            Row(
                each.name,
                say(
                    "{inputs} inputs, {outputs} outputs, {rate} Hz",
                    inputs=each.inputs,
                    outputs=each.outputs,
                    rate=each.rate,
                ),
                each.host_api,
            )
            for each in found.rows
        ]
        none = say("No sound device was found. Connect one or start its server, then LOOK AGAIN.")
        first = next((n for n, each in enumerate(found.rows) if each.inputs), -1)
        self.devices.show_rows(rows, first, empty=found.fault or none)
        self._show_start()

    def _picked(self) -> Device | None:
        number = self.devices.chosen
        return self._devices[number] if 0 <= number < len(self._devices) else None

    def _counts(self) -> list[int]:
        device = self._picked()
        if device is None or not device.inputs:
            return []
        return sorted({*(n for n in COUNTS if n < device.inputs), min(128, device.inputs)})

    def _choose_count(self, number: int) -> None:
        self._count = self._counts()[number]
        self._show_start()

    def _show_start(self) -> None:
        counts = self._counts()
        self._count = min(self._count, counts[-1]) if counts else self._count
        options = [say("{count} inputs", count=n) for n in counts]
        chosen = counts.index(self._count) if self._count in counts else -1
        words = say("{count} inputs", count=self._count) if counts else say("no inputs")
        self.inputs.show_options(options, chosen, words)
        self.start.setEnabled(bool(counts) and not self._launcher.busy)
        self.start.show_lit(bool(counts))

    def _begin_live(self) -> None:
        device = self._picked()
        if device is None or not device.inputs:
            return
        patch = Patch(
            input_device=device.name,
            output_device=device.name if device.outputs else "",
            host_api=device.host_api,
            rate=device.rate if device.rate in RATES else self.patch.rate,
            frames=self.patch.frames,
        )
        self.begin(Launch("live", inputs=self._count, patch=patch))
