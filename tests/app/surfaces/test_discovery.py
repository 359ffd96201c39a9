"""The doors are told of on the network by name, port and facts, and no more once they are closed."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest
from zeroconf import IPVersion, ServiceStateChange
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from app.surfaces import discovery, network
from app.surfaces.discovery import OSC, WEB, Discovery
from app.surfaces.news import read_network

LOOPBACK = ["127.0.0.1"]


class Visitor:
    """Another machine, as far as zeroconf can tell: it sees what comes and goes."""

    def __init__(self, interfaces: list[str]) -> None:
        self.zeroconf = AsyncZeroconf(interfaces=interfaces, ip_version=IPVersion.V4Only)
        self.seen: dict[str, set[str]] = {OSC: set(), WEB: set()}
        self.browser = AsyncServiceBrowser(self.zeroconf.zeroconf, [OSC, WEB], handlers=[self._note])

    def _note(self, zeroconf: object, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if state_change is ServiceStateChange.Removed:
            self.seen[service_type].discard(name)
        else:
            self.seen[service_type].add(name)

    async def ask(self, kind: str, name: str) -> AsyncServiceInfo:
        info = AsyncServiceInfo(kind, name)
        assert await info.async_request(self.zeroconf.zeroconf, 5000)
        return info

    async def close(self) -> None:
        await self.browser.async_cancel()
        await self.zeroconf.async_close()


async def until(ready: Callable[[], object], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "not in time"
        await asyncio.sleep(0.02)


def visit(act: Callable[[Visitor], Awaitable[None]], interfaces: list[str] = LOOPBACK) -> None:
    async def run() -> None:
        visitor = Visitor(interfaces)
        try:
            await act(visitor)
        finally:
            await visitor.close()

    asyncio.run(run())


def test_doors_are_seen_while_they_are_open():
    async def act(visitor: Visitor) -> None:
        name = f"Deskhand {os.getpid()}"
        told = Discovery(name, "192.0.2.5", 9123, 8123, LOOPBACK)
        assert await told.open() == ""
        assert told.names == [f"{name}.{OSC}", f"{name}.{WEB}"]
        await until(lambda: f"{name}.{OSC}" in visitor.seen[OSC] and f"{name}.{WEB}" in visitor.seen[WEB])
        for kind, port in ((OSC, 9123), (WEB, 8123)):
            info = await visitor.ask(kind, f"{name}.{kind}")
            assert info.port == port
            assert info.parsed_addresses() == ["192.0.2.5"]
            assert info.decoded_properties == {"app": "deskhand"}
            assert info.server == f"{socket.gethostname()}.local."
        await told.close()
        await until(lambda: not any(name in each for names in visitor.seen.values() for each in names))

    visit(act)


def test_a_door_that_is_closed_is_not_told_of():
    async def act(visitor: Visitor) -> None:
        name = f"Only OSC {os.getpid()}"
        told = Discovery(name, "192.0.2.5", 9123, -1, LOOPBACK)
        assert await told.open() == ""
        await until(lambda: f"{name}.{OSC}" in visitor.seen[OSC])
        assert not any(name in each for each in visitor.seen[WEB])
        await told.close()

    visit(act)


def test_two_desks_on_one_network_have_two_names():
    async def act(visitor: Visitor) -> None:
        name = f"Twins {os.getpid()}"
        desks = [Discovery(name, "192.0.2.5", port, -1, LOOPBACK) for port in (9001, 9002)]
        for desk in desks:
            assert await desk.open() == ""
        names = {each for desk in desks for each in desk.names}
        assert len(names) == 2
        await until(lambda: names <= visitor.seen[OSC])
        assert {(await visitor.ask(OSC, each)).port for each in names} == {9001, 9002}
        for desk in desks:
            await desk.close()

    visit(act)


def test_without_a_network_the_doors_open_all_the_same(monkeypatch: pytest.MonkeyPatch):
    def fail(**_: object) -> None:
        raise OSError("no such interface")

    monkeypatch.setattr(discovery, "AsyncZeroconf", fail)
    fault = asyncio.run(Discovery("Deskhand", "127.0.0.1", 9000, 8090).open())
    assert "no such interface" in fault


def test_the_host_is_an_address_even_without_a_route(monkeypatch: pytest.MonkeyPatch):
    class Deaf(socket.socket):
        def connect(self, _: object) -> None:
            raise OSError("Network is unreachable")

    monkeypatch.setattr(network.socket, "socket", Deaf)
    assert socket.inet_aton(network.find_host())
    monkeypatch.setattr(psutil, "net_if_addrs", dict)
    assert network.find_host() == "127.0.0.1"


def test_the_process_tells_of_its_doors_and_takes_them_back(tmp_path: Path):
    command = [
        sys.executable,
        "-m",
        "app.surfaces.network",
        str(tmp_path),
        '{"osc": 0, "web": 0, "beyond": true}',
    ]

    async def act(visitor: Visitor) -> None:
        with open(tmp_path / "log", "wb") as log:
            process = subprocess.Popen(command, stderr=log)
        try:
            await until(lambda: read_network(tmp_path) is not None, 30.0)
            news = read_network(tmp_path)
            assert news is not None
            words = (tmp_path / "log").read_text()
            assert "announced as Deskhand" in words
            name = words.partition("announced as ")[2].partition(f".{OSC}")[0]
            await until(lambda: f"{name}.{OSC}" in visitor.seen[OSC], 20.0)
            assert (await visitor.ask(OSC, f"{name}.{OSC}")).port == news.osc
            assert (await visitor.ask(WEB, f"{name}.{WEB}")).port == news.web
            process.terminate()
            await until(lambda: process.poll() is not None)
            assert process.returncode == 0
            await until(lambda: f"{name}.{OSC}" not in visitor.seen[OSC])
        finally:
            process.kill()
            process.wait()

    hosts = [
        each.address
        for row in psutil.net_if_addrs().values()
        for each in row
        if each.family == socket.AF_INET
    ]
    visit(act, hosts)
