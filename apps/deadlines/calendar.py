"""Due dates as iCalendar (RFC 5545): what a feed, a mail and an export hand to other calendars."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vText

from apps.core.templatetags.segurtrack import day
from apps.deadlines.models import Deadline
from apps.deadlines.states import DeadlineStatus
from apps.rules.counting import add_days

PRODUCT_ID = "-//SegurTrack//SegurTrack//FR"
REFRESH = timedelta(hours=1)
BREAKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")  # a no-break space stays

PARIS = """\
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE
"""


def event_of(deadline: Deadline, *, site_url: str) -> Event:
    """Return a due date as an event of its whole day, in the language that is active.

    The UID never changes, whatever moves. SEQUENCE is the row's number plus its product's
    revision, since the event names the product: both only grow. What is done or without object is
    CANCELLED, so that calendars take it away. `deadline` has its product and responsible person.
    """
    title = _line(f"{deadline.title} · {deadline.product}")
    event = Event()
    event.add("uid", f"deadline-{deadline.pk}@{urlsplit(site_url).hostname}")
    event.add("dtstamp", deadline.updated_at)
    event.add("last-modified", deadline.updated_at)
    event.add("sequence", deadline.sequence + deadline.product.revision)
    event.add("dtstart", deadline.due_on)
    if deadline.due_on < date.max:  # a day without end lasts the day, RFC 5545 3.6.1
        event.add("dtend", add_days(deadline.due_on, 1))
    event.add("summary", title if _is_open(deadline) else f"{deadline.badge.label} · {title}")
    event.add("status", "CONFIRMED" if _is_open(deadline) else "CANCELLED")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [_line(deadline.rule.label), _line(str(deadline.product))])
    event.add("description", "\n".join(_lines(deadline, site_url)))
    event.add("url", _link(deadline, site_url))
    return event


def calendar_of(deadlines: Iterable[Deadline], *, site_url: str, name: str = "") -> bytes:
    """Return a whole calendar, CRLF and folded lines; `name` is what calendars show.

    It describes Paris time even though its events have none: a calendar without any component is
    not valid, and a person with nothing to do has no event.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT_ID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("name", vText(_line(name)))
        calendar.add("x-wr-calname", vText(_line(name)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add_component(Timezone.from_ical(PARIS))
    for deadline in deadlines:
        calendar.add_component(event_of(deadline, site_url=site_url))
    return calendar.to_ical()


def _is_open(deadline: Deadline) -> bool:
    return deadline.status == DeadlineStatus.OPEN


def _lines(deadline: Deadline, site_url: str) -> list[str]:
    """Return what the event says below its title: days, reason, rule, person, address."""
    lines = [_("Dernier jour : %(day)s") % {"day": day(deadline.due_on)}]
    if deadline.target_on:
        lines.append(_("Cible interne : %(day)s") % {"day": day(deadline.target_on)})
    if deadline.closed_on:
        lines.append(_("Close le %(day)s") % {"day": day(deadline.closed_on)})
    lines += [
        deadline.explanation,
        f"{deadline.rule.label} · {deadline.rule.source}",
        _("Responsable : %(person)s") % {"person": deadline.responsible},
        _link(deadline, site_url),
    ]
    return [_line(line) for line in lines if line]


def _link(deadline: Deadline, site_url: str) -> str:
    """Return the address where one acts, always one of this site."""
    path = _line(deadline.url)
    return site_url + (path if path.startswith("/") else "/")


def _line(text: str) -> str:
    """Return a text on one line: a title that holds a line break never becomes a property."""
    return BREAKS.sub(" ", text).strip()
