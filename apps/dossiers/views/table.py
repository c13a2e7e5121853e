"""The proofs of a dossier as a workbook: taken out, looked at and brought back; one by one too."""

import time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.acts import NOT_VALID, act
from apps.core.refusals import Conflict, Refusal
from apps.dossiers import services
from apps.dossiers.export.reading import read_table
from apps.dossiers.export.writing import write_table
from apps.dossiers.forms.planning import PlanForm, TableForm
from apps.dossiers.models import Dossier, ExpectedProof
from apps.dossiers.states import OPEN
from apps.dossiers.views.chapters import address_of
from apps.dossiers.views.moves import BOTH
from apps.frameworks import pending
from apps.products.access import access
from apps.products.states import Action

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access(Action.VIEW, model=Dossier)
def table_export(request, dossier):
    """Give the workbook of the dossier's proofs."""
    response = HttpResponse(write_table(dossier), content_type=XLSX)
    name = f"preuves-{slugify(str(dossier.product_version))}-{timezone.localdate():%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@access(Action.CONTRIBUTE, model=Dossier, methods=BOTH)
def table(request, dossier):
    """Take a filled workbook and show what it would change; nothing is written yet."""
    if dossier.state not in OPEN:
        raise Conflict(_("Ce dossier est clos : ses preuves ne changent plus."))
    if request.method != "POST":
        return _page(request, dossier, TableForm())
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, dossier, form, status=NOT_VALID)
    upload = form.cleaned_data["upload"]
    try:
        if refusal := getattr(upload, "refusal", None):
            raise refusal
        reading = read_table(dossier, upload, today=timezone.localdate())
        fields = {"dossier": dossier.pk, "revision": dossier.revision}
        ticket = pending.keep(upload, fields, by=request.user, now=time.time())
    except Refusal as refusal:
        form.add_error("upload", refusal.message)
        return _page(request, dossier, form, status=refusal.status)
    status = NOT_VALID if reading.refused else 200
    return _page(request, dossier, TableForm(), status=status, reading=reading, ticket=ticket)


@access(Action.CONTRIBUTE, model=Dossier, methods=("POST",))
def table_confirm(request, dossier):
    """Write what the workbook that was looked at changes, all or nothing."""
    today = timezone.localdate()
    try:
        path, fields = pending.recall(request.POST.get("ticket", ""), by=request.user)
        if fields.get("dossier") != dossier.pk:
            raise Conflict(_("Ce tableau est celui d’un autre dossier : choisissez-le de nouveau."))
        reading = read_table(dossier, path, today=today)
        if reading.refused:
            raise Conflict(_("Des lignes sont refusées maintenant : choisissez-le de nouveau."))
        services.plan_proofs(
            dossier.pk, reading.facts, by=request.user, today=today, revision=fields["revision"]
        )
    except Refusal as refusal:
        form = TableForm()
        return _page(request, dossier, form, status=refusal.status, refusal=refusal)
    path.unlink(missing_ok=True)
    count = len(reading.changes)
    said = ngettext(
        "Le suivi de %(count)d preuve est à jour.",
        "Le suivi de %(count)d preuves est à jour.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect(dossier)


@access(Action.CONTRIBUTE, model=ExpectedProof, methods=BOTH)
def plan_proof(request, proof):
    """Say who gets a proof ready, for when."""

    def do(data):
        data.pop("revision", None)
        today = timezone.localdate()
        services.plan_proofs(proof.dossier_id, {proof.pk: data}, by=request.user, today=today)

    return act(
        request,
        PlanForm,
        do=do,
        title=_("Suivi de %(proof)s") % {"proof": proof},
        submit=_("Enregistrer"),
        back=f"{address_of(proof.chapter_id)}#preuve-{proof.pk}",
        form_kwargs={"proof": proof},
    )


def _page(request, dossier, form, *, status=200, **context):
    context |= {"dossier": dossier, "form": form}
    return render(request, "dossiers/dossier_table.html", context, status=status)
