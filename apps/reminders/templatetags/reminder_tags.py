"""Say on a page when its due date was last recalled."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.templatetags.segurtrack import day
from apps.reminders.models import Reminder
from apps.reminders.states import ReminderState

register = template.Library()


@register.simple_tag(takes_context=True)
def sent_reminders(context, deadline) -> str:
    """Return the sentence of the last reminder sent about a due date; "" when there is none."""
    last = (
        Reminder.objects.filter(deadline=deadline, state=ReminderState.SENT)
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
