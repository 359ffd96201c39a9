"""Role words: what engineers of many tongues write on tape, and what it means."""

# ruff: noqa: RUF001 (other alphabets)

from __future__ import annotations

WORDS: dict[str, str] = {
    "kick": (
        "kick kik kck kd bd bassdrum bombo bumbo grancassa kickdrum stortromme bastrumma бочка "
        "バスドラ キック"
    ),
    "snare": (
        "snare snr sn sd snaredrum rullante redoblante tarola caisseclaire skarptrommel virvel малый スネア"
    ),
    "hat": "hat hats hh hihat hihats hithat hatz charleston chimbal хэт ハイハット",
    "toms": "tom toms tomtom floortom floor rack standtom hangetom stehtom timbalao том томы タム",
    "overheads": (
        "oh ohs ohl ohr ovh overhead overheads cymbal cymbals cym cyms crash ride splash china becken "
        "cymbale cymbales platillos platos piatti bekken blech тарелки оверхед "
        "オーバーヘッド シンバル"
    ),
    "room": "room rooms ambience ambient amb raum overall",
    "percussion": (
        "perc percs percussion percussions percusion percussione percussao perkussion conga congas bongo "
        "bongos tamb tambo tambourine tamborim tambourin pandeiro pandereta shaker shakers cowbell clap "
        "claps handclap handclaps timbales timbale djembe cajon tabla triangle triangel guiro maracas "
        "clave claves cabasa agogo surdo udu darbuka woodblock block glockenspiel glock xylophone "
        "xylophon marimba vibraphone vibes timpani timp pauken chimes gong snap snaps перкуссия "
        "パーカッション"
    ),
    "drum": "drum",
    "drums": (
        "drums drumkit drumset kit drs drm drms dr schlagzeug batterie bateria batteria drumloop drumbus "
        "drummachine slagwerk trummor trommer perkusja barabany rummut schlag ударные барабаны ドラム beat "
        "beats breakbeat 808 909"
    ),
    "bass": (
        "bass bs bas basse bajo basso baixo bassguitar bassgtr ebass kontrabass contrabass contrabajo "
        "contrabasso contrebasse upright doublebass bassline basslijn basgitaar bassgitarre subbass basy "
        "бас ベース"
    ),
    "sub": "sub",
    "guitar": (
        "guitar guitars guit gtr gtrs gt gtar gitarre gitarren gitara guitare guitares guitarra guitarras "
        "gitarra chitarra chitarre gitaar gitarr kitara гитара ギター"
    ),
    "electric": (
        "electric elec electrica electrico electrique elettrica elektrisch eletrica el dist distorted "
        "overdrive crunch clean strat tele lespaul elektro электро"
    ),
    "electric guitar": "egtr eg egt eguitar egitarre leadgtr rhygtr",
    "acoustic": (
        "acoustic acous acou acc aco akustik akustisch acustica acustico acoustique akoestisch nylon "
        "strum strummed classical акустика"
    ),
    "acoustic guitar": (
        "acgtr agtr ag acg acgt agt violao ukulele uke mandolin mandolino mandoline banjo bouzouki dobro"
    ),
    "keys": (
        "keys key keyboard keyboards keyb kbd kb kbds piano pianos pno pianoforte klavier clavier "
        "claviers klaver grand rhodes wurli wurlitzer wurly ep epiano clav clavinet clavi teclado "
        "teclados tastiera tastiere toetsen tasten klawisze klaviatur harpsichord cembalo celesta dx7 "
        "nord клавиши пианино "
        "ピアノ キーボード"
    ),
    "organ": (
        "organ organs org orgel orgue organo orgao hammond b3 leslie farfisa accordion akkordeon "
        "harmonium melodica орган オルガン"
    ),
    "synth": (
        "synth synths syn synthesizer synthesiser synthe sintetizador sintetizzatore moog juno prophet "
        "arp arpeggio arpeggiator sequence seq pluck supersaw saw синт シンセ"
    ),
    "lead": "lead ld solo soli leads melody main",
    "pad": "pad pads padd atmosphere drone texture wash teppich flache пад パッド",
    "strings": (
        "strings string str strgs violin violins vln vlns vl vn violine violinen violon violons violino "
        "violini geige geigen fiddle viola violas vla bratsche cello celli cellos vc violoncelle "
        "violoncello streicher cordes cuerdas archi cordas strijkers skrzypce orchestra orch orchester "
        "harp harfe harpe arpa скрипка струнные ストリングス"
    ),
    "brass": (
        "brass brs horn horns hrn hn trumpet trumpets tpt tpts trp trpt tp trompete trompeten trompette "
        "tromba trombe trompeta trombone trombones tbn trb tbone posaune posaunen tuba flugel flugelhorn "
        "flgl euphonium blaser blaeser blechblaser cuivres metales metais ottoni koper trabka waldhorn "
        "corno труба духовые ブラス"
    ),
    "woodwind": (
        "sax saxes saxophone saxofon saxofono saxophon saxo asax tsax bsax bari flute flutes flt flauta "
        "flauto flote floete querflote clarinet clarinets clar klarinette clarinette clarinete oboe oboi "
        "hautbois bassoon fagott basson fagotto piccolo recorder blockflote whistle woodwind woodwinds ww "
        "winds holzblaser harmonica harmonika mundharmonika panflute ocarina саксофон флейта "
        "サックス フルート"
    ),
    "voice": (
        "vox voc vocs vocal vocals vx voice voices sing singer sang song gesang stimme voix voz voces "
        "voce voci canto chant chanteur cantante cantor zang zanger wokal vocalist vocaux rap rapper "
        "вокал голос ボーカル 歌"
    ),
    "lead vocal": "lv ldv lvox ldvox lvoc ldvx leadvox hauptstimme",
    "backing": (
        "backing bg bkg bk back background backgrounds backup bgd harm harms harmony harmonies double dbl "
        "doubles doublers adlib adlibs"
    ),
    "backing vocal": (
        "bv bvs bvox bvx bgv bgvs bgvox bgvoc bkv bkgv choir chor choeur choeurs coro coros cori koor "
        "chorvoc chorus gang satb ooh oohs aah aahs хор コーラス"
    ),
    "speech": (
        "speech speaker spoken speak narr narration narrator narrador erzahler host cohost guest "
        "moderator moderation announcer announce talk talkback talking presenter pastor preacher podcast "
        "interview dialog dialogue dlg vo voiceover sprecher sprecherin rede discours parole habla mc "
        "lectern lavalier lav commentary"
    ),
    "fx": (
        "fx sfx efx effect effects effekt effekte riser risers uplifter downlifter sweep sweeps impact "
        "impacts boom whoosh swoosh noise foley atmo atmos crowd audience publikum applause reverb verb "
        "rev delay dly echo vinyl scratch scratches turntable efectos effets effetti"
    ),
}
"""By what they mean, the words that mean it, in small letters; some meanings are no roles, only "
        "parts of one."""

PHRASES: dict[str, str] = {
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
