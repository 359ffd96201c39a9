"""Server: OSC over UDP. Whoever is in moves the desk and may subscribe; nobody else is even read."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Callable, Sequence

from app.link import State
from app.surfaces.addressed import Argument, Orders, is_deed, read_number
from app.surfaces.guests import Guest, Guests
from app.surfaces.hand import Hand
from app.surfaces.osc.board import read_board, read_meters
from app.surfaces.osc.packets import (
    MOST_BYTES,
    Message,
    PacketError,
    read_packet,
    write_bundle,
    write_message,
)

MOST_A_ROUND = 400
"""Datagrams that are read before everybody else has their turn."""

PAIR = b"/pair\0"
PAIRS_A_SECOND = 20
"""Requests to be let in that are looked at, of all the world together."""

KEEP_S = 30.0
"""A subscription that is not renewed ends."""

FASTEST_S = 0.02
MOST_PREFIXES = 32

Address = tuple[str, int]


class Subscriber:
    """Somebody who is told what changes below some addresses."""

    def __init__(self) -> None:
        self.prefixes: dict[str, float] = {}
        """Prefix -> until when."""
        self.every_s = 0.05
        self.told_at = float("-inf")
        self.said: dict[str, Argument] = {}

    def wants(self, address: str, now: float) -> bool:
        """Whether an address is below one of the prefixes."""
        return any(now < until and address.startswith(prefix) for prefix, until in self.prefixes.items())


class OscServer:
    """One socket. `hand` is the desk's side; `guests` decide who may do what."""

    def __init__(self, sock: socket.socket, hand: Hand, guests: Guests, trusts_loopback: bool = True) -> None:
        sock.setblocking(False)
        self.guests = guests
        self.malformed = 0
        self._sock = sock
        self._hand = hand
        self._trusts_loopback = trusts_loopback
        self._orders = Orders(hand, guests)
        self._subscribers: dict[Address, Subscriber] = {}
        self._board: dict[str, Argument] = {}
        self._boarded: State | None = None
        self._second, self._pairs = 0, 0

    def fileno(self) -> int:
        """For select."""
        return self._sock.fileno()

    def listen(self, now: float) -> None:
        """Take what has come."""
        for _ in range(MOST_A_ROUND):
            try:
                data, who = self._sock.recvfrom(MOST_BYTES + 1)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                continue
            self._hear(data, (who[0], who[1]), now)
        self._hand.flush(now)

    def show(self, peaks: Callable[[], Sequence[float]], now: float) -> None:
        """Tell subscribers what has changed since they were told."""
        due = {who: each for who, each in self._subscribers.items() if now - each.told_at >= each.every_s}
        if not due or self._hand.state is None:
            return
        whole = self._read_board(self._hand.state) | read_meters(peaks(), len(self._hand.mix.strips))
        for who, each in due.items():
            each.told_at = now
            each.prefixes = {prefix: until for prefix, until in each.prefixes.items() if until > now}
            if not each.prefixes or self.guests.find(who) is None:
                del self._subscribers[who]
                continue
            changed = {
                address: value
                for address, value in whole.items()
                if each.said.get(address) != value and each.wants(address, now)
            }
            each.said |= changed
            for packet in write_bundle([Message(address, (value,)) for address, value in changed.items()]):
                self._send(packet, who)

    def close(self) -> None:
        """Let go of the socket."""
        self._sock.close()

    def _hear(self, data: bytes, who: Address, now: float) -> None:
        guest = self.guests.find(who)
        if guest is None and self._trusts_loopback and is_loopback(who[0]):
            guest = self.guests.admit(who, Guest("full", name="this machine"))
        if guest is None:
            self._hear_stranger(data, who, now)
            return
        try:
            messages = read_packet(data)
        except PacketError:
            self.malformed += 1
            return
        for message in messages:
            try:
                self._obey(message, guest, who, now)
            except (KeyError, IndexError, TypeError, ValueError):
                self.malformed += 1

    def _hear_stranger(self, data: bytes, who: Address, now: float) -> None:
        """Of a stranger only a request to be let in is read, and of those not many."""
        if int(now) != self._second:
            self._second, self._pairs = int(now), 0
        if not data.startswith(PAIR) or len(data) > 128 or self._pairs >= PAIRS_A_SECOND:
            self.guests.refuse()
            return
        self._pairs += 1
        try:
            message = read_packet(data)[0]
        except PacketError:
            self.guests.refuse()
            return
        self._pair(message, who, now)

    def _pair(self, message: Message, who: Address, now: float) -> None:
        code, name = (*map(str, message.arguments), "", "")[:2]
        guest = self.guests.pair(who, code, now, name, place=who[0])
        words = "refused" if guest is None else guest.role
        self._send(write_message(Message("/paired", (words,))), who)

    def _obey(self, message: Message, guest: Guest, who: Address, now: float) -> None:
        match message.address:
            case "/pair":
                self._pair(message, who, now)
            case "/ping":
                self._send(write_message(Message("/pong", message.arguments)), who)
            case "/leave":
                self._subscribers.pop(who, None)
                self.guests.leave(who)
            case "/subscribe":
                self._subscribe(message.arguments, who, now)
            case "/unsubscribe":
                self._subscribers.pop(who, None)
            case address if message.arguments or is_deed(address):
                self._orders.obey(address, message.arguments, guest, now)
            case address:
                self._tell(address, who)

    def _subscribe(self, arguments: Sequence[Argument], who: Address, now: float) -> None:
        """Below which address ("/" all), and how many times a second at most."""
        prefix = str(arguments[0]) if arguments else "/"
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
            self._send(write_message(Message(address, (value,))), who)

    def _read_board(self, state: State) -> dict[str, Argument]:
        """The desk as addresses, made once for a state."""
        if state is not self._boarded:
            self._boarded, self._board = state, read_board(state, self._hand.mix)
        return self._board

    def _send(self, packet: bytes, who: Address) -> None:
        with contextlib.suppress(OSError):
            self._sock.sendto(packet, who)


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own."""
    return ipaddress.ip_address(host.partition("%")[0]).is_loopback
