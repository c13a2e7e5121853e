"""Before the review: facts of the dossier, its profiles, eligibility, opening of the deposit."""

from datetime import date

from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, Invalid
from apps.dossiers.models import Dossier, ExpectedProof, ProofAnswer
from apps.dossiers.services.acting import acting, conclude, refuse_state, step
from apps.dossiers.services.opening import check_alone, check_profiles, check_track
from apps.dossiers.states import IN_PREPARATION, DossierState, ProofState
from apps.products.checks import check_responsible
from apps.products.door import refuse_future
from apps.products.policy import require
from apps.products.states import Action

TRACK_FACTS = ("dmn_track", "track_reason")
FACTS = (
    "responsible",
    "ans_contact",
    "planned_deposit_on",
    "charter_accepted_on",
    *TRACK_FACTS,
)


def update_dossier(pk: int, *, by, today: date, revision: int | None = None, **facts) -> Dossier:
    """Change facts of a dossier that no state hangs on; `facts`: some of `FACTS`.

    Naming another responsible person, or choosing the track of a DMN, asks for the right to lead.
    """
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"update_dossier does not change {sorted(unknown)}")
    with acting(
        pk, by=by, action=Action.CONTRIBUTE, on=today, today=today, revision=revision
    ) as dossier:
        _check_facts(dossier, facts, by=by, today=today)
        _check_track_facts(dossier, facts, by=by)
        for name, value in facts.items():
            setattr(dossier, name, value)
        sentence = _("Fiche du dossier modifiée")
        conclude(dossier, "update_dossier", sentence, by=by, on=today, today=today)
    return dossier


def choose_profiles(
    pk: int, *, by, on: date, today: date, profiles, revision: int | None = None
) -> Dossier:
    """Choose which conditional profiles apply, until the review begins.

    A proof that does not apply any more keeps its files, for the day it applies again. `Conflict`
    when a verdict stands on a proof to be set aside.
    """
    with acting(pk, by=by, action=Action.LEAD, on=on, today=today, revision=revision) as dossier:
        refuse_state(
            dossier,
            IN_PREPARATION,
            _("Les profils se choisissent avant l’instruction : le dossier est déjà examiné."),
        )
        chosen = check_profiles(dossier.catalog, profiles)
        dossier.profiles.set(chosen)
        _apply_profiles(dossier, {profile.pk for profile in chosen}, on)
        names = ", ".join(profile.name for profile in chosen) or _("aucun profil conditionnel")
        sentence = _("Profils choisis : %(names)s") % {"names": names}
        conclude(dossier, "choose_profiles", sentence, by=by, on=on, today=today)
    return dossier


def submit_eligibility(
    pk: int, *, by, on: date, today: date, revision: int | None = None
) -> Dossier:
    """Step 2 of a référencement."""
    sentence = _("Éligibilité demandée")
    return _advance(pk, "submit_eligibility", sentence, by, on, today, revision)


def submit_admissibility(
    pk: int, *, by, on: date, today: date, revision: int | None = None
) -> Dossier:
    """Admission form of a DMN."""
    sentence = _("Recevabilité demandée")
    return _advance(pk, "submit_admissibility", sentence, by, on, today, revision)


def open_proofs(
    pk: int,
    *,
    by,
    on: date,
    today: date,
    charter_accepted_on: date | None = None,
    revision: int | None = None,
) -> Dossier:
    """The ANS confirmed: the deposit of the proofs is open, once the charter is accepted."""
    sentence = _("Dépôt des preuves ouvert")
    if charter_accepted_on and charter_accepted_on > on:
        raise Invalid(
            _("La charte s’accepte avant l’ouverture du dépôt : corrigez l’une des dates."),
            field="charter_accepted_on",
        )
    facts = {"charter_accepted_on": charter_accepted_on}
    return _advance(pk, "open_proofs", sentence, by, on, today, revision, facts)


def _advance(pk, verb, sentence, by, on, today, revision, facts=None) -> Dossier:
    facts = facts or {}
    with acting(pk, by=by, action=Action.LEAD, on=on, today=today, revision=revision) as dossier:
        before = dossier.state
        step(dossier, verb, on=on, **facts)
        for name, value in facts.items():
            setattr(dossier, name, value or getattr(dossier, name))
        conclude(dossier, verb, sentence, by=by, on=on, today=today, before=before)
    return dossier


def _check_facts(dossier: Dossier, facts: dict, *, by, today: date) -> None:
    person = facts.get("responsible", dossier.responsible)
    if person is None:
        raise Invalid(_("Un dossier a toujours un responsable."), field="responsible")
    if person != dossier.responsible:
        require(by, Action.LEAD, dossier)
        check_responsible(person, dossier.product)
    planned = facts.get("planned_deposit_on")
    if planned and planned < dossier.opened_on:
        raise Invalid(
            _("Le dépôt prévu vient après l’ouverture du dossier."), field="planned_deposit_on"
        )
    charter = facts.get("charter_accepted_on", dossier.charter_accepted_on)
    if charter is None and dossier.is_segur and dossier.proofs_on:
        raise Invalid(
            _("La charte a ouvert le dépôt des preuves : sa date reste."),
            field="charter_accepted_on",
        )
    if charter:
        refuse_future(charter, today, field="charter_accepted_on")


def _check_track_facts(dossier: Dossier, facts: dict, *, by) -> None:
    """The track of a DMN is chosen until admissibility is asked, which needs it."""
    track, reason = (facts.get(name, getattr(dossier, name)) for name in TRACK_FACTS)
    if (track, reason) == (dossier.dmn_track, dossier.track_reason):
        return
    require(by, Action.LEAD, dossier)
    refuse_state(
        dossier,
        [DossierState.BROUILLON],
        _("La voie du DMN se choisit avant la demande de recevabilité."),
    )
    check_track(dossier.product, dossier.dsr, track, reason, besides=dossier.pk)
    check_alone(dossier.product_version, dossier.dsr, track, besides=dossier.pk)


def _apply_profiles(dossier: Dossier, chosen: set[int], on: date) -> None:
    proofs = dossier.proofs.current().select_related("catalog_proof__profile")
    answers = ProofAnswer.objects.live().filter(proof__dossier=dossier)
    laid = set(answers.values_list("proof", flat=True))
    moved = []
    for proof in proofs:
        wanted = proof.is_wanted(chosen)
        if wanted != proof.is_applicable:
            turn(proof, wanted, on, has_file=proof.pk in laid)
            moved.append(proof)
    ExpectedProof.objects.bulk_update(moved, ["state", "state_on"])


def turn(proof: ExpectedProof, wanted: bool, on: date, *, has_file: bool) -> None:
    """Make the proof expected, deposited if it has a file, or set it aside."""
    if wanted:
        proof.expect(on=on)
        if has_file:
            proof.deposit(on=on)
    elif proof.state in (ProofState.ATTENDUE, ProofState.DEPOSEE):
        proof.set_aside(on=on)
    else:
        raise Conflict(
            _("L’ANS a rendu un verdict sur la preuve %(proof)s : annulez-le avant de l’écarter.")
            % {"proof": proof}
        )
