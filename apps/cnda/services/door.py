"""What every service of this app does before and after its own act."""

from contextlib import contextmanager
from datetime import date

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.cnda.duedates import due_dates
from apps.cnda.guards import blockers
from apps.cnda.models import CndaRequest
from apps.core.refusals import Invalid
from apps.deadlines.services import sync
from apps.products.checks import ask_text, refuse_before, refuse_if
from apps.products.door import locked, refuse_future
from apps.products.models import Product, ProductVersion
from apps.products.states import Action
from apps.rules.counting import DateOutOfRange


@contextmanager
def acting(verb: str, pk: int, *, by, on: date, today: date, action: Action, revision=None, to=""):
    """Yield the locked request once right, state and day allow `verb`; then save and follow up.

    The follow-up brings its due dates up to date in the same transaction.
    """
    with locked(CndaRequest, pk, by=by, action=action, revision=revision) as request:
        refuse_if(blockers(request, verb, to=to))
        refuse_future(on, today)
        refuse_before(on, request.opened_on, _("La demande est ouverte depuis le %(day)s."))
        yield request
        request.save()
        follow_up(request, today)


@contextmanager
def acting_on_version(version_pk: int, *, by, on: date, today: date):
    """Yield a product version whose product is locked: one request or montage at a time."""
    version = get_object_or_404(ProductVersion.objects.visible_to(by), pk=version_pk)
    with locked(Product, version.product_id, by=by, action=Action.LEAD) as product:
        version.product = product
        refuse_future(on, today)
        yield version


def follow_up(request: CndaRequest, today: date) -> None:
    """Bring the due dates of `request` up to date, inside the transaction of the act."""
    try:
        sync(request, due_dates(request, today=today), on=today)
    except DateOutOfRange as error:
        raise Invalid(str(error)) from error


def ask_reason(reason: str) -> str:
    """Return the reason, trimmed; refuse an empty one."""
    return ask_text(reason, "reason", _("Donnez le motif : il reste dans le journal."))


def check_expected_return(expected_on: date | None, on: date) -> None:
    """Refuse an announced return before the day it was read."""
    if expected_on is not None:
        refuse_before(
            expected_on,
            on,
            _("Le retour est annoncé le %(day)s au plus tôt, jour de la lecture."),
            field="expected_return_on",
        )
