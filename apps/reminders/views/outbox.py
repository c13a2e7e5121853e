"""Administrators' pages: how sending went, and the messages that wait for their decision."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.deadlines.paging import page_of
from apps.products.access import access
from apps.products.states import Action
from apps.reminders import holds
from apps.reminders.models import Decision, Mail, Reminder
from apps.reminders.runs import days_of_runs, notable_runs

MOST_SHOWN = 200  # of a kind; what is decided makes room for the next
LATEST_DECISIONS = 20
LONGEST_NUMBER = 16
ON_ALL = {"tout-liberer": holds.release_all, "tout-annuler": holds.cancel_all}
ON_ONE = {
    ("liberer", "reminder"): holds.release_reminder,
    ("liberer", "mail"): holds.release_mail,
    ("annuler", "reminder"): holds.cancel_reminder,
    ("annuler", "mail"): holds.cancel_mail,
    ("renvoyer", "mail"): holds.resend_mail,
    ("recu", "mail"): holds.confirm_mail,
}
"""What an address says, on what: the service that does it."""


@dataclass(frozen=True)
class Waiting:
    """One held reminder or message, as the page shows it; `kind` and `pk` name it in a form."""

    kind: str
    pk: int
    title: str
    person: object
    on: date


@access(Action.ADMINISTER)
def runs(request):
    """Show the last days of sending, then each run that did something."""
    today = timezone.localdate()
    days = days_of_runs(today=today)
    page = page_of(notable_runs(today=today), request)
    return render(request, "reminders/run_list.html", {"days": days, "page": page, "today": today})


@access(Action.ADMINISTER)
def decisions(request):
    """List what is held, refused for good, or in doubt; then what was decided last."""
    mails = Mail.objects.defer("raw", "text", "html").select_related("person")
    context = {
        "held": _held(),
        "dead": mails.dead()[:MOST_SHOWN],
        "doubtful": mails.in_doubt()[:MOST_SHOWN],
        "decided": Decision.objects.select_related("by")[:LATEST_DECISIONS],
    }
    return render(request, "reminders/decision_list.html", context)


@access(Action.ADMINISTER, methods=("POST",))
def decide(request, verb):
    """Do what a button says on one row, or on all that is held."""
    now = timezone.now()
    if verb in ON_ALL:
        ON_ALL[verb](by=request.user, at=now)
    elif do := ON_ONE.get((verb, request.POST.get("kind", ""))):
        do(_number(request), by=request.user, at=now)
    else:
        raise Http404
    messages.success(request, _("C’est enregistré."))
    return redirect("reminders:decisions")


def _number(request) -> int:
    text = request.POST.get("pk", "")
    if not (text.isdecimal() and len(text) < LONGEST_NUMBER):
        raise Http404
    return int(text)


def _held() -> list[Waiting]:
    mails = Mail.objects.held().defer("raw", "text", "html").select_related("person")
    alone = Reminder.objects.held().filter(mail__isnull=True)
    alone = alone.select_related("deadline__product", "person")
    found = [
        Waiting("mail", mail.pk, mail.subject, mail.person, timezone.localdate(mail.created_at))
        for mail in mails.order_by("pk")[:MOST_SHOWN]
    ]
    found += [
        Waiting(
            "reminder",
            row.pk,
            f"{row.deadline.title}, {row.deadline.product}",
            row.person,
            row.planned_on,
        )
        for row in alone.order_by("pk")[:MOST_SHOWN]
    ]
    return found
