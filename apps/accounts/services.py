"""Keep the tree of accounts sound, and at least one administrator on the site."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusals import Invalid


def check_manager(person: User, manager: User | None) -> None:
    """Raise `Invalid`, on the field `manager`, if `manager` cannot manage `person`.

    Nobody manages themselves, directly or in a circle, and a disabled account manages nobody: the
    tree says who may change whose access (FAQ ANS, comptes) and who is told when a date is late.
    """
    if manager is None:
        return
    if not manager.is_active:
        raise Invalid(
            _("Ce compte est désactivé : choisissez une personne en activité."), field="manager"
        )
    if person.pk is None:
        return
    if manager.pk == person.pk or User.objects.attached_to(person).filter(pk=manager.pk).exists():
        raise Invalid(
            _("%(manager)s dépend déjà de %(person)s : choisissez quelqu’un qui n’en dépend pas.")
            % {"manager": manager, "person": person},
            field="manager",
        )


def check_administrators(person: User) -> None:
    """Raise `Invalid` if the site would have no administrator without `person`."""
    others = User.objects.filter(is_active=True, is_superuser=True).exclude(pk=person.pk)
    if not others.exists():
        raise Invalid(
            _("Le site doit garder un administrateur : nommez-en d’abord un autre."),
            field="is_superuser",
        )


def reactivate_account(pk: int, *, by) -> User:
    """Open a disabled account again, by an administrator, and return the person.

    Its former products do not come back by themselves: access is given anew, product by product.
    """
    person = User.objects.get(pk=pk)
    if not by.is_administrator or person.pk == by.pk:
        raise PermissionDenied(_("Seul un administrateur réactive le compte d’une autre personne."))
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person
