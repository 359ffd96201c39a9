"""Laws of a draw of songs."""

from collections import Counter

from models.evaluate.sample import draw_songs
from models.evaluate.songs import Song, Stem


def make_corpus() -> list[Song]:
    """Two domains; one package has most of the songs of the one, and two renderings of each work."""
    stems = (Stem("a.flac"), Stem("b.flac"))
    songs = [Song(f"big-{n}", "midi", "big", stems, f"{n // 2}.mid") for n in range(40)]
    songs += [Song(f"small-{n}", "midi", f"small {n}", stems) for n in range(4)]
    return songs + [Song(f"mod-{n}", "module", f"package {n % 7}", stems) for n in range(30)]


def test_domains_and_packages_take_turns() -> None:
    drawn = draw_songs(make_corpus(), 20)
    assert Counter(song.domain for song in drawn) == {"midi": 10, "module": 10}
    packages = Counter(song.package for song in drawn if song.domain == "midi")
    assert packages == {"big": 6, "small 0": 1, "small 1": 1, "small 2": 1, "small 3": 1}
    assert max(Counter(song.work for song in drawn).values()) == 1


def test_a_larger_draw_holds_the_smaller_one_in_any_order_of_the_corpus() -> None:
    corpus = make_corpus()
    small, large = draw_songs(corpus, 10), draw_songs(corpus[::-1], 30)
    assert large[:10] == small
    assert sorted(song.song for song in draw_songs(corpus, 500)) == sorted(song.song for song in corpus)
