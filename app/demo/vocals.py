"""The singers' parts: the lead's melody, and three backing voices in the choruses."""

from app.demo.filters import Band, filtered
from app.demo.score import Note, harmony, melody
from app.demo.tape import Audio, Span, Tape
from app.demo.voice import Singer, sing

LEAD = Singer("lead")
BACKING = (
    Singer("high", throat=1.12, vibrato_cents=22, late_ms=10, detune_cents=4, breath=0.09),
    Singer("low", throat=1.03, vibrato_cents=20, late_ms=16, detune_cents=-5, breath=0.08),
    Singer("double", throat=1.07, vibrato_cents=24, late_ms=22, detune_cents=7, breath=0.08),
)
SOFTER = {"t": "d", "k": "", "s": "h", "sh": "h"}


def _softened(notes: list[Note]) -> list[Note]:
    """Backing singers leave hard consonants to the lead, so that they never disagree."""
    return [note._replace(consonant=SOFTER.get(note.consonant, note.consonant)) for note in notes]


def lead(span: Span) -> Audio:
    """The lead voice, close and dry (frames,)."""
    notes = [(note, bar.loudness) for bar in span for note in melody(bar)]
    sung = sing([note for note, _ in notes], [loudness for _, loudness in notes], span, LEAD)
    return filtered(sung, Band("high", 75), Band("bell", 3000, 0.8, 2))


def backing(span: Span) -> Audio:
    """The backing voices around one microphone (frames,), only in choruses."""
    choruses = [bar for bar in span if bar.section == "chorus"]
    if not choruses:
        return Tape(span).audio
    parts = (
        [note for bar in choruses for note in harmony(bar, above=True)],
        [note for bar in choruses for note in harmony(bar, above=False)],
        [note for bar in choruses for note in melody(bar)],
    )
    level = (1.0, 0.9, 0.6)
    voices = [
        gain * sing(_softened(part), [1.0] * len(part), span, singer)
        for part, singer, gain in zip(parts, BACKING, level, strict=True)
    ]
    return filtered(sum(voices[1:], voices[0]), Band("high", 120))
