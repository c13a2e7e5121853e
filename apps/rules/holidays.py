"""The public holidays of metropolitan France (Code du travail, art. L3133-1), with their names.

Reckoned here from the date of Easter: the package that knows those of every country takes up to
seconds to load in each new process. It is the witness of the tests instead.
"""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

_SAME_DAY_EACH_YEAR = (
    (1, 1, "Jour de l’an"),
    (5, 1, "Fête du Travail"),
    (5, 8, "Victoire 1945"),
    (7, 14, "Fête nationale"),
    (8, 15, "Assomption"),
    (11, 1, "Toussaint"),
    (11, 11, "Armistice 1918"),
    (12, 25, "Noël"),
)
_DAYS_AFTER_EASTER = ((1, "Lundi de Pâques"), (39, "Ascension"), (50, "Lundi de Pentecôte"))


def public_holiday(on: date) -> str:
    """The French name of the holiday that `on` is, "" for any other day.

    Where two meet, both are named: 2008-05-01 was "Fête du Travail, Ascension".
    """
    return _holidays_of(on.year).get(on, "")


@lru_cache(maxsize=64)
def _holidays_of(year: int) -> dict[date, str]:
    sunday = easter(year)
    named = [(date(year, month, day), name) for month, day, name in _SAME_DAY_EACH_YEAR]
    named += [(sunday + timedelta(days=days), name) for days, name in _DAYS_AFTER_EASTER]
    found = {}
    for on, name in named:
        found[on] = f"{found[on]}, {name}" if on in found else name
    return found
