"""The check before sending: what was planned may have become untrue since."""

from datetime import datetime

from apps.deadlines.models import Deadline
from apps.deadlines.states import DeadlineStatus
from apps.reminders.models import Reminder


def still_wanted(rows: list[Reminder], *, now: datetime) -> list[Reminder]:
    """Return the rows whose due date is still open, unmoved, and this person's to see and do.

    `rows` are of one person; `now` is the moment of sending.
    """
    if not rows:
        return []
    person = rows[0].person
    visible = Deadline.objects.visible_to(person).filter(pk__in=[row.deadline_id for row in rows])
    seen = set(visible.values_list("pk", flat=True))
    return [
        row
        for row in rows
        if row.deadline_id in seen
        and row.deadline.status == DeadlineStatus.OPEN
        and row.deadline.revision == row.revision
        and row.deadline.responsible_id == row.person_id
        and person.email
    ]
