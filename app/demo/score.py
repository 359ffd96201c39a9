"""The song as plain data: tempo, form, chords, melody. Beats count from the song's first bar."""

from typing import NamedTuple

RATE_HZ = 48_000
TEMPO_BPM = 104.0
BEATS_PER_BAR = 4
SWING_BEATS = 0.025
FRAMES_PER_BAR = round(RATE_HZ * 60 / TEMPO_BPM * BEATS_PER_BAR)

FORM = (("intro", 4), ("verse", 8), ("chorus", 8), ("bridge", 4), ("chorus", 8), ("ending", 4))
SONG_BARS = sum(bars for _, bars in FORM)
LOUDNESS = {"intro": 0.72, "verse": 0.7, "chorus": 1.0, "bridge": 0.76, "ending": 0.85}

KEY = (7, 9, 11, 0, 2, 4, 6)
PROGRESSION = {
    "intro": ("G", "D/F#", "Em7", "C"),
    "verse": ("Em7", "Cmaj7", "G", "D/F#", "Em7", "Cmaj7", "Am7", "Dsus"),
    "chorus": ("G", "D/F#", "Em7", "C", "G", "D/F#", "C", "D"),
    "bridge": ("Am7", "C", "Cm6", "Dsus"),
    "ending": ("C", "Cm6", "G", "G"),
}


class Chord(NamedTuple):
    """A chord: its bass note, its pitch classes and its guitar shape, low string first (MIDI numbers)."""

    bass: int
    classes: tuple[int, ...]
    shape: tuple[int | None, ...]


CHORDS = {
    "G": Chord(31, (7, 11, 2), (43, 47, 50, 55, 62, 67)),
    "D/F#": Chord(30, (2, 6, 9), (42, None, 50, 57, 62, 66)),
    "D": Chord(38, (2, 6, 9), (None, 45, 50, 57, 62, 66)),
    "Dsus": Chord(38, (2, 7, 9), (None, 45, 50, 57, 62, 67)),
    "Em7": Chord(28, (4, 7, 11, 2), (40, 47, 52, 55, 62, 67)),
    "C": Chord(36, (0, 4, 7, 2), (None, 48, 52, 55, 62, 67)),
    "Cmaj7": Chord(36, (0, 4, 7, 11), (None, 48, 52, 55, 59, 64)),
    "Am7": Chord(33, (9, 0, 4, 7), (None, 45, 52, 55, 60, 64)),
    "Cm6": Chord(36, (0, 3, 7, 9), (None, 48, 51, 57, 60, 67)),
}

# One string a bar, its notes parted by commas: beat, beats, pitch, syllable.
MELODY = {
    "verse": (
        "0.5 0.5 B3 wa, 1 0.5 B3 li, 1.5 1 D4 no, 2.5 0.5 B3 le, 3 0.75 A3 sa",
        "0 1.6 G3 mo, 3 0.5 E3 i, 3.5 0.5 G3 to",
        "0.5 0.5 B3 ha, 1 0.5 B3 ne, 1.5 1 D4 la, 2.5 0.5 E4 she, 3 0.75 D4 do",
        "0 2.2 A3 ra",
        "0.5 0.5 B3 wi, 1 0.5 B3 na, 1.5 1 D4 lo, 2.5 0.5 B3 se, 3 0.5 A3 ta, 3.5 0.5 G3 li",
        "0 1.5 G3 mu, 2.5 0.5 G3 da, 3 0.5 A3 ne, 3.5 0.5 B3 we",
        "0 1 C4 ha, 1 0.5 B3 le, 1.5 1 A3 no, 2.5 0.5 C4 ki, 3 1 D4 la",
        "0 2.4 D4 ho",
    ),
    "chorus": (
        "0 1.5 B3 ho, 1.5 0.5 D4 li, 2 1.6 G4 ma",
        "0 1 F#4 ha, 1 0.5 E4 ne, 1.5 1.4 D4 lo, 3.5 0.5 D4 we",
        "0 1.5 E4 ra, 1.5 0.5 G4 la, 2 1 F#4 sho, 3 0.5 E4 ne, 3.5 0.5 D4 ti",
        "0 2.8 E4 la",
        "0 1.5 B3 ho, 1.5 0.5 D4 li, 2 1.6 G4 ma",
        "0 1 A4 ha, 1 0.5 G4 le, 1.5 1.4 F#4 lo, 3.5 0.5 E4 na",
        "0 1 G4 sha, 1 0.5 E4 ne, 1.5 0.5 D4 ra, 2 1 E4 lo, 3 1 D4 ma",
        "0 2.6 D4 la",
    ),
    "bridge": (
        "0 1.5 C4 mu, 1.5 0.5 D4 no, 2 1.6 E4 lo",
        "0 1 G4 ha, 1 1 E4 le, 2 1.6 D4 no",
        "0 1.5 D#4 sha, 1.5 0.5 D4 li, 2 1.6 C4 mo",
        "0 3 D4 ha",
    ),
    "ending": (
        "0 1.5 E4 ra, 1.5 0.5 G4 la, 2 1.6 E4 no",
        "0 1.5 D#4 sha, 1.5 0.5 D4 li, 2 1.6 C4 mo",
        "0 4.6 B3 la",
    ),
}


