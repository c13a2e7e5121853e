"""Questions of the portfolio that cross the apps: late dossiers, missing homologations."""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, Subquery

from apps.changes.models import ChangeRecord
from apps.cnda.models import CndaCoverage, CndaRequest
from apps.cnda.states import CLOSED_WITHOUT, CndaOutcome
from apps.deadlines.models import Deadline
from apps.dossiers.models import Dossier
from apps.frameworks.models import RequiredHomologation


def late(dossiers, *, on: date):
    """Keep the dossiers with an overdue date: their own, of a change, of a CNDA request."""
    overdue = Deadline.objects.overdue(on=on)
    own = _subjects(overdue, Dossier)
    changes = ChangeRecord.objects.filter(pk__in=_subjects(overdue, ChangeRecord))
    requests = CndaRequest.objects.filter(pk__in=_subjects(overdue, CndaRequest))
    versions = requests.values("product_version_id")
    return dossiers.filter(
        Q(pk__in=own) | Q(pk__in=changes.values("dossier_id")) | Q(product_version_id__in=versions)
    )


def _subjects(deadlines, model):
    kind = ContentType.objects.get_for_model(model)
    return deadlines.filter(subject_type=kind).values("subject_id")


def with_cnda_status(dossiers, status: str):
    """Keep the dossiers whose version has a CNDA request under way at `status`."""
    requests = CndaRequest.objects.filter(
        product_version=OuterRef("product_version"), outcome=CndaOutcome.EN_COURS, status=status
    )
    return dossiers.filter(Exists(requests))


def without_cnda_gap(dossiers, *, gap: bool):
    """Keep the dossiers whose required homologations are all obtained or covered by a montage.

    With `gap=True`, keep the others instead: at least one is not obtained yet.
    """
    own = CndaRequest.objects.filter(
        product_version=OuterRef(OuterRef("product_version")),
        homologation=OuterRef("homologation"),
    ).exclude(outcome__in=CLOSED_WITHOUT)
    covered = CndaCoverage.objects.filter(
        product_version=OuterRef(OuterRef("product_version")),
        homologation=OuterRef("homologation"),
        withdrawn_on__isnull=True,
    )
    missing = RequiredHomologation.objects.filter(dsr=OuterRef("dsr")).exclude(
        Exists(own.filter(outcome=CndaOutcome.OBTENUE)) | Exists(covered)
    )
    return dossiers.filter(Exists(missing) if gap else ~Exists(missing))


def next_due_on():
    """Return the expression of the first open due date of a dossier itself, to sort by."""
    own = Deadline.objects.open().filter(
        subject_type=ContentType.objects.get_for_model(Dossier), subject_id=OuterRef("pk")
    )
    return Subquery(own.order_by("due_on").values("due_on")[:1])
