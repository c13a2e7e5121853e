"""The only date arithmetic of the project.

Day 0 is not counted, days are calendar days, a delay in months or years ends on the same day number
or on the last day of the month (CPC art. 641, by analogy). Legal dates are never shifted for
week-ends or holidays; `working_day_before` gives the internal target that is shown beside them.
"""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.rules.book import ORDER_FORM_VALIDITY, PROOF_FRESHNESS, Rule
from apps.rules.holidays import public_holiday

PARIS = ZoneInfo("Europe/Paris")

_ONE_DAY = timedelta(days=1)
_MONTHS_A_YEAR = 12
_SATURDAY = 5
_SUNDAY = 6


class DateOutOfRange(ValueError):
    """The date counted to lies outside the calendar that Python knows (years 1 to 9999)."""

    def __init__(self):
        super().__init__(
            "La date calculée sort du calendrier : vérifiez l’année de la date saisie."
        )


def due_date(start: date, delay: Rule | int) -> date:
    """Last day, included, of a delay that starts on `start` (not counted).

    `delay` is a `Rule`, or a number of calendar days when it is data (the review period of a
    pathway). `ValueError` for a rule without amount or a negative number, `DateOutOfRange` beyond
    the calendar.
    """
    if not isinstance(delay, Rule):
        return add_days(start, delay)
    if delay.amount is None:
        raise ValueError(f"La règle « {delay.label} » n’a pas de durée propre.")
    add = {"days": add_days, "months": add_months, "years": add_years}[delay.unit]
    return add(start, delay.amount)


def add_days(start: date, amount: int) -> date:
    """`amount` calendar days after `start`; same errors as `due_date`."""
    _refuse_negative(amount)
    try:
        return start + timedelta(days=amount)
    except OverflowError as error:
        raise DateOutOfRange from error


def days_before(end: date, delay: Rule | int) -> date:
    """The day that lies a delay in days before `end`: the first day of a window that ends there.

    2026-03-06 and 60 days give 2026-01-05. `ValueError` for a rule that does not count in days.
    """
    if isinstance(delay, Rule):
        if delay.unit != "days":
            raise ValueError(f"La règle « {delay.label} » ne se compte pas en jours.")
        delay = delay.amount
    _refuse_negative(delay)
    try:
        return end - timedelta(days=delay)
    except OverflowError as error:
        raise DateOutOfRange from error


def add_months(start: date, amount: int) -> date:
    """Same day number `amount` months later, or the last day of that month (31 Jan → 28 Feb)."""
    _refuse_negative(amount)
    years, month_index = divmod(start.month - 1 + amount, _MONTHS_A_YEAR)
    year, month = start.year + years, month_index + 1
    if year > MAXYEAR:
        raise DateOutOfRange
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def add_years(start: date, amount: int) -> date:
    """Same day `amount` years later; 29 February becomes 28 February in a common year."""
    _refuse_negative(amount)
    return add_months(start, _MONTHS_A_YEAR * amount)


def days_between(start: date, end: date) -> int:
    """Days from `start` (not counted) to `end` (counted); negative when `end` comes first."""
    return (end - start).days


def is_working_day(on: date) -> bool:
    """Neither Saturday, Sunday nor a public holiday of metropolitan France."""
    return on.weekday() < _SATURDAY and not public_holiday(on)


def working_day_before(on: date) -> date:
    """The last working day strictly before `on`: the internal target beside a legal date."""
    if on.year == MINYEAR and on.month == 1:
        raise DateOutOfRange
    day = on - _ONE_DAY
    while not is_working_day(day):
        day -= _ONE_DAY
    return day


def working_day_from(on: date) -> date:
    """The first working day on or after `on`: 2026-03-07, a Saturday, gives 2026-03-09."""
    day = on
    while not is_working_day(day):
        day = add_days(day, 1)
    return day


def start_of_week(on: date) -> date:
    """The Monday of the week of `on`; a Monday is its own. 2026-11-22 gives 2026-11-16."""
    return on - on.weekday() * _ONE_DAY


def end_of_week(on: date) -> date:
    """The Sunday of the week of `on`; a Sunday is its own. 2026-11-23 gives 2026-11-29."""
    return on + (_SUNDAY - on.weekday()) * _ONE_DAY


def latest_fresh_deposit(dated_on: date) -> date:
    """Last day on which a document dated `dated_on` may be deposited (`PROOF_FRESHNESS`, strict).

    2026-03-10 gives 2027-03-09: on the anniversary the document is too old already.
    """
    return due_date(dated_on, PROOF_FRESHNESS) - _ONE_DAY


def is_fresh(dated_on: date, deposit_on: date) -> bool:
    """Is a document dated `dated_on` strictly under `PROOF_FRESHNESS` on the day of its deposit?

    Only the age is judged: that a document is not dated after its deposit is another check.
    """
    return deposit_on < due_date(dated_on, PROOF_FRESHNESS)


def oldest_order_form(complete_on: date) -> date:
    """First day on which an order form that counts may be signed (`ORDER_FORM_VALIDITY`).

    A dossier deemed complete on 2026-05-05 takes order forms from 2026-01-05 on.
    """
    return days_before(complete_on, ORDER_FORM_VALIDITY)


def is_order_form_recent(signed_on: date, complete_on: date) -> bool:
    """Is an order form signed that day at most `ORDER_FORM_VALIDITY` older than completeness?"""
    return signed_on >= oldest_order_form(complete_on)


def paris_day(moment: datetime) -> date:
    """The day that it is in Paris at an aware `moment`; `ValueError` for a naive one."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("Un instant sans fuseau horaire n’a pas de jour à Paris.")
    try:
        return moment.astimezone(PARIS).date()
    except OverflowError as error:
        raise DateOutOfRange from error


def _refuse_negative(amount: int) -> None:
    if amount < 0:
        raise ValueError("Un délai ne peut pas être négatif.")
