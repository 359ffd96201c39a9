"""Rehearse page: what plays in place of live inputs, under a hand; recording, and the takes there are."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.orders.show import GoLive, PlayTake
from app.shown.board import PlaceView as BoardPlace
from app.shown.language import say
from app.state import State
from app.surfaces.hand import STEP_S
from app.window.desk_link import DeskLink
from app.window.key import Key
from app.window.page import Page
from app.window.rehearse.lanes import Lanes
from app.window.rehearse.peaks_fetch import PeaksFetch
from app.window.rehearse.place_view import PlaceView
from app.window.rehearse.record_key import HEIGHT as RECORD_HEIGHT
from app.window.rehearse.record_key import RecordKey
from app.window.rehearse.roll_hand import RollHand
from app.window.rehearse.takes_list import TakesList
from app.window.rehearse.transport_key import Sign, TransportKey
from app.window.rehearse.waveform import Waveform
from app.window.theme import GROUP_COLOURS, PLAIN, theme
from engine.console.state import Strip
from engine.gauges import Gauges

MARGIN, GAP, SIDE, BAR = 8, 8, 296, 48
_ZOOM = 1.6


class RehearsePage(Page):
    """Transport and waveform at the left, recorder and takes at the right."""

    title = say("REHEARSE")

    def __init__(self, link: DeskLink, hand: RollHand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link, self._hand = link, hand
        self._rows: list[tuple[int, ...]] = []
        self._fetched: tuple | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.keys: dict[str, TransportKey] = {}
        for sign, light, name, tip, act in (
            ("start", theme.text, say("To the start"), say("To the start (Home)"), lambda: hand.seek(0.0)),
            ("play", theme.safe, say("Play"), say("Play or pause (Space)"), hand.toggle_play),
            ("stop", theme.text, say("Stop"), say("Stop, at the start"), hand.stop),
            ("loop", theme.held, say("Loop"), say("Repeat the region, or all (L)"), hand.toggle_loop),
            ("less", theme.text, say("Zoom out"), say("Zoom out (-)"), lambda: self.waveform.zoom(1 / _ZOOM)),
            ("more", theme.text, say("Zoom in"), say("Zoom in (+)"), lambda: self.waveform.zoom(_ZOOM)),
        ):
            self.keys[sign] = self._make_key(sign, light, name, tip)
            self.keys[sign].clicked.connect(lambda _=False, act=act: act())
        self.all = Key(say("ALL"), theme.text, self, say("Show the whole (A)"))
        self.place = PlaceView(self)
        self.waveform = Waveform(self)
        self.record = RecordKey(self)
        self.master = Key(say("MASTER TOO"), theme.mute, self, say("Record the master beside the inputs"))
        self.takes = TakesList(self)
        self.play_take = Key(say("PLAY THIS TAKE"), theme.safe, self, say("It plays in place of the inputs"))
        self.go_back = Key(say("BACK TO LIVE INPUTS"), theme.text, self)
        self.fetch = PeaksFetch(self)
        self.fetch.came.connect(self._show_peaks)
        self.all.clicked.connect(self.waveform.show_all)
        self.waveform.sought.connect(hand.seek)
        self.waveform.looped.connect(hand.loop)
        self.record.clicked.connect(hand.press_record)
        self.master.clicked.connect(self._toggle_master)
        self.takes.played.connect(lambda folder: link.send(PlayTake(folder)))
        self.play_take.clicked.connect(lambda: link.send(PlayTake(self.takes.chosen)))
        self.go_back.clicked.connect(lambda: link.send(GoLive()))
        self.takes.chosen_changed.connect(self._show_keys)
        hand.armed_changed.connect(self._show_recording)
        self._show_keys()

    def show_state(self, state: State, views: dict[str, BoardPlace]) -> None:
        """Show what plays, what is recorded, and the takes."""
        player = state.player
        strips = [place for place in views.values() if place.kind == "strip"]
        names = [(strip.name, GROUP_COLOURS.get(strip.group, PLAIN)) for strip in strips]
        self._rows = [strip.inputs for strip in state.session.layers.hand.strips if isinstance(strip, Strip)]
        self.waveform.show_player(player, names)
        self.fetch.want(player.file if player else "", player.inputs if player else 0)
        self.takes.show_takes(state.takes, player.folder if player is not None and player.is_take else "")
        self._show_peaks()
        self._show_recording()
        self._show_keys()

    def show_levels(self, gauges: Gauges | None) -> None:
        """Show where the player is."""
        player = self._hand.player
        seconds = self._hand.position_s
        self.place.show_place(seconds, player)
        self.waveform.show_position(seconds, player is not None and player.playing)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Space, Home, L, R, A, arrows, brackets, plus and minus."""
        assert a0 is not None
        hand, step = self._hand, 1.0 if a0.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP_S
        acts = {
            Qt.Key.Key_Space: hand.toggle_play,
            Qt.Key.Key_Home: lambda: hand.seek(0.0),
            Qt.Key.Key_L: hand.toggle_loop,
            Qt.Key.Key_R: hand.press_record,
            Qt.Key.Key_A: self.waveform.show_all,
            Qt.Key.Key_Left: lambda: hand.step(-step),
            Qt.Key.Key_Right: lambda: hand.step(step),
            Qt.Key.Key_BracketLeft: lambda: self._set_end(0),
            Qt.Key.Key_BracketRight: lambda: self._set_end(1),
            Qt.Key.Key_Plus: lambda: self.waveform.zoom(_ZOOM),
            Qt.Key.Key_Equal: lambda: self.waveform.zoom(_ZOOM),
            Qt.Key.Key_Minus: lambda: self.waveform.zoom(1 / _ZOOM),
        }
        held = a0.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        act = None if held or (a0.isAutoRepeat() and a0.key() == Qt.Key.Key_R) else acts.get(Qt.Key(a0.key()))
        if act is not None:
            act()
        else:
            super().keyPressEvent(a0)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """The waveform takes what is left."""
        super().resizeEvent(a0)
        width, height = self.width(), self.height()
        left = width - SIDE - MARGIN - GAP
        x = MARGIN
        for name, wide in (("start", 48), ("play", 72), ("stop", 48), ("loop", 56)):
            self.keys[name].setGeometry(x, 0, wide, BAR)
            x += wide + 4
        zoom = left - 3 * 44
        for key, wide in ((self.keys["less"], 40), (self.keys["more"], 40), (self.all, 44)):
            key.setGeometry(zoom, 0, wide, BAR)
            zoom += wide + 4
        self.place.setGeometry(x + 8, 0, min(260, left - 3 * 44 - x - 24), BAR)
        self.waveform.setGeometry(MARGIN, BAR + GAP, left - MARGIN, height - BAR - GAP)
        side = left + GAP
        self.record.setGeometry(side, 0, SIDE, RECORD_HEIGHT)
        self.master.setGeometry(side, RECORD_HEIGHT + 4, SIDE, 32)
        top = RECORD_HEIGHT + 44
        self.takes.setGeometry(side, top, SIDE, height - top - 2 * 44)
        self.play_take.setGeometry(side, height - 2 * 44 + 4, SIDE, 40)
        self.go_back.setGeometry(side, height - 40, SIDE, 40)

    def close_down(self) -> None:
        """The window closes."""
        self.fetch.stop()

    def _make_key(self, sign: Sign, light: str, name: str, tip: str) -> TransportKey:
        return TransportKey(sign, light, name, tip, self)

    def _set_end(self, which: int) -> None:
        """Begin or end the loop where the player is."""
        player = self._hand.player
        if player is not None:
            at = self._hand.position_s
            if which == 1:
                self._hand.loop(None, at)
            else:
                self._hand.loop(at, None if player.end_s > at else player.seconds)

    def _toggle_master(self) -> None:
        self._hand.master = not self._hand.master
        self._show_recording()

    def _show_peaks(self) -> None:
        state, player = self._link.state, self._hand.player
        words = self.fetch.trouble
        if state is not None and state.opening:
            name = Path(state.opening).name
            words = say("Making {name} ready: {share:.0%}", name=name, share=state.opening_share)
        elif player is None:
            words = say(
                "The live inputs play. Record them here, or play a take for a sound check without the band."
            )
        key = (id(self.fetch.peaks), self.fetch.share, tuple(self._rows), words)
        if key != self._fetched:
            self._fetched = key
            peaks = self.fetch.peaks
            lanes = Lanes(peaks, self._rows) if peaks is not None and self._rows else None
            self.waveform.show_lanes(lanes, self.fetch.share, words)

    def _show_recording(self) -> None:
        recording = self._hand.recording
        self.record.show_recording(recording, self._hand.armed)
        self.master.show_lit(recording.master if recording is not None else self._hand.master)
        self.master.setEnabled(recording is None)

    def _show_keys(self) -> None:
        player = self._hand.player
        plays = player is not None and player.playing
        for name in ("start", "play", "stop", "less", "more"):
            self.keys[name].setEnabled(player is not None)
        self.all.setEnabled(player is not None)
        self.keys["play"].show_sign("pause" if plays else "play")
        self.keys["play"].show_lit(plays)
        self.keys["loop"].setEnabled(player is not None and player.end_s > player.start_s)
        self.keys["loop"].show_lit(player is not None and player.loop)
        self.play_take.setEnabled(bool(self.takes.chosen))
        before = player.before if player is not None else ""
        name = say("BACK TO {name}", name=Path(before).name.upper()) if before else say("BACK TO LIVE INPUTS")
        self.go_back.setText(name)
        self.go_back.setAccessibleName(name)
        self.go_back.setEnabled(player is not None and player.is_take)
