"""The server of the tablet page: strangers end soon, slow tablets stall nobody, nonsense does nothing."""

from __future__ import annotations

import asyncio
import random
import tracemalloc

import pytest

import app.surfaces.web.gate as gates
import app.surfaces.web.server as servers
from app.desk.history import list_differences
from app.surfaces.guests import Guest
from engine.console.moves import Hold
from tests.app.surfaces.malformed import make_frame, make_raw, make_request, make_text
from tests.app.surfaces.web.browsers import Browser, House, open_house

MESSAGES = 600


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections and messages as fast as a test makes them."""
    for name in ("BURST_OF_A_PLACE", "BURST_OF_STRANGERS", "RATE_OF_A_PLACE", "RATE_OF_STRANGERS"):
        monkeypatch.setattr(gates, name, 1e9)
    monkeypatch.setattr(servers, "MOST_A_SECOND", 10**9)
    monkeypatch.setattr(gates, "FRAMES_A_SECOND", 10**9)


async def works(house: House) -> None:
    """An honest tablet comes in, moves a fader and is told."""
    honest = await Browser.enter(house, "full")
    honest.move("/strip/10/fader_db", -6.5)
    await house.until(lambda: house.desk.heard("strip/9", "fader_db") == -6.5)
    while True:
        told = await asyncio.wait_for(honest.hear(), 10.0)
        strips = told.get("strips")
        if isinstance(strips, list) and strips[9]["fader"]["text"].endswith("6.5"):
            return


@pytest.mark.parametrize(
    "guest", [None, Guest("read"), Guest("monitor", 2), Guest("full")], ids=lambda g: g.role if g else "none"
)
def test_nonsense_does_what_a_guest_may_and_nothing_else(wide, guest):
    dice = random.Random(1)

    async def act() -> None:
        async with open_house() as house:
            before = house.desk.desk.session
            sent = 0
            while sent < MESSAGES:
                entered = guest is not None
                browser = await (
                    Browser.enter(house, guest.role, guest.monitor) if entered else Browser.connect(house)
                )
                drinks = asyncio.create_task(browser.drink())
                for _ in range(100):
                    browser.writer.write(make_frame(make_text(dice), dice.choice((1, 1, 1, 2))))
                    await asyncio.wait_for(browser.writer.drain(), 10.0)
                    sent += 1
                    if drinks.done():
                        break
                await asyncio.sleep(0.05)
                browser.vanish()
                await drinks
                house.desk.said.clear()
            await house.until(lambda: not house.server._clients)
            for kind, place, param in list_differences(before, house.desk.desk.session):
                assert guest is not None
                assert guest.may_all or (kind in ("hand", "hold") and guest.may_move(place, param))
            assert not house.hand._taken
            assert not house.guests.list()
            await works(house)

    asyncio.run(act())


def test_broken_connections_end_and_leave_nothing_behind(wide, caplog):
    dice = random.Random(2)

    async def act() -> None:
        async with open_house() as house:
            before = house.desk.desk.session
            sizes = []
            for _ in range(2):
                tracemalloc.start()
                for _ in range(150):
                    browser = await Browser.connect(house, make_raw(dice, house.port))
                    drinks = asyncio.create_task(browser.drink())
                    await asyncio.sleep(0.002)
                    browser.vanish()
                    await drinks
                await house.until(lambda: not house.server._clients and not house.server._gate._inside)
                sizes.append(tracemalloc.get_traced_memory()[0])
                tracemalloc.stop()
            assert sizes[1] < 1_000_000
            assert not list_differences(before, house.desk.desk.session)
            await works(house)

    asyncio.run(act())
    assert not caplog.records


@pytest.mark.parametrize(
    "flood",
    [
        make_frame(b'{"say":"move","address":"/strip/1/fader_db","value":-60}') * 400,
        make_frame(b"{", fin=False) + make_frame(b"", 0, fin=False) * 4000,
        make_frame(b"p", 9) * 4000,
        make_frame(b"", length=2**40),
        make_frame(b"x" * 3000),
    ],
    ids=["moves", "fragments", "pings", "length", "large"],
)
def test_a_stranger_who_floods_is_hung_up_on_and_changes_nothing(flood):
    async def act() -> None:
        async with open_house() as house:
            before = house.desk.desk.session
            browser = await Browser.connect(house)
            browser.writer.write(flood)
            assert await browser.is_ended()
            assert house.desk.desk.session is before
            await works(house)

    asyncio.run(act())


@pytest.mark.parametrize(
    "flood", [make_frame(b"{", fin=False) + make_frame(b"", 0, fin=False) * 9000, make_frame(b"p", 9) * 9000]
)
def test_frames_without_end_end_a_guest_too(flood):
    async def act() -> None:
        async with open_house() as house:
            browser = await Browser.enter(house, "read")
            browser.writer.write(flood)
            assert await browser.is_ended()
            await works(house)

    asyncio.run(act())


def test_a_tablet_that_does_not_read_stalls_nobody_and_is_let_go(wide, monkeypatch):
    monkeypatch.setattr(servers, "SLOW_S", 1.0)

    async def act() -> None:
        async with open_house() as house:
            asleep = await Browser.enter(house, "full")
            asleep.move("/strip/2/fader_db/touch", True)
            awake = await Browser.enter(house, "full")
            drinks = asyncio.create_task(awake.drink())
            number = 0

            def is_gone() -> bool:
                nonlocal number
                number += 1
                awake.move(f"/strip/{number % 10 + 1}/pan/pos", (number % 100) / 100)
                return len(house.server._clients) == 1

            await house.until(is_gone, 60.0)
            assert house.slowest_s < 0.5
            assert not house.hand.is_taken("strip/1", "fader_db")
            awake.vanish()
            await drinks

    asyncio.run(act())


def test_a_socket_that_closes_lets_go_of_what_it_touched_and_of_nothing_else():
    async def act() -> None:
        async with open_house() as house:
            one, other = await Browser.enter(house, "full"), await Browser.enter(house, "full")
            for browser, strip in ((one, 1), (one, 2), (other, 2)):
                browser.move(f"/strip/{strip}/fader_db/touch", True)
            one.move("/strip/1/fader_db", -9.0)
            await house.until(lambda: house.hand.is_taken("strip/1", "fader_db"))
            await house.until(lambda: house.desk.heard("strip/0", "fader_db") == -9.0)
            one.vanish()
            await house.until(lambda: not house.hand.is_taken("strip/0", "fader_db"))
            assert house.hand.is_taken("strip/1", "fader_db")
            assert house.desk.hold("strip/0", "fader_db") is Hold.HELD
            other.vanish()
            await house.until(lambda: not house.hand.is_taken("strip/1", "fader_db"))
            assert not house.desk.desk.history._gestures

    asyncio.run(act())


def test_strangers_make_room_and_guests_stay(monkeypatch):
    monkeypatch.setattr(gates, "MOST_CONNECTIONS", 6)

    async def act() -> None:
        async with open_house() as house:
            guest = await Browser.enter(house, "read")
            strangers = [await Browser.connect(house) for _ in range(9)]
            await asyncio.sleep(0.2)
            assert len(house.server._gate._inside) == 6
            assert await strangers[0].is_ended()
            guest.say(say="move", address="/nothing")
            assert (await asyncio.wait_for(guest.hear(), 5.0))["tell"] in ("desk", "meters")

    asyncio.run(act())


def test_a_place_has_so_many_connections_at_once_and_a_second():
    gate = gates.Gate()
    lines = [object() for _ in range(200)]
    inside = [line for line in lines if gate.enter(line, "10.0.0.1", 5.0)]  # pyright: ignore[reportArgumentType]
    assert len(inside) == gates.MOST_OF_A_PLACE
    entered = 0
    for line in inside:
        gate.leave(line)  # pyright: ignore[reportArgumentType]
    for line in lines:
        if gate.enter(line, "10.0.0.2", 6.0):  # pyright: ignore[reportArgumentType]
            entered += 1
            gate.leave(line)  # pyright: ignore[reportArgumentType]
    assert entered == gates.BURST_OF_A_PLACE
    assert gate.enter(lines[0], "10.0.0.2", 6.5)  # pyright: ignore[reportArgumentType]


def test_many_places_do_not_keep_out_one_that_had_a_code():
    gate = gates.Gate()
    gate.know("10.0.0.1")
    line: object = object()
    entered = 0
    for number in range(500):
        if gate.enter(line, f"10.0.1.{number}", 5.0):  # pyright: ignore[reportArgumentType]
            entered += 1
            gate.leave(line)  # pyright: ignore[reportArgumentType]
    assert entered == gates.BURST_OF_STRANGERS
    assert gate.enter(line, "10.0.0.1", 5.0)  # pyright: ignore[reportArgumentType]


def test_who_comes_back_needs_no_code_and_a_page_from_elsewhere_is_refused():
    async def act() -> None:
        async with open_house() as house:
            first = await Browser.connect(house)
            await first.reader.readuntil(b"\r\n\r\n")
            first.say(say="pair", code=house.code("monitor", 3))
            token = (await first.hear())["token"]
            first.vanish()
            again = await Browser.connect(house)
            await again.reader.readuntil(b"\r\n\r\n")
            again.say(say="back", token=token)
            told = await again.hear()
            assert (told["tell"], told["monitor"]) == ("paired", 3)
            elsewhere = make_request(house.port).replace(b"Origin: http://127.0.0.1", b"Origin: http://evil")
            other = await Browser.connect(house, elsewhere)
            assert b"403" in await other.reader.readline()

    asyncio.run(act())
