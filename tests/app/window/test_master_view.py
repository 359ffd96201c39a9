"""What leaves the desk, on the master strip: the engine's own figures, and clicks that begin them anew."""

import math

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from app.shown.words import write_clock, write_lufs, write_peak
from app.window.correlation_meter import CorrelationMeter
from app.window.loudness_figures import LoudnessFigures
from app.window.loudness_history import LoudnessHistory
from app.window.theme import theme
from app.window.true_peak_key import TruePeakKey

LEFT = Qt.MouseButton.LeftButton


def read(stage, name):
    return stage.show.meters().shared.read(name)[name]


def number(words):
    return -math.inf if words in ("–", "−∞") else float(words.replace("−", "-"))


def test_the_master_shows_what_the_engine_measures(stage):
    master = stage.window.mixer.master
    stage.until(lambda: read(stage, "integrated_s")[0] > 1.0)
    stage.live(0.5)
    momentary, _, integrated = read(stage, "loudness_lufs").tolist()
    shown = [number(words) for words in master.loudness.words]
    assert shown[0] == pytest.approx(momentary, abs=1.0)
    assert shown[2] == pytest.approx(integrated, abs=0.2)
    assert number(master.peak.words) == pytest.approx(float(read(stage, "true_peak_db")[1]), abs=0.1)
    assert master.correlation.value == pytest.approx(float(read(stage, "correlation")[0]), abs=0.1)


def test_a_click_begins_anew_on_every_surface(stage):
    other = stage.open()
    stage.until(lambda: read(stage, "integrated_s")[0] > 3.0)
    stage.qtbot.mouseClick(stage.window.mixer.master.loudness, LEFT)
    stage.until(lambda: read(stage, "integrated_s")[0] < 2.0)
    stage.until(lambda: other.mixer.master.loudness.lasted in ("0:00", "0:01", "0:02"))
    stage.window.mixer.strips[0].fader.set_by_hand(10.0)
    stage.live(0.6)
    loud = float(read(stage, "true_peak_db")[1])
    stage.window.mixer.strips[0].fader.set_by_hand(-40.0)
    stage.live(0.6)
    assert float(read(stage, "true_peak_db")[1]) == loud
    stage.qtbot.mouseClick(stage.window.mixer.master.peak, LEFT)
    stage.until(lambda: read(stage, "true_peak_db")[1] < loud - 3.0)
    stage.until(lambda: number(other.mixer.master.peak.words) < loud - 3.0)


def test_the_past_is_shown_where_there_is_room_and_the_fader_stays_long(stage):
    master = stage.window.mixer.master
    assert not master.history.isVisible() and master.fader.height() > 280
    stage.window.resize(1920, 1080)
    stage.until(lambda: master.history.isVisible())
    stage.until(lambda: bool((master.history._lufs[1] > -60).any()))
    assert master.fader.height() > 400


def test_clipping_and_phase_trouble_have_their_colours(qtbot):
    peak, correlation = TruePeakKey(), CorrelationMeter()
    qtbot.addWidget(peak)
    qtbot.addWidget(correlation)
    peak.show_peak(-0.5)
    assert not peak.clipped and peak.words == "−0.5"
    peak.show_peak(0.3)
    assert peak.clipped and peak.accessibleDescription() == "+0.3 dBTP"
    for value, shade in ((0.9, theme.middle), (0.1, theme.high), (-0.5, theme.over)):
        for _ in range(40):
            correlation.show_correlation(value)
        assert correlation.shade == shade
        correlation.grab()
    correlation.show_correlation(math.nan)
    assert correlation.value is None and correlation.accessibleDescription() == "–"
    peak.grab()


def test_figures_in_words(qtbot):
    figures, history = LoudnessFigures(), LoudnessHistory()
    qtbot.addWidget(figures)
    qtbot.addWidget(history)
    figures.show_loudness(-100.0, -23.04, -14.0, 754.0)
    assert figures.words == ("–", "−23.0", "−14.0") and figures.lasted == "12:34"
    figures.resize(172, 40)
    figures.grab()
    history.resize(172, 92)
    history.show_loudness(np.full((2, 10), np.nan, np.float32))
    history.grab()
    history.show_loudness(np.full((2, 2000), -20.0, np.float32))
    history.grab()
    assert [write_clock(s) for s in (0, 59.6, 3723)] == ["0:00", "1:00", "1:02:03"]
    assert (write_lufs(-70.0), write_peak(-100.0)) == ("–", "−∞")
