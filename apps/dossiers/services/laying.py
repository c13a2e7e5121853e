"""What laying any answer shares: proofs locked in one order, what they refuse, what they lose."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.refusals import Conflict, Invalid
from apps.dossiers.models import Dossier, ExpectedProof, ProofAnswer
from apps.dossiers.services.acting import acting, conclude
from apps.dossiers.states import OPEN, SENT, TO_MEND, ProofState
from apps.products.states import Action
from apps.rules.wording import french_day


def refuse_laying(proof: ExpectedProof, *, on: date) -> None:
    """Refuse to change the answers of a proof that the ANS holds, accepted, or does not expect."""
    facts = {"proof": proof, "chapter": proof.chapter, "day": french_day(proof.state_on)}
    if proof.dossier.state not in OPEN:
        raise Conflict(_("Ce dossier est clos : ses preuves ne changent plus."))
    refuse_unexpected(proof)
    if proof.state == ProofState.CONFORME:
        raise Conflict(_("La preuve %(proof)s est conforme : elle ne change plus.") % facts)
    if proof.state == ProofState.DEPOSEE and proof.chapter.state in SENT:
        raise Conflict(
            _("La preuve %(proof)s est à l’ANS avec le chapitre « %(chapter)s ».") % facts
        )
    if proof.state in TO_MEND and on < proof.state_on:
        raise Invalid(
            _("Le verdict sur la preuve %(proof)s est du %(day)s : posez la suite après.") % facts,
            field="on",
        )


def refuse_unexpected(proof: ExpectedProof) -> None:
    """Refuse a proof that does not apply, and say whether it is by a decision, case or profile."""
    if proof.is_applicable:
        return
    if proof.aside_on:
        sentence = _("La preuve %(proof)s est écartée par décision.")
    elif proof.case_kept is False:
        sentence = _("La preuve %(proof)s est celle d’un cas qui n’est pas choisi.")
    else:
        sentence = _("La preuve %(proof)s ne s’applique pas aux profils choisis.")
    raise Conflict(sentence % {"proof": proof})


def locked_proofs(
    proof_pks, *, by, on: date, today: date, action: Action = Action.CONTRIBUTE
) -> list[ExpectedProof]:
    """Return the proofs with their dossiers locked, in one order whoever asks.

    The locks outlive their doors: they are held until the caller's transaction ends.
    """
    wanted = {int(pk) for pk in proof_pks}
    if not wanted:
        raise Invalid(_("Choisissez au moins une preuve."), field="proofs")
    visible = ExpectedProof.objects.visible_to(by).filter(pk__in=wanted)
    dossier_pks = sorted(set(visible.order_by().values_list("dossier_id", flat=True)))
    if visible.count() != len(wanted):
        raise Http404
    with ExitStack() as doors:
        dossiers = {
            pk: doors.enter_context(acting(pk, by=by, action=action, on=on, today=today))
            for pk in dossier_pks
        }
    proofs = list(ExpectedProof.objects.filter(pk__in=wanted).select_related("chapter"))
    for proof in proofs:
        proof.dossier = dossiers[proof.dossier_id]
    return proofs


def lay(
    proofs: list[ExpectedProof],
    answer: dict,
    verb: str,
    *,
    replaces: Callable[[ProofAnswer], bool],
    by,
    on: date,
    today: date,
) -> None:
    """Lay on each of these locked proofs an answer with the facts `answer`; all or nothing.

    What it `replaces` is taken off, and so is everything that the ANS found KO. `verb` names the
    act in the journal.
    """
    for proof in proofs:
        refuse_laying(proof, on=on)
    _take_off_replaced(proofs, replaces, on)
    made = [ProofAnswer(proof=proof, laid_on=on, laid_by=by, **answer) for proof in proofs]
    ProofAnswer.objects.bulk_create(made)
    for proof in proofs:
        proof.deposit(on=on)
    ExpectedProof.objects.bulk_update(proofs, ["state", "state_on"])
    for dossier in {proof.dossier.pk: proof.dossier for proof in proofs}.values():
        _conclude(dossier, made, verb, by=by, on=on, today=today)


def _take_off_replaced(proofs, replaces: Callable[[ProofAnswer], bool], on: date) -> None:
    refused = {proof.pk for proof in proofs if proof.state == ProofState.KO}
    replaced = []
    for answer in ProofAnswer.objects.live().filter(proof__in=proofs).select_related("version"):
        if answer.proof_id in refused or replaces(answer):
            answer.removed_on = on
            replaced.append(answer)
    ProofAnswer.objects.bulk_update(replaced, ["removed_on"])


def _conclude(dossier: Dossier, made: list[ProofAnswer], verb: str, *, by, on, today) -> None:
    count = sum(answer.proof.dossier_id == dossier.pk for answer in made)
    sentence = ngettext(
        "« %(title)s » posé sur %(count)d preuve",
        "« %(title)s » posé sur %(count)d preuves",
        count,
    ) % {"title": made[0].title, "count": count}
    note = "" if made[0].words == made[0].title else made[0].words
    conclude(dossier, verb, sentence, by=by, on=on, today=today, note=note)
