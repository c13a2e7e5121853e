"""The lines of a mail: each due date once, with all that its reminders say of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse

from apps.deadlines.models import Deadline
from apps.products.models import Product
from apps.reminders.corrections import Story, story_of
from apps.reminders.forecast import work_in_hand
from apps.reminders.models import Acknowledgement, Reminder
from apps.reminders.states import Purpose


@dataclass(frozen=True)
class Line:
    """One due date of a mail, with the absolute addresses of where one acts and of why.

    `instead_of`: the person whom the reader replaces or manages. `moved`: the day that the reader
    knew. `in_hand`: who works on it until when, for a manager.
    """

    deadline: Deadline
    url: str
    why_url: str
    late: bool
    purposes: frozenset[str] = frozenset({Purpose.LADDER})
    instead_of: object = None
    moved: Story | None = None
    in_hand: Acknowledgement | None = None

    @property
    def part(self) -> str:
        """Return where a digest puts it: "late", "coming", "moved" or, for a manager, "team"."""
        if Purpose.LADDER in self.purposes:
            return "late" if self.late else "coming"
        return "team" if Purpose.ESCALATION in self.purposes else "moved"


@dataclass(frozen=True)
class Group:
    """The lines of one product."""

    product: Product
    lines: list[Line]


def lines_of(rows: Iterable[Reminder], *, today: date) -> list[Line]:
    """Return one line for each due date of these reminders of one person, by date."""
    rows = list(rows)
    prefetch_related_objects(rows, "on_behalf_of", "deadline__product", "deadline__responsible")
    by_deadline: dict[int, list[Reminder]] = {}
    for row in rows:
        by_deadline.setdefault(row.deadline_id, []).append(row)
    lines = [_line_of(same, today) for same in by_deadline.values()]
    return sorted(lines, key=lambda line: (line.deadline.due_on, line.deadline.pk))


def line_of(deadline: Deadline, *, today: date, **facts) -> Line:
    """Return the line of one due date."""
    path = deadline.url if deadline.url.startswith("/") else reverse("deadlines:list")
    why = reverse("reminders:of_deadline", args=[deadline.pk])
    site = settings.SITE_URL
    return Line(deadline, site + path, site + why, deadline.due_on < today, **facts)


def grouped(lines: Iterable[Line]) -> list[Group]:
    """Return lines by product, in the order in which the products come."""
    groups: dict[int, Group] = {}
    for line in lines:
        product = line.deadline.product
        groups.setdefault(product.pk, Group(product, [])).lines.append(line)
    return list(groups.values())


def _line_of(rows: list[Reminder], today: date) -> Line:
    first = rows[0]
    purposes = frozenset(row.purpose for row in rows)
    told_otherwise = Purpose.CORRECTION in purposes
    return line_of(
        first.deadline,
        today=today,
        purposes=purposes,
        instead_of=first.on_behalf_of,
        moved=story_of(first.deadline, first.person_id) if told_otherwise else None,
        in_hand=work_in_hand(first.deadline) if Purpose.ESCALATION in purposes else None,
    )
