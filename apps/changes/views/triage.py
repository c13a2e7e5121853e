"""The questions about a modification: one page, with the requirements to tick."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.changes import services
from apps.changes.forms.triage import TriageForm
from apps.changes.guards import blockers
from apps.changes.models import ChangeRecord
from apps.changes.picking import offer
from apps.changes.states import Answer, Outcome
from apps.changes.views.simple import FORM
from apps.core.acts import NOT_VALID
from apps.core.refusals import Refusal
from apps.products.access import access
from apps.products.states import Action
from apps.rules.book import CHANGE_ASSESSMENT, CHANGE_NOTIFICATION


@access(Action.LEAD, model=ChangeRecord, methods=FORM, rows="for_display")
def triage(request, change):
    """Ask what changes, and do what the answers lead to."""
    posted = request.POST if request.method == "POST" and "search" not in request.POST else None
    form = _form(request, change, request.POST if request.method == "POST" else None)
    status, found = 200, blockers(change, "triage")
    if posted:
        status = NOT_VALID
        if form.is_valid():
            try:
                kept = services.triage_change(
                    change.pk, by=request.user, today=timezone.localdate(), **form.facts()
                )
            except Refusal as refusal:
                status, found = refusal.status, refusal.blockers
                field = getattr(refusal, "field", "")
                form.add_error(field if field in form.fields else None, refusal.message)
            else:
                messages.success(request, _said(kept))
                return redirect(change)
    elif form.is_bound:
        form.errors.clear()
    context = offer(request, change) | {
        "change": change,
        "form": form,
        "blockers": found,
        "target": CHANGE_ASSESSMENT,
        "delay": CHANGE_NOTIFICATION,
    }
    return render(request, "changes/change_triage.html", context, status=status)


def _form(request, change, data) -> TriageForm:
    initial = {"revision": change.revision}
    components = list(change.product.components.order_by("name", "pk"))
    family = change.component_change
    if family is not None:
        held = f"{family.component} ({family.vendor})"
        initial |= {"component_answer": Answer.YES, "component": held}
    return TriageForm(data, catalog=change.dossier.catalog, components=components, initial=initial)


def _said(kept) -> str:
    return {
        Outcome.NONE: _(
            "Conformité intacte : la modification est close, les raisons sont gardées."
        ),
        Outcome.IMPACT: _("Conformité touchée : l’ANS est à prévenir."),
        Outcome.UNDECIDED: _("Les réponses sont gardées ; la modification reste à évaluer."),
    }[Outcome(kept.verdict)]
