"""Screens that put a proof aside by a decision, and expect it again."""

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import act
from apps.core.forms import DatedActForm
from apps.core.refusals import Conflict
from apps.dossiers import services
from apps.dossiers.forms.moves import ReasonForm
from apps.dossiers.models import ExpectedProof
from apps.dossiers.views.chapters import address_of
from apps.dossiers.views.moves import BOTH
from apps.products.access import access
from apps.products.states import Action


@access(Action.LEAD, model=ExpectedProof, methods=BOTH)
def put_aside(request, proof):
    """Decide that a proof does not apply, and say why."""
    if not proof.is_applicable:
        raise Conflict(_("La preuve %(proof)s n’est pas attendue.") % {"proof": proof})
    today = timezone.localdate()

    def do(data):
        services.put_proofs_aside(
            [proof.pk], reason=data["reason"], by=request.user, on=data["on"], today=today
        )

    return act(
        request,
        ReasonForm,
        do=do,
        title=_("Écarter la preuve %(proof)s") % {"proof": proof},
        submit=_("Écarter"),
        back=address_of(proof.chapter_id),
        intro=_(
            "Elle ne sera plus attendue, quels que soient les profils. Ses réponses restent, et un "
            "responsable peut la remettre."
        ),
    )


@access(Action.LEAD, model=ExpectedProof, methods=BOTH)
def expect(request, proof):
    """Undo the decision: the proof is expected again."""
    if proof.aside_on is None:
        raise Conflict(_("La preuve %(proof)s n’est pas écartée.") % {"proof": proof})
    today = timezone.localdate()

    def do(data):
        services.expect_proof(proof.pk, by=request.user, on=data["on"], today=today)

    return act(
        request,
        DatedActForm,
        do=do,
        title=_("Attendre de nouveau la preuve %(proof)s") % {"proof": proof},
        submit=_("Remettre"),
        back=f"{address_of(proof.chapter_id)}#preuve-{proof.pk}",
        intro=_("La décision de l’écarter est levée. Elle reste dans l’historique."),
    )
