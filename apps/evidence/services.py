"""Deposit a file: the file first, on disk for good, then its rows in one transaction."""

from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, Invalid
from apps.evidence.content import check_content
from apps.evidence.models import Blob, Evidence, EvidenceVersion
from apps.evidence.names import clean_name, extension_of
from apps.evidence.patients import check_no_patient_number
from apps.evidence.quota import claim_room, refuse_over_quota, room_of
from apps.evidence.scanning import wake_scan
from apps.evidence.signatures import count_signatures
from apps.evidence.states import EvidenceKind
from apps.evidence.store import CHUNK, Incoming, exists
from apps.evidence.uploads import Deposited
from apps.products.journal import record
from apps.products.models import Product
from apps.products.policy import require
from apps.products.states import Action


@dataclass(frozen=True)
class Received:
    """A content that is in the vault, with its clean name; not yet a version of anything."""

    name: str
    blob: Blob


def take_in(product, upload, *, by) -> Received:
    """Put the content of `upload` in the vault of `product`, and nothing more.

    `upload`: an uploaded file (`.name`, `.chunks()`). Raise `Invalid` for a file that is not
    admitted, `OutOfSpace` when the disk or the product is full; nothing is left of it then. What
    is taken in becomes a document by `store_blob`, or a version of one by `add_blob_version`.
    """
    product = get_object_or_404(Product.objects.visible_to(by), pk=product.pk)
    require(by, Action.CONTRIBUTE, product)
    name = clean_name(upload.name or "")
    with _incoming(upload) as incoming:
        content, size = incoming.sha256, incoming.size
        refuse_over_quota(room_of(product), product, sha256=content, size=size)
        content_type = check_content(incoming.file, name)
        check_no_patient_number(incoming.file, extension_of(name))
        signatures = count_signatures(incoming.file, content_type)
        incoming.keep()
    return Received(name, _named(content, size, content_type, signatures))


def store_file(
    product,
    upload,
    *,
    by,
    kind,
    title: str = "",
    document_on: date | None = None,
    comment: str = "",
    today: date,
) -> EvidenceVersion:
    """Deposit `upload` as a new document of `product` and return its version 1.

    Errors of `take_in` and `store_blob`; what the latter would refuse is refused before the file
    is read. May be called inside a transaction: if that one is undone, only an unnamed content
    stays.
    """
    require(by, Action.CONTRIBUTE, get_object_or_404(Product.objects.visible_to(by), pk=product.pk))
    _check_facts(kind, title, document_on, today)
    return store_blob(
        product,
        take_in(product, upload, by=by),
        by=by,
        kind=kind,
        title=title,
        document_on=document_on,
        comment=comment,
        today=today,
    )


def store_blob(
    product,
    received: Received,
    *,
    by,
    kind,
    title: str = "",
    document_on: date | None = None,
    comment: str = "",
    today: date,
) -> EvidenceVersion:
    """Make a new document of `product` out of a content of the vault; return its version 1.

    `document_on`: the date written on the document, never after `today`, required for a PASSI form
    whose age the ANS counts (FAQ ANS, formulaire de test d’intrusion). Without `title` the file's
    name serves. Raise `Invalid`.
    """
    product = get_object_or_404(Product.objects.visible_to(by), pk=product.pk)
    require(by, Action.CONTRIBUTE, product)
    _check_facts(kind, title, document_on, today)
    title = " ".join(title.split()) or PurePath(received.name).stem
    with transaction.atomic():
        evidence = Evidence.objects.create(product=product, title=title, kind=kind, created_by=by)
        version = _add_row(evidence, received, by, document_on, comment)
        record(
            evidence,
            "store_file",
            _("Dépôt de « %(title)s » (%(name)s)") % {"title": title, "name": received.name},
            by=by,
            on=today,
            note=comment,
        )
    return version


