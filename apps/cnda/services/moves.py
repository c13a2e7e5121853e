"""Move a request: one status forward or back, refused, abandoned, obtained."""

from datetime import date

from django.utils.translation import gettext as _

from apps.cnda.models import CndaRequest
from apps.cnda.services.door import acting, ask_reason, check_expected_return
from apps.cnda.services.requests import announce, looked
from apps.cnda.states import CndaOutcome, CndaStatus
from apps.products.checks import refuse_before
from apps.products.door import move
from apps.products.journal import record
from apps.products.states import Action

FORWARD = {
    CndaStatus.INITIALISATION: "start_pre_exam",
    CndaStatus.PRE_EXAMEN: "start_exam",
    CndaStatus.EXAMEN_CONFORMITE: "finalise",
}
BACK = {
    CndaStatus.PRE_EXAMEN: "return_to_initialisation",
    CndaStatus.EXAMEN_CONFORMITE: "return_to_pre_exam",
    CndaStatus.FINALISATION: "return_to_exam",
}


def advance_cnda_request(
    pk: int,
    *,
    by,
    on: date,
    today: date,
    to: str = "",
    expected_return_on: date | None = None,
    revision=None,
) -> CndaRequest:
    """Move the request one status forward, and obtain it if the letter is there already (E9).

    `to`: the status read in the personal space, refused unless it is the next one; "" means the
    next one. `expected_return_on`: the date announced with it, if any.
    """
    with acting(
        "advance", pk, by=by, on=on, today=today, action=Action.LEAD, revision=revision, to=to
    ) as request:
        before = _step(request, FORWARD, on)
        check_expected_return(expected_return_on, on)
        if expected_return_on is not None:
            announce(request, expected_return_on)
        sentence = _("Statut CNDA : %(status)s") % {"status": request.get_status_display()}
        record(
            request,
            "advance_cnda_request",
            sentence,
            by=by,
            on=on,
            before=before,
            after=request.status,
        )
        obtain_if_complete(request, by=by)
    return request


def return_cnda_request(
    pk: int, *, by, on: date, today: date, reason: str, revision=None
) -> CndaRequest:
    """Move the request one status back, with the reason that the CNDA gives (E10)."""
    with acting(
        "return", pk, by=by, on=on, today=today, action=Action.LEAD, revision=revision
    ) as request:
        reason = ask_reason(reason)
        before = _step(request, BACK, on)
        sentence = _("Retour du CNDA au statut : %(status)s")
        record(
            request,
            "return_cnda_request",
            sentence % {"status": request.get_status_display()},
            by=by,
            on=on,
            before=before,
            after=request.status,
            note=reason,
        )
    return request


def refuse_cnda_request(
    pk: int, *, by, on: date, today: date, reason: str, revision=None
) -> CndaRequest:
    """Note that the CNDA refused the homologation, and why; a new request may be opened then."""
    with acting(
        "refuse", pk, by=by, on=on, today=today, action=Action.LEAD, revision=revision
    ) as request:
        answered(request, on)
        _end(request, "refuse", _("Homologation refusée par le CNDA"), by, on, reason)
    return request


def abandon_cnda_request(
    pk: int, *, by, on: date, today: date, reason: str, revision=None
) -> CndaRequest:
    """Give the request up, with the reason; a new request or a montage may replace it then."""
    with acting(
        "abandon", pk, by=by, on=on, today=today, action=Action.LEAD, revision=revision
    ) as request:
        _end(request, "abandon", _("Demande CNDA abandonnée"), by, on, reason)
    return request


def obtain_if_complete(request: CndaRequest, *, by) -> None:
    """Obtain the homologation once Finalisation and the dated letter are both there (E9).

    The day is the later of the two.
    """
    complete = request.status == CndaStatus.FINALISATION and request.letter_id
    if not (request.is_open and complete):
        return
    on = max(request.status_on, request.letter_on)
    answered(request, on)
    move(request, "obtain", on=on)
    record(
        request,
        "obtain",
        _("Homologation obtenue : %(request)s") % {"request": request},
        by=by,
        on=on,
        before=CndaOutcome.EN_COURS,
        after=CndaOutcome.OBTENUE,
    )


def answered(request: CndaRequest, on: date) -> None:
    """Stamp that the CNDA answered, when an announced return was awaited."""
    if request.awaited_return_on:
        request.return_received_on = on


def _step(request, verbs: dict, on: date) -> CndaStatus:
    """Move one status along `verbs`, and return the status left behind."""
    before = request.step
    _refuse_before_status(request, on)
    looked(request, on)
    answered(request, on)
    move(request, verbs[before], on=on)
    return before


def _end(request, verb: str, sentence: str, by, on: date, reason: str) -> None:
    reason = ask_reason(reason)
    _refuse_before_status(request, on)
    move(request, verb, on=on)
    record(
        request,
        f"{verb}_cnda_request",
        sentence,
        by=by,
        on=on,
        before=CndaOutcome.EN_COURS,
        after=request.outcome,
        note=reason,
    )


def _refuse_before_status(request, on: date) -> None:
    refuse_before(on, request.status_on, _("La demande est à ce statut depuis le %(day)s."))
