"""The page of an award: its record, its modifications, and what the ANS does about it."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.changes import services
from apps.changes.award_page import funding_of, open_deadlines
from apps.changes.forms import award as forms
from apps.changes.guards import award_blockers
from apps.changes.models import Award, ChangeRecord
from apps.changes.views.simple import FORM
from apps.core.acts import act
from apps.dossiers.guards.decision import number_blockers
from apps.dossiers.models import Dossier
from apps.dossiers.states import DossierState
from apps.dossiers.verbs import verbs_of
from apps.products.access import access
from apps.products.states import Action
from apps.rules.book import FORMAL_NOTICE_MAXIMUM

ENFORCED = ("suspend", "reinstate", "withdraw")


@access(Action.VIEW, model=Dossier, rows="for_page")
def award(request, dossier):
    """Show what the award says, what is due, what was checked, and when orders count."""
    today = timezone.localdate()
    form = forms.OrderForm(request.GET if "signe" in request.GET else None)
    changes = ChangeRecord.objects.filter(dossier=dossier).for_display().with_next_due()
    context = {
        "dossier": dossier,
        "record": _record_of(dossier),
        "blockers": award_blockers(dossier),
        "may_lead": Action.LEAD in request.actions,
        "verbs": [verb for verb in verbs_of(dossier, request.actions) if verb.name in ENFORCED],
        "nil_blockers": number_blockers(dossier, dossier.convention_nil),
        "changes": list(changes),
        "late": list(ChangeRecord.objects.filter(dossier=dossier).late(on=today)),
        "audits": dossier.audits.select_related("recorded_by"),
        "notices": dossier.formalnotices.select_related("recorded_by", "audit"),
        "sanctions": dossier.sanctions.select_related("recorded_by", "notice"),
        "deadlines": open_deadlines(dossier),
        "lost": dossier.state in (DossierState.SUSPENDU, DossierState.RETIRE),
        "term": FORMAL_NOTICE_MAXIMUM,
        "order_form": form,
        "funding": funding_of(dossier, form.cleaned_data["signe"] if form.is_valid() else None),
        "today": today,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "changes/award_detail.html", context, status=status)


@access(Action.LEAD, model=Dossier, methods=FORM)
def record_award(request, dossier):
    """Complete the record."""
    held = _record_of(dossier)
    names = forms.AwardForm.base_fields
    return _act(
        request,
        dossier,
        forms.AwardForm,
        services.record_award,
        title=_("Compléter la fiche d’attribution"),
        submit=_("Enregistrer"),
        form_kwargs={
            "initial": {name: getattr(held, name) for name in names},
            "is_segur": dossier.is_segur,
        },
    )


@access(Action.LEAD, model=Dossier, methods=FORM)
def plan_audit(request, dossier):
    """Note an audit."""
    return _act(
        request,
        dossier,
        forms.AuditForm,
        services.plan_audit,
        title=_("Noter un audit"),
        submit=_("Noter l’audit"),
    )


@access(Action.LEAD, model=Dossier, methods=FORM)
def record_notice(request, dossier):
    """Note a formal notice."""
    return _act(
        request,
        dossier,
        forms.NoticeForm,
        services.record_notice,
        title=_("Noter une mise en demeure"),
        submit=_("Noter la mise en demeure"),
        form_kwargs={"dossier": dossier, "term": FORMAL_NOTICE_MAXIMUM.phrase},
    )


@access(Action.LEAD, model=Dossier, methods=FORM)
def record_sanction(request, dossier):
    """Note a sanction."""
    return _act(
        request,
        dossier,
        forms.SanctionForm,
        services.record_sanction,
        title=_("Noter une sanction"),
        submit=_("Noter la sanction"),
        intro=_("Une suspension ou un retrait se note aussi sur le dossier, qui change d’état."),
        form_kwargs={"dossier": dossier},
    )


def _record_of(dossier) -> Award:
    """Return the record, an empty one while nobody has completed it."""
    return Award.objects.filter(dossier=dossier).first() or Award(dossier=dossier)


def _act(request, dossier, form, service, **wording):
    today = timezone.localdate()

    def do(data):
        if form is not forms.AwardForm:
            data.pop("revision")
        return service(dossier.pk, by=request.user, today=today, **data)

    return act(
        request,
        form,
        do=do,
        back=reverse("changes:award", args=[dossier.pk]),
        blockers=award_blockers(dossier),
        **wording,
    )