class Bar(NamedTuple):
    """One bar of the song: where it is, what part it belongs to, what sounds under it."""

    number: int
    section: str
    position: int
    last: bool
    chord: Chord
    following: Chord
    loudness: float

    @property
    def beat(self) -> int:
        """The bar's first beat."""
        return self.number * BEATS_PER_BAR


class Note(NamedTuple):
    """A sung note: beats, MIDI pitch, consonant and vowel."""

    beat: float
    beats: float
    pitch: int
    consonant: str
    vowel: str


def _song() -> tuple[Bar, ...]:
    places = [(section, place, place == bars - 1) for section, bars in FORM for place in range(bars)]
    chords = [CHORDS[PROGRESSION[section][place]] for section, place, _ in places]
    following = chords[1:] + chords[-1:]
    return tuple(
        Bar(i, section, place, last, chords[i], following[i], LOUDNESS[section])
        for i, (section, place, last) in enumerate(places)
    )


BARS = _song()


def name_to_pitch(name: str) -> int:
    """A note name such as F#4 as its MIDI number (C4 is 60)."""
    tone = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}[name[0]] + name.count("#")
    return tone + 12 * (int(name[-1]) + 1)


def pitch_to_hz(pitch: float) -> float:
    """A MIDI number as its frequency."""
    return 440.0 * 2.0 ** ((pitch - 69.0) / 12.0)


def melody(bar: Bar) -> list[Note]:
    """The lead melody of one bar."""
    lines = MELODY.get(bar.section, ())
    words = lines[bar.position].split(",") if bar.position < len(lines) else ()
    notes = []
    for word in words:
        beat, beats, name, syllable = word.split()
        consonant, vowel = syllable[:-1], syllable[-1]
        notes.append(Note(bar.beat + float(beat), float(beats), name_to_pitch(name), consonant, vowel))
    return notes


def harmony(bar: Bar, above: bool) -> list[Note]:
    """The melody moved to the nearest chord note a third or more above, or below it."""
    reach = range(3, 11) if above else range(-3, -11, -1)
    moved = []
    for note in melody(bar):
        pitch = next(note.pitch + step for step in reach if (note.pitch + step) % 12 in bar.chord.classes)
        moved.append(note._replace(pitch=pitch))
    return moved


def fit(pitch: int, classes: tuple[int, ...]) -> int:
    """The pitch nearest to this one that is of these classes."""
    allowed = [near for near in range(pitch - 6, pitch + 7) if near % 12 in classes]
    return min(allowed, key=lambda near: abs(near - pitch))


def voicing(chord: Chord, lowest: int) -> list[int]:
    """The chord's notes, one of each class, within the octave above the lowest pitch."""
    return sorted(lowest + (tone - lowest) % 12 for tone in chord.classes)
