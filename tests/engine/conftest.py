"""Strips in both ways: a core compiled once for all tests, and none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.strips import core


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> core.Core:
    """A core; without a compiler the tests that need one are skipped."""
    if not core.find_compiler():
        pytest.skip("no C++ compiler")
    folder = tmp_path_factory.mktemp("cores")
    core.make_core(folder)
    path = core.find_core(folder)
    assert path is not None
    return core.Core(path)


@pytest.fixture(scope="module", params=["fused", "chains"])
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Plays strips this way for as long as a module's tests ask for it."""
    before = core.ready()
    core.use(request.getfixturevalue("compiled") if request.param == "fused" else None)
    yield request.param
    core.use(before)
