"""Public holidays: those that the package of all countries knows, by their French names."""

import subprocess
import sys
from datetime import date, timedelta

import holidays as witness
import pytest

from apps.rules.holidays import public_holiday


@pytest.mark.parametrize("year", range(2024, 2036))
def test_each_year_has_the_holidays_that_the_package_knows(year):
    first = date(year, 1, 1)
    days = [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]
    wanted = set(witness.country_holidays("FR", years=year, expand=False))
    assert {day for day in days if public_holiday(day)} == wanted


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2026, 1, 1), "Jour de l’an"),
        (date(2026, 4, 6), "Lundi de Pâques"),
        (date(2026, 5, 14), "Ascension"),
        (date(2026, 5, 25), "Lundi de Pentecôte"),
        (date(2008, 5, 1), "Fête du Travail, Ascension"),
        (date(2026, 4, 5), ""),
        (date(2026, 12, 26), ""),
    ],
)
def test_names(on, name):
    assert public_holiday(on) == name


def test_the_ends_of_the_calendar_have_theirs():
    assert public_holiday(date.min) == "Jour de l’an"
    assert public_holiday(date.max) == ""


def test_counting_days_loads_no_package_of_all_countries():
    asked = (
        "import sys; from datetime import date; from apps.rules.counting import working_day_before;"
        "working_day_before(date(2026, 3, 6)); sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
