"""Roles from names and General MIDI numbers."""

from __future__ import annotations

import pytest

from models.roles import ROLES
from models.train.corpus.roles import drum_key_to_role, name_to_role, programme_to_role

NAMES = {
    "01_Kick": "kick",
    "BassDrum 6": "kick",
    "bd": "kick",
    "drum_bass_hard": "kick",
    "SnareTop": "snare",
    "909 Claps": "snare",
    "closed hihat": "hat",
    "HHClosed": "hat",
    "rack tom": "toms",
    "OH L": "overheads",
    "crash:soundwave": "overheads",
    "tambourine": "percussion",
    "drums": "percussion",
    "Bass DI": "bass",
    "SynthBass": "bass",
    "Bassoon": "woodwind",
    "ElecGtr1DI": "electric guitar",
    "AcousticGtr": "acoustic guitar",
    "Rhodes": "keys",
    "Hammond B3": "organ",
    "LeadSynth": "synth lead",
    "warm pad": "pad",
    "Violins": "strings",
    "Trumpet 2": "brass",
    "Tenor Sax": "woodwind",
    "LeadVox": "lead vocal",
    "female singer": "lead vocal",
    "BackingVox3": "backing vocal",
    "Narrator speech": "speech",
    "SFX": "fx",
    "greetings to all": "",
    "Untitled": "",
    "": "",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_tells_the_role(name: str) -> None:
    assert name_to_role(name) == NAMES[name]


def test_every_role_that_is_given_is_one_of_the_fixed_words() -> None:
    given = {programme_to_role(p) for p in range(128)} | {drum_key_to_role(k) for k in range(128)}
    assert given <= set(ROLES) - {"drums"}
    assert len(set(ROLES)) == len(ROLES)


def test_general_midi_s_families() -> None:
    wanted = {0: "keys", 19: "organ", 25: "acoustic guitar", 30: "electric guitar", 33: "bass", 48: "strings"}
    assert {p: programme_to_role(p) for p in wanted} == wanted
    drums = {36: "kick", 38: "snare", 42: "hat", 47: "toms", 49: "overheads", 60: "percussion"}
    assert {k: drum_key_to_role(k) for k in drums} == drums
