"""What is told of the parts is shown, and what is told twice is no news."""

from __future__ import annotations

from app.process.pacing import Pacing
from app.process.report import Report


def test_only_what_changes_is_news_and_stands_in_the_diary():
    pacing = Pacing()
    report = Report(pacing)
    report.tell(engine="plays", device="clock")
    assert pacing.untold
    before, pacing.untold = report.diary, False
    report.tell(engine="plays")
    assert not pacing.untold and report.diary is before
    report.tell(complaint="the disk is full")
    assert pacing.untold
    assert [row.text for row in report.diary] == ["the engine plays on clock", "the disk is full"]
    assert (report.status.engine, report.status.complaint) == ("plays", "the disk is full")
