"""Day counting on literal dates: leap days, month ends, holidays, clock changes, calendar ends."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.rules import book
from apps.rules.counting import (
    DateOutOfRange,
    add_days,
    add_months,
    add_years,
    days_before,
    days_between,
    due_date,
    end_of_week,
    is_fresh,
    is_order_form_recent,
    is_working_day,
    latest_fresh_deposit,
    oldest_order_form,
    paris_day,
    working_day_before,
    working_day_from,
)


@pytest.mark.parametrize(
    ("start", "delay", "due"),
    [
        (date(2026, 1, 5), book.REVIEW_PERIOD, date(2026, 3, 6)),
        (date(2028, 1, 5), book.REVIEW_PERIOD, date(2028, 3, 5)),
        (date(2026, 1, 5), 45, date(2026, 2, 19)),
        (date(2026, 1, 5), 0, date(2026, 1, 5)),
        (date(2026, 2, 20), book.CHANGE_NOTIFICATION, date(2026, 3, 7)),
        (date(2026, 2, 20), book.CHANGE_ASSESSMENT, date(2026, 2, 25)),
        (date(2026, 1, 31), book.NEW_APPLICATION, date(2026, 2, 28)),
        (date(2028, 1, 31), book.NEW_APPLICATION, date(2028, 2, 29)),
        (date(2026, 12, 15), book.NEW_APPLICATION, date(2027, 1, 15)),
        (date(2026, 8, 31), book.FORMAL_NOTICE_MAXIMUM, date(2027, 2, 28)),
        (date(2024, 2, 29), book.CERTIFICATE_VALIDITY, date(2027, 2, 28)),
        (date(2026, 2, 28), book.CERTIFICATE_VALIDITY, date(2029, 2, 28)),
        (date(2026, 1, 5), book.ORDER_FORM_VALIDITY, date(2026, 5, 5)),
    ],
)
def test_due_date(start, delay, due):
    assert due_date(start, delay) == due


def test_a_legal_date_is_not_shifted_off_a_sunday():
    assert due_date(date(2026, 1, 7), book.REVIEW_PERIOD) == date(2026, 3, 8)
    assert date(2026, 3, 8).isoweekday() == 7


def test_a_rule_without_amount_has_no_due_date():
    with pytest.raises(ValueError, match="n’a pas de durée propre"):
        due_date(date(2026, 1, 5), book.CERTIFICATE_END)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 1, 28), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 12, 31), 14, date(2028, 2, 29)),
    ],
)
def test_add_months_keeps_the_day_number_or_takes_the_last_day(start, months, end):
    assert add_months(start, months) == end


def test_add_years_turns_29_february_into_28():
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert add_years(date(2023, 2, 28), 1) == date(2024, 2, 28)


@pytest.mark.parametrize("count", [add_days, add_months, add_years, due_date, days_before])
def test_a_negative_delay_is_refused(count):
    with pytest.raises(ValueError, match="négatif"):
        count(date(2026, 1, 5), -1)


@pytest.mark.parametrize(
    ("count", "amount"),
    [(add_days, 1), (add_days, 10**12), (add_months, 1), (add_years, 1), (add_years, 10**12)],
)
def test_counting_beyond_the_calendar_is_a_clean_error(count, amount):
    with pytest.raises(DateOutOfRange, match="sort du calendrier"):
        count(date.max, amount)
    assert count(date.max, 0) == date.max


def test_the_last_reachable_dates_are_reached():
    assert add_days(date(9999, 12, 30), 1) == date.max
    assert add_months(date(9999, 11, 30), 1) == date(9999, 12, 30)
    assert add_years(date(9998, 12, 31), 1) == date.max


def test_days_before_opens_the_renewal_window():
    end = date(2029, 3, 6)
    assert days_before(end, book.CERTIFICATE_RENEWAL_WINDOW) == date(2029, 1, 5)
    assert days_before(end, 1) == date(2029, 3, 5)
    assert days_before(end, 0) == end


def test_days_before_counts_days_only():
    with pytest.raises(ValueError, match="ne se compte pas en jours"):
        days_before(date(2026, 1, 5), book.NEW_APPLICATION)
    with pytest.raises(ValueError, match="ne se compte pas en jours"):
        days_before(date(2026, 1, 5), book.CERTIFICATE_END)
    with pytest.raises(DateOutOfRange):
        days_before(date.min, 1)


def test_days_between_has_a_sign():
    assert days_between(date(2026, 1, 5), date(2026, 3, 6)) == 60
    assert days_between(date(2026, 3, 6), date(2026, 1, 5)) == -60
    assert days_between(date(2026, 3, 6), date(2026, 3, 6)) == 0


@pytest.mark.parametrize(
    "holiday",
    [
        date(2026, 1, 1),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 8),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 7, 14),
        date(2025, 8, 15),
        date(2027, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
    ],
)
def test_the_eleven_public_holidays_are_not_worked(holiday):
    assert holiday.weekday() < 5
    assert not is_working_day(holiday)


def test_ordinary_days_and_week_ends():
    assert is_working_day(date(2026, 3, 6))
    assert not is_working_day(date(2026, 3, 7))
    assert not is_working_day(date(2026, 3, 8))
    assert is_working_day(date(2026, 3, 9))


def test_holidays_of_alsace_moselle_are_worked_elsewhere():
    assert is_working_day(date(2026, 4, 3))
    assert is_working_day(date(2025, 12, 26))


@pytest.mark.parametrize(
    ("on", "before"),
    [
        (date(2026, 3, 6), date(2026, 3, 5)),
        (date(2026, 3, 7), date(2026, 3, 6)),
        (date(2026, 3, 9), date(2026, 3, 6)),
        (date(2026, 4, 7), date(2026, 4, 3)),
        (date(2026, 5, 2), date(2026, 4, 30)),
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2027, 1, 2), date(2026, 12, 31)),
        (date(2028, 3, 1), date(2028, 2, 29)),
    ],
)
def test_working_day_before_is_strictly_before(on, before):
    assert working_day_before(on) == before


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2026, 3, 6), date(2026, 3, 6)),
        (date(2026, 3, 7), date(2026, 3, 9)),
        (date(2026, 4, 4), date(2026, 4, 7)),  # Easter Monday follows that Saturday
        (date(2026, 12, 25), date(2026, 12, 28)),
    ],
)
def test_working_day_from_is_the_day_itself_or_the_next_one(on, found):
    assert working_day_from(on) == found


def test_working_day_before_the_beginning_of_time_is_a_clean_error():
    with pytest.raises(DateOutOfRange):
        working_day_before(date.min)
    assert working_day_before(date.max) == date(9999, 12, 30)


@pytest.mark.parametrize(
    ("dated_on", "last"),
    [
        (date(2026, 3, 10), date(2027, 3, 9)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2024, 2, 29), date(2025, 2, 27)),
        (date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_proof_is_fresh_until_the_eve_of_its_anniversary(dated_on, last):
    assert latest_fresh_deposit(dated_on) == last
    assert is_fresh(dated_on, last)
    assert not is_fresh(dated_on, last + timedelta(days=1))


def test_a_proof_is_fresh_on_its_own_day():
    assert is_fresh(date(2026, 3, 10), date(2026, 3, 10))


def test_the_freshness_of_a_proof_of_the_last_year_is_a_clean_error():
    with pytest.raises(DateOutOfRange):
        latest_fresh_deposit(date(9999, 1, 1))


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        # Into summer time, night of 28 to 29 March 2026.
        (datetime(2026, 3, 28, 22, 30, tzinfo=UTC), date(2026, 3, 28)),  # 23:30
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),  # 00:30
        (datetime(2026, 3, 29, 21, 30, tzinfo=UTC), date(2026, 3, 29)),  # 23:30
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), date(2026, 3, 30)),  # 00:30
        # Into winter time, night of 24 to 25 October 2026.
        (datetime(2026, 10, 24, 21, 30, tzinfo=UTC), date(2026, 10, 24)),  # 23:30
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 25)),  # 00:30
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),  # 23:30
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 26)),  # 00:30
    ],
)
def test_the_paris_day_on_both_clock_change_nights(utc, day):
    assert paris_day(utc) == day


def test_the_paris_day_of_a_moment_told_elsewhere():
    assert paris_day(datetime(2026, 3, 28, 23, 30, tzinfo=ZoneInfo("America/Cayenne"))) == date(
        2026, 3, 29
    )
    assert paris_day(datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Paris"))) == (
        date(2026, 10, 25)
    )


def test_a_naive_moment_has_no_paris_day():
    with pytest.raises(ValueError, match="fuseau"):
        paris_day(datetime(2026, 3, 29, 0, 30))  # noqa: DTZ001 - the naive moment is the point


def test_the_paris_day_beyond_the_calendar_is_a_clean_error():
    with pytest.raises(DateOutOfRange):
        paris_day(datetime(9999, 12, 31, 23, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("on", "sunday"),
    [
        (date(2026, 3, 2), date(2026, 3, 8)),
        (date(2026, 3, 8), date(2026, 3, 8)),
        (date(2026, 3, 9), date(2026, 3, 15)),
        (date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_the_week_ends_on_its_sunday(on, sunday):
    assert end_of_week(on) == sunday


@pytest.mark.parametrize(
    ("signed_on", "recent"),
    [(date(2026, 1, 4), False), (date(2026, 1, 5), True), (date(2026, 6, 1), True)],
)
def test_an_order_form_is_at_most_120_days_older_than_completeness(signed_on, recent):
    assert oldest_order_form(date(2026, 5, 5)) == date(2026, 1, 5)
    assert is_order_form_recent(signed_on, date(2026, 5, 5)) is recent
