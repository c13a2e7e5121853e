"""Choose the case of a scenario whose proofs replace each other, or take the choice back."""

from datetime import date

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, Invalid
from apps.dossiers.alternatives import Alternatives, alternatives_of
from apps.dossiers.models import Dossier, ExpectedProof, ProofAnswer
from apps.dossiers.services.acting import acting, conclude, refuse_state
from apps.dossiers.services.preparation import turn
from apps.dossiers.states import OPEN, SENT
from apps.products.states import Action
from apps.rules.wording import french_day


def choose_case(proof_pk: int, *, case: int | None, by, on: date, today: date) -> Alternatives:
    """Keep the proofs of `case` in the scenario of a proof, and none of the other cases.

    None expects all of them again. Asks for the right to lead. What was laid stays. `Conflict`
    when the chapter is at the ANS, or the ANS judged a proof of another case.
    """
    seen = get_object_or_404(ExpectedProof.objects.visible_to(by), pk=proof_pk)
    with acting(seen.dossier_id, by=by, action=Action.LEAD, on=on, today=today) as dossier:
        refuse_state(dossier, OPEN, _("Ce dossier est clos : ses preuves ne changent plus."))
        group = group_of(dossier, proof_pk)
        _check(group, case, on)
        if case == group.chosen:
            return group
        _apply(dossier, group, case, on)
        facts = {"case": case, "scenario": group.scenario}
        sentence = (
            _("Cas %(case)d retenu pour le scénario %(scenario)s")
            if case
            else _("Choix du cas annulé pour le scénario %(scenario)s")
        )
        conclude(dossier, "choose_case", sentence % facts, by=by, on=on, today=today)
    return group


def group_of(dossier: Dossier, proof_pk: int) -> Alternatives:
    """Return the group that a proof of `dossier` belongs to; `Conflict` where it has none."""
    for group in alternatives_of(dossier):
        if any(proof.pk == proof_pk for proof in group.proofs):
            return group
    raise Conflict(_("Cette preuve n’a pas de cas à choisir : rechargez la page."))


def _check(group: Alternatives, case: int | None, on: date) -> None:
    if case is not None and case not in group.cases:
        raise Invalid(_("Choisissez l’un des cas de ce scénario."), field="case")
    for proof in group.proofs:
        if proof.chapter.state in SENT:
            raise Conflict(
                _("Reprenez d’abord le chapitre « %(chapter)s » : il est à l’ANS.")
                % {"chapter": proof.chapter}
            )
        if on < proof.state_on:
            raise Invalid(
                _("Une des preuves a changé le %(day)s : choisissez ce jour ou un jour suivant.")
                % {"day": french_day(proof.state_on)},
                field="on",
            )


def _apply(dossier: Dossier, group: Alternatives, case: int | None, on: date) -> None:
    profiles = set(dossier.profiles.values_list("pk", flat=True))
    live = ProofAnswer.objects.live().filter(proof__in=group.proofs)
    answered = set(live.values_list("proof", flat=True))
    for proof in group.proofs:
        proof.case_kept = None if case is None else proof.case == case
        wanted = proof.is_wanted(profiles)
        if wanted != proof.is_applicable:
            turn(proof, wanted, on, has_file=proof.pk in answered)
    ExpectedProof.objects.bulk_update(group.proofs, ["case_kept", "state", "state_on"])
