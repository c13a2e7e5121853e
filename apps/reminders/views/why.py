"""Why a message came, what comes next, and « j’y travaille »."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import act
from apps.deadlines.models import Deadline
from apps.products.access import access
from apps.products.policy import can
from apps.products.states import Action
from apps.reminders import services
from apps.reminders.forms import AcknowledgementForm


@access(Action.VIEW, model=Deadline)
def of_deadline(request, deadline):
    """Tell the whole story of the messages about one due date."""
    now = timezone.now()
    story = services.tell(deadline, seen_by=request.user, now=now)
    early = story.is_open and deadline.due_on > timezone.localdate(now)
    context = {
        "deadline": deadline,
        "story": story,
        "may_acknowledge": early and can(request.user, Action.CONTRIBUTE, deadline),
    }
    return render(request, "reminders/of_deadline.html", context)


@access(Action.CONTRIBUTE, model=Deadline, methods=("GET", "POST"))
def acknowledge(request, deadline):
    """Say that one works on it, until a day."""
    return act(
        request,
        AcknowledgementForm,
        do=lambda data: services.acknowledge_deadline(
            deadline.pk, by=request.user, until_on=data["until_on"], today=timezone.localdate()
        ),
        title=_("J’y travaille"),
        submit=_("Enregistrer"),
        back=reverse("reminders:of_deadline", args=[deadline.pk]),
        done=_("C’est noté : les rappels attendent jusque-là."),
        intro=_(
            "Les rappels d’avant se taisent jusqu’à ce jour compris. Le dernier jour et le retard, "
            "eux, sont toujours dits."
        ),
    )
