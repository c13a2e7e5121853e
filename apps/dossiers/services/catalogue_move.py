"""Move a dossier to another version of its catalogue, and say which answers still hold.

Moving back undoes a move: the proofs that it dropped come back with their files, and what it left
in doubt is in doubt no more where the words are again those that were answered.
"""

from collections import defaultdict
from datetime import date

from django.db.models.functions import Now
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.refusals import Conflict, Invalid
from apps.dossiers.guards import blockers
from apps.dossiers.kinds import guess_kind
from apps.dossiers.models import Dossier, DossierChapter, ExpectedProof, ProofAnswer
from apps.dossiers.moving import Fate, MovePlan, plan_move
from apps.dossiers.services.acting import acting, conclude, refuse_state
from apps.dossiers.services.opening import expected_proof
from apps.dossiers.services.preparation import turn
from apps.dossiers.states import IN_PREPARATION, OPEN
from apps.frameworks.models import CatalogProof, CatalogVersion
from apps.frameworks.rem.cases import case_of
from apps.frameworks.services import freeze_version
from apps.frameworks.states import RequirementKind
from apps.products.checks import refuse_if
from apps.products.states import Action

MOVED = [
    "catalog_proof",
    "chapter",
    "reference",
    "kind",
    "blocking",
    "order",
    "state",
    "state_on",
    "dropped_on",
    "case",
    "case_kept",
]


def move_catalog(
    pk: int, *, by, today: date, target: CatalogVersion, revision: int | None = None
) -> Dossier:
    """Make the dossier follow `target`, another version of its catalogue, until its review begins.

    Files stay on the proofs that both versions ask for, marked where the wording changed; proofs
    that `target` leaves out are set aside with theirs. `Conflict` with blockers when something is
    at the ANS, `Invalid` for a version of another catalogue.
    """
    with acting(pk, by=by, action=Action.LEAD, on=today, today=today, revision=revision) as dossier:
        refuse_state(
            dossier,
            IN_PREPARATION,
            _("La version du catalogue se change avant l’instruction : l’ANS examine celle-ci."),
        )
        _check_target(dossier, target)
        refuse_if(blockers(dossier, "move_catalog"))
        freeze_version(target, at=Now())
        plan = plan_move(dossier, target)
        former, dossier.catalog = dossier.catalog, target
        dossier.profiles.set(plan.profiles)
        _apply(dossier, plan, today)
        sentence = _(
            "Catalogue « %(catalog)s » : passage de la version « %(old)s » à « %(new)s »"
        ) % {"catalog": target.catalog, "old": former.label, "new": target.label}
        note = _summary(plan)
        conclude(dossier, "move_catalog", sentence, by=by, on=today, today=today, note=note)
    return dossier


def confirm_answers(proof_pk: int, *, by, today: date) -> ExpectedProof:
    """Say that the files of a proof answer its new wording too: nothing is in doubt any more."""
    seen = get_object_or_404(ExpectedProof.objects.visible_to(by), pk=proof_pk)
    with acting(seen.dossier_id, by=by, action=Action.CONTRIBUTE, on=today, today=today) as dossier:
        refuse_state(dossier, OPEN, _("Ce dossier est clos : ses preuves ne changent plus."))
        proof = dossier.proofs.current().select_related("chapter").get(pk=proof_pk)
        if not ProofAnswer.objects.doubtful().filter(proof=proof).update(reworded_from=None):
            raise Conflict(_("Rien n’est à revoir sur la preuve %(proof)s.") % {"proof": proof})
        sentence = _("Fichiers de la preuve %(proof)s confirmés pour ses nouveaux mots") % {
            "proof": proof
        }
        conclude(dossier, "confirm_answers", sentence, by=by, on=today, today=today)
    return proof


def _check_target(dossier: Dossier, target: CatalogVersion) -> None:
    if target.pk == dossier.catalog_id:
        raise Conflict(
            _("Ce dossier suit déjà la version « %(label)s ».") % {"label": target.label}
        )
    if target.catalog_id != dossier.catalog.catalog_id or not target.proofs.exists():
        raise Invalid(
            _("Choisissez une version du catalogue de ce dossier, avec ses preuves."),
            field="target",
        )


