"""Deposit a file: the file first, on disk for good, then its rows in one transaction."""

from datetime import date
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.core.refusals import Invalid
from apps.evidence.content import check_content
from apps.evidence.models import Blob, Evidence, EvidenceVersion
from apps.evidence.names import clean_name, extension_of
from apps.evidence.patients import check_no_patient_number
from apps.evidence.states import EvidenceKind
from apps.evidence.store import CHUNK, Incoming
from apps.evidence.uploads import Deposited
from apps.products.journal import record
from apps.products.models import Product
from apps.products.policy import require
from apps.products.states import Action


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

    `upload`: an uploaded file (`.name`, `.chunks()`); `document_on`: the date written on the
    document, never after `today`, required for a PASSI form whose age the ANS counts (FAQ ANS,
    formulaire de test d’intrusion). Without `title` the file's name serves. Raise `Invalid` for
    a file that is not admitted, `OutOfSpace` when the disk is full; nothing is left of it then.
    May be called inside a transaction: if that one is undone, only an unnamed content stays.
    """
    product = get_object_or_404(Product.objects.visible_to(by), pk=product.pk)
    require(by, Action.CONTRIBUTE, product)
    if kind not in EvidenceKind.values:
        raise Invalid(_("Choisissez la nature du document dans la liste."), field="kind")
    _check_document_date(kind, document_on, today)
    name, facts = _take_in(upload)
    title = " ".join(title.split()) or PurePath(name).stem
    if len(title) > Evidence._meta.get_field("title").max_length:
        raise Invalid(_("Cet intitulé est trop long : raccourcissez-le."), field="title")
    with transaction.atomic():
        evidence = Evidence.objects.create(product=product, title=title, kind=kind, created_by=by)
        version = _add_row(evidence, name, facts, by, document_on, comment)
        record(
            evidence,
            "store_file",
            _("Dépôt de « %(title)s » (%(name)s)") % {"title": title, "name": name},
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
    visible = Evidence.objects.visible_to(by)
    evidence = get_object_or_404(visible.select_related("product"), pk=evidence_pk)
    require(by, Action.CONTRIBUTE, evidence)
    _check_document_date(evidence.kind, document_on, today)
    name, facts = _take_in(upload)
    with transaction.atomic():
        evidence = get_object_or_404(visible.select_for_update(of=("self",)), pk=evidence_pk)
        version = _add_row(evidence, name, facts, by, document_on, comment)
        record(
            evidence,
            "add_version",
            _("Version %(number)d de « %(title)s » (%(name)s)")
            % {"number": version.number, "title": evidence.title, "name": name},
            by=by,
            on=today,
            note=comment,
        )
    return version


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


def _take_in(upload) -> tuple[str, dict]:
    """Put the bytes in the vault; return the clean name and what the blob's row must say."""
    name = clean_name(upload.name or "")
    with _incoming(upload) as incoming:
        content_type = check_content(incoming.file, name)
        check_no_patient_number(incoming.file, extension_of(name))
        size = incoming.size
        return name, {
            "sha256": incoming.keep(),
            "size": size,
            "content_type": content_type,
        }


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


def _add_row(evidence, name, facts, by, document_on, comment) -> EvidenceVersion:
    blob, _created = Blob.objects.get_or_create(
        sha256=facts["sha256"],
        defaults={"size": facts["size"], "content_type": facts["content_type"]},
    )
    last = evidence.versions.aggregate(last=Max("number"))["last"] or 0
    return EvidenceVersion.objects.create(
        evidence=evidence,
        number=last + 1,
        blob=blob,
        filename=name,
        document_on=document_on,
        comment=comment,
        uploaded_by=by,
    )
