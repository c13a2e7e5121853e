"""How much room a product has for its files, and how much of it is taken.

A content that several versions or documents of the product share counts once. What waits to become
a document counts too: any app whose rows hold contents says by `taking_room` which ones do. What
another product holds already counts here too: the room is what a product may ask for, not what the
disk saves.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from apps.core.refusals import OutOfSpace
from apps.core.templatetags.segurtrack import human_bytes
from apps.evidence.models import Blob, ProductQuota

MEBI = 1024 * 1024
NEARLY_FULL = 0.8


@dataclass(frozen=True)
class Room:
    """Bytes `used` of those that a product may use, `limit`."""

    used: int
    limit: int

    @property
    def is_nearly_full(self) -> bool:
        """Return whether it is time to ask for more."""
        return self.used > self.limit * NEARLY_FULL

    @property
    def left(self) -> int:
        """Return what may still be added."""
        return max(self.limit - self.used, 0)


def room_of(product) -> Room:
    """Return the room of a product."""
    return _room(product, ProductQuota.objects.filter(product=product).first())


def claim_room(product, *, sha256: str, size: int) -> None:
    """Raise `OutOfSpace` if that content does not fit in the product's room.

    Called in the transaction that writes the row: deposits of one product wait for each other
    here, so that none of them is admitted into the room of another.
    """
    ProductQuota.objects.get_or_create(product=product)
    refuse_over_quota(
        _room(product, ProductQuota.objects.select_for_update().get(product=product)),
        product,
        sha256=sha256,
        size=size,
    )


def refuse_over_quota(room: Room, product, *, sha256: str, size: int) -> None:
    """Raise `OutOfSpace` if that content is new to the product and larger than what is left."""
    if size <= room.left or _contents(product).filter(sha256=sha256).exists():
        return
    raise OutOfSpace(
        _(
            "Il reste %(left)s pour les fichiers de ce produit, sur %(limit)s, et celui-ci prend "
            "%(size)s : rien n’a été enregistré. Demandez plus de place à un administrateur."
        )
        % {
            "left": human_bytes(room.left),
            "limit": human_bytes(room.limit),
            "size": human_bytes(size),
        }
    )


def _contents(product):
    """Return the contents that rows of any app hold for `product`; this app need not know which."""
    held = Q()
    for relation in Blob._meta.related_objects:
        rows = relation.related_model._default_manager.all()
        if hasattr(rows, "taking_room"):
            held |= Q(pk__in=rows.taking_room(product).values(relation.field.name))
    return Blob.objects.filter(held)


def _room(product, quota: ProductQuota | None) -> Room:
    granted = quota.mebibytes if quota is not None else None
    limit = granted * MEBI if granted is not None else settings.EVIDENCE_QUOTA_BYTES
    return Room(_contents(product).aggregate(total=Sum("size"))["total"] or 0, limit)
