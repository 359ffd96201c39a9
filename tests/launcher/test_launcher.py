"""The launcher as people meet it: copied into a small checkout whose pip is a fake of twenty lines."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]

FAKE_PIP = """
import os, pathlib, stat, sys, time
venv = pathlib.Path(sys.prefix)
root = venv.parent
with open(root / "pip-calls", "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
action = (root / "pip-does").read_text() if (root / "pip-does").exists() else ""
if action.startswith("fail"):
    print(action[5:])
    sys.exit(1)
if action.startswith("slow"):
    print(action[5:], flush=True)
    while (root / "pip-does").read_text() == action:
        time.sleep(0.01)
    sys.exit(1)
if action.startswith("pause"):
    time.sleep(float(action[6:]))
packages = pathlib.Path(__file__).parents[1]
if sys.argv[1] == "download":
    wheels = pathlib.Path(sys.argv[sys.argv.index("-d") + 1])
    wheels.mkdir()
    (wheels / (sys.argv[-1] + ".whl")).touch()
elif sys.argv[1] == "uninstall":
    (packages / (sys.argv[-1].replace("-", "_") + "-1.dist-info")).rmdir()
elif "-e" in sys.argv:
    extras = sys.argv[-1].strip(".[]").split(",")
    name = "onnxruntime_gpu" if "gpu" in extras else "onnxruntime"
    (packages / (name + "-1.dist-info")).mkdir(exist_ok=True)
    (venv / "bin" / "deskhand").write_text(
        "import os, sys\\n"
        "import numpy, app\\n"
        "print(os.getcwd(), os.getpid(), app.__file__, numpy.__file__, sys.argv[1:], sep='\\\\n')\\n"
        "sys.exit(7 if 'fail' in sys.argv else 0)\\n"
    )
    (packages / "deskhand.pth").write_text(str(root))
    (packages / "numpy.py").touch()
"""

# Makes the environment as venv does, but with the fake pip; then starts the launcher as its own program.
DRIVER = """
import importlib.util, os, signal, sys
from importlib.machinery import SourceFileLoader
for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(each, signal.default_int_handler if each == signal.SIGINT else signal.SIG_DFL)
path = os.environ["LAUNCHER"]
spec = importlib.util.spec_from_loader("launcher", SourceFileLoader("launcher", path))
launcher = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
spec.loader.exec_module(launcher)
launcher.VENV_COMMAND = [sys.executable, os.path.join(os.path.dirname(path), "make_venv.py")]
sys.exit(launcher.main())
"""

MAKE_VENV = """
import pathlib, sys, venv
folder = pathlib.Path(sys.argv[1])
venv.create(folder, with_pip=False, symlinks=True)
pip = next(folder.glob("lib/python3*/site-packages")) / "pip"
pip.mkdir()
(pip / "__init__.py").touch()
(pip / "__main__.py").write_text((folder.parent / "fake_pip.py").read_text())
"""


def load(path: Path) -> ModuleType:
    loader = SourceFileLoader("launcher", str(path))
    spec = importlib.util.spec_from_loader("launcher", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    copy = tmp_path_factory.mktemp("launcher") / "deskhand"
    shutil.copy(ROOT / "deskhand", copy)
    return load(copy)


class Desk:
    """A small checkout and what happened in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        self.ready = self.venv / "deskhand-ready"
        self.unfinished = self.venv / "deskhand-unfinished"
        (root / "packaging").mkdir(parents=True)
        (root / "app").mkdir()
        (root / "app" / "__init__.py").touch()
        (root / "pyproject.toml").write_text("[project]\n")
        (root / "packaging" / "constraints.txt").write_text("numpy==1\n")
        self.require("")
        (root / "fake_pip.py").write_text(FAKE_PIP)
        (root / "make_venv.py").write_text(MAKE_VENV)
        shutil.copy(ROOT / "deskhand", root / "deskhand")

    def require(self, needs: str) -> None:
        """Change what the system must have."""
        (self.root / "packaging" / "system-packages.txt").write_text(needs)

    def pip(self, action: str) -> None:
        """Tell the fake pip what to do from now on."""
        (self.root / "pip-does").write_text(action)

    @property
    def calls(self) -> list[str]:
        """How pip was called so far."""
        path = self.root / "pip-calls"
        return path.read_text().splitlines() if path.exists() else []

    def start(self, *arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.Popen[str]:
        env = {**os.environ, "LAUNCHER": str(self.root / "deskhand"), **environment}
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", DRIVER, *arguments],
            cwd=cwd or self.root.parent,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(
        self, *arguments: str, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, cwd=cwd, **environment)
        out, err = process.communicate(timeout=30)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "a checkout")


def wait_for(path: Path, text: str = "") -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if path.exists() and text in path.read_text():
            return
        time.sleep(0.01)
    raise AssertionError(f"{path} never came")


def test_first_start_sets_up_and_later_ones_run_no_pip(desk: Desk) -> None:
    first = desk.run("demo", "--seconds", "1")
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[-1] == "['demo', '--seconds', '1']"
    assert "first start" in first.stderr
    assert len(desk.calls) == 1
    assert desk.calls[0].endswith("-e .[cpu]")
    assert not desk.unfinished.exists()
    log = (desk.venv / "setup.log").stat()

    second = desk.run("demo")
    assert (second.returncode, second.stderr) == (0, "")
    assert len(desk.calls) == 1
    assert (desk.venv / "setup.log").stat().st_mtime_ns == log.st_mtime_ns


def test_a_later_start_loads_nothing_of_the_setup(desk: Desk) -> None:
    desk.run()
    command = [sys.executable, "-I", "-S", "-X", "importtime", str(desk.root / "deskhand"), "x"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=30)
    ours = result.stderr.split("| site")[0]
    for heavy in ("subprocess", "ctypes", "shutil", "signal", "glob", "typing"):
        assert f" {heavy}\n" not in ours


def test_a_later_start_costs_little_over_the_program_itself(desk: Desk) -> None:
    desk.run()
    (desk.venv / "bin" / "deskhand").write_text("")
    python = str(desk.venv / "bin" / "python")

    def fastest(command: list[str]) -> float:
        spans = []
        for _ in range(8):
            begun = time.perf_counter()
            subprocess.run(command, check=True)
            spans.append(time.perf_counter() - begun)
        return min(spans)

    program = fastest([python, "-P", str(desk.venv / "bin" / "deskhand")])
    started = fastest([sys.executable, "-I", "-S", str(desk.root / "deskhand")])
    assert started < 5 * program


def test_becomes_the_program_with_its_process_and_status(desk: Desk) -> None:
    desk.run()
    process = desk.start("fail")
    out, _ = process.communicate(timeout=30)
    assert out.splitlines()[1] == str(process.pid)
    assert process.returncode == 7


def test_keeps_the_folder_and_lets_nothing_in_it_pass_for_a_module(desk: Desk, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.mkdir()
    for name in ("app.py", "numpy.py", "subprocess.py", "hashlib.py", "pip.py", "site.py"):
        (trap / name).write_text("raise SystemExit('shadowed')")
    for _ in range(2):
        result = desk.run("demo", cwd=trap, PYTHONPATH=str(trap))
        assert result.returncode == 0, result.stderr
        cwd, _, app, numpy, _ = result.stdout.splitlines()
        assert cwd == str(trap)
        assert app == str(desk.root / "app" / "__init__.py")
        assert numpy.startswith(str(desk.venv))


@pytest.mark.parametrize("file", ["pyproject.toml", "packaging/constraints.txt"])
def test_a_changed_project_is_brought_up_to_date_in_place(desk: Desk, file: str) -> None:
    desk.run()
    kept = desk.venv / "kept"
    kept.touch()
    (desk.root / file).write_text("# changed\n")
    assert desk.run().returncode == 0
    assert len(desk.calls) == 2
    assert kept.exists()
    desk.run()
    assert len(desk.calls) == 2


def test_a_moved_checkout_gets_a_new_environment(desk: Desk, tmp_path: Path) -> None:
    desk.run()
    (desk.venv / "kept").touch()
    moved = tmp_path / "moved"
    desk.root.rename(moved)
    there = Desk.__new__(Desk)
    there.root, there.venv = moved, moved / ".venv"
    assert there.run().returncode == 0
    assert not (moved / ".venv" / "kept").exists()


def test_a_lost_python_gets_a_new_environment(desk: Desk) -> None:
    desk.run()
    python = desk.venv / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    result = desk.run()
    assert result.returncode == 0, result.stderr


def test_test_adds_its_extra_and_keeps_it(desk: Desk) -> None:
    desk.run()
    desk.run("test", "--version")
    assert desk.calls[-1].endswith("-e .[cpu,test]")
    desk.run("demo")
    assert len(desk.calls) == 2


def test_gpu_and_cpu_take_turns_and_are_remembered(desk: Desk) -> None:
    def installed() -> list[str]:
        return [path.name for path in desk.venv.glob("lib/python3*/site-packages/onnxruntime*")]

    desk.run()
    assert installed() == ["onnxruntime-1.dist-info"]
    result = desk.run("--gpu", "demo")
    assert result.stdout.splitlines()[-1] == "['demo']"
    assert installed() == ["onnxruntime_gpu-1.dist-info"]
    kinds = [call.split()[0] for call in desk.calls[1:]]
    assert kinds == ["download", "uninstall", "install", "install"]
    before = len(desk.calls)
    desk.run("demo")
    assert len(desk.calls) == before
    desk.run("--cpu", "demo")
    assert installed() == ["onnxruntime-1.dist-info"]


def test_gpu_that_cannot_be_fetched_leaves_what_was(desk: Desk) -> None:
    desk.run()
    desk.pip("fail Failed to establish a new connection")
    result = desk.run("--gpu", "demo")
    assert result.returncode == 1
    assert "connect to the internet" in result.stderr
    assert desk.run("demo").returncode == 0
    assert len(desk.calls) == 2


def test_a_failed_setup_shows_the_log_and_the_cure_and_recovers(desk: Desk) -> None:
    desk.pip("fail OSError: [Errno 28] No space left on device")
    result = desk.run()
    assert result.returncode == 1
    assert "| OSError: [Errno 28]" in result.stderr
    assert "free some disk space" in result.stderr
    assert "setup.log" in result.stderr
    assert not desk.ready.exists()
    desk.pip("")
    assert desk.run().returncode == 0


@pytest.mark.parametrize(
    ("said", "cure"),
    [("Temporary failure in name resolution", "connect to the internet"), ("odd", "look into the log")],
)
def test_a_fault_of_the_last_step_has_its_cure(
    desk: Desk, launcher: ModuleType, said: str, cure: str
) -> None:
    desk.venv.mkdir()
    (desk.venv / "setup.log").write_text(f"\n$ apt-get\nPermission denied\n\n$ pip\n{said}\n")
    setup = launcher.Setup(launcher.Checkout(str(desk.root)), {"cpu"}, launcher.Screen())
    assert cure in setup.blame("failed")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_while_setting_up_it_recovers_from_nothing(desk: Desk, number: int, status: int) -> None:
    desk.pip("slow Installing collected packages: numpy")
    process = desk.start()
    wait_for(desk.venv / "setup.log", "Installing")
    (desk.venv / "half").touch()
    process.send_signal(number)
    _, err = process.communicate(timeout=10)
    assert process.returncode == status
    assert "next start" in err
    assert not desk.ready.exists()
    desk.pip("")
    result = desk.run()
    assert result.returncode == 0, result.stderr
    assert not (desk.venv / "half").exists()


@pytest.mark.parametrize(
    ("said", "touched"), [("Collecting pytest", False), ("Installing collected packages", True)]
)
def test_killed_while_adding_tests_it_waits_for_pip_and_keeps_what_was_not_touched(
    desk: Desk, said: str, touched: bool
) -> None:
    desk.run()
    desk.pip("slow " + said)
    process = desk.start("test")
    wait_for(desk.venv / "setup.log", said)
    process.kill()
    process.communicate(timeout=10)

    following = desk.start("demo")
    assert following.stderr is not None
    assert "waiting" in following.stderr.readline()
    desk.pip("")
    _, err = following.communicate(timeout=30)
    assert following.returncode == 0
    assert ("Python environment" in err) is touched


def test_a_half_installed_environment_is_never_forgiven(desk: Desk) -> None:
    desk.run()
    desk.pip("slow Installing collected packages")
    process = desk.start("test")
    wait_for(desk.venv / "setup.log", "Installing")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    desk.pip("")
    desk.require("[required]\nlibone command:no-such-command one\n")
    assert desk.run(PATH="/nowhere").returncode == 2
    desk.require("")
    assert "Python environment" in desk.run().stderr


def test_two_first_starts_set_up_once(desk: Desk) -> None:
    desk.pip("pause 0.5")
    starts = [desk.start("demo") for _ in range(3)]
    outcomes = [each.communicate(timeout=30) for each in starts]
    assert [each.returncode for each in starts] == [0, 0, 0]
    assert sum("waiting" in err for _, err in outcomes) == 2
    assert len(desk.calls) == 1


def test_somebody_elses_environment_is_used_and_never_removed(desk: Desk) -> None:
    subprocess.run([sys.executable, desk.root / "make_venv.py", desk.venv], check=True)
    kept = desk.venv / "kept"
    kept.touch()
    desk.pip("fail")
    assert desk.run().returncode == 1
    desk.pip("")
    assert desk.run().returncode == 0
    assert kept.exists()


def test_somebody_elses_broken_environment_is_left_alone(desk: Desk) -> None:
    subprocess.run([sys.executable, desk.root / "make_venv.py", desk.venv], check=True)
    shutil.rmtree(next(desk.venv.glob("lib/python3*/site-packages/pip")))
    result = desk.run()
    assert result.returncode == 2
    assert "move it away" in result.stderr
    assert (desk.venv / "bin" / "python").exists()


def test_an_unwritable_checkout_is_said_in_a_line(desk: Desk) -> None:
    desk.venv.write_text("in the way")
    result = desk.run()
    assert result.returncode == 2
    assert "cannot write to" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_missing_required_package_is_named_with_the_command_to_type(
    desk: Desk, launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/" + name if name == "apt-get" else None)
    setup = launcher.Setup(launcher.Checkout(str(desk.root)), {"cpu"}, launcher.Screen())
    here, gone = "file:/", "command:no-such-command"

    desk.require(f"[required]\nlibone {here} one\n[test]\nlibtwo {gone} two\n")
    setup.install_system({"required"})
    assert capsys.readouterr().err == ""

    setup.install_system({"test"})
    said = capsys.readouterr().err
    assert "two" in said
    assert "sudo apt-get install --no-install-recommends libtwo" in said

    desk.require(f"[required]\nlibone {gone} one\n[window]\nlibnew|libold {gone} two\n")
    with pytest.raises(launcher.Failure, match="sudo apt-get install --no-install-recommends libold libone"):
        setup.install_system({"required", "window"})

    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(launcher.Failure, match="install what this system calls libold libone") as raised:
        setup.install_system({"required", "window"})
    assert raised.value.status == 2


def test_root_installs_by_apt_what_is_missing_and_goes_on(desk: Desk, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    apt = f'echo "$@" >> "{tmp_path}/apt"; case "$*" in *libodd*) exit 100;; esac; touch "{tmp_path}/there"'
    for name, text in {"apt-get": apt, "apt-cache": "true"}.items():
        (tools / name).write_text(f"#!/bin/sh\n{text}\n")
        (tools / name).chmod(0o755)
    desk.require(
        f"[required]\nlibnew|libold file:{tmp_path}/there one\n[window]\nlibodd command:no-such-command two\n"
    )
    env = {"LAUNCHER": str(desk.root / "deskhand"), "PATH": f"{tools}:{os.environ['PATH']}"}
    driver = DRIVER.replace("sys.exit(launcher.main())", "os.geteuid = lambda: 0\nsys.exit(launcher.main())")
    command = [sys.executable, "-I", "-S", "-c", driver]
    result = subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, timeout=30)
    assert result.returncode == 0, result.stderr
    assert "going on without what is missing for two" in result.stderr
    update, everything, install = (tmp_path / "apt").read_text().splitlines()
    assert update.endswith("update")
    assert everything.endswith("libnew libodd")
    assert install.endswith("install -y --no-install-recommends libnew")


@pytest.mark.parametrize(
    ("probe", "met"),
    [
        ("lib:libc.so.6", sys.platform.startswith("linux")),
        ("lib:libnosuch.so.6", False),
        ("command:sh", True),
        ("command:no-such-command", False),
        ("file:/et*", True),
        ("file:/nowhere/*", False),
        ("header:no-such-header.h", False),
        ("module:venv", True),
        ("module:no_such_module", False),
    ],
)
def test_a_probe_tells_what_is_there(launcher: ModuleType, probe: str, met: bool) -> None:
    assert launcher.Need("required", ["name"], probe, "why").is_met() is met


def test_the_projects_own_list_of_system_packages_is_well_formed(launcher: ModuleType) -> None:
    needs = launcher.read_needs(str(ROOT / "packaging" / "system-packages.txt"))
    assert {need.section for need in needs} == {"required", "build", "fast", "window", "test"}
    names = [name for need in needs for name in need.names]
    assert {"libportaudio2", "libxcb-cursor0", "jackd2", "xvfb", "zam-plugins"} <= set(names)
    assert all(need.why for need in needs)


@pytest.mark.parametrize(
    "text", ["libone lib:one why\n", "[required]\nlibone\n", "[required]\nlibone one why\n"]
)
def test_a_broken_list_of_system_packages_is_refused_with_its_line(
    launcher: ModuleType, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "list"
    path.write_text("# a comment\n" + text)
    with pytest.raises(launcher.Failure, match=f"line {1 + len(text.splitlines())}: "):
        launcher.read_needs(str(path))


@pytest.mark.parametrize("version", [(3, 7, 1), (3, 10, 13), (3, 14, 0), (4, 0, 0)])
def test_an_unfit_python_is_said_in_a_line(launcher: ModuleType, version: tuple[int, ...]) -> None:
    fault = launcher.unfit_python(version)
    assert ".".join(map(str, version)) in fault
    assert "3.11 to 3.13" in fault
    assert "\n" not in fault


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 9), (3, 13, 1)])
def test_a_fit_python_will_do(launcher: ModuleType, version: tuple[int, ...]) -> None:
    assert launcher.unfit_python(version) is None


def test_the_launcher_parses_on_old_pythons() -> None:
    compile((ROOT / "deskhand").read_text(), "deskhand", "exec", dont_inherit=True)
    import ast

    ast.parse((ROOT / "deskhand").read_text(), feature_version=(3, 7))


def test_a_fitting_python_on_the_path_takes_over_from_an_old_one(
    desk: Desk, launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(launcher, "unfit_python", lambda version: "too old")
    monkeypatch.setattr(launcher, "find_python", lambda: "/opt/python3.12")

    def become(path: str, command: list[str]) -> None:
        became.append(command)
        raise SystemExit

    monkeypatch.setattr(launcher.os, "execv", become)
    with pytest.raises(SystemExit):
        launcher.launch(launcher.Checkout(str(desk.root)), ["demo"], launcher.Screen())
    assert became == [["/opt/python3.12", str(desk.root / "deskhand"), "demo"]]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], (None, False, [])),
        (["demo", "--gpu"], (None, False, ["demo", "--gpu"])),
        (["--gpu", "demo"], ("gpu", False, ["demo"])),
        (["--gpu", "--cpu", "test", "-k", "x"], ("cpu", True, ["-k", "x"])),
        (["mix", "test"], (None, False, ["mix", "test"])),
    ],
)
def test_only_leading_words_are_the_launchers(
    launcher: ModuleType, arguments: list[str], expected: tuple[str | None, bool, list[str]]
) -> None:
    assert launcher.split(arguments) == expected
