"""Who gets a proof ready, for when, with what to know about it: the team's own notes."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.refusals import Invalid
from apps.dossiers.models import ExpectedProof
from apps.dossiers.services.acting import acting, conclude, refuse_state
from apps.dossiers.states import OPEN
from apps.frameworks.rem.cells import clean_text
from apps.products.checks import check_responsible
from apps.products.states import Action
from apps.rules.wording import french_day

PLANNED = ("responsible", "target_on", "comment")
LONGEST_COMMENT = 2000


def plan_proofs(
    dossier_pk: int,
    changes: dict[int, dict],
    *,
    by,
    today: date,
    revision: int | None = None,
) -> list[ExpectedProof]:
    """Change some of `PLANNED` on proofs of one dossier: {pk of a proof: {name: value}}.

    All or nothing. A target that changes is not in the past, and a person may act on the product.
    """
    with acting(
        dossier_pk, by=by, action=Action.CONTRIBUTE, on=today, today=today, revision=revision
    ) as dossier:
        refuse_state(dossier, OPEN, _("Ce dossier est clos : ses preuves ne changent plus."))
        found = dossier.proofs.current().filter(pk__in=changes).select_related("responsible")
        proofs = list(found)
        if len(proofs) != len(changes) or not proofs:
            raise Invalid(_("Une de ces preuves n’est pas de ce dossier."), field="proofs")
        for proof in proofs:
            _plan(proof, dossier.product, changes[proof.pk], today)
        ExpectedProof.objects.bulk_update(proofs, PLANNED)
        sentence = ngettext(
            "Suivi de la preuve %(proof)s modifié",
            "Suivi de %(count)d preuves modifié",
            len(proofs),
        ) % {"proof": proofs[0], "count": len(proofs)}
        conclude(dossier, "plan_proofs", sentence, by=by, on=today, today=today)
    return proofs


def check_plan(proof: ExpectedProof, product, facts: dict, today: date) -> dict:
    """Return `facts` as they would be kept; `Invalid` names the field that is wrong."""
    unknown = set(facts) - set(PLANNED)
    if unknown:
        raise TypeError(f"plan_proofs does not change {sorted(unknown)}")
    person, target = facts.get("responsible"), facts.get("target_on")
    if person and person != proof.responsible:
        check_responsible(person, product)
    if target and target != proof.target_on and target < today:
        raise Invalid(
            _("L’objectif de la preuve %(proof)s est passé (%(day)s) : choisissez un jour à venir.")
            % {"proof": proof, "day": french_day(target)},
            field="target_on",
        )
    if "comment" not in facts:
        return facts
    comment = clean_text(facts["comment"])
    if len(comment) > LONGEST_COMMENT:
        raise Invalid(
            _("Le commentaire de la preuve %(proof)s dépasse %(limit)d caractères.")
            % {"proof": proof, "limit": LONGEST_COMMENT},
            field="comment",
        )
    return facts | {"comment": comment}


def _plan(proof: ExpectedProof, product, facts: dict, today: date) -> None:
    for name, value in check_plan(proof, product, facts, today).items():
        setattr(proof, name, value)
