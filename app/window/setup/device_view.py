"""Device view: over which device and wires the show is played; prepared here, made so with APPLY."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.orders.show import ListDevices
from app.patching import BLOCKS
from app.shown.board import PlaceView
from app.shown.language import say
from app.state import State
from app.window.choice import Choice
from app.window.desk_link import DeskLink
from app.window.key import Key
from app.window.setup.plan import (
    Plan,
    begin_plan,
    change_patch,
    choose_output,
    count_there,
    find_cost,
    list_offers,
    name_channel,
    name_channels,
    tell_cost,
    write_block,
)
from app.window.setup.wire_grid import Line, WireGrid
from app.window.theme import BOLD, COLOUR_GROUPS, GROUP_COLOURS, PLAIN, colour, font, theme
from app.window.words_box import WordsBox
from engine.console.state import Strip
from engine.devices.portaudio import RATES
from engine.gauges import Gauges

SIDE, MARGIN, GAP, STEP = 324, 8, 8, 54


class DeviceView(QWidget):
    """Nothing changes before APPLY; what is prepared is forgotten with REVERT."""

    changed = pyqtSignal()

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._asked = False
        self._plan: Plan | None = None
        self._state: State | None = None
        self._views: dict[str, PlaceView] = {}
        self._pairs: dict[str, list[tuple[str, str]]] = {"inputs": [], "outputs": []}
        self.driver = Choice(
            say("Driver"), self, say("What keeps time: a sound card, or a clock without sound")
        )
        self.output = Choice(say("Output device"), self)
        self.input = Choice(say("Input device"), self)
        self.rate = Choice(say("Sample rate"), self)
        self.block = Choice(say("Block"), self, say("Frames in a block: smaller is sooner and costs more"))
        self.again = Key(say("LOOK AGAIN"), theme.text, self, say("Look for devices that came or went"))
        self.apply = Key(say("APPLY"), theme.middle, self, say("Make it so"))
        self.revert = Key(say("REVERT"), theme.text, self, say("Forget what was changed here"))
        self.facts = WordsBox(self, 11)
        self.sentence = WordsBox(self, 12, "text")
        self.tabs = {
            "inputs": Key(say("INPUTS"), theme.text, self, say("Which input goes to which strip")),
            "outputs": Key(say("OUTPUTS"), theme.text, self, say("Which outputs the buses leave by")),
        }
        self.inputs = WireGrid(say("Input wires"), say("INPUT"), False, self)
        self.outputs = WireGrid(say("Output wires"), say("OUTPUT"), True, self)
        self.note = WordsBox(self, 11)
        self.driver.wanted.connect(lambda n: self._change(driver=("portaudio", "clock")[n]))
        self.output.wanted.connect(self._choose_output)
        self.input.wanted.connect(lambda n: self._change(input_device=self._pairs["inputs"][n][0]))
        self.rate.wanted.connect(lambda n: self._change(rate=RATES[n]))
        self.block.wanted.connect(lambda n: self._change(frames=self._blocks()[n]))
        self.again.clicked.connect(lambda: link.send(ListDevices()))
        self.apply.clicked.connect(self._apply)
        self.revert.clicked.connect(self._forget)
        for name, key in self.tabs.items():
            key.clicked.connect(lambda _=False, name=name: self.open_tab(name))
        for grid, inputs in ((self.inputs, True), (self.outputs, False)):
            grid.wired.connect(self._wire)
            grid.named.connect(lambda channel, name, inputs=inputs: self._name(inputs, channel, name))
        self.open_tab("inputs")

    @property
    def plan(self) -> Plan | None:
        """What is prepared, or how it is."""
        return self._plan or (begin_plan(self._state.session) if self._state is not None else None)

    def open_tab(self, name: str) -> None:
        """Show inputs or outputs."""
        for each, key in self.tabs.items():
            key.show_lit(each == name)
        self.inputs.setVisible(name == "inputs")
        self.outputs.setVisible(name == "outputs")
        self._show_note()

    def show_state(self, state: State, views: dict[str, PlaceView]) -> None:
        """Show what the desk says, and over it what is prepared; devices are listed when somebody looks."""
        if self.isVisible() and not self._asked and state.devices is None:
            self._asked = True
            self._link.send(ListDevices())
        self._state, self._views = state, views
        if self._plan is not None:
            now = begin_plan(state.session)
            same = self._plan.inputs.keys() == now.inputs.keys() and self._plan.patch.stems == now.patch.stems
            if not same or self._plan == now:
                self._plan = None
        self._show()

    def show_gauges(self, gauges: Gauges | None) -> None:
        """Say what the engine measures."""
        if self._state is None:
            return
        status = self._state.status
        if gauges is None:
            self.facts.show_words(say("The engine: {words}.", words=status.engine))
            return
        latency = int(gauges.shared.arrays["latency_frames"].sum())
        self.facts.show_words(
            say(
                "Plays on {device}: {inputs} inputs, {outputs} outputs. "
                "Measured by the engine: {ms:.1f} ms from input to output.",
                device=status.device,
                inputs=status.inputs,
                outputs=status.outputs,
                ms=1000 * latency / gauges.rate,
            )
        )

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Device at the left, wires take the rest."""
        width, height = self.width(), self.height()
        inner = SIDE - 2 * 12
        x, y = MARGIN + 12, 52
        for choice in (self.driver, self.output, self.input):
            choice.setGeometry(x, y, inner, 32)
            y += STEP
        half = (inner - GAP) // 2
        self.rate.setGeometry(x, y, 104, 32)
        self.block.setGeometry(x + 104 + GAP, y, inner - 104 - GAP, 32)
        self.again.setGeometry(MARGIN + SIDE - 12 - 108, 4, 108, 28)
        self.facts.setGeometry(x, y + 44, inner, 48)
        foot = height - 8 - 12
        self.apply.setGeometry(x, foot - 40, half, 40)
        self.revert.setGeometry(x + half + GAP, foot - 40, inner - half - GAP, 40)
        self.sentence.setGeometry(x, y + 100, inner, max(20, foot - 52 - y - 100))
        left = MARGIN + SIDE + GAP
        for n, key in enumerate(self.tabs.values()):
            key.setGeometry(left + n * (104 + 4), 0, 104, 32)
        self.note.setGeometry(left + 2 * 108 + 12, 9, width - left - 2 * 108 - 24, 20)
        for grid in (self.inputs, self.outputs):
            grid.setGeometry(left, 40, width - left - MARGIN, height - 48)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """A panel under the device, and headings."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel))
        painter.drawRoundedRect(QRectF(MARGIN, 0, SIDE, self.height() - 8), 4, 4)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.ghost))
        painter.drawText(QRectF(MARGIN + 12, 10, 160, 16), Qt.AlignmentFlag.AlignVCenter, say("DEVICE"))
        painter.setFont(font(10))
        painter.setPen(colour(theme.dim))
        for widget in (self.driver, self.output, self.input, self.rate, self.block):
            where = QRectF(widget.x(), widget.y() - 16, widget.width(), 14)
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, widget.accessibleName())

    def _show(self) -> None:
        state, plan = self._state, self.plan
        if state is None or plan is None:
            return
        patch = plan.patch
        card = patch.driver == "portaudio"
        self.driver.show_options(
            (say("Sound card"), say("Clock: keeps time, nothing can be heard")), 0 if card else 1
        )
        for needs, choice in (("outputs", self.output), ("inputs", self.input)):
            words, self._pairs[needs], chosen = list_offers(state.devices, plan, needs)
            if not card:
                choice.show_options(words, -1, say("none, the clock stands in"))
            elif needs == "inputs" and patch.stems:
                choice.show_options(words, -1, say("stems play instead"))
            else:
                choice.show_options(words, chosen)
            choice.setEnabled(card and not (needs == "inputs" and bool(patch.stems)))
        self.rate.show_options(
            [f"{rate / 1000:g} kHz" for rate in RATES],
            RATES.index(patch.rate) if patch.rate in RATES else -1,
            f"{patch.rate / 1000:g} kHz",
        )
        blocks = self._blocks()
        self.block.show_options(
            [write_block(each, patch.rate) for each in blocks], blocks.index(patch.frames)
        )
        self.again.setEnabled(not state.listing)
        self.again.setText(say("LOOKING…") if state.listing else say("LOOK AGAIN"))
        cost, fault = find_cost(state.session, plan, state.status)
        busy = state.patching or bool(state.opening)
        ready = (cost != "nothing" or bool(fault)) and not busy
        self.apply.setEnabled(ready and not fault)
        self.apply.show_lit(ready and not fault)
        self.revert.setEnabled(self._plan is not None)
        if state.patching:
            self.sentence.show_words(say("The device is being tried…"), "held")
        elif state.opening:
            share = round(100 * state.opening_share)
            self.sentence.show_words(say("The stems are made ready: {share} %", share=share), "held")
        elif self._plan is None and state.devices is not None and state.devices.fault:
            self.sentence.show_words(state.devices.fault, "held")
        elif self._plan is None and card is False and state.devices is not None and not state.devices.rows:
            words = say("No sound card was found. Connect one or start its server, then LOOK AGAIN.")
            self.sentence.show_words(words, "held")
        else:
            tone = "mute" if fault else "held" if cost == "stop" else "text" if cost != "nothing" else "dim"
            self.sentence.show_words(tell_cost(cost, fault, plan, state.session), tone)
        self._show_wires(state, plan)

    def _show_wires(self, state: State, plan: Plan) -> None:
        mix = state.session.layers.hand
        into, out = [], []
        for place in mix.places():
            at = mix.at(place)
            view = self._views.get(place)
            if isinstance(at, Strip):
                tint = GROUP_COLOURS.get(view.group if view else "", PLAIN)
                into.append(Line(place, at.name, tint, plan.inputs.get(place, at.inputs)))
            else:
                tint = PLAIN
                if place.startswith("group/"):
                    number = int(place.split("/")[1])
                    tint = GROUP_COLOURS[COLOUR_GROUPS[number % len(COLOUR_GROUPS)]]
                elif place == "master":
                    tint = theme.cap
                out.append(Line(place, at.name, tint, plan.outputs.get(place, at.outputs)))
        order = {"master": 0, "monitor": 1, "group": 2}
        out.sort(key=lambda line: order.get(line.place.split("/")[0], 3))
        there = count_there(state, plan, "inputs")
        self.inputs.show_wires(into, name_channels(plan, True, there), there)
        self.inputs.setEnabled(not plan.patch.stems)
        there = count_there(state, plan, "outputs")
        self.outputs.show_wires(out, name_channels(plan, False, there), there)
        self._show_note()

    def _show_note(self) -> None:
        if self.inputs.isVisibleTo(self) and self.plan is not None and self.plan.patch.stems:
            self.note.show_words(say("Each stem plays into a strip of its own."))
        else:
            self.note.show_words(
                say("Click to patch; M or ST makes a line mono or stereo; double-click a channel to name it.")
            )

    def _blocks(self) -> list[int]:
        plan = self.plan
        return sorted({*BLOCKS, plan.patch.frames}) if plan is not None else list(BLOCKS)

    def _change(self, **changes: object) -> None:
        plan = self.plan
        if plan is not None:
            self._prepare(change_patch(plan, **changes))

    def _choose_output(self, number: int) -> None:
        plan = self.plan
        if plan is not None and self._state is not None:
            name, api = self._pairs["outputs"][number]
            self._prepare(choose_output(plan, name, api, self._state.devices))

    def _wire(self, place: str, channels: tuple[int, ...]) -> None:
        plan = self.plan
        if plan is not None:
            field = "inputs" if place.startswith("strip/") else "outputs"
            wires = {**getattr(plan, field), place: channels}
            self._prepare(
                Plan(plan.patch, wires, plan.outputs)
                if field == "inputs"
                else Plan(plan.patch, plan.inputs, wires)
            )

    def _name(self, inputs: bool, channel: int, name: str) -> None:
        plan = self.plan
        if plan is not None:
            self._prepare(name_channel(plan, inputs, channel, name))

    def _prepare(self, plan: Plan) -> None:
        self._plan = plan
        if self._state is not None:
            self.show_state(self._state, self._views)

    def _apply(self) -> None:
        if self._plan is not None:
            self._link.send(self._plan.order)
            self._plan = None

    def _forget(self) -> None:
        self._plan = None
        self._show()
