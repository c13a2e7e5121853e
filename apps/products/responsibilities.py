"""What a person still answers for, in every app, without knowing these apps.

A model says so by a foreign key to the person named `responsible`; its queryset says where its
product is (`product_path`) and, by `open()`, which rows still wait for somebody.
"""

from django.contrib.auth import get_user_model
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

FIELD = "responsible"


def responsibilities_of(user, *, product=None) -> list[tuple[str, int]]:
    """Return (French name of the thing, how many) for all that `user` is responsible for.

    With `product`, only what belongs to it.
    """
    held = []
    for relation in get_user_model()._meta.related_objects:
        model = relation.related_model
        if relation.field.name != FIELD:
            continue
        rows = model._default_manager.filter(**{FIELD: user})
        if product is not None:
            rows = rows.filter(**{rows.product_path: product.pk})
        if count := (rows.open() if hasattr(rows, "open") else rows).count():
            names = model._meta
            held.append((names.verbose_name_plural if count > 1 else names.verbose_name, count))
    return [(str(name), count) for name, count in held]


def summary_of(held: list[tuple[str, int]]) -> str:
    """Return the list as a phrase: "2 produits et 1 dossier"."""
    return get_text_list([f"{count} {name}" for name, count in held], _("et"))
