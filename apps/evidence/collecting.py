"""Take away what no document uses: contents without a row, rows without a document.

Both are left by deposits that were not carried to their end. A young one may belong to a deposit
under way, so the caller gives a margin; one that is deposited again at this very moment is safe
too. The row of a deposit and the collector's passing meet on the unique digest or on the lock of
the row: the database lets them through one after the other, and whoever comes second looks again.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from apps.evidence import store
from apps.evidence.models import Blob
from apps.evidence.places import Stored


def collect(*, before: datetime, remove: bool = True) -> Iterator[Stored]:
    """Yield what was deposited before that moment and serves nothing, removed on the way."""
    for each in store.contents():
        if each.kept_at >= before or Blob.objects.filter(sha256=each.sha256).exists():
            continue
        if not remove or _remove_unnamed(each.sha256):
            yield each
    old = _unused().filter(deposited_at__lt=before).order_by("pk")
    for blob in old.iterator():
        if not remove or _remove_unused(blob.pk, before):
            yield Stored(blob.sha256, blob.size, blob.deposited_at)


def _unused():
    """Return the contents that nothing refers to, whichever app the reference comes from."""
    blobs = Blob.objects.all()
    for relation in Blob._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        blobs = blobs.exclude(Exists(rows))
    return blobs


def _remove_unnamed(sha256: str) -> bool:
    try:
        with transaction.atomic():
            claim = Blob.objects.create(sha256=sha256, size=0, needs_scan=False)
            store.remove(sha256)
            claim.delete()
    except IntegrityError:
        return False
    return True


def _remove_unused(blob_pk: int, before: datetime) -> bool:
    with transaction.atomic():
        blob = Blob.objects.select_for_update().filter(pk=blob_pk, deposited_at__lt=before).first()
        if blob is None or not _unused().filter(pk=blob_pk).exists():
            return False
        store.remove(blob.sha256)
        blob.delete()
    return True
