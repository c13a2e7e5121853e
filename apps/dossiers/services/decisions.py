"""How a candidature ends, and what happens to an award afterwards."""

from datetime import date

from django.utils.translation import gettext as _

from apps.dossiers.models import Dossier
from apps.dossiers.services.acting import acting, conclude, require_reason, step
from apps.dossiers.services.review import note_fact
from apps.dossiers.states import ReviewKind
from apps.dossiers.verbs import TRANSITIONS, transition_of
from apps.products.states import Action


def award(
    pk: int,
    *,
    by,
    on: date,
    today: date,
    reference: str = "",
    convention_nil: str = "",
    revision: int | None = None,
) -> Dossier:
    """The ANS awarded the référencement, or the certificate of a DMN.

    `reference`: number of the decision; `convention_nil`: the NIL written on the convention,
    which must be the product's.
    """
    with acting(pk, by=by, action=Action.LEAD, on=on, today=today, revision=revision) as dossier:
        before = dossier.state
        _step(dossier, "award", on, ordered=False, convention_nil=convention_nil)
        dossier.award_reference = reference.strip()
        dossier.convention_nil = convention_nil.strip()
        note_fact(dossier, ReviewKind.DECIDED, on=on, by=by, note=reference)
        sentence = _("Référencement obtenu") if dossier.is_segur else _("Certificat obtenu")
        conclude(dossier, "award", sentence, by=by, on=on, today=today, before=before)
    return dossier


def refuse_dossier(
    pk: int, *, by, on: date, today: date, note: str, revision: int | None = None
) -> Dossier:
    """The ANS refused; `note` says why."""
    note = require_reason(note, field="note")
    with acting(pk, by=by, action=Action.LEAD, on=on, today=today, revision=revision) as dossier:
        before = dossier.state
        _step(dossier, "refuse", on, ordered=dossier.clock_started_on is None)
        note_fact(dossier, ReviewKind.DECIDED, on=on, by=by, note=note)
        sentence = _("Refus de l’ANS")
        conclude(dossier, "refuse", sentence, by=by, on=on, today=today, before=before, note=note)
    return dossier


def abandon_dossier(
    pk: int, *, by, on: date, today: date, reason: str, revision: int | None = None
) -> Dossier:
    """The team gives the candidature up, for good."""
    sentence = _("Candidature abandonnée")
    return _end(pk, "abandon", sentence, reason, "reason", by, on, today, revision)


def suspend(
    pk: int, *, by, on: date, today: date, reason: str, revision: int | None = None
) -> Dossier:
    """The ANS suspended the award (CSP art. R.1470-9 for a certificate)."""
    sentence = _("Suspension par l’ANS")
    return _end(pk, "suspend", sentence, reason, "reason", by, on, today, revision)


def withdraw(
    pk: int, *, by, on: date, today: date, reason: str, revision: int | None = None
) -> Dossier:
    """The ANS withdrew a suspended award, for good."""
    sentence = _("Retrait par l’ANS")
    return _end(pk, "withdraw", sentence, reason, "reason", by, on, today, revision)


def reinstate(
    pk: int, *, by, on: date, today: date, note: str = "", revision: int | None = None
) -> Dossier:
    """The ANS ended the suspension."""
    sentence = _("Fin de la suspension")
    return _end(pk, "reinstate", sentence, note, "", by, on, today, revision)


def _end(pk, verb, sentence, note, required, by, on, today, revision) -> Dossier:
    """Move without a fact of the review; `required` names the field of a compulsory reason."""
    note = require_reason(note, field=required) if required else note.strip()
    with acting(pk, by=by, action=Action.LEAD, on=on, today=today, revision=revision) as dossier:
        before = dossier.state
        _step(dossier, verb, on)
        conclude(dossier, verb, sentence, by=by, on=on, today=today, before=before, note=note)
    return dossier


def _step(dossier: Dossier, verb: str, on: date, *, ordered: bool = True, **facts) -> None:
    transition = transition_of(dossier, verb) or TRANSITIONS[verb][0]
    step(dossier, verb, transition=transition, on=on, ordered=ordered, **facts)
