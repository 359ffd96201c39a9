"""Layouts: pages for OSC apps, made of the strips of the show: for Open Stage Control, and for TouchOSC."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import Any
from xml.etree import ElementTree

from app.surfaces.addresses import name_address
from engine.console.state import Mix

WIDTH, HEIGHT = 1024, 768
PER_PAGE = 8
ACTS = ("freeze", "give_all", "undo", "panic")

MIXER, STRIP_KEYS = "fader_db/pos", (("mute", "M"), ("solo", "S"))


def make_stage_control(mix: Mix, port: int) -> bytes:
    """A session of Open Stage Control: each strip's fader, pan, mute, solo and hold, and keys of the desk."""
    target = [f"127.0.0.1:{port}"]

    def widget(kind: str, address: str, label: str, **more: Any) -> dict[str, Any]:
        name = address.strip("/").replace("/", "_")
        return {"type": kind, "id": name, "label": label, "address": address, "target": target, **more}

    def strip(place: str, name: str, switches: tuple[tuple[str, str], ...]) -> dict[str, Any]:
        widgets = [
            widget("button", name_address(place, param), label, height=48) for param, label in switches
        ]
        widgets.append(
            widget("fader", name_address(place, MIXER), name, range={"min": 0, "max": 1}, expand=True)
        )
        if place != "master":
            pan = widget("knob", name_address(place, "pan"), "pan", range={"min": -1, "max": 1}, height=64)
            widgets = [pan, *widgets, widget("text", name_address(place, "fader_db/hold"), "", height=24)]
        return {
            "type": "panel",
            "id": f"panel_{place.replace('/', '_')}",
            "layout": "vertical",
            "widgets": widgets,
        }

    strips = [strip(f"strip/{n}", each.name, STRIP_KEYS) for n, each in enumerate(mix.strips)]
    strips.append(strip("master", mix.master.name, (("mute", "M"),)))
    keys = [widget("button", f"/do/{act}", act.replace("_", " ").upper(), mode="tap") for act in ACTS]
    bar = {"type": "panel", "id": "keys", "layout": "horizontal", "height": 64, "widgets": keys}
    row = {"type": "panel", "id": "strips", "layout": "horizontal", "expand": True, "widgets": strips}
    root = {"type": "root", "id": "root", "layout": "vertical", "widgets": [bar, row], "tabs": []}
    session = {"version": "1.26.0", "createdWith": "Open Stage Control", "type": "session", "content": root}
    return json.dumps(session, indent=1).encode()


def make_touch_page(mix: Mix) -> bytes:
    """A .touchosc file: pages of eight strips, the master at the right of each."""
    layout = ElementTree.Element(
        "layout", version="17", mode="0", w=str(WIDTH), h=str(HEIGHT), orientation="vertical"
    )
    for first in range(0, len(mix.strips), PER_PAGE):
        page = ElementTree.SubElement(
            layout,
            "tabpage",
            name=_text(f"{first + 1}-"),
            scalef="0.0",
            scalet="1.0",
            osc_cs=_text(f"/page/{first + 1}"),
        )
        column = WIDTH // (PER_PAGE + 1)
        for n, strip in enumerate(mix.strips[first : first + PER_PAGE]):
            _add_strip(page, n * column, column, f"strip/{first + n}", strip.name)
        _add_strip(page, PER_PAGE * column, column, "master", mix.master.name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("index.xml", ElementTree.tostring(layout, "utf-8", xml_declaration=True))
    return packed.getvalue()


def _add_strip(page: ElementTree.Element, x: int, width: int, place: str, name: str) -> None:
    common = {"color": "blue", "scalef": "0.0", "scalet": "1.0"}
    box = {"x": str(x + 4), "w": str(width - 8)}
    label = {"type": "labelv", "text": _text(name), "size": "14", "background": "false", "outline": "false"}
    _add(page, f"{place} name", y="4", h="40", **box, **common, **label)
    fader = {"type": "faderv", "response": "relative", "inverted": "false", "centered": "false"}
    address = name_address(place, MIXER)
    _add(page, address, y="48", h=str(HEIGHT - 180), osc_cs=_text(address), **box, **common, **fader)
    mute = name_address(place, "mute")
    _add(page, mute, y=str(HEIGHT - 124), h="56", osc_cs=_text(mute), type="toggle", **box, **common)


def _add(page: ElementTree.Element, name: str, **attributes: str) -> None:
    ElementTree.SubElement(page, "control", {"name": _text(name), **attributes})


def _text(text: str) -> str:
    """Texts in such a file are base64."""
    return base64.b64encode(text.encode()).decode()
