"""Due dates of a CNDA request: its announced return, and the status to read again."""

from datetime import date

from django.utils.translation import gettext as _

from apps.cnda.models import CndaRequest
from apps.cnda.states import CndaOutcome
from apps.deadlines.services import Due
from apps.rules.book import CNDA_EXPECTED_RETURN, CNDA_RECHECK
from apps.rules.counting import due_date


def due_dates(request: CndaRequest, *, today: date) -> list[Due]:
    """Return every due date that this request has; `today` changes none of them.

    The announced return is met on the day the status or the outcome moved; abandoning the request
    leaves it without object. The re-check runs while the request is open, from the last look at
    the personal space, else from the opening.
    """
    dues = []
    if request.expected_return_on and request.outcome != CndaOutcome.ABANDONNEE:
        dues.append(_expected_return(request))
    if request.is_open:
        dues.append(_recheck(request))
    return dues


def _expected_return(request) -> Due:
    return Due(
        kind=CNDA_EXPECTED_RETURN.code,
        due_on=request.expected_return_on,
        title=_("Retour du CNDA attendu : %(request)s") % {"request": request},
        responsible_id=request.responsible_id,
        url=request.get_absolute_url(),
        explanation=_(
            "Date de retour prévisionnelle lue dans l’espace personnel CNDA et saisie sur la "
            "demande. Passée sans nouvelle, relancez le CNDA."
        ),
        done_on=request.return_received_on,
    )


def _recheck(request) -> Due:
    since = request.last_checked_on or request.opened_on
    return Due(
        kind=CNDA_RECHECK.code,
        due_on=due_date(since, CNDA_RECHECK),
        title=_("Relire le statut CNDA : %(request)s") % {"request": request},
        responsible_id=request.responsible_id,
        url=request.get_absolute_url(),
        starts_on=since,
        explanation=_(
            "Le CNDA ne prévient pas des changements de statut : l’équipe relit son espace "
            "personnel tous les %(delay)s au plus."
        )
        % {"delay": CNDA_RECHECK.phrase},
    )
