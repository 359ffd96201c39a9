"""Two guitarists: one arpeggiates and strums clean, the other riffs through a driven amplifier."""

from app.demo.filters import Band, driven, filtered
from app.demo.score import Bar
from app.demo.strings import Pluck, String, ring
from app.demo.tape import Audio, Span, dice

CLEAN = String(decay_s=3.4, damping=0.28, pick_hz=5200, pick_place=0.17, longest_s=4.8)
SCRATCH = String(decay_s=0.06, damping=0.45, pick_hz=4200, pick_place=0.12, longest_s=0.15)
OPEN = String(decay_s=4.5, damping=0.35, pick_hz=4500, pick_place=0.1, longest_s=4.8)
PALM = String(decay_s=0.35, damping=0.5, pick_hz=2200, pick_place=0.08, longest_s=0.6)

CABINET = (Band("high", 85), Band("bell", 120, 1.0, 3), Band("bell", 2600, 1.1, 5), Band("low", 4700, 1.0), Band("low", 5600))

# Strums by sixteenths: D down, U up, s scratch.
STRUMS = {"chorus": ("D...D.UDs.U.D.UU", "D..sD.UDs.UsD.DU"), "ending": ("D...D.UD..U.D.U.", "D.......D.......", "D", "")}
ARPEGGIO = ((0, 0), (0.5, 2), (1, 3), (1.5, 4), (2, 2), (2.5, 5), (3, 3), (3.5, 4))

# Riffs: (beat, beats, semitones above the chord's root, palm-muted).
RIFFS: dict[str, tuple[tuple[tuple[float, float, int, bool], ...], ...]] = {
    "intro": (
        ((0, 0.7, 12, False), (0.75, 0.7, 14, False), (1.5, 1, 7, False), (2.5, 0.5, 9, False), (3, 1, 7, False)),
        ((0, 0.7, 12, False), (0.75, 0.7, 14, False), (1.5, 2.2, 15, False)),
    ),
    "verse": (
        ((0, 0.4, 0, True), (0.75, 0.3, 0, True), (1.5, 0.4, 7, True), (2, 0.3, 0, True), (2.75, 0.3, 0, True)),
        ((0, 0.4, 0, True), (0.75, 0.3, 0, True), (2, 0.7, 12, False), (2.75, 0.6, 7, False), (3.5, 0.4, 10, False)),
    ),
    "bridge": (((0, 3.8, 0, False),),),
}
POWER_CHORDS = {"chorus": ((0, 1.4), (1.5, 0.45), (2, 1.4), (3.5, 0.45)), "ending": ((0, 1.9), (2, 1.9))}


def _strums(bar: Bar) -> list[Pluck]:
    roll = dice("strum", bar)
    lines = STRUMS[bar.section]
    plucks = []
    for step, letter in enumerate(lines[bar.position % len(lines)]):
        if letter == ".":
            continue
        strings = [number for number, pitch in enumerate(bar.chord.shape) if pitch is not None]
        down = letter != "U"
        order = strings if down else strings[: -5 if len(strings) > 4 else None : -1]
        late_ms, gain = roll.normal(0, 4), roll.uniform(0.8, 1.0) * (1.0 if step % 4 == 0 else 0.75)
        for place, number in enumerate(order):
            sound = SCRATCH if letter == "s" else CLEAN
            drag_ms = place * roll.uniform(5, 9)
            pitch = bar.chord.shape[number] or 0
            ring_beats = 8.0 if len(lines[bar.position % len(lines)]) == 1 else 2.0
            beat = bar.beat + step / 4
            plucks.append(Pluck(beat, number, pitch, ring_beats, 0.55 * gain * (0.94**place), late_ms + drag_ms, sound))
    return plucks


def _arpeggios(bar: Bar) -> list[Pluck]:
    roll = dice("arpeggio", bar)
    shape = [(number, pitch) for number, pitch in enumerate(bar.chord.shape) if pitch is not None]
    plucks = []
    for beat, place in ARPEGGIO:
        number, pitch = shape[min(place, len(shape) - 1)]
        gain = 0.75 * roll.uniform(0.75, 1.0) * (1.15 if place == 0 else 1.0)
        plucks.append(Pluck(bar.beat + beat, number, pitch, 2.5, gain, roll.normal(0, 5), CLEAN))
    return plucks


def _riffs(bar: Bar) -> list[Pluck]:
    roll = dice("riff", bar)
    root = 40 + (bar.chord.bass - 40) % 12
    plucks = []
    if bar.section in POWER_CHORDS:
        last_chord = bar.section == "ending" and bar.position >= 2
        hits = POWER_CHORDS[bar.section] if not last_chord else ((0, 8.0),) if bar.position == 2 else ()
        for beat, beats in hits:
            late_ms, gain = roll.normal(2, 4), roll.uniform(0.85, 1.0)
            for number, interval in enumerate((0, 7, 12)):
                plucks.append(Pluck(bar.beat + beat, number, root + interval, beats, gain, late_ms + 3 * number, OPEN))
        return plucks
    lines = RIFFS[bar.section]
    for beat, beats, step, muted in lines[bar.position % len(lines)]:
        gain = roll.uniform(0.7, 0.9) * (0.8 if muted else 0.7)
        pitch = root + step
        if pitch % 12 not in bar.chord.classes and not muted and step not in (9, 14):
            pitch = min((pitch + d for d in range(-3, 4) if (pitch + d) % 12 in bar.chord.classes), key=lambda p: abs(p - pitch))
        plucks.append(Pluck(bar.beat + beat, step // 7, pitch, beats, gain, roll.normal(2, 5), PALM if muted else OPEN))
    return plucks


def guitar_left(span: Span) -> Audio:
    """The clean guitar's amplifier (frames,)."""
    tone = ring(span, [each for bar in span for each in (_strums if bar.section in STRUMS else _arpeggios)(bar)])
    tone = driven(filtered(tone, Band("high", 100), Band("bell", 1800, 0.8, 3)), 0.7, 0.15)
    return filtered(tone, *CABINET)


def guitar_right(span: Span) -> Audio:
    """The driven guitar's amplifier (frames,)."""
    tone = ring(span, [each for bar in span for each in _riffs(bar)])
    tone = driven(filtered(tone, Band("high", 140), Band("bell", 900, 0.7, 5), Band("low", 4500)), 3.2, 0.2)
    return filtered(tone, Band("bell", 500, 0.8, -3), *CABINET)
