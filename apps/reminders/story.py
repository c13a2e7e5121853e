"""Everything that is known of the messages about one due date: told, to come, and why."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from apps.accounts.models import User
from apps.deadlines.models import Deadline, DeadlineMove
from apps.deadlines.states import DeadlineStatus
from apps.reminders.escalation import managers_of
from apps.reminders.forecast import Coming, next_message, stages_for, work_in_hand
from apps.reminders.models import Acknowledgement, Ladder, Mail, Reminder
from apps.reminders.stages import fallen_on, stage_name
from apps.reminders.states import Channel, Purpose, ReminderState

MAIL_CONTENT = ("mail__raw", "mail__text", "mail__html")
"""What a list of reminders does not read of their mails."""
SHOWN = 50  # rows of the page: a due date that is told more often has been late for months


@dataclass(frozen=True)
class Told:
    """One reminder as the page lists it: `mail` when the reader may open it."""

    reminder: Reminder
    stage: str
    mail: Mail | None


@dataclass(frozen=True)
class Next:
    """The message to come, with the people it names."""

    coming: Coming
    person: User
    instead_of: User | None
    stage: str

    @property
    def on_site(self) -> bool:
        """Return whether the site alone will tell it."""
        return self.coming.route.channel == Channel.SITE


@dataclass(frozen=True)
class Escalation:
    """Who is told, and on which day, if the date is still open then."""

    person: User | None
    on: date


@dataclass(frozen=True)
class Story:
    """What a page says of the messages about one due date."""

    is_open: bool
    next: Next | None
    told: list[Told]
    last: Told | None
    in_hand: Acknowledgement | None
    escalation: Escalation | None
    moves: list[DeadlineMove]
    stages: str
    repeat: int | None


def tell(deadline: Deadline, *, seen_by: User | None, now: datetime) -> Story:
    """Return the story of a due date at an aware moment, for a person who sees its product.

    Without a person, whoever runs the site reads it: it links to no mail.
    """
    rows = deadline.reminders.select_related("person", "on_behalf_of", "mail").order_by("-pk")
    rows = rows.defer(*MAIL_CONTENT)
    mails = set()
    if seen_by is not None:
        seen = Mail.objects.visible_to(seen_by).filter(reminders__deadline=deadline)
        mails = set(seen.values_list("pk", flat=True))
    told = [
        Told(row, _stage_of(row), row.mail if row.mail_id in mails else None)
        for row in rows[:SHOWN]
    ]
    stages = stages_for(deadline.kind)
    is_open = deadline.status == DeadlineStatus.OPEN
    return Story(
        is_open=is_open,
        next=_next(deadline, now),
        told=told,
        last=next((each for each in told if each.reminder.state == ReminderState.SENT), None),
        in_hand=work_in_hand(deadline) if is_open else None,
        escalation=_escalation(deadline, timezone.localdate(now)) if is_open else None,
        moves=list(deadline.moves.select_related("event").order_by("-revision")),
        stages=", ".join(stage_name(stage) for stage in stages.steps) if stages else "",
        repeat=stages.repeat if stages else None,
    )


def _stage_of(row: Reminder) -> str:
    return stage_name(row.stage) if row.purpose == Purpose.LADDER else row.get_purpose_display()


def _next(deadline: Deadline, now: datetime) -> Next | None:
    coming = next_message(deadline, now=now)
    if coming is None:
        return None
    people = User.objects.in_bulk({coming.route.person_id, coming.route.on_behalf_of_id} - {None})
    return Next(
        coming,
        people[coming.route.person_id],
        people.get(coming.route.on_behalf_of_id),
        stage_name(coming.stage),
    )


def _escalation(deadline: Deadline, today: date) -> Escalation | None:
    """Return the escalation to come, None when there is none or when it was made."""
    ladder = Ladder.objects.filter(kind=deadline.kind, escalate_after__isnull=False).first()
    made = deadline.reminders.filter(
        purpose=Purpose.ESCALATION,
        revision=deadline.revision,
        on_behalf_of=deadline.responsible_id,
    ).exclude(state=ReminderState.CANCELLED)
    if ladder is None or made.exists():
        return None
    manager = managers_of([deadline], on=today)[deadline.pk]
    day = max(fallen_on(deadline.due_on, -ladder.escalate_after), today)
    return Escalation(User.objects.filter(pk=manager).first() if manager else None, day)
