"""The table of built-in effects is true of the effects themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.console.effects import EFFECTS, STARTS, check_insert, make_insert
from engine.console.state import Insert
from engine.plugins.inserts import InsertChain, InsertError, effect_names, effect_params

RATE = 48000
UNSPOKEN = {("LadderFilter", "mode")}
"""What is no number and stays as the effect has it."""


def make(effect, params):
    return InsertChain((Insert(effect, params),), RATE, 1, 64).plugins[0]


def test_every_effect_and_every_parameter_has_a_row():
    assert sorted(EFFECTS) == effect_names()
    for effect, rows in EFFECTS.items():
        known = {name for name in effect_params(make(effect, {})) if (effect, name) not in UNSPOKEN}
        assert {row.name for row in rows} == known


@pytest.mark.parametrize("effect", EFFECTS)
def test_defaults_are_the_effects_own_and_ends_can_be_reached(effect):
    plugin = make(effect, {})
    for row in EFFECTS[effect]:
        assert float(getattr(plugin, row.name)) == pytest.approx(row.default)
        for value in (row.low, row.high):
            turned = make(effect, {row.name: value})
            assert float(getattr(turned, row.name)) == pytest.approx(value, rel=1e-3)


@pytest.mark.parametrize("effect", EFFECTS)
def test_what_a_person_adds_can_be_built(effect):
    insert = make_insert(effect)
    assert check_insert(insert) == insert
    make(effect, insert.params)
    assert set(STARTS) <= set(EFFECTS)


@given(st.sampled_from([e for e, rows in EFFECTS.items() if rows]), st.floats(-1e9, 1e9), st.data())
def test_values_are_kept_within_their_ranges(effect, value, data):
    row = data.draw(st.sampled_from(EFFECTS[effect]))
    kept = check_insert(Insert(effect, {row.name: value})).params[row.name]
    assert row.low <= kept <= row.high and kept == row.clamp(value)


def test_what_is_not_known_is_named():
    with pytest.raises(ValueError, match=r"Echo: no such effect.*Delay"):
        check_insert(Insert("Echo"))
    with pytest.raises(ValueError, match="no parameter 'size'; it has room_size"):
        check_insert(Insert("Reverb", {"size": 1.0}))
    assert check_insert(Insert("/somewhere/Echo.vst3", {"size": 1.0})).params == {"size": 1.0}
    with pytest.raises(InsertError):
        make("Echo", {})
