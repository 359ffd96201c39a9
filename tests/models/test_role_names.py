"""Names: what engineers write on tape is understood, and what says nothing stays unknown."""

# ruff: noqa: RUF001 (other alphabets)

import pytest

from models.role_names import guess_role, guess_side
from models.roles import GROUPS, ROLES, find_group

TOLD = {
    "kick": (
        "Kick|KD|BD|Kik 2|kick in|Kick Out|01 Kick|KickSub|Bass Drum|bassdrum|Grosse Caisse|"
        "Bombo|Gran Cassa|KICK_D112|Kick Drum|bass drum 1|бочка|Sub Kick|808 Kick|kickdrum|"
        "BD In|Kik"
    ),
    "snare": (
        "Snare|SN|SN Top|Snr Bottom|snare_btm|SD 57|Caisse Claire|Rullante|kleine Trommel|"
        "Snare Drum|SnTop|スネア|малый"
    ),
    "hat": ("HH|Hi-Hat|HiHat|hihat 2|Hats|Charleston|hi hat L|HATS"),
    "toms": ("Tom 1|Toms L|Floor Tom|FloorTom|Rack Tom 2|tom low|TomTom|Standtom"),
    "overheads": (
        "OH L|OH R|OH|Overheads|OHs|Overhead_L|Cymbals|Ride|Crash 1|Drum Room|Room Drums|Room|"
        "Becken|Platillos|drums room|OHL|Piatti"
    ),
    "percussion": (
        "Perc|Percussion 2|Congas|Bongo|Tambourine|Shaker|Cowbell|Claps|Cajón|Steel Drum|"
        "Timpani|Triangle|Synth Perc|Percusión|Tabla|Marimba|Hand Claps|Maracas"
    ),
    "drums": (
        "Drums|Drumkit|Schlagzeug|Batterie|Batería|Drum Loop|drums L|Drum Machine|DRM|ударные|"
        "ドラム|Slagwerk|808|Drum Kit|Perkusja|Electronic Drums|Drum Bus"
    ),
    "bass": (
        "Bass|Bs|DI Bass|Bass DI|bass amp|bassguitar|Bass Guitar|Bass Gtr|E-Bass|Bajo|Basse|"
        "Basso|Baixo|Synth Bass|SynBass|Kontrabass|Double Bass|Sub Bass|Upright|Acoustic Bass|"
        "808 Bass|бас|ベース|Contrabajo|BASS_L|Electric Bass"
    ),
    "electric guitar": (
        "EGtr|E Gtr 2|Electric Guitar|Elec Gtr L|Gtr|Gtr 2|Guitar|guitar 1|Lead Guitar|"
        "leadguitar|Dist Gtr|E-Gitarre|Gitarre|Guitare électrique|Guitarra eléctrica|Chitarra|"
        "Gtr Solo|GTR L|Rhythm Gtr R|Crunch Gtr|Gitarra|eGtr|ギター|Slide Guitar|Pedal Steel|"
        "Clean Gtr|гитара"
    ),
    "acoustic guitar": (
        "AcGtr|Ac Gtr|Acoustic Gtr|Acoustic Guitar 2|AGtr|Akustikgitarre|Guitare acoustique|"
        "Violão|Ukulele|Banjo|Mandolin|Nylon Guitar|A Gtr|Acoustic|12 String Acoustic|"
        "Electro-Acoustic Guitar|Rhythm Acoustic Gtr"
    ),
    "keys": (
        "Keys|Rhodes|Piano|Pno L|Wurli|EP|E-Piano|Electric Piano|Klavier|Clavier|Teclado|"
        "Tastiera|Clav|clavinet|Keyboard 2|Grand Piano|KEYS R|DX7|Toetsen|клавиши|ピアノ|"
        "Harpsichord|Nord|Upright Piano"
    ),
    "organ": ("Organ|B3|Hammond|Orgel|Orgue|Órgano|Hammond Organ|Accordion|Organ Leslie Hi"),
    "synth lead": ("Synth|Synth Lead|Lead Synth|Syn 3|Moog|Arp|Synthesizer|Synth Pluck|シンセ"),
    "pad": ("Pad|Pads|Synth Pad|String Pad|Warm Pad 2|Pad L"),
    "strings": (
        "Strings|Violin|Vln 1|Vlns|Viola|Cello|Streicher|Cordes|Cuerdas|Archi|Synth Strings|"
        "Geige|String Section|Fiddle|Orchestra|Harp|скрипка"
    ),
    "brass": (
        "Brass|Horns|Tpt|Trumpet 2|Trombone|Tbn|Tuba|French Horn|Bass Trombone|Posaune|Cuivres|"
        "Ottoni|Synth Brass|Trompete|Flugelhorn|Trompette|horns"
    ),
    "woodwind": (
        "Sax|Alto Sax|Tenor Sax|Saxophone|Flute|Clarinet|Bass Clarinet|Oboe|English Horn|"
        "Bassoon|Flöte|Flauta|Sax Solo|Bari Sax|Harmonica|TSax|Saxofón|Klarinette"
    ),
    "lead vocal": (
        "Lead Vocal|LdVox|Ld Vox|LV|Vox|Vocals|Voc|Gesang|Leadgesang|Voix|Voz|Voce|LeadVox|"
        "Main Vox|Vocal 1|lead_vocal|Stimme|Zang|Wokal|вокал|ボーカル|Rap|Singer|Vox Main"
    ),
    "backing vocal": (
        "BGV|BV|BVs|Bkg Vox|Backing Vocal|Backing Vocals L|BG Vox|Back Vox|Harmony Vox|Choir|"
        "Chor|Chœurs|Coros|Vox Harm|Vox Dbl|Backgroundgesang|BGVs|Harmonies|Cori|хор|"
        "Bass Voice|Ooh|BGVox|Vocal Double|Gang Vocals"
    ),
    "speech": (
        "Speech|Speaker 1|Host|Narration|Sprecher|Moderator|VO|Voice Over|Podcast Guest|"
        "Talkback|Announcer|MC|Interview|Dialog|Narrator"
    ),
    "fx": (
        "FX|SFX|Riser|Impact|Vox Reverb|Gtr Delay|Crowd|Applause|Vocal FX|Noise Sweep|Effekte|"
        "Drum Verb|Audience L"
    ),
}
SILENT = [
    "",
    "Track 3",
    "Input 1",
    "Audio 07",
    "Stem",
    "Stereo Mix",
    "Instrument",
    "Untitled",
    "L",
    "R",
    "DI",
    "Mic 4",
    "Lead",
    "Alex",
    "Marie",
    "Bounce",
    "SM57",
    "12",
    "Kick Snare",
    "Bass + Gtr",
    "Guitar and Vocals",
    "Keys & Strings & Brass",
    "Click",
    "Main",
    "Master",
    "Alto",
    "Take 2 final",
    "Channel 5",
]


