"""The desk process: `python -m app.process RUNTIME`."""

from __future__ import annotations

import sys
from pathlib import Path

from app.process.loop import run

if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
