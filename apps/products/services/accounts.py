"""Close an account (FAQ ANS, comptes): what it answers for goes to somebody else first."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.core.refusals import Conflict
from apps.products.people import accounts_managed_by
from apps.products.responsibilities import responsibilities_of, summary_of
from apps.products.services.members import remove


def deactivate_account(pk: int, *, by, today: date) -> User:
    """Disable the account `pk` and take its products away; return the person.

    Allowed to administrators and to whoever manages the account (404 for anybody else's), to
    nobody for themselves. Refused while the person is responsible for something or manages
    active accounts. Nothing is deleted: what the person did keeps their name.
    """
    with transaction.atomic():
        if pk == by.pk:
            raise PermissionDenied(_("Personne ne désactive son propre compte."))
        reach = accounts_managed_by(by).select_for_update(of=("self",))
        user = get_object_or_404(reach, pk=pk)
        _refuse_if_needed(user)
        for membership in user.memberships.select_related("product", "user"):
            remove(membership, by=by, today=today)
        user.is_active = False
        user.save(update_fields=["is_active"])
    return user


def _refuse_if_needed(user) -> None:
    if held := responsibilities_of(user):
        raise Conflict(
            _("%(user)s est encore responsable de %(what)s : désignez d’abord quelqu’un d’autre.")
            % {"user": user, "what": summary_of(held)}
        )
    if attached := user.attached.filter(is_active=True).count():
        raise Conflict(
            ngettext(
                "%(n)d compte est encore rattaché à %(user)s : "
                "rattachez-le d’abord à quelqu’un d’autre.",
                "%(n)d comptes sont encore rattachés à %(user)s : "
                "rattachez-les d’abord à quelqu’un d’autre.",
                attached,
            )
            % {"n": attached, "user": user}
        )
