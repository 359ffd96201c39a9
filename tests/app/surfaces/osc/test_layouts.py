"""Layouts for OSC apps hold addresses that the desk understands, all of them."""

import base64
import io
import json
import zipfile
from xml.etree import ElementTree

from app.surfaces.addresses import find_spot
from app.surfaces.osc.layouts import make_stage_control, make_touch_page
from engine.console.state import Mix, Strip

MIX = Mix(strips=tuple(Strip(f"Strip {n}", inputs=(n,)) for n in range(11)))


def walk(widget: dict):
    yield widget
    for each in widget.get("widgets", ()):
        yield from walk(each)


def test_open_stage_control_knows_every_strip():
    session = json.loads(make_stage_control(MIX, 9000))
    widgets = list(walk(session["content"]))
    addresses = [each["address"] for each in widgets if "address" in each]
    assert all(find_spot(address) is not None for address in addresses)
    assert {f"/strip/{n}/fader_db/pos" for n in range(1, 12)} <= set(addresses)
    assert len({each["id"] for each in widgets}) == len(widgets)


def test_touch_pages_know_every_strip():
    with zipfile.ZipFile(io.BytesIO(make_touch_page(MIX))) as file:
        layout = ElementTree.fromstring(file.read("index.xml"))
    assert len(layout.findall("tabpage")) == 2
    addresses = [base64.b64decode(each.get("osc_cs", "")).decode() for each in layout.iter("control")]
    told = [address for address in addresses if address]
    assert all(find_spot(address) is not None for address in told)
    assert {f"/strip/{n}/mute" for n in range(1, 12)} <= set(told)
