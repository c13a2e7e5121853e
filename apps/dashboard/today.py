"""What the home page says: what to do in order, the clocks of the ANS, what happened meanwhile."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.tones import Tone
from apps.dashboard.bounded import COUNTER_CAP, Count, count_up_to
from apps.dashboard.kinds import look_of
from apps.dashboard.scope import Scope
from apps.dashboard.turns import Turn
from apps.deadlines.models import Deadline
from apps.dossiers.states import ClockState
from apps.rules.counting import end_of_week

MOST_URGENT = 8
A_FEW = 5
EVENTS_READ = 30


@dataclass(frozen=True)
class Counter:
    """One of the four figures at the top, and the list it opens."""

    count: Count
    label: str
    tone: Tone
    icon: str
    url: str


@dataclass(frozen=True)
class Task:
    """One due date to act on; `tone` is that of its group."""

    deadline: Deadline
    tone: Tone
    icon: str
    button: str


@dataclass(frozen=True)
class Group:
    """Due dates of one stretch of time; `has_more`: some are left out."""

    title: str
    tasks: list[Task]
    has_more: bool


def counters_of(scope: Scope, *, today: date) -> list[Counter]:
    """Return late due dates, then dossiers by whose move it is; four bounded counts.

    Each opens the list of just what it counts.
    """
    late = count_up_to(scope.deadlines().filter(due_on__lt=today), COUNTER_CAP)
    tone = Tone.RED if late else Tone.GREY
    register = reverse("deadlines:list") + ("" if scope.team else "?whose=mine")
    found = [Counter(late, _("En retard"), tone, "exclamation-octagon", register)]
    for turn in Turn:
        count = count_up_to(scope.dossiers().filter(state__in=turn.states), COUNTER_CAP)
        tone = turn.tone if count else Tone.GREY
        found.append(Counter(count, turn.label, tone, turn.icon, _list(scope, chez=turn.value)))
    return found


def _list(scope: Scope, **filters) -> str:
    if not scope.team:
        filters["responsable"] = scope.user.pk
    return f"{reverse('dashboard:portfolio')}?{urlencode(filters)}"


def groups_of(scope: Scope, *, today: date) -> list[Group]:
    """Return the open due dates in order, late ones first; three bounded reads, no empty group."""
    sunday = end_of_week(today)
    rows = scope.deadlines().select_related("responsible").order_by("due_on", "pk")
    stretches = [
        (_("En retard"), Tone.RED, rows.filter(due_on__lt=today), MOST_URGENT),
        (
            _("Cette semaine"),
            Tone.AMBER,
            rows.filter(due_on__gte=today, due_on__lte=sunday),
            MOST_URGENT,
        ),
        (_("Ensuite"), Tone.GREY, rows.filter(due_on__gt=sunday), A_FEW),
    ]
    groups = []
    for title, tone, stretch, size in stretches:
        found = list(stretch[: size + 1])
        tasks = [Task(each, tone, *look_of(each.kind)) for each in found[:size]]
        if tasks:
            groups.append(Group(title, tasks, len(found) > size))
    return groups


def clocks_of(scope: Scope) -> list:
    """Return a few dossiers whose review runs: the paused first, then late, then next to end."""
    rows = scope.dossiers().select_related("product_version__product", "pathway")
    found = []
    for state, order in (
        (ClockState.PAUSED, "clock_paused_on"),
        (ClockState.OVERDUE, "clock_due_on"),
        (ClockState.RUNNING, "clock_due_on"),
    ):
        if len(found) <= A_FEW:
            found += rows.filter(clock_state=state).order_by(order, "pk")[:A_FEW]
    return found[: A_FEW + 1]


def next_decision(scope: Scope) -> date | None:
    """Return the day of the next decision of the ANS, None when no clock runs."""
    running = scope.dossiers().filter(clock_state=ClockState.RUNNING)
    return running.order_by("clock_due_on").values_list("clock_due_on", flat=True).first()


def news_of(scope: Scope, *, since: int) -> tuple[list, int]:
    """Return what others did after the event `since` (0 is "ever"), newest first, and the newest
    event of all: what the next visit starts from."""
    events = scope.events().filter(pk__gt=since).select_related("recorded_by", "product")
    found = list(events[:EVENTS_READ])
    others = [each for each in found if each.recorded_by_id != scope.user.pk]
    return others[:A_FEW], found[0].pk if found else since


def summary_of(scope: Scope, counters: list[Counter], *, today: date) -> dict:
    """Return the figures of the sentence under the title."""
    week = scope.deadlines().filter(due_on__gte=today, due_on__lte=end_of_week(today))
    return {
        "late": counters[0].count,
        "week": count_up_to(week, COUNTER_CAP),
        "decision_on": next_decision(scope),
    }
