"""What holds for every test."""

import importlib.util
import os
import signal
from pathlib import Path

# Whoever runs the tests in the background lets them inherit a Ctrl-C that is ignored; ours must be heard.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A desk in a test looks for no controllers; those that are about MIDI say which they want.
os.environ.setdefault("DESKHAND_MIDI", "off")

TORCHLESS = ("test_example.py",)
"""What can be tested of training without PyTorch."""

collect_ignore = []
if importlib.util.find_spec("torch") is None:
    folder = Path(__file__).parent / "models/train"
    collect_ignore = [str(path) for path in folder.glob("test_*.py") if path.name not in TORCHLESS]


def pytest_report_header() -> list[str]:
    """Say what is left out, and how to have it."""
    if not collect_ignore:
        return []
    return ["without PyTorch, tests/models/train is left out: .venv/bin/python -m pip install -e '.[train]'"]
