"""Open reminders: one row for each message to come, never a second one of the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Q

from apps.deadlines.models import Deadline
from apps.reminders.models import Reminder
from apps.reminders.routing import Route
from apps.reminders.states import WAITING, Channel, Purpose, ReminderState

BATCH = 500


@dataclass(frozen=True)
class Opening:
    """A message to come: about what, why, at which stage, to whom."""

    deadline: Deadline
    purpose: str
    stage: int
    reached_on: date
    urgent: bool
    route: Route

    @property
    def on_site(self) -> bool:
        """Return whether the site alone tells it: nothing leaves."""
        return self.route.channel == Channel.SITE

    def row(self, *, today: date) -> Reminder:
        """Return the unsaved reminder; what the site tells is told by being there."""
        return Reminder(
            deadline=self.deadline,
            revision=self.deadline.revision,
            purpose=self.purpose,
            stage=self.stage,
            person_id=self.route.person_id,
            on_behalf_of_id=self.route.on_behalf_of_id,
            reached_on=self.reached_on,
            urgent=self.urgent or self.route.channel == Channel.SINGLE,
            on_site=self.on_site,
            state=ReminderState.SENT if self.on_site else ReminderState.DUE,
            planned_on=today,
        )


def open_rows(openings: Iterable[Opening], *, today: date) -> int:
    """Write the rows of these openings; return how many wait to leave that did not before.

    Rows of the same message that were cancelled come back, as these openings say; an opening that
    another worker wrote meanwhile adds nothing. Less urgent stages of the ladder that have not
    left, and those of an older revision, are superseded.
    """
    return sum(_open_batch(batch, today) for batch in _batches(list(openings)))


def _batches(rows: list) -> Iterator[list]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


@transaction.atomic
def _open_batch(openings: list[Opening], today: date) -> int:
    keys = [opening.deadline.pk for opening in openings]
    rows = [opening.row(today=today) for opening in openings]
    waiting = Reminder.objects.filter(deadline__in=keys, state__in=WAITING)
    before = waiting.count()
    _revive(rows)
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    opened = waiting.count() - before
    _supersede(keys)
    return opened


def _revive(rows: list[Reminder]) -> None:
    """Bring cancelled rows back as they are opened now: another morning, perhaps another way.

    Those that an administrator cancelled while they were held stay as they are.
    """
    by_key = {_key(row): row for row in rows}
    deadlines = {row.deadline_id for row in rows}
    cancelled = Reminder.objects.filter(
        deadline__in=deadlines, state=ReminderState.CANCELLED, held_at__isnull=True
    )
    for old in cancelled:
        row = by_key.get(_key(old))
        if row is not None and row.on_site:
            old.delete()  # it never left, and the row that the site shows takes its place
        elif row is not None:
            Reminder.objects.filter(pk=old.pk).revive(
                planned_on=row.planned_on, urgent=row.urgent, on_behalf_of=row.on_behalf_of_id
            )


def _key(row: Reminder) -> tuple:
    return (row.deadline_id, row.revision, row.purpose, row.stage, row.person_id)


def _supersede(keys: list[int]) -> None:
    """Close what a more urgent stage, or a newer revision, of the same due date replaces."""
    rows = Reminder.objects.filter(deadline__in=keys, purpose=Purpose.LADDER)
    newest = {}
    current = rows.filter(revision=F("deadline__revision")).exclude(state=ReminderState.CANCELLED)
    for key, stage in current.values_list("deadline", "stage"):
        newest[key] = min(stage, newest.get(key, stage))
    maybe_arrived = Q(mail__handed_at__isnull=False)
    waiting = rows.filter(state__in=WAITING).exclude(maybe_arrived)
    passed = [
        pk
        for pk, key, stage, revision, latest in waiting.values_list(
            "pk", "deadline", "stage", "revision", "deadline__revision"
        )
        if revision < latest or stage > newest.get(key, stage)
    ]
    Reminder.objects.filter(pk__in=passed).supersede()
