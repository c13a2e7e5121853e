"""Answer a proof with the file that passed for the same proof in another dossier."""

from datetime import date

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, Invalid
from apps.dossiers.models import ExpectedProof
from apps.dossiers.pages.offers import Offer, offers_for
from apps.dossiers.services.proofs import lay_version
from apps.evidence.models import EvidenceVersion
from apps.evidence.services import Received, store_blob
from apps.products.policy import require
from apps.products.states import Action


def reuse_answer(proof_pk: int, answer_pk: int, *, by, on: date, today: date) -> EvidenceVersion:
    """Lay on a proof the file of an offer, and return the version that was laid.

    From another product, the same content becomes a document of this one, with its date. A
    `Conflict` when the offer stands no more; `Invalid` for a form too old at the planned deposit.
    """
    proof = get_object_or_404(ExpectedProof.objects.visible_to(by).for_offers(), pk=proof_pk)
    require(by, Action.CONTRIBUTE, proof)
    offers = offers_for(proof.dossier, [proof], user=by, on=on).get(proof.pk, [])
    offer = next((each for each in offers if each.answer.pk == answer_pk), None)
    if offer is None:
        raise Conflict(_("Ce fichier n’est plus proposé pour cette preuve : rechargez la page."))
    if offer.complaint:
        raise Invalid(offer.complaint, field="answer")
    with transaction.atomic():
        version = _own_version(proof.dossier.product, offer, by=by, today=today)
        lay_version([proof.pk], version, by=by, on=on, today=today)
    return version


def _own_version(product, offer: Offer, *, by, today: date) -> EvidenceVersion:
    """Return the version of `product` with this content: the one it has, else a new document."""
    source = offer.version
    own = EvidenceVersion.objects.filter(evidence__product=product, blob=source.blob)
    held = own.filter(document_on=source.document_on).order_by("-pk").first()
    if held is not None:
        return held
    return store_blob(
        product,
        Received(source.filename, source.blob),
        by=by,
        kind=source.evidence.kind,
        title=source.evidence.title,
        document_on=source.document_on,
        comment=_("Repris de %(version)s, preuve %(proof)s")
        % {"version": offer.proof.dossier.product_version, "proof": offer.proof},
        today=today,
    )
