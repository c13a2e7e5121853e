"""Record a modification and complete its file."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.changes import services
from apps.changes.forms import change as forms
from apps.changes.guards import blockers, recording_blockers
from apps.changes.models import ChangeRecord
from apps.changes.picking import offer
from apps.changes.views.simple import FORM, act_on
from apps.core.acts import NOT_VALID, act
from apps.core.forms import ActForm
from apps.core.refusals import Refusal
from apps.dossiers.models import Dossier
from apps.evidence.models import EvidenceVersion
from apps.products.access import access
from apps.products.states import Action


@access(Action.CONTRIBUTE, model=Dossier, methods=FORM)
def create(request, dossier):
    """Record a modification on an awarded dossier."""
    today = timezone.localdate()

    def do(data):
        data.pop("revision")
        return services.record_change(dossier.pk, by=request.user, today=today, **data)

    return act(
        request,
        forms.RecordForm,
        do=do,
        title=_("Enregistrer une modification – %(product)s") % {"product": dossier.product},
        submit=_("Enregistrer"),
        back=dossier.get_absolute_url(),
        done=_("La modification est enregistrée : reste à évaluer son impact."),
        blockers=recording_blockers(dossier),
        form_kwargs={
            "product": dossier.product,
            "initial": {"responsible": dossier.responsible_id},
        },
    )


@access(Action.CONTRIBUTE, model=ChangeRecord, methods=FORM)
def update(request, change):
    """Complete or correct the description."""
    return act_on(
        request,
        change,
        "update",
        forms.DescriptionForm,
        services.update_change,
        title=_("Compléter la description"),
        submit=_("Enregistrer"),
        initial={
            name: getattr(change, name)
            for name in ("title", "new_version", "released_on", "nature")
        },
    )


@access(Action.LEAD, model=ChangeRecord, methods=FORM)
def assign(request, change):
    """Give the modification to another person."""
    return act_on(
        request,
        change,
        "assign",
        forms.AssignForm,
        services.assign_change,
        title=_("Changer de responsable"),
        submit=_("Enregistrer"),
        initial={"responsible": change.responsible_id},
        form_kwargs={"product": change.product},
    )


@access(Action.CONTRIBUTE, model=ChangeRecord, methods=FORM)
def requirements(request, change):
    """Choose the requirements that are touched; a search keeps what is already ticked."""
    catalog = change.dossier.catalog
    initial = {"revision": change.revision}
    data = request.POST if request.method == "POST" else None
    form = forms.RequirementsForm(data, catalog=catalog, initial=initial)
    status = 200
    if request.method == "POST" and "search" not in request.POST:
        status = NOT_VALID
        if form.is_valid():
            try:
                services.update_change(
                    change.pk, by=request.user, today=timezone.localdate(), **form.cleaned_data
                )
            except Refusal as refusal:
                status = refusal.status
                form.add_error(None, refusal.message)
            else:
                messages.success(request, _("Les exigences touchées sont enregistrées."))
                return redirect(change)
    context = offer(request, change) | {
        "change": change,
        "form": form,
        "blockers": blockers(change, "requirements"),
    }
    part = request.htmx and "search" in request.POST
    page = "changes/_requirement_results.html" if part else "changes/change_requirements.html"
    return render(request, page, context, status=status)


@access(Action.CONTRIBUTE, model=ChangeRecord, methods=FORM)
def attach(request, change):
    """Attach a file."""
    today = timezone.localdate()
    return act(
        request,
        forms.AttachForm,
        do=lambda data: services.deposit_file(
            change.pk, by=request.user, on=today, today=today, **data
        ),
        title=_("Joindre une pièce"),
        submit=_("Joindre"),
        back=change.get_absolute_url(),
        done=_("La pièce est jointe."),
        blockers=blockers(change, "attach"),
        template="evidence/_upload_form.html",
        form_kwargs={"initial": {"revision": change.revision}},
    )


@access(Action.CONTRIBUTE, model=ChangeRecord, methods=FORM)
def detach(request, change, version_pk):
    """Take a file off."""
    today = timezone.localdate()
    version = get_object_or_404(EvidenceVersion.objects.visible_to(request.user), pk=version_pk)
    return act(
        request,
        ActForm,
        do=lambda data: services.detach_file(
            change.pk, version, by=request.user, on=today, today=today, **data
        ),
        title=_("Retirer la pièce « %(file)s »") % {"file": version},
        submit=_("Retirer"),
        back=change.get_absolute_url(),
        intro=_("Le fichier reste parmi les documents du produit."),
        blockers=blockers(change, "detach"),
        danger=True,
        form_kwargs={"initial": {"revision": change.revision}},
    )
