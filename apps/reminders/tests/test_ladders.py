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
from apps.reminders.forecast import next_message
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

WEEKLY = [-7, -14, -21, -28]
LATE = [-1, -4, *WEEKLY]  # the third day late is a Sunday
FROM_NINETY = [90, 59, 30, 15, 7, 3, 1, 0, *LATE]  # the sixtieth before is a Sunday

# The days before the due day on which a mail leaves, negative when late: the first mail on the
# first of them, the second on the second, and none on any other day.
TABLES = {
    "ans_review": [30, 15, 7, 1, 0, *LATE],
    "return_answer": [7, 3, 1, 0, *LATE],
    "cnda_expected_return": [7, 0, *LATE],
    "cnda_recheck": [0, *WEEKLY],
    "dsr_milestone": FROM_NINETY,
    "proof_too_old": [59, 30, 15, 7, 3, 1, 0, *LATE],
    "certificate_end": FROM_NINETY,
    "certificate_renewal": [30, 15, 7, 3, 1, 0, *LATE],
    "change_notification": [10, 7, 3, 1, 0, *LATE],
    "change_assessment": [3, 1, 0, *LATE],
    "new_application": [15, 7, 3, 1, 0, *LATE],
    "formal_notice": FROM_NINETY,
    "award_control": FROM_NINETY,
    "recertification": FROM_NINETY,
    "conformity_audit": [30, 15, 7, 3, 1, 0, *LATE],
    "order_form": [30, 15, 7, 3, 1, 0],
    "proof_target": [7, 1, 0, *LATE],
}
LAST = -31


def test_every_kind_of_due_date_has_a_ladder_and_a_table():
    assert set(LADDERS) == set(TABLES) == {rule.code for rule in DEADLINE_RULES}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", TABLES)
def test_the_mails_of_a_ladder(kind, mailoutbox):
    row = LADDERS[kind]
    repeat = row.get("repeat")
    make_ladder(row["stages"], kind=kind, urgent=row.get("urgent", ()), repeat=repeat)
    alice = make_user()
    product = make_product(responsible=alice)
    make_member(product, alice, Role.LEAD)
    deadline = make_deadline(product, DUE, kind=kind)
    told = 0
    day = days_before(DUE, row["stages"][0] + 1)
    while days_between(DUE, day) <= -LAST:
        foretold = next_message(deadline, now=paris(day, time(7)))
        run(paris(day, time(8)))
        run(paris(day, time(20)))
        left = days_between(day, DUE)
        told += left in TABLES[kind]
        assert (left, len(mailoutbox)) == (left, told)
        assert (foretold is not None and foretold.on == day) == (left in TABLES[kind])
        day = add_days(day, 1)
    assert told == len(TABLES[kind])
