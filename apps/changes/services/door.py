"""What every service of this app does before and after its own act."""

from contextlib import contextmanager
from datetime import date

from apps.changes.duedates import due_dates
from apps.changes.guards import blockers
from apps.changes.models import ChangeRecord
from apps.core.refusals import Invalid
from apps.deadlines.services import sync
from apps.products.checks import refuse_if
from apps.products.door import locked, refuse_future
from apps.products.states import Action
from apps.rules.counting import DateOutOfRange


@contextmanager
def acting(verb: str, pk: int, *, by, on: date, today: date, action: Action, revision=None):
    """Yield the locked modification once right, state and day allow `verb`; save, follow up.

    The follow-up brings its due dates up to date in the same transaction.
    """
    with locked(ChangeRecord, pk, by=by, action=action, revision=revision) as change:
        refuse_if(blockers(change, verb))
        refuse_future(on, today)
        yield change
        change.save()
        follow_up(change, today)


def follow_up(change: ChangeRecord, today: date) -> None:
    """Bring the due dates of `change` up to date, inside the transaction of the act."""
    try:
        sync(change, due_dates(change, today=today), on=today)
    except DateOutOfRange as error:
        raise Invalid(str(error), field="released_on") from error
