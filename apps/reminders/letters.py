"""Write the mails of reminders: a digest of several due dates, or one urgent due date alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from apps.core.mail import Letter, render_letter
from apps.deadlines.models import Deadline
from apps.products.models import Product
from apps.reminders.batches import DIGEST
from apps.reminders.models import Reminder


@dataclass(frozen=True)
class Line:
    """One due date of a mail, with the absolute address of the place where one acts."""

    deadline: Deadline
    url: str
    late: bool


@dataclass(frozen=True)
class Group:
    """The lines of one product."""

    product: Product
    lines: list[Line]


def write(kind: str, person, rows: Iterable[Reminder], *, today: date) -> Letter:
    """Return the letter of a kind of message to `person` about the due dates of `rows`."""
    deadlines = [row.deadline for row in rows]
    if kind == DIGEST:
        return write_digest(person, deadlines, today=today)
    return write_single(person, deadlines[0], today=today)


def write_digest(person, deadlines: Iterable[Deadline], *, today: date) -> Letter:
    """Return the morning mail of a person: what is late first, then by date, by product."""
    lines = [_line(deadline, today) for deadline in sorted(deadlines, key=_by_date)]
    late = [line for line in lines if line.late]
    coming = [line for line in lines if not line.late]
    context = {
        "person": person,
        "today": today,
        "late": _grouped(late),
        "coming": _grouped(coming),
        "late_count": len(late),
        "coming_count": len(coming),
    }
    return _write("digest", person, context)


def write_single(person, deadline: Deadline, *, today: date) -> Letter:
    """Return the mail about one urgent due date."""
    context = {"person": person, "today": today, "line": _line(deadline, today)}
    return _write("single", person, context)


def _write(name: str, person, context: dict) -> Letter:
    context["list_url"] = settings.SITE_URL + reverse("deadlines:list")
    return render_letter(f"reminders/{name}", context, language=person.language)


def _line(deadline: Deadline, today: date) -> Line:
    path = deadline.url if deadline.url.startswith("/") else reverse("deadlines:list")
    return Line(deadline, settings.SITE_URL + path, deadline.due_on < today)


def _by_date(deadline: Deadline) -> tuple:
    return (deadline.due_on, deadline.pk)


def _grouped(lines: list[Line]) -> list[Group]:
    groups: dict[int, Group] = {}
    for line in lines:
        product = line.deadline.product
        groups.setdefault(product.pk, Group(product, [])).lines.append(line)
    return list(groups.values())
