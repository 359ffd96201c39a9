"""Role names: the role and the side that a track's name tells, in the words engineers write on tape."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from models.roles import ROLES, UNKNOWN

_WORDS: dict[str, str] = {
    "kick": "kick kik kck kd bd bassdrum bombo bumbo grancassa kickdrum stortromme bastrumma бочка バスドラ キック",
    "snare": "snare snr sn sd snaredrum rullante redoblante tarola caisseclaire skarptrommel virvel малый"
    " スネア",
    "hat": "hat hats hh hihat hihats hithat hatz charleston chimbal хэт ハイハット",
    "toms": "tom toms tomtom floortom floor rack standtom hangetom stehtom timbalao том томы タム",
    "overheads": "oh ohs ohl ohr ovh overhead overheads cymbal cymbals cym cyms crash ride splash china becken cymbale"
    " cymbales platillos platos piatti bekken blech тарелки оверхед オーバーヘッド シンバル",
    "room": "room rooms ambience ambient amb raum overall",
    "percussion": "perc percs percussion percussions percusion percussione percussao perkussion conga congas"
    " bongo bongos tamb tambo tambourine tamborim tambourin pandeiro pandereta shaker shakers cowbell clap claps"
    " handclap handclaps timbales timbale djembe cajon tabla triangle triangel guiro maracas clave claves cabasa"
    " agogo surdo udu darbuka woodblock block glockenspiel glock xylophone xylophon marimba vibraphone vibes"
    " timpani timp pauken chimes gong snap snaps перкуссия パーカッション",
    "drum": "drum",
    "drums": "drums drumkit drumset kit drs drm drms dr schlagzeug batterie bateria batteria drumloop drumbus"
    " drummachine slagwerk trummor trommer perkusja barabany rummut schlag ударные барабаны ドラム beat"
    " beats breakbeat 808 909",
    "bass": "bass bs bas basse bajo basso baixo bassguitar bassgtr ebass kontrabass contrabass contrabajo"
    " contrabasso contrebasse upright doublebass bassline basslijn basgitaar bassgitarre subbass basy"
    " бас ベース",
    "sub": "sub",
    "guitar": "guitar guitars guit gtr gtrs gt gtar gitarre gitarren gitara guitare guitares guitarra guitarras gitarra"
    " chitarra chitarre gitaar gitarr kitara гитара ギター",
    "electric": "electric elec electrica electrico electrique elettrica elektrisch eletrica el dist distorted"
    " overdrive crunch clean strat tele lespaul elektro электро",
    "electric guitar": "egtr eg egt eguitar egitarre leadgtr rhygtr",
    "acoustic": "acoustic acous acou acc aco akustik akustisch acustica acustico acoustique akoestisch nylon"
    " strum strummed classical акустика",
    "acoustic guitar": "acgtr agtr ag acg acgt agt violao ukulele uke mandolin mandolino mandoline banjo bouzouki"
    " dobro",
    "keys": "keys key keyboard keyboards keyb kbd kb kbds piano pianos pno pianoforte klavier clavier claviers"
    " klaver grand rhodes wurli wurlitzer wurly ep epiano clav clavinet clavi teclado teclados tastiera tastiere"
    " toetsen tasten klawisze klaviatur harpsichord cembalo celesta dx7 nord клавиши пианино ピアノ キーボード",
    "organ": "organ organs org orgel orgue organo orgao hammond b3 leslie farfisa accordion"
    " akkordeon harmonium melodica орган オルガン",
    "synth": "synth synths syn synthesizer synthesiser synthe sintetizador sintetizzatore moog juno prophet"
    " arp arpeggio arpeggiator sequence seq pluck supersaw saw синт シンセ",
    "lead": "lead ld solo soli leads melody main",
    "pad": "pad pads padd atmosphere drone texture wash teppich flache пад パッド",
    "strings": "strings string str strgs violin violins vln vlns vl vn violine violinen violon violons violino"
    " violini geige geigen fiddle viola violas vla bratsche cello celli cellos vc violoncelle violoncello"
    " streicher cordes cuerdas archi cordas strijkers skrzypce orchestra orch orchester harp harfe harpe arpa"
    " скрипка струнные ストリングス",
    "brass": "brass brs horn horns hrn hn trumpet trumpets tpt tpts trp trpt tp trompete trompeten trompette tromba"
    " trombe trompeta trombone trombones tbn trb tbone posaune posaunen tuba flugel flugelhorn flgl euphonium"
    " blaser blaeser blechblaser cuivres metales metais ottoni koper trabka waldhorn corno труба духовые ブラス",
    "woodwind": "sax saxes saxophone saxofon saxofono saxophon saxo asax tsax bsax bari flute flutes flt flauta"
    " flauto flote floete querflote clarinet clarinets clar klarinette clarinette clarinete oboe oboi hautbois"
    " bassoon fagott basson fagotto piccolo recorder blockflote whistle woodwind woodwinds ww winds holzblaser"
    " harmonica harmonika mundharmonika panflute ocarina саксофон флейта サックス フルート",
    "voice": "vox voc vocs vocal vocals vx voice voices sing singer sang song gesang stimme voix voz voces"
    " voce voci canto chant chanteur cantante cantor zang zanger wokal vocalist vocaux rap rapper вокал голос"
    " ボーカル 歌",
    "lead vocal": "lv ldv lvox ldvox lvoc ldvx leadvox hauptstimme",
    "backing": "backing bg bkg bk back background backgrounds backup bgd harm harms harmony harmonies double"
    " dbl doubles doublers adlib adlibs",
    "backing vocal": "bv bvs bvox bvx bgv bgvs bgvox bgvoc bkv bkgv choir chor choeur choeurs coro coros cori koor"
    " chorvoc chorus gang satb ooh oohs aah aahs хор コーラス",
    "speech": "speech speaker spoken speak narr narration narrator narrador erzahler host cohost guest moderator"
    " moderation announcer announce talk talkback talking presenter pastor preacher podcast interview dialog"
    " dialogue dlg vo voiceover sprecher sprecherin rede discours parole habla mc lectern lavalier lav commentary",
    "fx": "fx sfx efx effect effects effekt effekte riser risers uplifter downlifter sweep sweeps impact impacts boom"
    " whoosh swoosh noise foley atmo atmos crowd audience publikum applause reverb verb rev delay dly echo"
    " vinyl scratch scratches turntable efectos effets effetti",
}
"""By what they mean, the words that mean it, without accents; a meaning that is no role is settled below."""

_PHRASES = {
    "grosse caisse": "kick",
    "gran cassa": "kick",
    "bass drum": "kick",
    "grosse trommel": "kick",
    "kleine trommel": "snare",
    "caisse claire": "snare",
    "hi hat": "hat",
    "voice over": "speech",
    "french horn": "brass",
    "english horn": "woodwind",
    "bass clarinet": "woodwind",
    "steel drum": "percussion",
    "hand drum": "percussion",
    "floor tom": "toms",
    "rack tom": "toms",
    "drum machine": "drums",
    "ad lib": "backing",
    "head set": "speech",
    "electric piano": "keys",
    "e piano": "keys",
    "e gitarre": "electric guitar",
    "e gtr": "electric guitar",
    "e guitar": "electric guitar",
    "a gtr": "acoustic guitar",
    "a guitar": "acoustic guitar",
    "ac gtr": "acoustic guitar",
    "ac guitar": "acoustic guitar",
    "ac git": "acoustic guitar",
    "e bass": "bass",
    "b vox": "backing vocal",
    "b 3": "organ",
    "dx 7": "keys",
    "upright piano": "keys",
    "bass voice": "backing vocal",
    "bass vox": "backing vocal",
    "bg v": "backing vocal",
    "bg vs": "backing vocal",
    "lap steel": "electric guitar",
    "pedal steel": "electric guitar",
    "steel guitar": "electric guitar",
    "steel gtr": "electric guitar",
    "nord lead": "synth",
    "jews harp": "percussion",
    "mouth harp": "woodwind",
    "blues harp": "woodwind",
    "808 bass": "bass",
    "bass 808": "bass",
}
"""Words that mean something else together."""

_LEFT, _RIGHT = {"l", "left", "links", "gauche", "izq"}, {"r", "right", "rechts", "droite"}
_SHORT = 3
"""Words of fewer letters are never parts of longer ones."""

_BEATEN: tuple[tuple[str, frozenset[str]], ...] = (
    ("room", frozenset({"kick", "snare", "hat", "toms", "guitar", "voice", "keys", "percussion"})),
    ("sub", frozenset({"kick", "bass", "synth", "drum"})),
    ("bass", frozenset({"woodwind", "brass", "voice", "backing vocal", "lead vocal", "strings"})),
    ("synth", frozenset({"bass", "pad", "strings", "brass", "keys", "organ", "drums", "drum", "voice", "kick",
                         "snare", "backing vocal", "woodwind", "percussion"})),
    ("electric", frozenset({"bass", "keys", "organ", "drums", "drum", "strings", "acoustic",
                            "electric guitar"})),
    ("acoustic", frozenset({"bass", "keys", "drums", "drum", "acoustic guitar"})),
    ("strings", frozenset({"pad", "guitar", "acoustic", "electric guitar", "acoustic guitar", "bass"})),
    ("guitar", frozenset({"electric guitar", "acoustic guitar"})),
    ("drum", frozenset({"kick", "snare", "hat", "toms", "overheads", "percussion", "drums"})),
    ("drums", frozenset({"kick", "snare", "hat", "toms", "overheads", "percussion", "bass"})),
    ("voice", frozenset({"lead vocal", "backing vocal", "speech"})),
    ("keys", frozenset({"organ", "pad", "strings", "brass", "bass"})),
)  # fmt: skip
"""A meaning, and those beside which it only describes."""

_TOGETHER: tuple[tuple[frozenset[str], str, float], ...] = (
    (frozenset({"drum", "bass"}), "kick", 0.9),
    (frozenset({"guitar", "bass"}), "bass", 0.95),
    (frozenset({"drums", "room"}), "overheads", 0.8),
    (frozenset({"drum", "room"}), "overheads", 0.8),
    (frozenset({"voice", "backing"}), "backing vocal", 0.95),
    (frozenset({"voice", "lead"}), "lead vocal", 0.95),
    (frozenset({"guitar", "electric"}), "electric guitar", 0.95),
    (frozenset({"guitar", "acoustic"}), "acoustic guitar", 0.95),
    (frozenset({"guitar", "lead"}), "electric guitar", 0.85),
    (frozenset({"synth", "lead"}), "synth lead", 0.95),
    (frozenset({"guitar"}), "electric guitar", 0.7),
    (frozenset({"voice"}), "lead vocal", 0.8),
    (frozenset({"synth"}), "synth lead", 0.6),
    (frozenset({"backing"}), "backing vocal", 0.5),
    (frozenset({"electric"}), "electric guitar", 0.5),
    (frozenset({"acoustic"}), "acoustic guitar", 0.5),
    (frozenset({"drum"}), "drums", 0.7),
    (frozenset({"room"}), "overheads", 0.5),
    (frozenset({"sub"}), "bass", 0.5),
)
"""Meanings that are no role alone, the role they make, how sure; the first that fits counts."""

_NOUNS = {"guitar", "voice", "synth", "drum"}
"""Those that are instruments even beside others; the rest only describe."""

_AND = re.compile(r"\s*[+&/,]\s*|\s+(?:and|und|et|y|e|och|en)\s+")

CERTAIN = 0.95


@lru_cache(maxsize=1024)
def guess_role(name: str) -> tuple[str, float]:
    """The role that a name tells and how sure that is; unknown and 0 where it tells none or several."""
    parts = [part for part in _AND.split(name) if _find_senses(part)]
    if len(parts) > 1 and len({guess_role(part)[0] for part in parts}) > 1:
        return UNKNOWN, 0.0
    senses = _find_senses(name)
    for beaten, by in _BEATEN:
        if beaten in senses and senses & (by - {beaten}):
            senses = senses - {beaten}
    if "fx" in senses:
        return "fx", CERTAIN if senses == {"fx"} else 0.7
    roles = senses & set(ROLES)
    sure = CERTAIN
    for needs, role, sureness in _TOGETHER:
        if needs <= senses and needs - roles and (needs & (_NOUNS | roles) or not roles):
            roles, sure = (roles - needs) | {role} | (senses & _NOUNS - needs), sureness
            break
    return (next(iter(roles)), sure) if len(roles) == 1 else (UNKNOWN, 0.0)


@lru_cache(maxsize=1024)
def guess_side(name: str) -> int:
    """-1 where a name says left, 1 where it says right, else 0."""
    words = set(_split(name))
    left, right = bool(words & _LEFT), bool(words & _RIGHT)
    return int(right) - int(left)


def _find_senses(name: str) -> frozenset[str]:
    """What the words of a name mean, longest phrases first."""
    words, senses, at = _split(name), set(), 0
    while at < len(words):
        pair = " ".join(words[at : at + 2])
        if pair in _PHRASES:
            senses.add(_PHRASES[pair])
            at += 2
            continue
        senses |= _read_word(words[at])
        at += 1
    return frozenset(senses)


def _read_word(word: str) -> set[str]:
    """The meanings of a word, of its singular, or of the words it is put together from."""
    for form in (word, word.removesuffix("s")):
        if form in _MEANS:
            return {_MEANS[form]}
    if len(word) < 2 * _SHORT - 1:
        return set()
    for cut in range(len(word) - 2, 1, -1):
        head, tail = word[:cut], word[cut:]
        if max(len(head), len(tail)) < _SHORT or head not in _MEANS:
            continue
        if tail in _MEANS:
            return {_MEANS[head], _MEANS[tail]}
    return set()


def _split(name: str) -> list[str]:
    """The words of a name: no accents, no numbers, cut where small letters meet capitals."""
    cut = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})", " ", _strip_accents(name)).casefold()
    words = re.findall(r"[^\W\d_]+|\d+", cut)
    return [word for word in words if not word.isdecimal() or word in _NUMBERS]


def _strip_accents(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    plain = "".join(c for c in plain if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFKC", plain)


_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ß": "ss", "ł": "l"})
_NUMBERS = {"808", "909", "3", "7"}
"""Numbers that may be names: of drum machines, of an organ, of a piano."""

_MEANS = {_strip_accents(word): sense for sense, words in _WORDS.items() for word in words.split()}
