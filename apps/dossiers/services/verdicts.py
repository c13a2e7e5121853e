"""Verdicts of the ANS on proofs: noted by people, voided with a reason, never computed (E24)."""

from datetime import date

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.refusals import Conflict, Invalid
from apps.dossiers.clock import live_events, open_returns
from apps.dossiers.models import Dossier, ExpectedProof, ProofVerdict, ReviewEvent
from apps.dossiers.services.acting import acting, conclude, refuse_state, require_reason
from apps.dossiers.states import OPEN, TO_MEND, UNDER_REVIEW, ChapterState, DossierState, ProofState
from apps.products.states import Action
from apps.rules.wording import french_day


def record_verdicts(
    dossier_pk: int,
    verdicts,
    *,
    by,
    on: date,
    today: date,
    message=None,
    revision: int | None = None,
) -> list[ExpectedProof]:
    """Note what the ANS said of some proofs: [(proof pk, outcome, ground)].

    `outcome`: "conforme", "ko" or "incomplete"; the last two need a ground. Before the review
    begins a refused proof sends its chapter back. During the review a refusal stops the clock, so
    it belongs to a return: `Conflict` unless one is open on the chapter or the dossier. `message`:
    the `EvidenceVersion` of what the ANS wrote.
    """
    with acting(
        dossier_pk, by=by, action=Action.CONTRIBUTE, on=on, today=today, revision=revision
    ) as dossier:
        refuse_state(
            dossier,
            [DossierState.PREUVES, *UNDER_REVIEW],
            _("L’ANS ne rend de verdict qu’entre le dépôt des preuves et sa décision."),
        )
        refuse_foreign_message(dossier, message)
        judged = _judge(dossier, verdicts, by=by, on=on, message=message)
        refused = {proof.chapter_id for proof in judged if proof.state in TO_MEND}
        if dossier.state != DossierState.PREUVES:
            _require_return(dossier, refused)
        _send_chapters_back(dossier, refused, on)
        count = len(judged)
        sentence = ngettext(
            "%(count)d verdict de l’ANS noté", "%(count)d verdicts de l’ANS notés", count
        ) % {"count": count}
        conclude(dossier, "record_verdicts", sentence, by=by, on=on, today=today)
    return judged


def void_verdict(verdict_pk: int, *, by, today: date, reason: str) -> ExpectedProof:
    """Void a verdict noted by mistake: the proof is deposited again, without a verdict."""
    reason = require_reason(reason, field="reason")
    seen = get_object_or_404(
        ProofVerdict.objects.visible_to(by).select_related("proof"), pk=verdict_pk
    )
    with acting(seen.proof.dossier_id, by=by, action=Action.LEAD, on=today, today=today) as dossier:
        refuse_state(
            dossier, OPEN, _("La décision est rendue : annulez-la avant d’annuler un verdict.")
        )
        verdict = ProofVerdict.objects.select_related("proof__chapter").get(pk=verdict_pk)
        proof = verdict.proof
        if verdict.voided_on or proof.state != verdict.outcome:
            raise Conflict(_("Ce verdict est déjà annulé, ou la preuve a changé depuis."))
        forget([verdict], on=today, reason=reason)
        if dossier.state == DossierState.PREUVES:
            resume_chapters(dossier, {proof.chapter_id}, on=today)
        sentence = _("Verdict annulé sur la preuve %(proof)s") % {"proof": proof}
        conclude(dossier, "void_verdict", sentence, by=by, on=today, today=today, note=reason)
    return proof


def send_back(dossier: Dossier, verdicts, *, by, on: date, event: ReviewEvent) -> set[int]:
    """Note the refusals that came with a return; return the pks of the chapters they touch."""
    judged = _judge(dossier, verdicts, by=by, on=on, event=event, message=event.message)
    if any(proof.state not in TO_MEND for proof in judged):
        raise Invalid(_("Un retour ne porte que des preuves KO ou incomplètes."), field="verdicts")
    if event.chapter and any(proof.chapter_id != event.chapter_id for proof in judged):
        raise Invalid(
            _("Toutes les preuves d’un retour sont du chapitre renvoyé."), field="verdicts"
        )
    return {proof.chapter_id for proof in judged}


