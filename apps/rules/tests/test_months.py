"""A month in whole weeks: its edges, its neighbours, its days off."""

from datetime import date

import pytest

from apps.rules.months import month_of

TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("text", "first", "last", "monday", "sunday"),
    [
        ("2026-03", date(2026, 3, 1), date(2026, 3, 31), date(2026, 2, 23), date(2026, 4, 5)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), date(2026, 1, 26), date(2026, 3, 1)),
        ("2027-02", date(2027, 2, 1), date(2027, 2, 28), date(2027, 2, 1), date(2027, 2, 28)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), date(2028, 1, 31), date(2028, 3, 5)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31), date(2026, 11, 30), date(2027, 1, 3)),
    ],
)
def test_a_month_is_drawn_in_whole_weeks(text, first, last, monday, sunday):
    month = month_of(text, TODAY)
    assert (month.first, month.last) == (first, last)
    assert (month.first_drawn, month.last_drawn) == (monday, sunday)
    assert len(month.days) % 7 == 0
    assert [day.on for day in month.days if day.inside] == [
        date(first.year, first.month, number) for number in range(1, last.day + 1)
    ]


@pytest.mark.parametrize(
    ("text", "previous", "written", "following"),
    [
        ("2026-03", "2026-02", "2026-03", "2026-04"),
        ("2026-01", "2025-12", "2026-01", "2026-02"),
        ("2026-12", "2026-11", "2026-12", "2027-01"),
        ("2000-01", "", "2000-01", "2000-02"),
        ("2099-12", "2099-11", "2099-12", ""),
    ],
)
def test_neighbours(text, previous, written, following):
    month = month_of(text, TODAY)
    assert (month.previous, month.written, month.next) == (previous, written, following)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-3",
        "2026-00",
        "2026-13",
        "1999-12",
        "2100-01",
        "x",
        "2026-03-01",
        "٢٠٢٦-٠٣",
    ],
)
def test_anything_else_is_the_present_month(text):
    assert month_of(text, TODAY).written == "2026-03"


def test_days_say_what_they_are():
    days = {day.on: day for day in month_of("2026-05", date(2026, 5, 4)).days}
    assert [on for on, day in days.items() if day.is_today] == [date(2026, 5, 4)]
    assert (days[date(2026, 5, 1)].is_off, days[date(2026, 5, 1)].holiday) == (
        True,
        "Fête du Travail",
    )
    assert (days[date(2026, 5, 2)].is_off, days[date(2026, 5, 2)].holiday) == (True, "")
    assert (days[date(2026, 5, 4)].is_off, days[date(2026, 5, 4)].holiday) == (False, "")
    assert not days[date(2026, 4, 27)].inside
    assert not any(day.is_today for day in month_of("2026-06", TODAY).days)
