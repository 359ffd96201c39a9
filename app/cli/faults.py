"""Faults: what went wrong and a person can mend, in a line."""

from __future__ import annotations

from app.cli.hands import HandsError
from app.styles import StyleError
from engine.console.session import SessionError
from engine.devices.driver import DeviceError


def explain(error: Exception) -> str | None:
    """What a person can mend, in a line; None of what must not happen. Imports only now what it must know."""
    from app.material.stems import StemsError
    from app.show import ShowError
    from engine.soundfiles import SoundFileError
    from models.card import ModelError
    from models.evaluate.learnt import MissingLearnerError
    from models.evaluate.plots import MissingPlotsError
    from models.evaluate.songs import CorpusError
    from models.minds import UnknownMindError

    known = (
        *(StemsError, SoundFileError, SessionError, DeviceError, ShowError),
        *(UnknownMindError, ModelError, HandsError, StyleError),
        *(CorpusError, MissingLearnerError, MissingPlotsError),
    )
    if isinstance(error, known):
        return str(error)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}; see: deskhand doctor"
    return None
