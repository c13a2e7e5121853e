"""Import a workbook in two steps, look first and confirm then; delete a version nobody uses."""

import time
from dataclasses import asdict

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import act
from apps.core.forms import ActForm
from apps.core.refusals import Refusal
from apps.frameworks import pending, services
from apps.frameworks.forms import ImportForm
from apps.frameworks.models import CatalogVersion, Dsr
from apps.frameworks.oddities import grouped
from apps.frameworks.views.comparing import kind_tabs
from apps.frameworks.wording import figures
from apps.products.access import access
from apps.products.states import Action

NOT_VALID = 422


@access(Action.ADMINISTER, methods=("GET", "HEAD", "POST"))
def import_preview(request):
    """Take a workbook and show what an import would give; nothing is written yet."""
    form = ImportForm(request.POST or None, request.FILES or None, initial=_initial(request))
    if request.method != "POST":
        return _form_page(request, form)
    if not form.is_valid():
        return _form_page(request, form, status=NOT_VALID)
    upload = form.cleaned_data["upload"]
    try:
        _refuse_stopped(upload)
        fields = _fields(form.cleaned_data, upload.name)
        report = _import(upload, fields, by=request.user, dry_run=True)
        ticket = pending.keep(upload, fields, by=request.user, now=time.time())
    except Refusal as refusal:
        field = getattr(refusal, "field", "")
        form.add_error(field if field in form.fields else None, refusal.message)
        return _form_page(request, form, status=refusal.status)
    context = {
        "report": report,
        "figures": figures(asdict(report.counts)),
        "groups": grouped(report.oddities),
        "ticket": ticket,
        "tabs": kind_tabs(report.comparison) if report.comparison else [],
    }
    return render(request, "frameworks/import_preview.html", context)


@access(Action.ADMINISTER, methods=("POST",))
def import_confirm(request):
    """Import the workbook that was looked at."""
    try:
        path, fields = pending.recall(request.POST.get("ticket", ""), by=request.user)
        report = _import(path, fields, by=request.user)
    except Refusal as refusal:
        form = ImportForm()
        return _form_page(request, form, refusal=refusal, status=refusal.status)
    path.unlink(missing_ok=True)
    messages.success(
        request,
        _("La version « %(label)s » est importée : %(count)d exigences.")
        % {"label": report.label, "count": report.counts.requirements},
    )
    return redirect(report.version)


@access(Action.ADMINISTER, methods=("GET", "HEAD", "POST"))
def version_delete(request, pk):
    """Delete a version that no dossier uses."""
    version = get_object_or_404(
        CatalogVersion.objects.select_related("catalog").defer("oddities"), pk=pk
    )
    return act(
        request,
        ActForm,
        do=lambda data: services.delete_version(pk, by=request.user),
        title=_("Supprimer la version « %(label)s »") % {"label": version.label},
        submit=_("Supprimer"),
        back=reverse("frameworks:list"),
        done=_("La version « %(label)s » est supprimée.") % {"label": version.label},
        intro=_(
            "Ses exigences, ses preuves et les lignes de son classeur disparaissent du catalogue "
            "« %(catalog)s ». Le fichier d’origine, lui, reste chez vous."
        )
        % {"catalog": version.catalog},
        danger=True,
    )


def _form_page(request, form, *, refusal: Refusal | None = None, status: int = 200):
    context = {"form": form, "refusal": refusal}
    return render(request, "frameworks/import_form.html", context, status=status)


def _initial(request) -> dict:
    """Return the catalogue that the link of its page names."""
    chosen = request.GET.get("catalogue", "")
    return {"catalog": chosen} if chosen.isdecimal() else {}


def _refuse_stopped(upload) -> None:
    """Say why the file did not arrive whole: the upload handler notes it in `refusal`."""
    refusal = getattr(upload, "refusal", None)
    if refusal is not None:
        raise refusal


def _fields(data: dict, filename: str) -> dict:
    """Return what the confirmation needs besides the file, as JSON values."""
    return {
        "code": data["code"],
        "name": data["name"],
        "label": data["label"],
        "dsr": data["dsr"].pk if data["dsr"] else None,
        "filename": filename,
    }


def _import(source, fields: dict, *, by, dry_run: bool = False):
    facts = fields | {"dsr": Dsr.objects.filter(pk=fields["dsr"]).first()}
    return services.import_workbook(source, by=by, at=timezone.now(), dry_run=dry_run, **facts)
