"""Say on a page when a due date was last recalled, at which stage, and what is unread."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.templatetags.segurtrack import day
from apps.reminders import services
from apps.reminders.models import Reminder
from apps.reminders.states import Purpose, ReminderState

register = template.Library()


@register.simple_tag(takes_context=True)
def sent_reminders(context, deadline) -> str:
    """Return the sentence of the last reminder sent about a due date; "" when there is none."""
    last = (
        Reminder.objects.filter(deadline=deadline, state=ReminderState.SENT, mail__isnull=False)
        .select_related("mail", "person")
        .order_by("-mail__sent_at", "-pk")
        .first()
    )
    if last is None:
        return ""
    sent_on = timezone.localdate(last.mail.sent_at)
    return _("Dernier rappel envoyé le %(day)s à %(person)s") % {
        "day": day(sent_on, context.get("today")),
        "person": last.person,
    }


@register.filter
def stage_words(reminder) -> str:
    """Return why a reminder came: "palier J-7", "date déplacée"."""
    if reminder.purpose == Purpose.LADDER:
        return _("palier %(stage)s") % {"stage": services.stage_name(reminder.stage)}
    return reminder.get_purpose_display().lower()


@register.simple_tag
def unread(user) -> str:
    """Return how many reminders a person has not read, "99+" beyond; "" when there is none."""
    count = services.unread_count(user)
    if count > services.SHOWN_AT_MOST:
        return f"{services.SHOWN_AT_MOST}+"
    return str(count or "")
