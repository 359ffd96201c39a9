"""The wire: msgpack messages over a local socket, between the desk and its children and surfaces."""

from __future__ import annotations

import contextlib
import os
import select
import socket
from pathlib import Path
from typing import Any

import msgspec

_LENGTH_BYTES = 4
_LARGEST_BYTES = 64 << 20


class WireError(ConnectionError):
    """The other side went away or does not speak our language."""


class Wire:
    """One end of a connection: `send` any message of the union, `receive` what has come whole."""

    def __init__(self, sock: socket.socket, types: Any) -> None:
        self._sock = sock
        self._sock.setblocking(False)
        self._decoder = msgspec.msgpack.Decoder(types)
        self._encoder = msgspec.msgpack.Encoder()
        self._inbox = bytearray()
        self._outbox = bytearray()
        self.closed = False

    def fileno(self) -> int:
        """For select."""
        return self._sock.fileno()

    @property
    def unsent_bytes(self) -> int:
        """What the other side has not taken yet."""
        return len(self._outbox)

    def send(self, message: msgspec.Struct) -> None:
        """Queue a message and send as much as the other side takes now."""
        body = self._encoder.encode(message)
        self._outbox += len(body).to_bytes(_LENGTH_BYTES, "little") + body
        self.flush()

    def flush(self) -> None:
        """Send what is queued, without waiting."""
        try:
            while self._outbox:
                sent = self._sock.send(self._outbox)
                del self._outbox[:sent]
        except (BlockingIOError, InterruptedError):
            pass
        except OSError as error:
            self.close()
            raise WireError(f"the other side went away ({error.strerror})") from error

    def drain(self, seconds: float) -> None:
        """Wait until everything queued is sent; WireError after a time."""
        while self._outbox:
            if not select.select([], [self], [], seconds)[1]:
                raise WireError("the other side does not listen")
            self.flush()

    def receive(self, seconds: float = 0.0) -> list[Any]:
        """Messages that have come, waiting at most a time for the first. WireError when closed."""
        if self.closed:
            raise WireError("the connection is closed")
        messages = self._take()
        if messages or not select.select([self], [], [], seconds)[0]:
            return messages
        try:
            while chunk := self._sock.recv(1 << 20):
                self._inbox += chunk
                if len(chunk) < 1 << 20:
                    break
            else:
                self.close()
                raise WireError("the other side went away")
        except (BlockingIOError, InterruptedError):
            pass
        except OSError as error:
            self.close()
            raise WireError(f"the other side went away ({error.strerror})") from error
        return self._take()

    def _take(self) -> list[Any]:
        messages = []
        while len(self._inbox) >= _LENGTH_BYTES:
            length = int.from_bytes(self._inbox[:_LENGTH_BYTES], "little")
            if length > _LARGEST_BYTES:
                self.close()
                raise WireError("a message is too long to be true")
            if len(self._inbox) < _LENGTH_BYTES + length:
                break
            body = bytes(self._inbox[_LENGTH_BYTES : _LENGTH_BYTES + length])
            del self._inbox[: _LENGTH_BYTES + length]
            try:
                messages.append(self._decoder.decode(body))
            except msgspec.MsgspecError as error:
                self.close()
                raise WireError(f"a message makes no sense ({error})") from error
        return messages

    def close(self) -> None:
        """Hang up."""
        if not self.closed:
            self.closed = True
            self._sock.close()


class Door:
    """A listening socket at a path; only this user can knock."""

    def __init__(self, path: Path, types: Any) -> None:
        self.path = path
        self._types = types
        self._sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        self._sock.bind(str(path))
        os.chmod(path, 0o600)
        self._sock.listen(16)
        self._sock.setblocking(False)

    def fileno(self) -> int:
        """For select."""
        return self._sock.fileno()

    def accept(self) -> Wire | None:
        """The next caller, if one is waiting."""
        try:
            sock, _ = self._sock.accept()
        except (BlockingIOError, InterruptedError):
            return None
        return Wire(sock, self._types)

    def close(self) -> None:
        """Stop listening and take the door away."""
        self._sock.close()
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()


def knock(path: Path, types: Any) -> Wire:
    """Connect to a door; WireError where nobody listens."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.connect(str(path))
    except OSError as error:
        sock.close()
        raise WireError(f"nobody answers at {path} ({error.strerror})") from error
    return Wire(sock, types)
