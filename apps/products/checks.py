"""Checks that the services of several apps make before they act."""

from datetime import date

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core.refusals import Blocker, Conflict, Invalid
from apps.products.models import ProductMembership
from apps.products.policy import can
from apps.products.states import Action, Role


def refuse_if(blockers: list[Blocker]) -> None:
    """Raise `Conflict` with the blockers, in the words of the first, if there are any."""
    if blockers:
        raise Conflict(blockers[0].label, blockers)


def refuse_before(on: date, since: date, sentence: str, *, field: str = "on") -> None:
    """Refuse a fact dated before `since`; `sentence` says since what, with a `%(day)s`."""
    if on < since:
        reason = sentence % {"day": date_format(since, "j F Y")}
        raise Invalid(
            _("%(reason)s Saisissez cette date ou une date postérieure.") % {"reason": reason},
            field=field,
        )


def ask_text(text: str, field: str, sentence: str) -> str:
    """Return the text, trimmed; refuse an empty one with `sentence`, which says what to write."""
    text = text.strip()
    if not text:
        raise Invalid(sentence, field=field)
    return text


def team_of(product, *, with_pk: int | None = None):
    """Return the active people who may follow something of `product`: contributors and above.

    `with_pk`: the person who does now, kept in the list whatever became of their account.
    """
    helpers = ProductMembership.objects.filter(product=product).exclude(role=Role.READER)
    return get_user_model().objects.filter(
        Q(pk__in=helpers.values("user"), is_active=True)
        | Q(is_superuser=True, is_active=True)
        | Q(pk=with_pk)
    )


def check_responsible(person, product) -> None:
    """Refuse somebody who could not act on the product, and so would be reminded for nothing."""
    if not can(person, Action.CONTRIBUTE, product):
        raise Invalid(
            _("Cette personne ne peut pas agir sur le produit : choisissez un autre responsable."),
            field="responsible",
        )
