"""Screens of a move to another version of the catalogue: preview, move, what it left behind."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import NOT_VALID, act
from apps.core.forms import ActForm
from apps.core.refusals import Conflict, Refusal
from apps.dossiers import services
from apps.dossiers.forms.catalogue import TargetForm
from apps.dossiers.guards import blockers
from apps.dossiers.models import Dossier, ExpectedProof, ProofAnswer
from apps.dossiers.moving import plan_move
from apps.dossiers.states import IN_PREPARATION
from apps.dossiers.views.chapters import address_of
from apps.dossiers.views.moves import BOTH
from apps.products.access import access
from apps.products.states import Action


@access(Action.LEAD, model=Dossier, methods=BOTH)
def move_catalog(request, dossier):
    """Show what another version of the catalogue changes for this dossier, then move it there."""
    if dossier.state not in IN_PREPARATION:
        raise Conflict(
            _("La version du catalogue se change avant l’instruction : l’ANS examine celle-ci.")
        )
    if request.method == "POST":
        return _move(request, dossier)
    form = TargetForm(request.GET if "target" in request.GET else None, dossier=dossier)
    target = form.chosen()
    return _page(request, dossier, form, target, status=NOT_VALID if form.errors else 200)


def _move(request, dossier):
    form = TargetForm(request.POST, dossier=dossier)
    if not form.is_valid():
        return _page(request, dossier, form, None, status=NOT_VALID)
    try:
        services.move_catalog(
            dossier.pk, by=request.user, today=timezone.localdate(), **form.cleaned_data
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _page(request, dossier, form, form.cleaned_data["target"], status=refusal.status)
    said = _("Le dossier suit maintenant la version « %(label)s » du catalogue.")
    messages.success(request, said % {"label": form.cleaned_data["target"].label})
    return redirect(dossier)


def _page(request, dossier, form, target, *, status):
    context = {
        "dossier": dossier,
        "form": form,
        "target": target,
        "plan": plan_move(dossier, target) if target else None,
        "blockers": blockers(dossier, "move_catalog"),
    }
    return render(request, "dossiers/dossier_move_catalog.html", context, status=status)


@access(Action.VIEW, model=Dossier)
def dropped(request, dossier):
    """The proofs that the dossier's version of the catalogue asks for no more, with their files."""
    answers = ProofAnswer.objects.select_related("version__evidence").order_by("-pk")
    proofs = (
        dossier.proofs.dropped()
        .select_related("catalog_proof__version", "chapter")
        .prefetch_related(Prefetch("answers", answers, to_attr="files"))
    )
    context = {"dossier": dossier, "proofs": proofs.order_by("chapter__order", "order", "pk")}
    return render(request, "dossiers/dossier_dropped.html", context)


@access(Action.CONTRIBUTE, model=ExpectedProof, methods=BOTH)
def confirm_answers(request, proof):
    """Say that the files of a proof answer its new wording too."""
    return act(
        request,
        ActForm,
        do=lambda data: (
            services.confirm_answers(proof.pk, by=request.user, today=timezone.localdate()) and None
        ),
        title=_("Confirmer les fichiers de %(proof)s") % {"proof": proof},
        submit=_("Confirmer"),
        back=f"{address_of(proof.chapter_id)}#preuve-{proof.pk}",
        intro=_(
            "Vous avez lu ce qui change dans le catalogue : les fichiers posés y répondent encore."
        ),
    )
