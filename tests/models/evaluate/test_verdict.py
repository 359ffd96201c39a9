"""Verdicts name what breaks a law, and never pass what was not tried."""

from models.evaluate.contest import Score
from models.evaluate.verdict import judge


def test_a_law_is_kept_only_if_every_song_keeps_it() -> None:
    kept = [Score(f"song {n}", "good", {"over_ceiling_db": -0.3, "silence_db": 0.0}) for n in range(3)]
    broken = [Score(f"song {n}", "bad", {"over_ceiling_db": over}) for n, over in enumerate((-1.0, 0.2))]
    lines = judge([*kept, *broken])
    assert "- `good`: no settled mix is over the master's ceiling (3 songs)." in lines
    assert "- `good`: no fader moves on silence (3 songs)." in lines
    (line,) = [line for line in lines if "`bad`" in line]
    assert "1 of 2 songs, most by 0.20 dB (song 1)" in line


def test_any_kind_of_silence_breaks_the_law_and_no_number_does_too() -> None:
    for name, value in (("solo_others_db", 0.5), ("silent_track_db", 0.5), ("silence_db", float("nan"))):
        (line,) = judge([Score("song", "mind", {"silence_db": 0.0, name: value})])
        assert "**faders move on silence**" in line


def test_what_was_not_tried_gets_no_verdict() -> None:
    assert judge([Score("song", "mind", {"error_db": 1.0})]) == []
