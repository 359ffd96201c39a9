"""Role names: the role and the side that a track's name tells, in the words engineers write on tape."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from models.role_words import PHRASES, WORDS
from models.roles import ROLES, UNKNOWN

_LEFT, _RIGHT = {"l", "left", "links", "gauche", "izq"}, {"r", "right", "rechts", "droite"}
_SHORT = 3
"""Words of fewer letters are never parts of longer ones."""

_BEATEN: tuple[tuple[str, frozenset[str]], ...] = (
    ("room", frozenset({"kick", "snare", "hat", "toms", "guitar", "voice", "keys", "percussion"})),
    ("sub", frozenset({"kick", "bass", "synth", "drum"})),
    ("bass", frozenset({"woodwind", "brass", "voice", "backing vocal", "lead vocal", "strings"})),
    ("synth", frozenset({"bass", "pad", "strings", "brass", "keys", "organ", "drums", "drum", "voice", "kick",
                         "snare", "backing vocal", "woodwind", "percussion"})),
    ("electric", frozenset({"bass", "keys", "organ", "drums", "drum", "strings", "acoustic",
                            "electric guitar"})),
    ("acoustic", frozenset({"bass", "keys", "drums", "drum", "acoustic guitar"})),
    ("strings", frozenset({"pad", "guitar", "acoustic", "electric guitar", "acoustic guitar", "bass"})),
    ("guitar", frozenset({"electric guitar", "acoustic guitar"})),
    ("drum", frozenset({"kick", "snare", "hat", "toms", "overheads", "percussion", "drums"})),
    ("drums", frozenset({"kick", "snare", "hat", "toms", "overheads", "percussion", "bass"})),
    ("voice", frozenset({"lead vocal", "backing vocal", "speech"})),
    ("keys", frozenset({"organ", "pad", "strings", "brass", "bass"})),
)  # fmt: skip
"""A meaning, and those beside which it only describes."""

_TOGETHER: tuple[tuple[frozenset[str], str, float], ...] = (
    (frozenset({"drum", "bass"}), "kick", 0.9),
    (frozenset({"guitar", "bass"}), "bass", 0.95),
    (frozenset({"drums", "room"}), "overheads", 0.8),
    (frozenset({"drum", "room"}), "overheads", 0.8),
    (frozenset({"voice", "backing"}), "backing vocal", 0.95),
    (frozenset({"voice", "lead"}), "lead vocal", 0.95),
    (frozenset({"guitar", "electric"}), "electric guitar", 0.95),
    (frozenset({"guitar", "acoustic"}), "acoustic guitar", 0.95),
    (frozenset({"guitar", "lead"}), "electric guitar", 0.85),
    (frozenset({"synth", "lead"}), "synth lead", 0.95),
    (frozenset({"guitar"}), "electric guitar", 0.7),
    (frozenset({"voice"}), "lead vocal", 0.8),
    (frozenset({"synth"}), "synth lead", 0.6),
    (frozenset({"backing"}), "backing vocal", 0.5),
    (frozenset({"electric"}), "electric guitar", 0.5),
    (frozenset({"acoustic"}), "acoustic guitar", 0.5),
    (frozenset({"drum"}), "drums", 0.7),
    (frozenset({"room"}), "overheads", 0.5),
    (frozenset({"sub"}), "bass", 0.5),
)
"""Meanings that are no role alone, the role they make, how sure; the first that fits counts."""

_NOUNS = {"guitar", "voice", "synth", "drum"}
"""Those that are instruments even beside others; the rest only describe."""

_AND = re.compile(r"\s*[+&/,]\s*|\s+(?:and|und|et|y|e|och|en)\s+")

CERTAIN = 0.95


@lru_cache(maxsize=1024)
def guess_role(name: str) -> tuple[str, float]:
    """The role that a name tells and how sure that is; unknown and 0 where it tells none or several."""
    parts = [part for part in _AND.split(name) if _find_senses(part)]
    if len(parts) > 1 and len({guess_role(part)[0] for part in parts}) > 1:
        return UNKNOWN, 0.0
    senses = _find_senses(name)
    for beaten, by in _BEATEN:
        if beaten in senses and senses & (by - {beaten}):
            senses = senses - {beaten}
    if "fx" in senses:
        return "fx", CERTAIN if senses == {"fx"} else 0.7
    roles = senses & set(ROLES)
    sure = CERTAIN
    for needs, role, sureness in _TOGETHER:
        if needs <= senses and needs - roles and (needs & (_NOUNS | roles) or not roles):
            roles, sure = (roles - needs) | {role} | (senses & _NOUNS - needs), sureness
            break
    return (next(iter(roles)), sure) if len(roles) == 1 else (UNKNOWN, 0.0)


@lru_cache(maxsize=1024)
def guess_side(name: str) -> int:
    """-1 where a name says left, 1 where it says right, else 0."""
    words = set(_split(name))
    left, right = bool(words & _LEFT), bool(words & _RIGHT)
    return int(right) - int(left)


def _find_senses(name: str) -> frozenset[str]:
    """What the words of a name mean, longest phrases first."""
    words, senses, at = _split(name), set(), 0
    while at < len(words):
        pair = " ".join(words[at : at + 2])
        if pair in PHRASES:
            senses.add(PHRASES[pair])
            at += 2
            continue
        senses |= _read_word(words[at])
        at += 1
    return frozenset(senses)


def _read_word(word: str) -> set[str]:
    """The meanings of a word, of its singular, or of the words it is put together from."""
    for form in (word, word.removesuffix("s")):
        if form in _MEANS:
            return {_MEANS[form]}
    if len(word) < 2 * _SHORT - 1:
        return set()
    for cut in range(len(word) - 2, 1, -1):
        head, tail = word[:cut], word[cut:]
        if max(len(head), len(tail)) < _SHORT or head not in _MEANS:
            continue
        if tail in _MEANS:
            return {_MEANS[head], _MEANS[tail]}
    return set()


def _split(name: str) -> list[str]:
    """The words of a name: no accents, no numbers, cut where small letters meet capitals."""
    cut = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})", " ", _strip_accents(name)).casefold()
    words = re.findall(r"[^\W\d_]+|\d+", cut)
    return [word for word in words if not word.isdecimal() or word in _NUMBERS]


def _strip_accents(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    plain = "".join(c for c in plain if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFKC", plain)


_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ß": "ss", "ł": "l"})
_NUMBERS = {"808", "909", "3", "7"}
"""Numbers that may be names: of drum machines, of an organ, of a piano."""

_MEANS = {_strip_accents(word): sense for sense, words in WORDS.items() for word in words.split()}
