"""Where compiled strips come from, and what serves where they do not."""

from __future__ import annotations

import pytest
from msgspec import structs

from engine.console.state import Insert
from engine.render import Renderer
from engine.strips import core
from engine.strips.chains import ChainBank
from engine.strips.fused import FusedBank
from engine.strips.ways import CHAINS, FUSED, SPLIT
from tests.signals import make_mix, noise, play


@pytest.fixture(autouse=True)
def keep():
    before = core.ready()
    yield
    core.use(before)


def test_a_second_start_compiles_nothing(compiled):
    assert core.make_core(compiled.path.parent) == 0.0
    assert core.use_core_of(compiled.path.parent) == ""
    assert isinstance(Renderer(make_mix([{}]), 1, 48000, 64).console.bank, FusedBank)


@pytest.mark.parametrize("left", [0, 1000, -1])
def test_a_damaged_core_is_never_loaded_and_made_anew(compiled, tmp_path, left):
    """Half a library on the disk would end the process that loads it."""
    folder = tmp_path / "cores"
    folder.mkdir()
    whole = compiled.path.read_bytes()
    (folder / compiled.path.name).write_bytes(whole[:left] if left >= 0 else whole[:-1] + b"!")
    assert core.find_core(folder) is None
    assert "damaged" in core.use_core_of(folder)
    assert core.ready() is None
    assert core.make_core(folder) > 0.0
    assert core.use_core_of(folder) == ""
    assert [path.name for path in folder.iterdir()] == [compiled.path.name]


def test_without_a_compiler_chains_serve(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(core.CoreError, match="compiler"):
        core.make_core(tmp_path / "cores")
    assert "chains" in core.use_core_of(tmp_path / "cores")
    renderer = Renderer(make_mix([{}]), 1, 48000, 64)
    assert isinstance(renderer.console.bank, ChainBank)
    assert renderer.ways() == (CHAINS,)


def test_a_compiler_that_fails_is_named_and_leaves_nothing(tmp_path, monkeypatch):
    fake = tmp_path / "c++"
    fake.write_text("#!/bin/sh\necho 'no space in here' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("CXX", str(fake))
    with pytest.raises(core.CoreError, match="no space in here"):
        core.make_core(tmp_path / "cores")
    assert not list((tmp_path / "cores").iterdir())


def test_a_mix_decides_which_way_each_strip_takes(compiled):
    core.use(compiled)
    mix = make_mix([{}, {}])
    renderer = Renderer(mix, 2, 48000, 64)
    assert renderer.ways() == (FUSED, FUSED)
    strip = structs.replace(mix.strips[1], inserts=(Insert("Gain", {"gain_db": -6.0}),))
    renderer.load(structs.replace(mix, strips=(mix.strips[0], strip)))
    assert renderer.ways() == (FUSED, SPLIT)
    renderer.load(mix)
    play(renderer, noise(2, 9600), [64])
    assert renderer.ways() == (FUSED, FUSED)