def _apply(dossier: Dossier, plan: MovePlan, on: date) -> None:
    chosen = {profile.pk for profile in plan.profiles}
    arriving = [fate.target for fate in [*plan.fates, *plan.back]] + plan.new
    chapters = _chapters(dossier, arriving, on)
    numbers = _numbers(arriving)
    for fate in [*plan.fates, *plan.back]:
        alternatives = numbers[fate.target.scenario_id]
        _follow(fate, chapters[fate.target.requirement.chapter_id], chosen, alternatives, on)
    for proof in plan.dropped:
        if proof.is_applicable:
            proof.set_aside(on=on)
        proof.dropped_on = on
    # What goes leaves its row of the catalogue before what comes takes it.
    ExpectedProof.objects.bulk_update(plan.dropped, MOVED)
    ExpectedProof.objects.bulk_update([fate.proof for fate in [*plan.fates, *plan.back]], MOVED)
    kept = {
        fate.target.scenario_id: fate.proof.case
        for fate in [*plan.fates, *plan.back]
        if fate.proof.case_kept
    }
    ExpectedProof.objects.bulk_create(
        expected_proof(
            dossier,
            row,
            chapters[row.requirement.chapter_id],
            chosen,
            on,
            case=kept.get(row.scenario_id),
        )
        for row in plan.new
    )
    _mark(plan)


def _numbers(rows: list[CatalogProof]) -> dict[int | None, set[int]]:
    """Return {pk of a scenario: the cases that its proofs tell apart}."""
    numbers = defaultdict(set)
    for row in rows:
        case = case_of(row.text)
        if case and row.scenario_id:
            numbers[row.scenario_id].add(case)
    return numbers


def _chapters(dossier: Dossier, rows: list[CatalogProof], on: date) -> dict[int, DossierChapter]:
    """Return {pk of a chapter of the new version: the dossier's own}, kept by name or made."""
    wanted = {row.requirement.chapter for row in rows}
    held = {chapter.name: chapter for chapter in dossier.chapters.all()}
    made = [
        DossierChapter(dossier=dossier, chapter=each, name=each.name, order=each.order, state_on=on)
        for each in wanted
        if each.name not in held
    ]
    kept = [held[each.name] for each in wanted if each.name in held]
    by_name = {each.name: each for each in wanted}
    for chapter in kept:
        chapter.chapter, chapter.order = by_name[chapter.name], by_name[chapter.name].order
    DossierChapter.objects.bulk_update(kept, ["chapter", "order"])
    DossierChapter.objects.bulk_create(made)
    return {chapter.chapter_id: chapter for chapter in [*kept, *made]}


def _follow(
    fate: Fate, chapter: DossierChapter, chosen: set[int], alternatives: set[int], on: date
) -> None:
    """Make one proof that of its row in the new version, expected or not as the profiles say.

    The case that was chosen holds as long as there is another one to choose.
    """
    proof, row = fate.proof, fate.target
    if fate.parts:
        proof.kind = guess_kind(row.text)
    proof.catalog_proof, proof.chapter, proof.dropped_on = row, chapter, None
    proof.reference = row.reference or row.requirement.reference
    proof.blocking = row.requirement.kind == RequirementKind.EXIGENCE
    proof.order = row.order
    proof.case = case_of(row.text)
    if proof.case is None or len(alternatives) < 2:
        proof.case_kept = None
    wanted = proof.is_wanted(chosen)
    if wanted != proof.is_applicable:
        turn(proof, wanted, on, has_file=bool(fate.files))


def _mark(plan: MovePlan) -> None:
    """Note on each answer the wording that it answered, or that it answers the new one."""
    moved = []
    for fate in [*plan.fates, *plan.back]:
        for answer in fate.files:
            answered = fate.doubts.get(answer)
            if answer.reworded_from != answered:
                answer.reworded_from = answered
                moved.append(answer)
    ProofAnswer.objects.bulk_update(moved, ["reworded_from"])


def _summary(plan: MovePlan) -> str:
    doubts, new, gone = len(plan.doubtful), len(plan.arriving), len(plan.dropped)
    return ", ".join(
        [
            ngettext("%(n)d preuve à revoir", "%(n)d preuves à revoir", doubts) % {"n": doubts},
            ngettext("%(n)d nouvelle", "%(n)d nouvelles", new) % {"n": new},
            ngettext("%(n)d sortie du catalogue", "%(n)d sorties du catalogue", gone) % {"n": gone},
        ]
    )