def add_version(
    evidence_pk: int,
    upload,
    *,
    by,
    document_on: date | None = None,
    comment: str = "",
    today: date,
) -> EvidenceVersion:
    """Deposit `upload` as the next version of a document and return it; see `store_file`."""
    evidence = get_object_or_404(Evidence.objects.visible_to(by), pk=evidence_pk)
    require(by, Action.CONTRIBUTE, evidence)
    _check_document_date(evidence.kind, document_on, today)
    received = take_in(evidence.product, upload, by=by)
    return add_blob_version(
        evidence_pk, received, by=by, document_on=document_on, comment=comment, today=today
    )


def add_blob_version(
    evidence_pk: int,
    received: Received,
    *,
    by,
    document_on: date | None = None,
    comment: str = "",
    today: date,
) -> EvidenceVersion:
    """Make the next version of a document out of a content of the vault; see `store_blob`."""
    with transaction.atomic():
        visible = Evidence.objects.visible_to(by).select_for_update(of=("self",))
        evidence = get_object_or_404(visible, pk=evidence_pk)
        require(by, Action.CONTRIBUTE, evidence)
        _check_document_date(evidence.kind, document_on, today)
        version = _add_row(evidence, received, by, document_on, comment)
        record(
            evidence,
            "add_version",
            _("Version %(number)d de « %(title)s » (%(name)s)")
            % {"number": version.number, "title": evidence.title, "name": received.name},
            by=by,
            on=today,
            note=comment,
        )
    return version


def _named(sha256: str, size: int, content_type: str, signatures: int | None) -> Blob:
    """Return the row of a content that has just been kept.

    The collector may have passed between the file and this row, or be taking an old row without
    a document away: each waits here for the other, and whoever comes second sees it.
    """
    with transaction.atomic():
        blob, created = Blob.objects.get_or_create(
            sha256=sha256,
            defaults={"size": size, "content_type": content_type, "signatures": signatures},
        )
        still_there = Blob.objects.filter(pk=blob.pk).update(deposited_at=Now())
        if not still_there or (created and not exists(sha256)):
            raise Conflict(_("Ce dépôt a croisé un nettoyage du coffre : recommencez-le."))
        if blob.needs_scan:
            wake_scan()
    return blob


def _check_facts(kind: str, title: str, document_on: date | None, today: date) -> None:
    if kind not in EvidenceKind.values:
        raise Invalid(_("Choisissez la nature du document dans la liste."), field="kind")
    _check_document_date(kind, document_on, today)
    if len(" ".join(title.split())) > Evidence._meta.get_field("title").max_length:
        raise Invalid(_("Cet intitulé est trop long : raccourcissez-le."), field="title")


def _check_document_date(kind: str, document_on: date | None, today: date) -> None:
    if document_on and document_on > today:
        raise Invalid(
            _("La date du document est dans le futur : saisissez celle qu’il porte."),
            field="document_on",
        )
    if kind == EvidenceKind.PASSI_FORM and document_on is None:
        raise Invalid(
            _("Un formulaire PASSI vaut par sa date : saisissez celle qu’il porte."),
            field="document_on",
        )


def _incoming(upload) -> Incoming:
    """Return the bytes of `upload` in a temporary file of the vault.

    What the upload handler received is there already; anything else is copied.
    """
    if isinstance(upload, Deposited):
        return upload.hand_over()
    incoming = Incoming(limit=settings.EVIDENCE_MAX_BYTES)
    try:
        for chunk in upload.chunks(CHUNK):
            incoming.write(chunk)
    except BaseException:
        incoming.drop()
        raise
    return incoming


def _add_row(evidence, received: Received, by, document_on, comment) -> EvidenceVersion:
    claim_room(evidence.product, sha256=received.blob.sha256, size=received.blob.size)
    last = evidence.versions.aggregate(last=Max("number"))["last"] or 0
    return EvidenceVersion.objects.create(
        evidence=evidence,
        number=last + 1,
        blob=received.blob,
        filename=received.name,
        document_on=document_on,
        comment=comment,
        uploaded_by=by,
    )
