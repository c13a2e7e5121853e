"""Every ladder of the reference data, day by day: how many mails have left so far.

The clock moves one day at a time and the task runs twice a day, at 08:00 and at 20:00. The due
day is Thursday 10 September 2026, so the tables show the week-ends: a digest that would fall on
one waits for Monday, and an urgent mail does not.
"""

import json
from datetime import date, time

import pytest
from django.conf import settings

from apps.accounts.tests.builders import make_user
from apps.deadlines.tests.builders import make_deadline
from apps.products.states import Role
from apps.products.tests.builders import make_member, make_product
from apps.reminders.tests.builders import make_ladder, paris, run
from apps.rules.book import DEADLINE_RULES
from apps.rules.counting import add_days, days_before, days_between

DUE = date(2026, 9, 10)
LADDERS = {
    row["kind"]: row
    for row in json.loads((settings.BASE_DIR / "fixtures" / "reference.json").read_text())[
        "ladders"
    ]
}

FROM_NINETY = [(90, 1), (59, 2), (30, 3), (15, 4), (7, 5), (3, 6), (1, 7), (0, 8)]
WEEKLY = [*(-7 * week for week in range(1, 7))]
LATE = [-1, -4, *WEEKLY]  # the third day late is a Sunday
# (days before the due day, mails so far), at each day that a mail leaves; negative is late.
TABLES = {
    "ans_review": [*((30, 1), (15, 2), (7, 3), (1, 4), (0, 5)), *LATE],
    "return_answer": [*((7, 1), (3, 2), (1, 3), (0, 4)), *LATE],
    "cnda_expected_return": [*((7, 1), (0, 2)), *LATE],
    "cnda_recheck": [(0, 1), *WEEKLY],
    "dsr_milestone": [*FROM_NINETY, *LATE],
    "proof_too_old": [*((59, 1), (30, 2), (15, 3), (7, 4), (3, 5), (1, 6), (0, 7)), *LATE],
    "certificate_end": [*FROM_NINETY, *LATE],
    "certificate_renewal": [*((30, 1), (15, 2), (7, 3), (3, 4), (1, 5), (0, 6)), *LATE],
    "change_notification": [*((10, 1), (7, 2), (3, 3), (1, 4), (0, 5)), *LATE],
    "change_assessment": [*((3, 1), (1, 2), (0, 3)), *LATE],
    "new_application": [*((15, 1), (7, 2), (3, 3), (1, 4), (0, 5)), *LATE],
    "formal_notice": [*FROM_NINETY, *LATE],
    "order_form": [*((30, 1), (15, 2), (7, 3), (3, 4), (1, 5), (0, 6))],
}
FIRST, LAST = 92, -31


def test_every_kind_of_due_date_has_a_ladder_and_a_table():
    assert set(LADDERS) == set(TABLES) == {rule.code for rule in DEADLINE_RULES}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", TABLES)
def test_the_mails_of_a_ladder(kind, mailoutbox):
    row = LADDERS[kind]
    make_ladder(row["stages"], kind=kind, urgent=row.get("urgent", ()))
    alice = make_user()
    product = make_product(responsible=alice)
    make_member(product, alice, Role.LEAD)
    make_deadline(product, DUE, kind=kind)
    seen = []
    day = days_before(DUE, FIRST)
    while days_between(DUE, day) <= -LAST:
        before = len(mailoutbox)
        run(paris(day, time(8)))
        run(paris(day, time(20)))
        if len(mailoutbox) > before:
            seen.append((days_between(day, DUE), len(mailoutbox)))
        day = add_days(day, 1)
    assert seen == TABLES[kind]
    assert len(mailoutbox) == len(seen)
