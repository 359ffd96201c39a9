"""Roles: the fixed words for what a stem does in a mix, found from names and General MIDI numbers."""

from __future__ import annotations

import re

_WORDS = (
    (
        "kick",
        r"kick|bas[se] ?-?drum|drum ?bass(?! ?gui)|b\.?drum|bdrum|\bbd\d*\b|\bkik|kck|kicks?\d*|\bbassd",
    ),
    ("snare", r"snare|snr|\bsn\d*\b|\bsd\d*\b|rim ?shot|side ?stick|\bclaps?\d*\b|hand ?clap"),
    ("hat", r"hi-?_? ?hat|hihat|\bhats?\d*\b|\bhh\w{0,2}\d*\b|\b[oc]hh\d*\b|hi ?h\b"),
    ("toms", r"\btoms?\d*\b|\btom[ _-]?[a-z]?\d*\b|floor ?tom|rack ?tom|tomtom"),
    ("overheads", r"cymbal|crash|\bride\d*\b|\boh\d*\b|overhead|splash|\bcym|chinese"),
    (
        "percussion",
        r"conga|bongo|shaker|tamb|cow ?bell|clave|timbale|guiro|maraca|wood ?block|triangle|tabla|djembe"
        r"|perc|cabasa|agogo|castanet|\bdrums?\d*\b|drum|\bloop\d*\b|break ?beat|\bbeat\d*\b",
    ),
    (
        "backing vocal",
        r"back(ing|ground)? ?_?(vo[cx]|sing)|\bbv\d*\b|\bbvs?\b|choir|harmon(y|ies)|chorus vo|gang vo",
    ),
    ("speech", r"speech|spoken|\brap\b|narrat|\bsays?\b|talk"),
    ("lead vocal", r"vocal|\bvox\d*\b|\bvoice|\bvoc\b|singer|\bsing\b|lead ?vo"),
    ("bass", r"bass(?!oon)|\bsub\d*\b|slap ?b|\b303\b"),
    (
        "acoustic guitar",
        r"acoustic|ac\.? ?g(ui)?t|a-?gui?t|nylon|steel ?str|mandolin|banjo|ukulele|harp\b|classical g",
    ),
    ("electric guitar", r"gui?ta?r|\bgtr|\bgit\b|\bguit\b|power ?chord|dist(orted|ortion)? ?g|overdrive"),
    ("organ", r"organ|hammond|\bb3\b|accordion|harmonium|accord\b"),
    (
        "keys",
        r"piano|rhodes|wurli|clav|\bkeys?\b|keyboard|harpsi|celesta|vibra|marimba|xylo|glock|\bbells?\b|e-?pian|\bep\d*\b",
    ),
    ("strings", r"string|violin|viola|cello|fiddle|orchestra|\bstr\d*\b|pizz|contrabass"),
    ("brass", r"brass|trumpet|trombone|horn|tuba|\bbrs\b"),
    ("woodwind", r"flute|\bsax|clarinet|oboe|bassoon|recorder|pan ?pipe|whistle|ocarina|piccolo|woodwind"),
    ("pad", r"\bpads?\d*\b|pad\b|ambien|atmos|warm"),
    ("synth lead", r"synth|\blead\d*\b|lead|\barp|\bsaw\w*\b|square|pluck|\bseq|\bmoog"),
    ("fx", r"\bs?fx\d*\b|\beffects?\b|noise|sweep|\bwind\b|scratch|explosion|riser|impact"),
)
_PATTERNS = tuple((role, re.compile(words)) for role, words in _WORDS)

_FAMILIES = (
    (0, "keys"),
    (16, "organ"),
    (24, "acoustic guitar"),
    (26, "electric guitar"),
    (32, "bass"),
    (40, "strings"),
    (46, "acoustic guitar"),
    (47, "percussion"),
    (48, "strings"),
    (52, "backing vocal"),
    (55, "strings"),
    (56, "brass"),
    (64, "woodwind"),
    (80, "synth lead"),
    (88, "pad"),
    (96, "fx"),
    (104, "acoustic guitar"),
    (108, "keys"),
    (109, "woodwind"),
    (110, "strings"),
    (111, "woodwind"),
    (112, "percussion"),
    (120, "fx"),
)
_DRUM_KEYS = {
    **dict.fromkeys((35, 36), "kick"),
    **dict.fromkeys((37, 38, 39, 40), "snare"),
    **dict.fromkeys((42, 44, 46), "hat"),
    **dict.fromkeys((41, 43, 45, 47, 48, 50), "toms"),
    **dict.fromkeys((49, 51, 52, 53, 55, 57, 59), "overheads"),
}
DRUM_ROLES = ("kick", "snare", "hat", "toms", "overheads", "percussion")


def name_to_role(name: str) -> str:
    """The role that a file's, track's or sample's name tells, or ""."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name).lower()
    spaced = re.sub(r"[_.\-()\[\]/\\]+", " ", spaced)
    return next((role for role, pattern in _PATTERNS if pattern.search(spaced)), "")


def programme_to_role(programme: int) -> str:
    """The role of a General MIDI programme, 0 to 127."""
    return next(role for first, role in reversed(_FAMILIES) if programme >= first)


def drum_key_to_role(key: int) -> str:
    """The role of a General MIDI drum key."""
    return _DRUM_KEYS.get(key, "percussion")
