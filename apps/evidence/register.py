"""The register of the documents of a product, for a spreadsheet in French."""

import csv
import io

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from apps.evidence.models import Evidence, EvidenceVersion
from apps.products.models import Product

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def register_of(product: Product) -> bytes:
    """Return a CSV, a line per version: semicolons, and no cell is a formula."""
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow(_headings())
    documents = Evidence.objects.filter(product=product).with_versions().order_by("title", "pk")
    for document in documents:
        for version in document.versions.all():
            lines.writerow([_plain(cell) for cell in _cells(document, version)])
    return text.getvalue().encode("utf-8-sig")


def _headings() -> list[str]:
    return [
        _("Document"),
        _("Nature"),
        _("Version"),
        _("Fichier"),
        _("Date du document"),
        _("Déposé le"),
        _("Déposé par"),
        _("Langue"),
        _("Signé électroniquement"),
        _("Prestataire de confiance (TSP)"),
        _("Signatures trouvées"),
        _("Contrôle"),
        _("Antivirus"),
        _("Taille (octets)"),
        "SHA-256",
    ]


def _cells(document: Evidence, version: EvidenceVersion) -> list:
    progress, blob = version.checks, version.blob
    return [
        document.title,
        document.get_kind_display(),
        version.number,
        version.filename,
        version.document_on.isoformat() if version.document_on else "",
        localtime(version.uploaded_at).date().isoformat(),
        version.uploaded_by,
        version.get_language_display(),
        {True: _("oui"), False: _("non"), None: ""}[version.signed],
        version.tsp,
        "" if blob.signatures is None else blob.signatures,
        f"{progress.done}/{progress.total}" if progress else "",
        blob.badge.label,
        blob.size,
        blob.sha256,
    ]


def _plain(cell) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
