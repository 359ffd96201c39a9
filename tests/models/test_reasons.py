from models.card import Macro
from models.reasons import explain_style, explain_values

VALUES = {
    "fader_db": -3.14,
    "hpf_hz": 92.0,
    "eq3_gain_db": -2.4,
    "eq3_hz": 2500.0,
    "comp_ratio": 2.5,
    "comp_threshold_db": -24.0,
    "pan": -0.3,
}


def test_the_fader_comes_first_and_everything_worth_a_word_follows():
    text = explain_values(VALUES, 0.83, "snare", 0.7)
    assert text == (
        "-3.1 dB: as snare (70%), sure 83%; high-pass 92 Hz; -2.4 dB at 2.5 kHz; "
        "compressor 2.5:1 at -24 dB; 30% left"
    )


def test_what_is_small_or_doubtful_is_not_told():
    small = {"fader_db": 2.0, "hpf_hz": 21.0, "eq1_gain_db": 0.1, "comp_ratio": 1.05, "pan": 0.01}
    assert explain_values(small, 0.5, "snare", 0.2) == "+2.0 dB: sure 50%"


def test_what_is_no_number_is_said_so():
    assert explain_values({}, 1.0) == "what it said is no number"
    assert explain_values({"fader_db": float("nan")}, 1.0) == "what it said is no number"


def test_style_is_said_with_its_unit_and_the_share_that_a_track_takes():
    assert explain_style(Macro("drums", -12.0, 12.0, 0.0, "dB"), 3.0) == "drums +3.0 dB by style"
    assert explain_style(Macro("air", 0.0, 1.0, 0.5), 0.3, 0.6) == "air +0.3 by style (60%)"
    text = explain_values({"fader_db": 1.0, "pan": 0.5}, 0.5, style="drums +3.0 dB by style")
    assert text == "+1.0 dB: sure 50%; drums +3.0 dB by style; 50% right"
