"""Installed: where the model files lie that people added."""

from __future__ import annotations

import os
from pathlib import Path

from models.card import ModelError

FOLDER = "DESKHAND_MINDS"
"""The environment variable that names their folder."""

BEST = "console"
"""The mind that mixes where nobody names one."""


def find_installed() -> Path:
    """Their folder; ModelError where none is named."""
    folder = os.environ.get(FOLDER)
    if not folder:
        raise ModelError(f"there is nowhere to install it; set {FOLDER}")
    return Path(folder)
