"""The pins, and that the tree names no package index: it must work with any mirror."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Written so that this file does not find itself.
HOSTS = re.compile(
    r"py[p]i\.(org|python\.org)|pythonhoste[d]\.org|[.]org/simpl[e]|[.]com/simpl[e]"
    r"|deb\.debia[n]\.org|security\.debia[n]\.org|registry\.npmj[s]|index-[u]rl|find-link[s]|trusted-hos[t]"
)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> list[str]:
    return (ROOT / "packaging" / "constraints.txt").read_text().splitlines()


def test_constraints_are_names_and_versions_only() -> None:
    assert pins()
    for line in pins():
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][0-9A-Za-z.]*", line), line


def test_each_package_is_pinned_once() -> None:
    names = [plain(line.split("==")[0]) for line in pins()]
    assert len(names) == len(set(names))


def test_everything_the_project_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for extra in ("cpu", "gpu", "evaluate", "test"):
        wanted += extras[extra]
    names = {plain(re.split(r"[\[<>=~! ]", each)[0]) for each in wanted}
    assert names <= {plain(line.split("==")[0]) for line in pins()}


def test_no_tracked_file_names_a_package_index() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        data = path.read_bytes() if path.is_file() else b""
        if b"\0" not in data[:8000]:
            found += [f"{name}: {match.group()}" for match in HOSTS.finditer(data.decode(errors="replace"))]
    assert not found


def test_packaging_never_becomes_a_package() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
