"""What a desk is to run is found by the next, whole, however it was left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.link import SHOW
from app.process.show_file import Show, read_show, write_show


@given(st.lists(st.builds(Show, st.text(), st.text()), min_size=1, max_size=3))
def test_the_last_one_written_is_read_and_nothing_else_is_left(tmp_path_factory, shows):
    runtime = tmp_path_factory.mktemp("runtime")
    for show in shows:
        write_show(runtime, show)
        assert read_show(runtime) == show
    assert [path.name for path in runtime.iterdir()] == [SHOW]