def refuse_foreign_message(dossier: Dossier, message) -> None:
    """Refuse the file of another product as the message of the ANS."""
    if message is not None and message.evidence.product_id != dossier.product_id:
        raise Invalid(_("Ce message appartient à un autre produit."), field="message")


def forget(verdicts: list[ProofVerdict], *, on: date, reason: str) -> None:
    """Void these verdicts; a proof that still stands on one is deposited again."""
    for verdict in verdicts:
        verdict.voided_on, verdict.void_reason = on, reason
        verdict.save()
        if verdict.proof.state == verdict.outcome:
            verdict.proof.forget_verdict(on=on)
            verdict.proof.save()


def resume_chapters(dossier: Dossier, chapter_pks: set[int], *, on: date) -> None:
    """Submit again the returned chapters of which nothing is left to mend."""
    waiting = dossier.proofs.to_mend().values("chapter")
    chapters = dossier.chapters.filter(pk__in=chapter_pks, state=ChapterState.A_MODIFIER)
    for chapter in chapters.exclude(pk__in=waiting):
        chapter.resume(on=on)
        chapter.save()


def _judge(
    dossier: Dossier, verdicts, *, by, on: date, event: ReviewEvent | None = None, message=None
) -> list[ExpectedProof]:
    wanted = {int(pk): (str(outcome), ground.strip()) for pk, outcome, ground in verdicts}
    proofs = list(dossier.proofs.filter(pk__in=wanted).select_related("chapter"))
    if len(proofs) != len(wanted):
        raise Invalid(_("Une de ces preuves n’est pas de ce dossier."), field="verdicts")
    for proof in proofs:
        turn(dossier, proof, *wanted[proof.pk], on=on)
    ExpectedProof.objects.bulk_update(proofs, ["state", "state_on", "ground"])
    ProofVerdict.objects.bulk_create(
        ProofVerdict(
            proof=proof,
            outcome=proof.state,
            ground=proof.ground,
            occurred_on=on,
            event=event,
            message=message,
            recorded_by=by,
        )
        for proof in proofs
    )
    return proofs


def turn(dossier: Dossier, proof: ExpectedProof, outcome: str, ground: str, *, on: date) -> None:
    """Call the transition of one verdict, after everything that can be wrong with it.

    Nothing is saved: called on a proof that is then thrown away, it says whether it would pass.
    """
    facts = {"proof": proof, "day": french_day(proof.state_on)}
    if outcome not in (ProofState.CONFORME, *TO_MEND):
        raise Invalid(_("Choisissez un verdict : conforme, KO ou incomplète."), field="verdicts")
    if proof.state != ProofState.DEPOSEE:
        raise Conflict(_("La preuve %(proof)s n’attend pas de verdict.") % facts)
    not_sent = proof.chapter.state == ChapterState.EN_PREPARATION
    if dossier.state == DossierState.PREUVES and not_sent:
        raise Conflict(_("Soumettez d’abord le chapitre de la preuve %(proof)s.") % facts)
    if on < proof.state_on:
        raise Invalid(_("La preuve %(proof)s n’a été déposée que le %(day)s.") % facts, field="on")
    if outcome == ProofState.CONFORME:
        proof.accept(on=on)
        return
    if not ground:
        raise Invalid(
            _("Notez le motif de l’ANS pour la preuve %(proof)s.") % facts, field="verdicts"
        )
    refuse = proof.reject if outcome == ProofState.KO else proof.find_incomplete
    refuse(on=on, ground=ground)


def _send_chapters_back(dossier: Dossier, chapter_pks: set[int], on: date) -> None:
    sent = [ChapterState.SOUMIS, ChapterState.VALIDE]
    for chapter in dossier.chapters.filter(pk__in=chapter_pks, state__in=sent):
        chapter.request_changes(on=on)
        chapter.save()


def _require_return(dossier: Dossier, chapter_pks: set[int]) -> None:
    waiting = open_returns(live_events(dossier))
    if "" not in waiting and any(str(pk) not in waiting for pk in chapter_pks):
        raise Conflict(
            _("Un verdict KO ou incomplet arrête l’horloge : notez-le avec un retour de l’ANS.")
        )
