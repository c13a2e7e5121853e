"""Declare that a third party's solution covers a homologation, and end it."""

from datetime import date

from django.utils.translation import gettext as _

from apps.cnda.guards import montage_blockers, withdrawal_blockers
from apps.cnda.models import CndaCoverage
from apps.cnda.services.door import acting_on_version, ask_reason
from apps.evidence.checks import check_file
from apps.evidence.services import store_file
from apps.evidence.states import EvidenceKind
from apps.products.checks import refuse_before, refuse_if
from apps.products.door import locked, refuse_future
from apps.products.journal import record
from apps.products.states import Action


def declare_montage(
    version_pk: int, *, by, on: date, today: date, homologation, component, proof
) -> CndaCoverage:
    """Declare that `component` holds `homologation` for a version, as the file `proof` shows.

    `Conflict` for an EAI engine (E11), a component of another product or without NIL, a missing
    proof, a live request or another montage of the same homologation.
    """
    with acting_on_version(version_pk, by=by, on=on, today=today) as version:
        refuse_if(montage_blockers(version, homologation, component=component, proof=proof))
        check_file(proof, version.product, field="proof")
        coverage = CndaCoverage.objects.create(
            product=version.product,
            product_version=version,
            homologation=homologation,
            component=component,
            proof=proof,
            declared_on=on,
            declared_by=by,
        )
        record(
            coverage,
            "declare_montage",
            _("Montage déclaré : %(homologation)s par %(component)s, NIL %(nil)s")
            % {"homologation": homologation, "component": component, "nil": component.nil},
            by=by,
            on=on,
        )
    return coverage


def deposit_montage(
    version_pk: int, upload, *, by, on: date, today: date, homologation, component
) -> CndaCoverage:
    """Store the proof and declare the montage in one go; nothing is kept if either is refused."""
    with acting_on_version(version_pk, by=by, on=on, today=today) as version:
        found = montage_blockers(version, homologation, component=component, proof=upload)
        refuse_if(found)
        proof = store_file(
            version.product,
            upload,
            by=by,
            kind=EvidenceKind.CNDA_LETTER,
            title=f"{homologation} – {component}",
            today=today,
        )
        return declare_montage(
            version_pk,
            by=by,
            on=on,
            today=today,
            homologation=homologation,
            component=component,
            proof=proof,
        )


def withdraw_montage(
    pk: int, *, by, on: date, today: date, reason: str, revision=None
) -> CndaCoverage:
    """End a montage, with the reason: the homologation is to be requested or covered again."""
    with locked(CndaCoverage, pk, by=by, action=Action.LEAD, revision=revision) as coverage:
        refuse_if(withdrawal_blockers(coverage))
        refuse_future(on, today)
        refuse_before(on, coverage.declared_on, _("Le montage est déclaré depuis le %(day)s."))
        coverage.withdrawal_reason = ask_reason(reason)
        coverage.withdrawn_on = on
        coverage.save()
        record(
            coverage,
            "withdraw_montage",
            _("Montage retiré : %(coverage)s") % {"coverage": coverage},
            by=by,
            on=on,
            note=coverage.withdrawal_reason,
        )
    return coverage
