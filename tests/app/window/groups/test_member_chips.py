"""Chips stay inside, never overlap, and every member is shown or counted."""

import pytest
from PyQt6.QtCore import QRect

from app.window.groups.member_chips import MORE, ROW, MemberChips


@pytest.mark.parametrize("width", [MORE, 60, 105, 252, 400])
@pytest.mark.parametrize("height", [ROW, 31, 54, 92])
@pytest.mark.parametrize("count", [1, 2, 5, 8, 30])
def test_every_member_is_shown_or_counted(qtbot, width, height, count):
    chips = MemberChips()
    qtbot.addWidget(chips)
    chips.resize(width, height)
    chips.show_members([(f"Strip {7 * number}", "drums") for number in range(count)])
    laid = chips.lay_out()
    rects = [rect for rect, _, _ in laid]
    assert all(QRect(0, 0, width, height).contains(rect) for rect in rects)
    assert not any(one.intersects(other) for n, one in enumerate(rects) for other in rects[:n])
    last = laid[-1][1]
    shown = len(laid) - 1 + int(last[1:]) if last.startswith("+") else len(laid)
    assert shown == count
    assert f"Strip {7 * (count - 1)}" in chips.toolTip()
