"""Open a request, look at it in the personal space, change who follows it."""

from datetime import date

from django.utils.translation import gettext as _

from apps.cnda.guards import opening_blockers
from apps.cnda.models import CndaRequest
from apps.cnda.services.door import (
    acting,
    acting_on_version,
    check_expected_return,
    follow_up,
)
from apps.products.checks import check_responsible, refuse_before, refuse_if
from apps.products.journal import record
from apps.products.states import Action
from apps.rules.wording import french_day

KEEP = object()


def open_cnda_request(
    version_pk: int,
    *,
    by,
    on: date,
    today: date,
    homologation,
    responsible,
    reference: str = "",
    expected_return_on: date | None = None,
) -> CndaRequest:
    """Open the request of `homologation` for a version, at Initialisation since the day `on`.

    `Conflict` while a live request or a montage answers it already; `Invalid` for an announced
    return before `on` or a responsible person without access.
    """
    with acting_on_version(version_pk, by=by, on=on, today=today) as version:
        refuse_if(opening_blockers(version, homologation))
        check_responsible(responsible, version.product)
        check_expected_return(expected_return_on, on)
        request = CndaRequest.objects.create(
            product=version.product,
            product_version=version,
            homologation=homologation,
            status_on=on,
            opened_on=on,
            reference=reference.strip(),
            expected_return_on=expected_return_on,
            responsible=responsible,
        )
        record(
            request,
            "open_cnda_request",
            _("Demande CNDA ouverte : %(request)s") % {"request": request},
            by=by,
            on=on,
            after=request.status,
        )
        follow_up(request, today)
    return request


def record_check(
    pk: int, *, by, on: date, today: date, expected_return_on=KEEP, revision=None
) -> CndaRequest:
    """Note that somebody read the status in the personal space on the day `on`.

    `expected_return_on`: the date announced there, None when none is announced any more; left
    out, the known one stays.
    """
    with acting(
        "check", pk, by=by, on=on, today=today, action=Action.CONTRIBUTE, revision=revision
    ) as request:
        looked(request, on)
        sentence = _("Statut vérifié dans l’espace CNDA : %(status)s") % {
            "status": request.get_status_display()
        }
        if expected_return_on is not KEEP and expected_return_on != request.awaited_return_on:
            check_expected_return(expected_return_on, on)
            announce(request, expected_return_on)
            sentence = f"{sentence}. {_announcement(expected_return_on)}"
        record(request, "record_check", sentence, by=by, on=on)
    return request


def update_cnda_request(
    pk: int, *, by, today: date, responsible, reference: str, revision=None
) -> CndaRequest:
    """Change who follows the request, and its reference in the personal space."""
    with acting(
        "update", pk, by=by, on=today, today=today, action=Action.LEAD, revision=revision
    ) as request:
        check_responsible(responsible, request.product)
        request.responsible, request.reference = responsible, reference.strip()
        record(
            request,
            "update_cnda_request",
            _("Demande CNDA suivie par %(person)s, référence « %(reference)s »")
            % {"person": responsible, "reference": request.reference},
            by=by,
            on=today,
        )
    return request


def looked(request: CndaRequest, on: date) -> None:
    """Stamp a look at the personal space; one noted late does not undo a later one."""
    refuse_before(on, request.opened_on, _("La demande est ouverte depuis le %(day)s."))
    request.last_checked_on = max(on, request.last_checked_on or on)


def announce(request: CndaRequest, expected_on: date | None) -> None:
    """Stamp the return that the CNDA announces; what was awaited before is replaced."""
    request.expected_return_on, request.return_received_on = expected_on, None


def _announcement(expected_on: date | None) -> str:
    if expected_on is None:
        return _("Aucune date de retour n’est plus annoncée")
    return _("Retour annoncé le %(day)s") % {"day": french_day(expected_on)}
