"""Language: all that is said to people goes through `say`, ready to be translated. No Qt.

A translation is a gettext catalogue, `locale/LANGUAGE/LC_MESSAGES/deskhand.mo`, found by the usual variables
of the environment; what it does not have is said in English.
"""

from __future__ import annotations

import gettext
from pathlib import Path

LOCALE = Path(__file__).with_name("locale")

_catalogue = gettext.translation("deskhand", LOCALE, fallback=True)


def say(text: str, **values: object) -> str:
    """A text in the person's language, with values in its {places}."""
    found = _catalogue.gettext(text) if text else ""
    return found.format(**values) if values else found
