"""What the benchmark of sending works on: urgent reminders, and the two ways to send them."""

import smtplib
from datetime import date, datetime, time
from functools import cache

from django.conf import settings

from apps.core.mail import freeze, new_message_id
from apps.deadlines.models import Deadline
from apps.deadlines.tests.builders import make_deadline
from apps.products.tests.builders import make_team
from apps.reminders.letters import write
from apps.reminders.models import Mail, Reminder
from apps.reminders.services import plan, send_due
from apps.reminders.tests.builders import make_ladder, paris

TUESDAY = date(2026, 3, 3)
NOW = paris(TUESDAY, time(9))


def due_rows(number: int) -> tuple[list[Reminder], datetime]:
    """Return as many planned urgent reminders of one team, in an empty outbox, and their moment."""
    Deadline.objects.all().delete()
    Mail.objects.all().delete()
    team = _team()
    for slot in range(number):
        person = (team.alice, team.bob, team.rita)[slot % 3]
        make_deadline(team.product, date(2026, 3, 6), responsible=person, slot=str(slot))
    plan(today=TUESDAY)
    rows = Reminder.objects.select_related("deadline__product", "person").order_by("pk")
    return list(rows), NOW


@cache
def _team():
    make_ladder([3], urgent=[3])
    return make_team()


def bare(rows: list[Reminder], *, now: datetime) -> None:
    """Build each message and hand it over, with nothing noted."""
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as line:
        for row in rows:
            letter = write("single", row.person, [row], today=TUESDAY)
            raw = freeze(letter, to=row.person.email, message_id=new_message_id(), at=now)
            raw = raw.replace(b"\n", b"\r\n")
            line.sendmail(settings.DEFAULT_FROM_EMAIL, [row.person.email], raw)


def outbox(*, now: datetime) -> None:
    """Send all that is due, as the task does."""
    while send_due(now=now).sent:
        pass
