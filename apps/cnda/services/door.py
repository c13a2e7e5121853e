"""What every service of this app does before and after its own act."""

from contextlib import contextmanager
from datetime import date

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.cnda.duedates import due_dates
from apps.cnda.guards import blockers
from apps.cnda.models import CndaRequest
from apps.core.refusals import Conflict, Invalid
from apps.deadlines.services import sync
from apps.evidence.states import ScanState
from apps.products.door import locked, refuse_future
from apps.products.models import Product, ProductVersion
from apps.products.policy import can
from apps.products.states import Action
from apps.rules.wording import french_day


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
        sync(request, due_dates(request, today=today), on=today)


@contextmanager
def acting_on_version(version_pk: int, *, by, on: date, today: date):
    """Yield a product version whose product is locked: one request or montage at a time."""
    version = get_object_or_404(ProductVersion.objects.visible_to(by), pk=version_pk)
    with locked(Product, version.product_id, by=by, action=Action.LEAD) as product:
        version.product = product
        refuse_future(on, today)
        yield version


def refuse_if(found: list) -> None:
    """Raise `Conflict` with the blockers, in the words of the first, if there are any."""
    if found:
        raise Conflict(found[0].label, found)


def refuse_before(on: date, since: date, sentence: str, *, field: str = "on") -> None:
    """Refuse a fact dated before `since`; `sentence` says since what, with a `%(day)s`."""
    if on < since:
        reason = sentence % {"day": french_day(since)}
        raise Invalid(
            _("%(reason)s Saisissez cette date ou une date postérieure.") % {"reason": reason},
            field=field,
        )


def ask_reason(reason: str) -> str:
    """Return the reason, trimmed; refuse an empty one."""
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Donnez le motif : il reste dans le journal."), field="reason")
    return reason


def check_responsible(user, product) -> None:
    """Refuse somebody who could not open the product, and so would never be reminded."""
    if not can(user, Action.VIEW, product):
        raise Invalid(
            _("Cette personne n’a pas accès au produit : choisissez un membre de l’équipe."),
            field="responsible",
        )


def check_expected_return(expected_on: date | None, on: date) -> None:
    """Refuse an announced return before the day it was read."""
    if expected_on is not None:
        refuse_before(
            expected_on,
            on,
            _("Le retour est annoncé le %(day)s au plus tôt, jour de la lecture."),
            field="expected_return_on",
        )


def check_file(version, product) -> None:
    """Refuse a file of another product, or one that the antivirus stopped."""
    if version.evidence.product_id != product.pk:
        raise Invalid(
            _("Ce fichier appartient à un autre produit : déposez-le dans celui-ci."),
            field="version",
        )
    if version.blob.scan_state == ScanState.INFECTED:
        raise Invalid(
            _("Ce fichier est signalé comme infecté : déposez-en un autre."), field="version"
        )
