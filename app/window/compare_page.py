"""Compare page: mixes heard one after the other, equally loud, and minds auditioned for it."""

from __future__ import annotations

from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.desk.listening import (
    AUDITION,
    FEWEST_SLOTS,
    HAND,
    MIND,
    MIX,
    MOST_SLOTS,
    SCENE,
    find_listened,
    list_items,
)
from app.orders.mix import RecallScene
from app.orders.show import Compare, Listen, TakeMind
from app.shown.board import PlaceView
from app.shown.language import say
from app.state import State
from app.window.audition_bar import HEIGHT, AuditionBar
from app.window.desk_link import DeskLink
from app.window.history import History
from app.window.key import Key
from app.window.mix_card import MixCard
from app.window.mix_rows import MixRow
from app.window.page import Page
from app.window.reasons import Reasons
from app.window.theme import theme
from engine.console.params import INDEX
from engine.console.state import Mix
from engine.console.units import OFF_DB

MARGIN, GAP, MOST_WIDTH = 8, 8, 560
LETTERS = "ABCD"
_FADER, _MUTE = INDEX["strip"]["fader_db"], INDEX["strip"]["mute"]


class ComparePage(Page):
    """A card for each mix; A to D hear them, \\ goes from one to the next."""

    title = say("COMPARE")

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._views: dict[str, PlaceView] = {}
        self._shown: tuple[object, ...] = ()
        self.auditions = AuditionBar(link, self)
        self.cards: list[MixCard] = []
        self.more = Key("+", theme.text, self, say("Compare one more mix"), 18)
        self.fewer = Key("−", theme.text, self, say("Compare one mix less"), 18)
        self.more.clicked.connect(self._add)
        self.fewer.clicked.connect(lambda: self._compare(self._slots()[:-1]))

    def show_state(self, state: State, views: dict[str, PlaceView]) -> None:
        """Show what is compared and heard."""
        self._views = views
        slots = state.listening.slots
        if len(slots) != len(self.cards):
            self._make_cards(len(slots))
        for card, item in zip(self.cards, slots, strict=True):
            card.show_item(item, state)
        self.more.setEnabled(len(slots) < MOST_SLOTS)
        self.fewer.setEnabled(len(slots) > FEWEST_SLOTS)
        self.auditions.show_state(state)

    def show_past(self, state: State, history: History, reasons: Reasons) -> None:
        """Show the strips of every mix, a few times a second."""
        shown = (state.session, state.candidates, state.because, state.listening.slots)
        if self._shown and all(a is b or a == b for a, b in zip(shown, self._shown, strict=True)):
            return
        self._shown = shown
        heard = state.session.layers.effective()
        for card in self.cards:
            try:
                mix = find_listened(card.item, state.session, heard, state.candidates)
            except KeyError:
                continue
            card.show_rows(self._list_rows(card.item, mix, heard, state))

    def listen(self, number: int) -> None:
        """Hear the mix of a card, from 0."""
        if number < len(self.cards):
            self._link.send(Listen(self.cards[number].item))

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """A to D hear."""
        assert a0 is not None
        letter = a0.text().upper()
        if letter and letter in LETTERS[: len(self.cards)] and not a0.modifiers():
            self.listen(LETTERS.index(letter))
        else:
            super().keyPressEvent(a0)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """The bar on top, cards share the rest."""
        super().resizeEvent(a0)
        self._lay_out()

    def _list_rows(self, item: str, mix: Mix, heard: Mix, state: State) -> list[MixRow]:
        because = state.because if item in (MIX, MIND) else {}
        if item.startswith(AUDITION):
            because = state.candidates[item.removeprefix(AUDITION)].because
        rows = []
        for index, (strip, now) in enumerate(zip(mix.strips, heard.strips, strict=True)):
            view = self._views.get(f"strip/{index}")
            level_db, then_db = _find_level(strip.values), _find_level(now.values)
            differs_db = OFF_DB if level_db <= OFF_DB < then_db else level_db - then_db
            rows.append(
                MixRow(
                    name=strip.name,
                    group=view.group if view is not None else "",
                    fader_db=level_db,
                    differs_db=differs_db,
                    why=because.get(f"strip/{index}", ""),
                )
            )
        return rows

    def _slots(self) -> list[str]:
        return [card.item for card in self.cards]

    def _add(self) -> None:
        """One more: the first that is not compared yet."""
        state, slots = self._link.state, self._slots()
        if state is not None:
            items = list_items(state.session, state.candidates)
            self._compare([*slots, next((item for item in items if item not in slots), HAND)])

    def _compare(self, slots: list[str]) -> None:
        self._link.send(Compare(slots))

    def _choose(self, number: int, item: str) -> None:
        slots = self._slots()
        slots[number] = item
        self._compare(slots)

    def _take(self, card: MixCard) -> None:
        if card.item.startswith(AUDITION):
            self._link.send(TakeMind(card.item.removeprefix(AUDITION)))
        elif card.item.startswith(SCENE):
            self._link.send(RecallScene(card.item.removeprefix(SCENE)))

    def _make_cards(self, count: int) -> None:
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = [MixCard(LETTERS[number], self) for number in range(count)]
        for number, card in enumerate(self.cards):
            card.key.clicked.connect(lambda _=False, number=number: self.listen(number))
            card.chosen.connect(lambda item, number=number: self._choose(number, item))
            card.take.clicked.connect(lambda _=False, card=card: self._take(card))
            card.show()
        self._shown = ()
        self._lay_out()

    def _lay_out(self) -> None:
        wide, high = self.width(), self.height()
        self.auditions.setGeometry(MARGIN, 0, wide - 2 * MARGIN, HEIGHT)
        count = max(1, len(self.cards))
        room = wide - 2 * MARGIN - 36 - GAP
        each = min(MOST_WIDTH, (room - GAP * (count - 1)) // count)
        x, y = MARGIN, HEIGHT + GAP
        for card in self.cards:
            card.setGeometry(x, y, each, high - y)
            x += each + GAP
        self.more.setGeometry(x, y, 36, 44)
        self.fewer.setGeometry(x, y + 48, 36, 44)


def _find_level(values: tuple[float, ...]) -> float:
    return OFF_DB if values[_MUTE] else values[_FADER]
