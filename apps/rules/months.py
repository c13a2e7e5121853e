"""One month laid out in whole weeks, for the pages that draw it."""

import re
from dataclasses import dataclass
from datetime import date

from apps.rules.counting import (
    add_days,
    add_months,
    days_before,
    days_between,
    end_of_week,
    is_working_day,
)
from apps.rules.holidays import public_holiday

FIRST_YEAR, LAST_YEAR = 2000, 2099
_WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One day. `inside` is false for those of the months around; `holiday` is its name or ""."""

    on: date
    inside: bool
    is_today: bool
    is_off: bool
    holiday: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month; `previous` and `next` are written as the addresses write them, "" at the ends."""

    first: date
    last: date
    days: tuple[MonthDay, ...]
    written: str
    previous: str
    next: str

    @property
    def first_drawn(self) -> date:
        """The Monday of its first week."""
        return self.days[0].on

    @property
    def last_drawn(self) -> date:
        """The Sunday of its last week."""
        return self.days[-1].on


def month_of(text: str, today: date) -> Month:
    """The month that `text` names ("2026-03"), or that of `today` when it names none.

    Its days go from the Monday of its first week to the Sunday of its last one. Years are those
    from `FIRST_YEAR` to `LAST_YEAR`.
    """
    first = _first_day(text) or date(today.year, today.month, 1)
    after = add_months(first, 1)
    last = days_before(after, 1)
    monday = days_before(first, first.weekday())
    length = days_between(monday, end_of_week(last))
    days = tuple(_day(add_days(monday, number), first, today) for number in range(length + 1))
    before = days_before(first, 1)
    return Month(first, last, days, _write(first), _write(before), _write(after))


def _first_day(text: str) -> date | None:
    match = _WRITTEN.fullmatch(text)
    if not match:
        return None
    year, month = int(match[1]), int(match[2])
    inside = FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12
    return date(year, month, 1) if inside else None


def _day(on: date, first: date, today: date) -> MonthDay:
    inside = (on.year, on.month) == (first.year, first.month)
    return MonthDay(on, inside, on == today, not is_working_day(on), public_holiday(on))


def _write(on: date) -> str:
    """How an address names the month of a day; "" outside the years that have a page."""
    return f"{on:%Y-%m}" if FIRST_YEAR <= on.year <= LAST_YEAR else ""
