"""What every service of this app does before and after its own act."""

from contextlib import contextmanager
from datetime import date

from apps.certificates.duedates import due_dates
from apps.certificates.guards import blockers
from apps.certificates.models import Certificate
from apps.core.refusals import Invalid
from apps.deadlines.services import sync
from apps.products.checks import refuse_if
from apps.products.door import locked, refuse_future
from apps.products.states import Action
from apps.rules.counting import DateOutOfRange


@contextmanager
def acting(verb: str, pk: int, *, by, on: date, today: date, action: Action, revision=None):
    """Yield the locked certificate once right, state and day allow `verb`; save, follow up.

    The follow-up brings its due dates up to date in the same transaction.
    """
    with locked(Certificate, pk, by=by, action=action, revision=revision) as certificate:
        refuse_if(blockers(certificate, verb, today=today))
        refuse_future(on, today)
        yield certificate
        certificate.save()
        follow_up(certificate, today)


def follow_up(certificate: Certificate, today: date) -> None:
    """Bring the due dates of a certificate up to date, inside the transaction of the act."""
    try:
        sync(certificate, due_dates(certificate, today=today), on=today)
    except DateOutOfRange as error:
        raise Invalid(str(error), field="valid_until") from error
