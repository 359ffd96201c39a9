"""Cross-validation: nothing is judged that was trained on."""

import math

from msgspec.structs import replace

from models.evaluate.songs import FOLDS
from models.train.cross import FOLD_NAMES, is_left_out, read_verdicts, write_table, write_verdicts
from models.train.judge import Verdict
from tests.models.train.material import make_songs

SONGS = make_songs(60)


def test_no_fold_trains_on_a_package_that_it_is_judged_by():
    for name in FOLD_NAMES:
        kind = "domain" if name.startswith("without-") else "package"
        unseen = {getattr(song.label, kind) for song in SONGS if is_left_out(song, name)}
        seen = {getattr(song.label, kind) for song in SONGS if not is_left_out(song, name)}
        assert unseen
        assert not seen & unseen


def test_every_song_is_left_out_by_one_of_the_folds():
    for song in SONGS:
        assert sum(is_left_out(song, f"cv{fold}") for fold in range(FOLDS)) == 1


def test_a_package_stays_in_its_fold_whatever_else_there_is():
    song = SONGS[0]
    for package, fold in (("freedoom", 3), ("openarena-data", 4), ("package0", 0)):
        assert is_left_out(replace(song, label=replace(song.label, package=package)), f"cv{fold}"), package


def test_the_table_says_where_nothing_is_known_also_when_it_was_kept(tmp_path):
    verdict = Verdict("song", "midi", "p", 4.0, 3.0, math.nan, math.nan, math.nan, math.nan, math.nan)
    write_verdicts(tmp_path / "kept.json", [verdict])
    (verdict,) = read_verdicts(tmp_path / "kept.json")
    row = write_table({"some": [verdict]}).splitlines()[-1]
    assert row == "| some | 1 | 4.00 | 3.00 | +1.00 [+1.00, +1.00] | none | none |"
