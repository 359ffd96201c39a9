"""The bass player: roots, octaves and walks into the next chord, with dead notes between."""

from app.demo.filters import Band, driven, filtered
from app.demo.score import KEY, Bar, fit
from app.demo.strings import Pluck, String, ring
from app.demo.tape import Audio, Span, dice

FINGER = String(decay_s=3.2, damping=0.5, pick_hz=2000, pick_place=0.14)
DEAD = String(decay_s=0.12, damping=0.5, pick_hz=900, pick_place=0.2)

# (beat, beats, step): a step is semitones above the root; "approach" leads to the next bar, "dead" is a thud.
Groove = tuple[tuple[float, float, int | str], ...]
GROOVES: dict[str, tuple[Groove, ...]] = {
    "intro": (((0, 3.5, 0),),),
    "verse": (
        ((0, 1.2, 0), (1.25, 0.2, "dead"), (1.75, 0.6, 0), (2.5, 0.45, 12), (3, 0.4, 7),
         (3.5, 0.45, "approach")),
        ((0, 0.7, 0), (0.75, 0.7, 0), (1.75, 0.2, "dead"), (2.5, 0.9, 0), (3.5, 0.3, 7),
         (3.75, 0.25, "approach")),
    ),
    "chorus": (
        ((0, 0.7, 0), (0.75, 0.2, "dead"), (1, 0.45, 0), (1.5, 0.45, 12), (2, 0.7, 0),
         (2.75, 0.4, 7), (3.25, 0.2, "dead"), (3.5, 0.45, "approach")),
        ((0, 0.45, 0), (0.5, 0.45, 0), (1, 0.2, "dead"), (1.5, 0.45, 12), (2, 0.45, 0),
         (2.5, 0.45, 0), (3, 0.45, 12), (3.5, 0.45, "approach")),
    ),
    "bridge": (((0, 1.9, 0), (2.5, 0.9, 0), (3.5, 0.45, "approach")),),
    "ending": (
        ((0, 0.9, 0), (1.5, 0.45, 12), (2, 0.9, 0), (3.5, 0.45, 7)),
        ((0, 1.9, 0), (2, 1.5, 12), (3.5, 0.45, "approach")),
        ((0, 7.5, 0),),
        (),
    ),
}  # fmt: skip


def _approach(bar: Bar) -> int:
    """The step of the key that leads into the next bar's root, or its fifth where the root stays."""
    root, goal = bar.chord.bass, bar.following.bass
    if goal == root:
        return goal + 7
    step = 1 if goal < root else -1
    return goal + (2 * step if (goal + 2 * step) % 12 in KEY else step)


def _pitch(bar: Bar, step: int | str) -> int:
    if step == "approach":
        return _approach(bar)
    return fit(bar.chord.bass + (step if isinstance(step, int) else 0), bar.chord.classes)


def _plucks(bar: Bar) -> list[Pluck]:
    roll = dice("bass", bar)
    grooves = GROOVES[bar.section]
    plucks = []
    for beat, beats, step in grooves[bar.position % len(grooves)]:
        gain, sound = (0.35, DEAD) if step == "dead" else (1.0, FINGER)
        gain *= roll.uniform(0.86, 1.0) * (0.6 + 0.4 * bar.loudness)
        late_ms = roll.normal(3, 3)
        plucks.append(Pluck(bar.beat + beat, 0, _pitch(bar, step), beats, gain, late_ms, sound))
    return plucks


def bass(span: Span) -> Audio:
    """The bass's direct box (frames,): boomy, as it comes."""
    tone = ring(span, [each for bar in span for each in _plucks(bar)])
    tone = driven(filtered(tone, Band("low", 2600, 0.7), Band("bell", 700, 0.8, 4)), 1.3, 0.1)
    return filtered(tone, Band("high", 32), Band("bell", 88, 1.1, 7))
