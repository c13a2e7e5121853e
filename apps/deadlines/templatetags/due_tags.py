"""Tags that every template has without loading them: the distance to a date, and its pill."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.tones import Tone
from apps.deadlines.states import DeadlineStatus
from apps.rules.counting import days_between, end_of_week

register = template.Library()


@register.filter
def distance(due_on: date | None, today: date) -> str:
    """Return how far a due day is: "dans 3 jours", "demain", "aujourd’hui", "3 jours de retard"."""
    if not due_on:
        return ""
    days = days_between(today, due_on)
    if days == 0:
        return _("aujourd’hui")
    if days == 1:
        return _("demain")
    if days > 0:
        return ngettext("dans %(n)s jour", "dans %(n)s jours", days) % {"n": days}
    return ngettext("%(n)s jour de retard", "%(n)s jours de retard", -days) % {"n": -days}


@register.simple_tag(takes_context=True)
def due(context, deadline, prefix: str = ""):
    """Return the pill of a deadline: late, close or far, with its distance in words.

    `prefix` comes before the words ("décision · dans 3 jours"). Reads `today` of the page.
    """
    tone, icon, words = _face(deadline, context["today"])
    words = f"{prefix} · {words}" if prefix else words
    return format_html(
        '<span class="pill pill--{}"><i class="bi bi-{}" aria-hidden="true"></i>{}</span>',
        tone,
        icon,
        words,
    )


@register.filter
def due_tone(deadline, today: date) -> str:
    """Return the tone of the pill of a deadline, for what stands around it."""
    return _face(deadline, today)[0]


@register.filter
def due_icon(deadline, today: date) -> str:
    """Return the icon of the pill of a deadline, for a place too narrow for its words."""
    return _face(deadline, today)[1]


def _face(deadline, today: date) -> tuple[str, str, str]:
    if deadline.status != DeadlineStatus.OPEN:
        status = DeadlineStatus(deadline.status)
        return status.tone, status.icon, str(status.label)
    words = distance(deadline.due_on, today)
    if deadline.due_on < today:
        return Tone.RED, "exclamation-octagon", words
    if (deadline.target_on or deadline.due_on) <= end_of_week(today):
        return Tone.AMBER, "calendar-event", words
    return Tone.GREY, "calendar3", words
