"""Plugins are looked at elsewhere: what kills a process is no more than a line in the list."""

import time

import msgspec
import pytest

from app.process.plugins import Plugins, find_plugins, look_at
from engine.console.effects import Effect
from tests.engine.plugins.test_inserts import VST3


def make_plugin(folder, name, content=b"no plugin"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name


def scan(plugins, seconds=60.0):
    plugins.scan()
    until = time.monotonic() + seconds
    seen = set()
    while plugins.busy and time.monotonic() < until:
        seen.add(plugins.scanning)
        time.sleep(0.01)
    assert not plugins.busy and plugins.scanning == ""
    file = plugins.version.rpartition("?")[0]
    with open(file, "rb") as text:
        return msgspec.json.decode(text.read(), type=list[Effect]), seen


def test_files_and_bundles_are_found_and_what_lies_in_a_bundle_is_not(tmp_path, monkeypatch):
    first = make_plugin(tmp_path / "a", "One.vst3")
    inner = make_plugin(tmp_path / "b" / "Two.vst3" / "Contents", "Two.vst3")
    monkeypatch.setenv("DESKHAND_VST3", f"{tmp_path / 'a'}:{tmp_path / 'b'}:{tmp_path / 'none'}")
    assert find_plugins() == [first, inner.parent.parent]


def test_what_is_no_plugin_is_said_and_kept_until_it_changes(folders, monkeypatch):
    made = make_plugin(folders / "vst3", "Broken.vst3")
    monkeypatch.setenv("DESKHAND_VST3", str(made.parent))
    plugins = Plugins()
    before = plugins.version
    (row,), seen = scan(plugins)
    assert (row.effect, row.name) == (str(made), "Broken") and "cannot be loaded" in row.fault
    assert "Broken" in seen and plugins.version != before
    made.unlink()
    assert scan(plugins)[0] == []


def test_one_that_kills_its_process_is_named(tmp_path, monkeypatch):
    path = make_plugin(tmp_path, "Deadly.vst3")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "sitecustomize.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    assert "SIGSEGV" in look_at(path).fault


@pytest.mark.skipif(not VST3.exists(), reason="needs zam-plugins")
def test_a_plugin_tells_what_can_be_turned():
    effect = look_at(VST3 / "ZamGate.vst3")
    assert effect.fault == "" and effect.name
    rows = {row.name: row for row in effect.params}
    assert rows["threshold_db"].unit == "dB" and rows["threshold_db"].low < rows["threshold_db"].high
    assert all(row.low <= row.default <= row.high for row in effect.params)
    assert not any(row.unit == "frames" for row in effect.params)
