"""Screens of the ANS review: returns, redeposits, verdicts, and facts noted by mistake."""

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import act
from apps.dossiers import services
from apps.dossiers.forms.moves import VoidForm
from apps.dossiers.forms.review import RedepositForm, ReturnForm, VerdictsForm
from apps.dossiers.guards import blockers
from apps.dossiers.models import Dossier, DossierChapter, ProofVerdict, ReviewEvent
from apps.dossiers.states import ChapterState, ProofState
from apps.dossiers.views.moves import BOTH, EVENT_TEMPLATE, refuse_wrong_state
from apps.evidence.services import store_file
from apps.evidence.states import EvidenceKind
from apps.products.access import access
from apps.products.states import Action


@access(Action.LEAD, model=Dossier, methods=BOTH)
def return_for_correction(request, dossier):
    """Note what the ANS sent back: first which scope, then the verdict of each of its proofs."""
    today = timezone.localdate()
    refuse_wrong_state(dossier, "return_for_correction")
    chapter = _scope(request, dossier)
    found = blockers(dossier, "return_for_correction", chapter=chapter)
    return act(
        request,
        ReturnForm,
        do=lambda data: _note_return(dossier, data, by=request.user, today=today),
        title=_("Noter un retour de l’ANS"),
        submit=_("Noter le retour"),
        back=dossier.get_absolute_url(),
        intro=_("L’horloge s’arrête ce jour-là, jusqu’au redépôt de tout ce qui est renvoyé."),
        blockers=found,
        form_kwargs={
            "dossier": dossier,
            "today": today,
            "blocked": bool(found),
            "chapter": chapter,
            "proofs": _judged(request, dossier, chapter),
        },
        template="dossiers/_return_form.html",
        extra={
            "scopes": dossier.chapters.filter(state__in=[ChapterState.SOUMIS, ChapterState.VALIDE]),
            "scope": chapter,
        },
    )


def _scope(request, dossier) -> DossierChapter | None:
    """Return the chapter that the address names, None for the whole dossier."""
    pk = request.GET.get("chapitre", "")
    if not pk.isdecimal():
        return None
    return get_object_or_404(dossier.chapters, pk=int(pk))


def _judged(request, dossier, chapter):
    """Return the proofs to judge: deposited and without a verdict.

    When the form comes back they are those that it speaks of: the service says which of them
    were judged meanwhile.
    """
    proofs = dossier.proofs.within(chapter)
    if request.method == "POST":
        names = [name.removeprefix("verdict_") for name in request.POST if "verdict_" in name]
        proofs = proofs.filter(pk__in=[int(name) for name in names if name.isdecimal()])
    else:
        proofs = proofs.filter(state=ProofState.DEPOSEE)
    return proofs.select_related("catalog_proof", "chapter").order_by(
        "chapter__order", "chapter", "order", "pk"
    )


def _note_return(dossier, data, *, by, today):
    """Keep the ANS's message, then note the return; both or neither."""
    upload = data.pop("upload", None)
    with transaction.atomic():
        data["message"] = keep_message(dossier, upload, on=data["on"], by=by, today=today)
        return services.return_for_correction(dossier.pk, by=by, today=today, **data)


def keep_message(dossier, upload, *, on, by, today):
    """Put the file of what the ANS wrote on the day `on` in the vault; None without a file."""
    if not upload:
        return None
    return store_file(
        dossier.product,
        upload,
        by=by,
        kind=EvidenceKind.ANS_MESSAGE,
        title=_("Message de l’ANS du %(day)s") % {"day": on.isoformat()},
        document_on=on,
        today=today,
    )


@access(Action.LEAD, model=Dossier, methods=BOTH)
def redeposit(request, dossier):
    """Note that what was sent back is deposited again."""
    today = timezone.localdate()
    refuse_wrong_state(dossier, "redeposit")
    found = blockers(dossier, "redeposit")
    return act(
        request,
        RedepositForm,
        do=lambda data: services.redeposit(dossier.pk, by=request.user, today=today, **data),
        title=_("Redéposer les corrections"),
        submit=_("Noter le redépôt"),
        back=dossier.get_absolute_url(),
        intro=_("L’horloge repart quand plus rien de ce qui a été renvoyé n’est chez nous."),
        blockers=found,
        form_kwargs={
            "initial": {"revision": dossier.revision},
            "dossier": dossier,
            "today": today,
        },
        template=EVENT_TEMPLATE,
    )


@access(Action.CONTRIBUTE, model=DossierChapter, methods=BOTH)
def record_verdicts(request, chapter):
    """Note the verdicts that the ANS gave on several proofs of a chapter."""
    today = timezone.localdate()
    dossier = chapter.dossier
    return act(
        request,
        VerdictsForm,
        do=lambda data: _note_verdicts(chapter, data, by=request.user, today=today),
        title=_("Noter des verdicts : %(chapter)s") % {"chapter": chapter},
        submit=_("Noter les verdicts"),
        back=reverse("dossiers:chapter", args=[chapter.pk]),
        intro=_(
            "Pendant l’instruction, une preuve KO ou incomplète arrête l’horloge : notez-la avec "
            "un retour de l’ANS."
        ),
        form_kwargs={"proofs": _judged(request, dossier, chapter)},
        template="dossiers/_verdicts_form.html",
    )


def _note_verdicts(chapter, data, *, by, today):
    """Keep the ANS's message, then note its verdicts; both or neither."""
    with transaction.atomic():
        message = keep_message(chapter.dossier, data["upload"], on=data["on"], by=by, today=today)
        services.record_verdicts(
            chapter.dossier_id,
            data["verdicts"],
            by=by,
            on=data["on"],
            today=today,
            message=message,
        )


@access(Action.LEAD, model=ReviewEvent, methods=BOTH)
def void_event(request, event):
    """Void a fact that was noted by mistake; it stays visible, struck."""
    today = timezone.localdate()
    return act(
        request,
        VoidForm,
        do=lambda data: services.void_review_event(
            event.pk, by=request.user, today=today, reason=data["reason"]
        ),
        title=_("Annuler un fait : %(kind)s") % {"kind": event.get_kind_display()},
        submit=_("Annuler ce fait"),
        back=event.dossier.get_absolute_url(),
        intro=_("L’horloge est recalculée sans lui. Il reste visible, barré, avec votre motif."),
        danger=True,
    )


@access(Action.LEAD, model=ProofVerdict, methods=BOTH)
def void_verdict(request, verdict):
    """Void a verdict that was noted by mistake."""
    today = timezone.localdate()
    return act(
        request,
        VoidForm,
        do=lambda data: services.void_verdict(
            verdict.pk, by=request.user, today=today, reason=data["reason"]
        ),
        title=_("Annuler le verdict sur %(proof)s") % {"proof": verdict.proof},
        submit=_("Annuler ce verdict"),
        back=reverse("dossiers:chapter", args=[verdict.proof.chapter_id]),
        intro=_("La preuve redevient déposée. Le verdict reste dans l’historique."),
        danger=True,
    )