@pytest.mark.parametrize(
    ("name", "role"), [(name, role) for role, names in TOLD.items() for name in names.split("|")]
)
def test_a_name_that_says_the_role_is_understood(name, role):
    found, sure = guess_role(name)
    assert found == role
    assert 0.5 <= sure <= 1.0


@pytest.mark.parametrize("name", SILENT)
def test_a_name_that_says_nothing_or_several_things_is_unknown(name):
    assert guess_role(name) == ("", 0.0)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_its_own_name_and_in_one_group(role):
    assert guess_role(role)[0] == role
    assert sum(role in roles for roles in GROUPS.values()) == 1
    group = find_group(role)
    assert group is not None and role in GROUPS[group]


@pytest.mark.parametrize("name", ["Gtr {}", "{} Keys", "OH_{}"])
def test_sides_and_numbers_change_no_role(name):
    plain = guess_role(name.format(""))[0]
    assert plain
    assert {guess_role(name.format(mark))[0] for mark in ("L", "R", "left", "2", "07", "Right")} == {plain}
    assert [guess_side(name.format(mark)) for mark in ("L", "right", "", "3")] == [-1, 1, 0, 0]


def test_a_plain_guitar_is_less_sure_than_one_that_says_which():
    assert guess_role("Gtr")[1] < guess_role("E Gtr")[1]
