"""What the site itself tells a person, read or not."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.deadlines.paging import page_of
from apps.products.access import SIGNED_IN, access
from apps.reminders import services
from apps.reminders.models import Reminder
from apps.reminders.story import MAIL_CONTENT


@access(SIGNED_IN)
def notifications(request):
    """List what the person was told, newest first."""
    told = Reminder.objects.told_to(request.user).order_by("-pk")
    told = told.select_related("deadline__product", "on_behalf_of", "mail").defer(*MAIL_CONTENT)
    context = {
        "page": page_of(told, request),
        "unread": services.unread_count(request.user),
    }
    return render(request, "reminders/notification_list.html", context)


@access(SIGNED_IN, model=Reminder, methods=("POST",))
def read(request, reminder):
    """Note one as read, and open what it is about."""
    services.mark_read(reminder.pk, by=request.user, now=timezone.now())
    return redirect("reminders:of_deadline", reminder.deadline_id)


@access(SIGNED_IN, methods=("POST",))
def read_all(request):
    """Note all of them as read."""
    services.mark_all_read(by=request.user, now=timezone.now())
    messages.success(request, _("Tout est marqué comme lu."))
    return redirect("reminders:notifications")
