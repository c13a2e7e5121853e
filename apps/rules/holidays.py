"""The public holidays of metropolitan France, with their French names, as the library has them."""

from datetime import date
from functools import lru_cache

import holidays


def public_holiday(on: date) -> str:
    """The French name of the holiday that `on` is, "" for any other day.

    Where two meet, both are named: 2008-05-01 was "Ascension, Fête du Travail".
    """
    return _holidays_of(on.year).get(on, "")


@lru_cache(maxsize=64)
def _holidays_of(year: int) -> dict[date, str]:
    known = holidays.country_holidays("FR", years=year, expand=False, language="fr")
    return {on: name.replace("'", "’").replace(";", ",") for on, name in known.items()}
