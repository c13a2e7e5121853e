"""What one reads: the list of modifications, and one of them."""

from dataclasses import dataclass

from django.db.models import F
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.changes.display import steps_of
from apps.changes.filters import ChangeFilter
from apps.changes.guards import blockers
from apps.changes.models import ChangeRecord
from apps.changes.states import ChangeState
from apps.changes.triage import reasons_of
from apps.changes.verbs import verbs_of
from apps.deadlines.models import Deadline
from apps.deadlines.paging import page_of
from apps.products.access import SIGNED_IN, access
from apps.products.journal import events_of
from apps.products.states import Action
from apps.rules.book import CHANGE_ASSESSMENT, CHANGE_NOTIFICATION
from apps.rules.counting import due_date

IN_SECTIONS = ("triage", "update", "requirements", "attach", "assign")
DUE = "echeance"
ORDERS = {
    "intitule": (_("Modification"), ("title", "pk")),
    "produit": (_("Produit"), ("product__name", "title", "pk")),
    "etat": (_("État"), ("state", "-state_on", "-pk")),
    "connue": (_("Connue le"), ("-discovered_on", "-pk")),
    DUE: (_("Échéance"), (F("next_due_on").asc(nulls_last=True), "-discovered_on", "-pk")),
    "responsable": (_("Responsable"), ("responsible__last_name", "responsible__username", "pk")),
}


@dataclass(frozen=True)
class Column:
    """The head of one column; it sorts the list, the newest discovery first."""

    name: str
    label: str
    current: bool

    @property
    def direction(self) -> str:
        """Return what assistive tools say of the order."""
        return "descending" if self.name == "connue" else "ascending"


@access(SIGNED_IN)
def change_list(request):
    """List the modifications of every product that the person sees."""
    today = timezone.localdate()
    order = request.GET.get("tri", DUE)
    order = order if order in ORDERS else DUE
    seen = ChangeRecord.objects.visible_to(request.user).for_display().with_next_due()
    rows = seen.order_by(*ORDERS[order][1])
    chosen = ChangeFilter(request.GET, queryset=rows, request=request, on=today)
    context = {
        "filter": chosen,
        "filtered": any(chosen.form[name].value() for name in chosen.filters),
        "page": page_of(chosen.qs, request),
        "order": order,
        "columns": [Column(name, label, name == order) for name, (label, _by) in ORDERS.items()],
        "today": today,
    }
    return render(request, "changes/change_list.html", context)


def triages_of(change):
    """Return the rounds of answers, newest first, with what each one names."""
    return change.triages.select_related("recorded_by").prefetch_related("requirements")


@access(Action.VIEW, model=ChangeRecord, rows="for_display")
def detail(request, change):
    """Show where a modification stands, what is missing, its facts, due dates and journal."""
    actions = request.actions
    verbs = verbs_of(change, actions)
    to_notify = change.state == ChangeState.A_NOTIFIER
    context = {
        "change": change,
        "today": timezone.localdate(),
        "primary": [verb for verb in verbs if verb.primary],
        "others": [verb for verb in verbs if not verb.primary and verb.name not in IN_SECTIONS],
        "verbs": {verb.name: verb for verb in verbs},
        "steps": steps_of(change),
        "rule": CHANGE_NOTIFICATION,
        "has_letter": not blockers(change, "letter"),
        "to_assess": change.state == ChangeState.A_EVALUER,
        "rounds": [(each, reasons_of(each)) for each in triages_of(change)],
        "target": CHANGE_ASSESSMENT.phrase,
        "to_notify": to_notify,
        "last_day": due_date(change.trigger_on, CHANGE_NOTIFICATION) if to_notify else None,
        "missing": blockers(change, "notify_ans") if to_notify else [],
        "requirements": change.requirements.select_related("chapter"),
        "attachments": change.attachments.for_display(),
        "may_detach": Action.CONTRIBUTE in actions and not blockers(change, "detach"),
        "deadlines": Deadline.objects.of(change),
        "events": events_of(change),
    }
    return render(request, "changes/change_detail.html", context)
