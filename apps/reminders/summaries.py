"""The week of a team: once a week each manager reads what is late and what comes below them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.deadlines.models import Deadline
from apps.reminders.batches import morning_has_come
from apps.reminders.forecast import work_in_hand
from apps.reminders.letters import write_weekly
from apps.reminders.lines import Line, line_of
from apps.reminders.models import WEEKLY, Mail, Preference
from apps.reminders.outbox import post
from apps.reminders.states import Channel
from apps.rules.counting import add_days, end_of_week, is_working_day, start_of_week

LONGEST = 60  # lines of one message: further than that, one opens the list


@dataclass(frozen=True)
class Member:
    """One person of a team with their lines, what is late first."""

    person: object
    lines: list[Line]


def write_summaries(*, now: datetime) -> int:
    """Freeze the summaries of this week that are not written yet; return how many.

    They leave on the first working morning of the week that has something to say: late, or due by
    the end of the next week. One a week and manager, whatever the number of runs.
    """
    today = timezone.localdate(now)
    if not (is_working_day(today) and morning_has_come(now)):
        return 0
    week = start_of_week(today)
    managers = list(_managers_to_tell(week))
    if not managers:
        return 0
    below = _tree()
    return sum(_write_one(manager, below, week=week, today=today, now=now) for manager in managers)


def _managers_to_tell(week: date):
    told = Mail.objects.filter(kind=WEEKLY, digest_on=week, withdrawn_at__isnull=True)
    muted = Preference.objects.filter(kind=WEEKLY, channel=Channel.SITE)
    people = get_user_model().objects
    return (
        people.filter(is_active=True, pk__in=people.filter(is_active=True).values("manager"))
        .exclude(email="")
        .exclude(pk__in=told.values("person"))
        .exclude(pk__in=muted.values("person"))
        .order_by("pk")
    )


def _tree() -> dict[int, list[int]]:
    below = defaultdict(list)
    attached = get_user_model().objects.filter(is_active=True, manager__isnull=False)
    for person, manager in attached.values_list("pk", "manager"):
        below[manager].append(person)
    return below


def _below(manager: int, tree: dict[int, list[int]]) -> set[int]:
    found, level = set(), {manager}
    while level:
        level = {person for each in level for person in tree.get(each, ())} - found - {manager}
        found |= level
    return found


def _write_one(manager, tree, *, week: date, today: date, now: datetime) -> int:
    horizon = end_of_week(add_days(end_of_week(today), 1))
    due = (
        Deadline.objects.visible_to(manager)
        .open()
        .filter(responsible__in=_below(manager.pk, tree), due_on__lte=horizon)
        .select_related("product", "responsible")
        .order_by("due_on", "pk")
    )
    shown = list(due[:LONGEST])
    if not shown:
        return 0
    late, total = due.filter(due_on__lt=today).count(), due.count()
    letter = write_weekly(
        manager,
        _members(shown, today),
        today=today,
        late=late,
        coming=total - late,
        left_out=total - len(shown),
    )
    try:
        with transaction.atomic():
            post(letter, person=manager, kind=WEEKLY, on=week, at=now)
    except IntegrityError:
        return 0  # another worker wrote this week's
    return 1


def _members(deadlines: Iterable[Deadline], today: date) -> list[Member]:
    by_person: dict = {}
    for deadline in deadlines:
        line = line_of(deadline, today=today, in_hand=work_in_hand(deadline))
        by_person.setdefault(deadline.responsible, []).append(line)
    people = sorted(by_person, key=lambda person: str(person).casefold())
    return [Member(person, by_person[person]) for person in people]
