"""Two guitarists: one arpeggiates and strums clean, the other riffs through a driven amplifier."""

from app.demo.filters import Band, driven, filtered
from app.demo.score import KEY, Bar, Chord, fit
from app.demo.strings import Pluck, String, ring
from app.demo.tape import Audio, Span, dice

CLEAN = String(decay_s=3.4, damping=0.15, pick_hz=5200, pick_place=0.17)
SCRATCH = String(decay_s=0.06, damping=0.45, pick_hz=4200, pick_place=0.12)
OPEN = String(decay_s=4.5, damping=0.35, pick_hz=4500, pick_place=0.1)
PALM = String(decay_s=0.35, damping=0.5, pick_hz=2200, pick_place=0.08)

CABINET = (
    Band("high", 85),
    Band("bell", 120, 1.0, 3),
    Band("bell", 2600, 1.1, 5),
    Band("low", 4700, 1.0),
    Band("low", 5600),
)

# Strums by sixteenths: D down, U up, s scratch; a D on its own rings to the end.
STRUMS = {
    "chorus": ("D...D.UDs.U.D.UU", "D..sD.UDs.UsD.DU"),
    "ending": ("D...D.UD..U.D.U.", "D.......D.......", "D", ""),
}
# Elsewhere the chord's strings one by one: (beat, string from the bass up).
ARPEGGIO = ((0, 0), (0.5, 2), (1, 3), (1.5, 4), (2, 2), (2.5, 5), (3, 3), (3.5, 4))

# (beat, beats) of each power chord.
POWER_CHORDS = {
    "chorus": (((0, 1.4), (1.5, 0.45), (2, 1.4), (3.5, 0.45)),),
    "ending": (((0, 1.9), (2, 1.9)), ((0, 1.9), (2, 1.9)), ((0, 8.0),), ()),
}
# Elsewhere riffs: (beat, beats, semitones above the chord's root, palm-muted).
Riff = tuple[tuple[float, float, int, bool], ...]
RIFFS: dict[str, tuple[Riff, ...]] = {
    "intro": (
        ((0, 0.7, 12, False), (0.75, 0.7, 14, False), (1.5, 1, 7, False), (2.5, 0.5, 9, False),
         (3, 1, 7, False)),
        ((0, 0.7, 12, False), (0.75, 0.7, 14, False), (1.5, 2.2, 15, False)),
    ),
    "verse": (
        ((0, 0.4, 0, True), (0.75, 0.3, 0, True), (1.5, 0.4, 7, True), (2, 0.3, 0, True),
         (2.75, 0.3, 0, True)),
        ((0, 0.4, 0, True), (0.75, 0.3, 0, True), (2, 0.7, 12, False), (2.75, 0.6, 7, False),
         (3.5, 0.4, 10, False)),
    ),
    "bridge": (((0, 3.8, 0, False),),),
}  # fmt: skip
# These steps may leave the chord, though not the key.
PASSING = (9, 14)


def _strums(bar: Bar) -> list[Pluck]:
    roll = dice("strum", bar)
    lines = STRUMS[bar.section]
    line = lines[bar.position % len(lines)]
    strings = [(number, pitch) for number, pitch in enumerate(bar.chord.shape) if pitch is not None]
    beats = 8.0 if line == "D" else 2.0
    plucks = []
    for step, letter in enumerate(line):
        if letter == ".":
            continue
        sound = SCRATCH if letter == "s" else CLEAN
        late_ms, gain = roll.normal(0, 4), 0.55 * roll.uniform(0.8, 1.0) * (0.75 if step % 4 else 1.0)
        for number, pitch in strings[:-5:-1] if letter == "U" else strings:
            plucks.append(Pluck(bar.beat + step / 4, number, pitch, beats, gain, late_ms, sound))
            late_ms, gain = late_ms + roll.uniform(5, 9), 0.94 * gain
    return plucks


def _arpeggios(bar: Bar) -> list[Pluck]:
    roll = dice("arpeggio", bar)
    strings = [(number, pitch) for number, pitch in enumerate(bar.chord.shape) if pitch is not None]
    plucks = []
    for beat, place in ARPEGGIO:
        number, pitch = strings[min(place, len(strings) - 1)]
        gain = 0.75 * roll.uniform(0.75, 1.0) * (1.0 if place else 1.15)
        plucks.append(Pluck(bar.beat + beat, number, pitch, 2.5, gain, roll.normal(0, 5), CLEAN))
    return plucks


def _root(chord: Chord) -> int:
    """The chord's bass note on the lowest string."""
    return 40 + (chord.bass - 40) % 12


def _power_chords(bar: Bar) -> list[Pluck]:
    roll = dice("power chord", bar)
    hits = POWER_CHORDS[bar.section]
    plucks = []
    for beat, beats in hits[bar.position % len(hits)]:
        late_ms, gain = roll.normal(2, 4), roll.uniform(0.85, 1.0)
        for number, interval in enumerate((0, 7, 12)):
            pitch = fit(_root(bar.chord) + interval, bar.chord.classes)
            plucks.append(Pluck(bar.beat + beat, number, pitch, beats, gain, late_ms + 3 * number, OPEN))
    return plucks


def _riffs(bar: Bar) -> list[Pluck]:
    roll = dice("riff", bar)
    riffs = RIFFS[bar.section]
    plucks = []
    for beat, beats, step, muted in riffs[bar.position % len(riffs)]:
        gain, sound = (0.8, PALM) if muted else (0.7, OPEN)
        pitch = fit(_root(bar.chord) + step, KEY if step in PASSING else bar.chord.classes)
        gain *= roll.uniform(0.7, 0.9)
        plucks.append(Pluck(bar.beat + beat, step // 7, pitch, beats, gain, roll.normal(2, 5), sound))
    return plucks


def clean_guitar(span: Span) -> Audio:
    """The clean guitar's amplifier (frames,)."""
    tone = ring(span, [p for bar in span for p in (_strums if bar.section in STRUMS else _arpeggios)(bar)])
    tone = driven(filtered(tone, Band("high", 100), Band("bell", 2400, 0.6, 7)), 0.7, 0.15)
    return filtered(tone, *CABINET)


def driven_guitar(span: Span) -> Audio:
    """The driven guitar's amplifier (frames,)."""
    plucks = [p for bar in span for p in (_power_chords if bar.section in POWER_CHORDS else _riffs)(bar)]
    tone = filtered(ring(span, plucks), Band("high", 140), Band("bell", 900, 0.7, 5), Band("low", 4500))
    return filtered(driven(tone, 3.2, 0.2), Band("bell", 500, 0.8, -3), *CABINET)
