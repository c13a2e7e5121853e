"""One act on many proofs of a dossier: all of them or none, and undone within a few minutes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.refusals import Blocker, Conflict, Invalid, Refusal
from apps.dossiers.guards.grounds import chapter_url
from apps.dossiers.models import BatchItem, Dossier, ExpectedProof, ProofBatch, ProofVerdict
from apps.dossiers.services.acting import acting
from apps.dossiers.services.assigning import check_plan, plan_proofs
from apps.dossiers.services.verdicts import record_verdicts, turn
from apps.dossiers.states import ProofState
from apps.products.states import Action
from apps.rules.wording import french_day

UNDO_WINDOW = timedelta(minutes=15)
"""How long an act on many proofs can be undone, from the moment it was done."""


@dataclass(frozen=True)
class Doing:
    """Who does a batch and when; `today` is the Paris day of `now`."""

    by: object
    today: date
    now: datetime


def assign_proofs(
    dossier_pk: int,
    proof_pks,
    *,
    responsible,
    target_on: date | None,
    by,
    today: date,
    now: datetime,
) -> ProofBatch:
    """Entrust these proofs to one person; without `target_on` each keeps its internal target.

    `Conflict` with a blocker for each proof that cannot be entrusted: nothing is done then.
    """
    facts = {"responsible": responsible} | ({"target_on": target_on} if target_on else {})
    with _open(dossier_pk, Doing(by, today, now)) as dossier:
        proofs = _own(dossier, proof_pks)
        _refuse_each(proofs, lambda proof: _check_assigned(proof, dossier, facts, today))
        sentence = ngettext(
            "%(count)d preuve confiée à %(person)s",
            "%(count)d preuves confiées à %(person)s",
            len(proofs),
        ) % {"count": len(proofs), "person": responsible}
        if target_on:
            sentence += _(", objectif interne le %(day)s") % {"day": french_day(target_on)}
        return _replan(dossier, proofs, facts, sentence, Doing(by, today, now))


def release_proofs(dossier_pk: int, proof_pks, *, by, today: date, now: datetime) -> ProofBatch:
    """Take these proofs back from whoever has them, with their internal targets.

    Those that nobody has are left alone; `Invalid` when that is all of them.
    """
    with _open(dossier_pk, Doing(by, today, now)) as dossier:
        own = _own(dossier, proof_pks)
        proofs = [each for each in own if each.responsible_id or each.target_on]
        if not proofs:
            raise Invalid(_("Aucune de ces preuves n’est confiée à quelqu’un."), field="proofs")
        sentence = ngettext(
            "%(count)d preuve n’est plus confiée à personne",
            "%(count)d preuves ne sont plus confiées à personne",
            len(proofs),
        ) % {"count": len(proofs)}
        facts = {"responsible": None, "target_on": None}
        return _replan(dossier, proofs, facts, sentence, Doing(by, today, now))


def judge_proofs(
    dossier_pk: int,
    proof_pks,
    *,
    outcome: str,
    ground: str,
    by,
    on: date,
    today: date,
    now: datetime,
) -> ProofBatch:
    """Note one verdict of the ANS on all these proofs, by the rules of `record_verdicts`.

    `Conflict` with a blocker for each proof that refuses it: nothing is noted then.
    """
    ground = ground.strip()
    with _open(dossier_pk, Doing(by, today, now)) as dossier:
        proofs = _own(dossier, proof_pks)
        _refuse_each(proofs, lambda proof: turn(dossier, proof, outcome, ground, on=on))
        pks = [proof.pk for proof in proofs]
        record_verdicts(
            dossier.pk, [(pk, outcome, ground) for pk in pks], by=by, on=on, today=today
        )
        sentence = ngettext(
            "%(count)d preuve notée « %(outcome)s »",
            "%(count)d preuves notées « %(outcome)s »",
            len(pks),
        ) % {"count": len(pks), "outcome": ProofState(outcome).label}
        batch = ProofBatch.objects.create(
            dossier=dossier, sentence=sentence, done_at=now, done_by=by
        )
        noted = ProofVerdict.objects.live().filter(proof__in=pks).order_by("pk")
        newest = {verdict.proof_id: verdict for verdict in noted}
        BatchItem.objects.bulk_create(
            BatchItem(batch=batch, proof_id=pk, verdict=newest[pk]) for pk in pks
        )
        return batch


def _open(dossier_pk: int, doing: Doing):
    return acting(
        dossier_pk, by=doing.by, action=Action.CONTRIBUTE, on=doing.today, today=doing.today
    )


def _own(dossier: Dossier, proof_pks) -> list[ExpectedProof]:
    """Return the proofs named, as they stand under the lock of their dossier."""
    wanted = {int(pk) for pk in proof_pks}
    rows = dossier.proofs.current().filter(pk__in=wanted)
    proofs = list(rows.select_related("chapter", "responsible"))
    if not proofs:
        raise Invalid(_("Cochez au moins une preuve."), field="proofs")
    if len(proofs) != len(wanted):
        raise Invalid(_("Une de ces preuves n’est pas de ce dossier."), field="proofs")
    return proofs


def _check_assigned(proof: ExpectedProof, dossier: Dossier, facts: dict, today: date) -> None:
    if not proof.is_applicable:
        raise Conflict(
            _("La preuve %(proof)s ne s’applique pas au dossier : décochez-la.") % {"proof": proof}
        )
    check_plan(proof, dossier.product, facts, today)


def _refuse_each(proofs: list[ExpectedProof], check) -> None:
    """Call `check` on each proof; raise one refusal that names all those that refuse."""
    found: list[Blocker] = []
    for proof in proofs:
        try:
            check(proof)
        except Refusal as refusal:
            url = f"{chapter_url(proof.chapter_id)}#preuve-{proof.pk}"
            found.append(Blocker(refusal.message, url=url, code="proof_refused"))
    if found:
        raise Conflict(
            ngettext(
                "Rien n’est fait : %(count)d preuve s’y oppose.",
                "Rien n’est fait : %(count)d preuves s’y opposent.",
                len(found),
            )
            % {"count": len(found)},
            found,
        )


def _replan(dossier: Dossier, proofs, facts: dict, sentence: str, doing: Doing) -> ProofBatch:
    items = [
        BatchItem(
            proof=proof,
            former_responsible_id=proof.responsible_id,
            former_target_on=proof.target_on,
            given_responsible=facts["responsible"],
            given_target_on=facts.get("target_on", proof.target_on),
        )
        for proof in proofs
    ]
    changes = {proof.pk: dict(facts) for proof in proofs}
    plan_proofs(dossier.pk, changes, by=doing.by, today=doing.today)
    batch = ProofBatch.objects.create(
        dossier=dossier, sentence=sentence, done_at=doing.now, done_by=doing.by
    )
    for item in items:
        item.batch = batch
    BatchItem.objects.bulk_create(items)
    return batch
