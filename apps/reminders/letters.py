"""Write the mails: a digest, one due date alone, the week of a team, a test."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext_lazy

from apps.core.mail import Letter, render_letter
from apps.deadlines.calendar import calendar_of
from apps.deadlines.models import Deadline
from apps.reminders.batches import DIGEST
from apps.reminders.lines import Line, grouped, lines_of
from apps.reminders.models import WEEKLY, Ladder, Reminder
from apps.reminders.unsubscribing import unsubscribe_url

COUNTS = {
    "late": ngettext_lazy("%(n)d échéance en retard", "%(n)d échéances en retard", "n"),
    "coming": ngettext_lazy("%(n)d à venir", "%(n)d à venir", "n"),
    "moved": ngettext_lazy("%(n)d date déplacée", "%(n)d dates déplacées", "n"),
    "team": ngettext_lazy("%(n)d retard dans votre équipe", "%(n)d retards dans votre équipe", "n"),
}
"""What the subject of a digest counts, in the order of its parts."""
COMING_ALONE = ngettext_lazy("%(n)d échéance à préparer", "%(n)d échéances à préparer", "n")


def write(kind: str, person, rows: Iterable[Reminder], *, today: date) -> Letter:
    """Return the letter of a kind of message to `person` about the due dates of `rows`."""
    lines = lines_of(rows, today=today)
    if kind == DIGEST:
        return write_digest(person, lines, today=today)
    return write_single(person, lines[0], today=today)


def write_digest(person, lines: list[Line], *, today: date) -> Letter:
    """Return the morning mail of a person: what is late first, then by date, by product."""
    parts = {name: [line for line in lines if line.part == name] for name in COUNTS}
    context = {
        "today": today,
        "parts": {name: grouped(part) for name, part in parts.items()},
        "counts": _counts(person, {name: len(part) for name, part in parts.items()}),
    }
    return _write("digest", person, context, optional=_optional(line.deadline for line in lines))


def write_single(person, line: Line, *, today: date) -> Letter:
    """Return the mail about one due date, with its event for a calendar."""
    letter = _write(
        "single", person, {"today": today, "line": line}, optional=_optional([line.deadline])
    )
    with translation.override(person.language):
        return replace(letter, calendar=calendar_of([line.deadline], site_url=settings.SITE_URL))


def write_weekly(
    person, people: list, *, today: date, late: int, coming: int, left_out: int = 0
) -> Letter:
    """Return the week of the people whom `person` manages: what is late, what comes.

    `late` and `coming` count all there is, `left_out` what is not shown.
    """
    counts = _counts(person, {"late": late, "coming": coming})
    context = {"today": today, "people": people, "counts": counts, "left_out": left_out}
    return _write("weekly", person, context, optional=[WEEKLY])


def write_test(person, *, today: date) -> Letter:
    """Return a message that only shows how messages arrive."""
    return _write("test", person, {"today": today}, optional=[])


def _counts(person, numbers: dict[str, int]) -> str:
    """Return what a subject counts, in the language of `person`: what is not there is not said."""
    with translation.override(person.language):
        said = [str(COUNTS[name] % {"n": n}) for name, n in numbers.items() if n]
        if numbers["coming"] and len(said) == 1:
            said = [str(COMING_ALONE % {"n": numbers["coming"]})]
        return ", ".join(said)


def _optional(deadlines: Iterable[Deadline]) -> list[str]:
    """Return the kinds of these due dates when one may stop every one of them, else nothing."""
    kinds = {deadline.kind for deadline in deadlines}
    optional = Ladder.objects.filter(kind__in=kinds, optional=True)
    return sorted(kinds) if optional.count() == len(kinds) else []


def _write(name: str, person, context: dict, *, optional: list[str]) -> Letter:
    url = unsubscribe_url(person, optional) if optional else ""
    context |= {
        "person": person,
        "list_url": settings.SITE_URL + reverse("deadlines:list"),
        "settings_url": settings.SITE_URL + reverse("reminders:preferences"),
        "unsubscribe_url": url,
    }
    letter = render_letter(f"reminders/{name}", context, language=person.language)
    return replace(letter, unsubscribe_url=url)
