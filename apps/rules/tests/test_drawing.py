"""The cells of the clock, one a day."""

from datetime import date

from apps.rules.clock import review_clock
from apps.rules.drawing import Cell, cells
from apps.rules.tests.builders import story


def draw(today, *texts, **settings):
    """(day number in ISO, side, "T" for today and "D" for due) of each cell."""
    on = date.fromisoformat(today)
    drawn = cells(review_clock(story(*texts), today=on, **settings), on)
    return [
        f"{cell.on:%m-%d} {cell.side}{' T' * cell.is_today}{' D' * cell.is_due}" for cell in drawn
    ]


def test_nothing_to_draw_before_the_start():
    assert draw("2026-01-05") == []


def test_a_cell_is_plain_data():
    on = date(2026, 1, 5)
    clock = review_clock(story("2026-01-05 complete"), today=on, days=1)
    assert cells(clock, on) == [
        Cell(on, "start", is_today=True, is_due=False),
        Cell(date(2026, 1, 6), "future", is_today=False, is_due=True),
    ]


def test_a_running_clock_leads_to_its_due_day():
    assert draw(
        "2026-03-01",
        "2026-02-25 complete",
        "2026-02-26 returned",
        "2026-02-28 redeposited",
        days=4,
    ) == [
        "02-25 start",
        "02-26 ans",
        "02-27 team",
        "02-28 team",
        "03-01 ans T",
        "03-02 future",
        "03-03 future D",
    ]


def test_the_due_day_itself():
    assert draw("2026-01-07", "2026-01-05 complete", days=2) == [
        "01-05 start",
        "01-06 ans",
        "01-07 ans T D",
    ]


def test_a_paused_clock_leads_to_its_projected_due_day():
    assert draw("2026-01-08", "2026-01-05 complete", "2026-01-07 returned INS", days=3) == [
        "01-05 start",
        "01-06 ans",
        "01-07 ans",
        "01-08 team T",
        "01-09 future D",
    ]


def test_an_overdue_clock_shows_the_day_that_was_missed():
    assert draw("2026-01-08", "2026-01-05 complete", days=1) == [
        "01-05 start",
        "01-06 ans D",
        "01-07 ans",
        "01-08 ans T",
    ]


def test_a_decided_clock_stops_at_the_decision():
    assert draw("2026-01-09", "2026-01-05 complete", "2026-01-07 decided", days=5) == [
        "01-05 start",
        "01-06 ans",
        "01-07 ans",
    ]
    late = draw("2026-01-09", "2026-01-05 complete", "2026-01-07 decided", days=1)
    assert late[1] == "01-06 ans D"


def test_the_last_days_of_the_calendar_are_drawn():
    drawn = draw("9999-12-30", "9999-12-30 complete", days=1)
    assert drawn == ["12-30 start T", "12-31 future D"]
