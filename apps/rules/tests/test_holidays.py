"""Public holidays: what the law gives, by their French names."""

from datetime import date, timedelta

import pytest

from apps.rules.holidays import public_holiday

EASTER_MONDAYS = {
    2024: date(2024, 4, 1),
    2025: date(2025, 4, 21),
    2026: date(2026, 4, 6),
    2027: date(2027, 3, 29),
    2028: date(2028, 4, 17),
    2029: date(2029, 4, 2),
    2030: date(2030, 4, 22),
    2031: date(2031, 4, 14),
    2032: date(2032, 3, 29),
    2033: date(2033, 4, 18),
    2034: date(2034, 4, 10),
    2035: date(2035, 3, 26),
}
FIXED = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]


@pytest.mark.parametrize(("year", "easter_monday"), EASTER_MONDAYS.items())
def test_each_year_has_the_eleven_holidays_of_the_law(year, easter_monday):
    """Code du travail, art. L3133-1: Ascension and Pentecôte follow Easter by 39 and 50 days."""
    wanted = {date(year, month, day) for month, day in FIXED} | {
        easter_monday + timedelta(days=after) for after in (0, 38, 49)
    }
    first = date(year, 1, 1)
    days = [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]
    assert {day for day in days if public_holiday(day)} == wanted


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2026, 1, 1), "Jour de l’an"),
        (date(2026, 4, 6), "Lundi de Pâques"),
        (date(2026, 5, 14), "Ascension"),
        (date(2026, 5, 25), "Lundi de Pentecôte"),
        (date(2008, 5, 1), "Ascension, Fête du Travail"),
        (date(2026, 4, 5), ""),
        (date(2026, 12, 26), ""),
    ],
)
def test_names(on, name):
    assert public_holiday(on) == name


def test_the_ends_of_the_calendar_raise_nothing():
    assert public_holiday(date.min) in ("", "Jour de l’an")
    assert public_holiday(date.max) == ""
