"""Server: OSC over UDP. Whoever is in moves the desk and may subscribe; nobody else is even read."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence

from app.state import State
from app.surfaces.addressed import Argument, Orders, is_deed, read_number
from app.surfaces.bucket import Bucket
from app.surfaces.guests import MOST_GUESTS, Guest, Guests
from app.surfaces.hand import Hand
from app.surfaces.osc.board import read_board, read_meters
from app.surfaces.osc.lines import Address, Lines
from app.surfaces.osc.packets import (
    MOST_BYTES,
    Message,
    PacketError,
    read_packet,
    write_bundle,
    write_message,
)

PAIR = b"/pair\0"
PAIRS_A_SECOND = 20
"""Requests to be let in that are looked at, of all the world together."""

MOST_TO_PAIR = 128
"""No such request has more bytes."""

KEEP_S = 30.0
"""A subscription that is not renewed ends, and so do the touches of a client that says nothing."""

FASTEST_S = 0.02
MOST_PREFIXES, LONGEST_PREFIX = 32, 128
LOOK_S = 0.5


class Subscriber:
    """Somebody who is told what changes below some addresses."""

    def __init__(self) -> None:
        self.prefixes: dict[str, float] = {}
        """Prefix -> until when."""
        self.every_s = 0.05
        self.told_at = float("-inf")
        self.said: dict[str, Argument] = {}

    def wants(self, address: str) -> bool:
        """Whether an address is below one of the prefixes."""
        return address.startswith(tuple(self.prefixes))


class OscServer:
    """One port. `hand` is the desk's side; `guests` decide who may do what."""

    def __init__(self, sock: socket.socket, hand: Hand, guests: Guests, trusts_loopback: bool = True) -> None:
        self.guests = guests
        self.malformed = 0
        self._lines = Lines(sock, MOST_BYTES + 1)
        self._hand = hand
        self._trusts_loopback = trusts_loopback
        self._orders = Orders(hand, guests)
        self._subscribers: dict[Address, Subscriber] = {}
        self._board: dict[str, Argument] = {}
        self._boarded: State | None = None
        self._heard_at: dict[Address, float] = {}
        """When whoever is in said something last."""
        self._looked = float("-inf")
        self._pairs = Bucket(PAIRS_A_SECOND, PAIRS_A_SECOND)

    def fileno(self) -> int:
        """For select."""
        return self._lines.fileno()

    def listen(self, now: float) -> None:
        """Take what has come."""
        for data, who, line in self._lines.receive(now):
            line.spent += self._hear(data, who, now)
        self._hand.flush(now)

    def show(self, peaks: Callable[[], Sequence[float]], now: float) -> None:
        """Another round: look who is gone, and tell subscribers what has changed since they were told."""
        self._lines.wake(now)
        if now - self._looked >= LOOK_S:
            self._looked = now
            self._look(now)
        due = {who: each for who, each in self._subscribers.items() if now - each.told_at >= each.every_s}
        if not due or self._hand.state is None:
            return
        whole = self._read_board(self._hand.state) | read_meters(peaks(), len(self._hand.mix.strips))
        for who, each in due.items():
            each.told_at = now
            each.prefixes = {prefix: until for prefix, until in each.prefixes.items() if until > now}
            if not each.prefixes:
                del self._subscribers[who]
                continue
            changed = {
                address: value
                for address, value in whole.items()
                if each.said.get(address) != value and each.wants(address)
            }
            each.said |= changed
            for packet in write_bundle([Message(address, (value,)) for address, value in changed.items()]):
                self._lines.send(packet, who)

    def close(self) -> None:
        """Let go of the port."""
        self._lines.close()

    def _look(self, now: float) -> None:
        """Who is not in any more is forgotten; who says nothing for long has no fingers on anything."""
        for who, heard_at in list(self._heard_at.items()):
            if not self.guests.is_in(who):
                self._forget(who, now)
            elif now - heard_at >= KEEP_S:
                self._orders.let_all_go(who, now)
        self._lines.keep(set(self._heard_at))

    def _forget(self, who: Address, now: float) -> None:
        self._orders.let_all_go(who, now)
        self._subscribers.pop(who, None)
        self._heard_at.pop(who, None)
        self.guests.leave(who)

    def _hear(self, data: bytes, who: Address, now: float) -> int:
        """Take a packet; how many messages it cost to read."""
        guest = self.guests.find(who)
        if guest is None and self._trusts_loopback and is_loopback(who[0]):
            guest = self.guests.admit(who, Guest("full", name="this machine"), place=who[0])
        if guest is None:
            self._hear_stranger(data, who, now)
            return 1
        self._note(who, now)
        try:
            messages = read_packet(data)
        except PacketError:
            self.malformed += 1
            return 1
        for message in messages:
            guest = self.guests.find(who)
            if guest is None:
                break
            try:
                self._obey(message, guest, who, now)
            except (KeyError, IndexError, TypeError, ValueError):
                self.malformed += 1
        return max(1, len(messages))

    def _note(self, who: Address, now: float) -> None:
        """A guest says something; who says more than one thing has a line of their own."""
        if who in self._heard_at:
            self._lines.open(who)
        elif len(self._heard_at) >= MOST_GUESTS:
            self._look(now)
        self._heard_at[who] = now

    def _hear_stranger(self, data: bytes, who: Address, now: float) -> None:
        """Of a stranger only a request to be let in is read, and of those not many."""
        asks = data.startswith(PAIR) and len(data) <= MOST_TO_PAIR and not self.guests.is_locked(who[0], now)
        if not asks or not self._pairs.take(now):
            self.guests.refuse()
            return
        try:
            message = read_packet(data)[0]
        except PacketError:
            self.guests.refuse()
            return
        self._pair(message, who, now)

    def _pair(self, message: Message, who: Address, now: float) -> None:
        self._orders.let_all_go(who, now)
        code, name = (*map(str, message.arguments), "", "")[:2]
        guest = self.guests.pair(who, code, now, name, place=who[0])
        words = "refused" if guest is None else guest.role
        if guest is not None:
            self._note(who, now)
            self._lines.open(who)
        self._lines.send(write_message(Message("/paired", (words,))), who)

    def _obey(self, message: Message, guest: Guest, who: Address, now: float) -> None:
        match message.address:
            case "/pair":
                self._pair(message, who, now)
            case "/ping":
                self._lines.send(write_message(Message("/pong", message.arguments)), who)
            case "/leave":
                self._forget(who, now)
            case "/subscribe":
                self._subscribe(message.arguments, who, now)
            case "/unsubscribe":
                self._subscribers.pop(who, None)
            case address if message.arguments or is_deed(address):
                self._orders.obey(address, message.arguments, guest, now, who)
            case address:
                self._tell(address, who)

    def _subscribe(self, arguments: Sequence[Argument], who: Address, now: float) -> None:
        """Below which address ("/" all), and how many times a second at most."""
        prefix = str(arguments[0]) if arguments else "/"
        if len(prefix) > LONGEST_PREFIX:
            raise ValueError("no address is as long")
        subscriber = self._subscribers.setdefault(who, Subscriber())
        if len(subscriber.prefixes) < MOST_PREFIXES or prefix in subscriber.prefixes:
            subscriber.prefixes[prefix] = now + KEEP_S
        if len(arguments) > 1:
            subscriber.every_s = max(FASTEST_S, 1.0 / max(0.1, read_number(arguments[1])))

    def _tell(self, address: str, who: Address) -> None:
        """Answer a question; what is not there is not answered."""
        state = self._hand.state
        if state is not None:
            value = self._read_board(state)[address]
            self._lines.send(write_message(Message(address, (value,))), who)

    def _read_board(self, state: State) -> dict[str, Argument]:
        """The desk as addresses, made once for a state."""
        if state is not self._boarded:
            self._boarded, self._board = state, read_board(state, self._hand.mix)
        return self._board


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own."""
    return ipaddress.ip_address(host.partition("%")[0]).is_loopback
