"""Put expected proofs aside by a decision of the team, with its reason, and expect them again."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.refusals import Conflict, Invalid
from apps.dossiers.models import Dossier, ExpectedProof
from apps.dossiers.services.acting import conclude, require_reason
from apps.dossiers.services.laying import locked_proofs, refuse_unexpected
from apps.dossiers.services.preparation import turn
from apps.dossiers.states import OPEN, SENT, ProofState
from apps.frameworks.rem.cells import clean_text
from apps.products.states import Action
from apps.rules.wording import french_day

LONGEST_REASON = 2000


def put_proofs_aside(proof_pks, *, reason: str, by, on: date, today: date) -> list[ExpectedProof]:
    """Decide that these proofs do not apply, whatever the profiles say; all of them or none.

    Asks for the right to lead. Files and words stay on them. `Conflict` for a proof that the ANS
    holds or judged, or that is not expected.
    """
    reason = _check_reason(reason)
    with transaction.atomic():
        proofs = locked_proofs(proof_pks, by=by, on=on, today=today, action=Action.LEAD)
        for proof in proofs:
            _refuse_aside(proof, on)
            proof.set_aside(on=on)
            proof.aside_on, proof.aside_by, proof.aside_reason = on, by, reason
            proof.save()
        for dossier in {proof.dossier.pk: proof.dossier for proof in proofs}.values():
            _conclude(dossier, proofs, reason, by=by, on=on, today=today)
    return proofs


def expect_proof(proof_pk: int, *, by, on: date, today: date) -> ExpectedProof:
    """Undo the decision: the proof is expected again, deposited if it has an answer.

    It stays not applicable where its profile is not chosen. Asks for the right to lead.
    """
    with transaction.atomic():
        [proof] = locked_proofs([proof_pk], by=by, on=on, today=today, action=Action.LEAD)
        _refuse_closed(proof)
        if proof.aside_on is None:
            raise Conflict(_("La preuve %(proof)s n’est pas écartée.") % {"proof": proof})
        if on < proof.aside_on:
            raise Invalid(
                _("La preuve %(proof)s n’est écartée que depuis le %(day)s.")
                % {"proof": proof, "day": french_day(proof.aside_on)},
                field="on",
            )
        proof.aside_on, proof.aside_by, proof.aside_reason = None, None, ""
        chosen = set(proof.dossier.profiles.values_list("pk", flat=True))
        if proof.dropped_on is None and proof.is_wanted(chosen):
            turn(proof, True, on, has_file=proof.answers.live().exists())
        proof.save()
        sentence = _("Décision levée : preuve %(proof)s de nouveau attendue") % {"proof": proof}
        conclude(proof.dossier, "expect_proof", sentence, by=by, on=on, today=today)
    return proof


def _check_reason(reason: str) -> str:
    reason = require_reason(clean_text(reason), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(
            _("Ce motif dépasse %(limit)d signes : raccourcissez-le.") % {"limit": LONGEST_REASON},
            field="reason",
        )
    return reason


def _refuse_closed(proof: ExpectedProof) -> None:
    if proof.dossier.state not in OPEN:
        raise Conflict(_("Ce dossier est clos : ses preuves ne changent plus."))


def _refuse_aside(proof: ExpectedProof, on: date) -> None:
    facts = {"proof": proof, "chapter": proof.chapter, "day": french_day(proof.state_on)}
    _refuse_closed(proof)
    refuse_unexpected(proof)
    if proof.state not in (ProofState.ATTENDUE, ProofState.DEPOSEE):
        raise Conflict(
            _("L’ANS a rendu un verdict sur la preuve %(proof)s : annulez-le avant de l’écarter.")
            % facts
        )
    if proof.state == ProofState.DEPOSEE and proof.chapter.state in SENT:
        raise Conflict(
            _("La preuve %(proof)s est à l’ANS avec le chapitre « %(chapter)s ».") % facts
        )
    if on < proof.state_on:
        raise Invalid(
            _("Preuve %(proof)s dans cet état depuis le %(day)s : choisissez ce jour ou après.")
            % facts,
            field="on",
        )


def _conclude(dossier: Dossier, proofs, reason: str, *, by, on: date, today: date) -> None:
    mine = [proof for proof in proofs if proof.dossier_id == dossier.pk]
    sentence = ngettext(
        "Preuve %(proof)s écartée par décision",
        "%(count)d preuves écartées par décision",
        len(mine),
    ) % {"proof": mine[0], "count": len(mine)}
    conclude(dossier, "put_proofs_aside", sentence, by=by, on=on, today=today, note=reason)
