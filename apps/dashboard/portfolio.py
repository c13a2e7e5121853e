"""One page of the portfolio: its order, its lines with their CNDA and next date."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, IntegerField, Value, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.changes.models import ChangeRecord
from apps.cnda.cover import covers_for
from apps.cnda.models import CndaRequest
from apps.core.chips import changed_query
from apps.dashboard.bounded import Page, keyset_page
from apps.dashboard.querysets import next_due_on
from apps.deadlines.models import Deadline
from apps.dossiers.models import Dossier
from apps.dossiers.states import DossierState

PAGE_SIZE = 25
SORTS = {
    "produit": ("product__name", _("Produit")),
    "etape": ("stage", _("Étape")),
    "horloge": ("clock_due_on", _("Horloge ANS")),
    "echeance": ("next_due_on", _("Prochaine échéance")),
}


@dataclass(frozen=True)
class Line:
    """One dossier with what its line shows: covers of its homologations, its next due date."""

    dossier: Dossier
    covers: list
    deadline: Deadline | None


@dataclass(frozen=True)
class Sort:
    """A column that sorts: `direction` is "" unless the list is in its order now."""

    label: str
    query: str
    direction: str


def page_of(rows, query: QueryDict) -> Page:
    """Return the page that `query` asks for: `tri` (a minus turns it round), `apres`, `avant`."""
    name, descending = sort_of(query)
    rows = _with_order(rows.for_display().select_related("product_version__product"), name)
    return keyset_page(
        rows,
        SORTS[name][0],
        descending=descending,
        size=PAGE_SIZE,
        after=query.get("apres", ""),
        before=query.get("avant", ""),
    )


def sort_of(query: QueryDict) -> tuple[str, bool]:
    """Return the (column, descending) of `tri`; the product's name for an unknown one."""
    wanted = query.get("tri", "")
    name = wanted.removeprefix("-")
    return (name, wanted.startswith("-")) if name in SORTS else ("produit", False)


def _with_order(rows, name: str):
    if name == "etape":
        ranks = [When(state=state, then=Value(rank)) for rank, state in enumerate(DossierState)]
        return rows.annotate(stage=Case(*ranks, output_field=IntegerField()))
    if name == "echeance":
        return rows.annotate(next_due_on=next_due_on())
    return rows


def lines_of(dossiers: list[Dossier]) -> list[Line]:
    """Return the lines of these dossiers, in a number of queries that does not follow theirs."""
    covers = covers_for(dossiers)
    nearest = _nearest(dossiers)
    return [Line(each, covers[each.pk], nearest.get(each.pk)) for each in dossiers]


def _nearest(dossiers: list[Dossier]) -> dict[int, Deadline]:
    """Return {dossier pk: the first open date of itself, its changes, its CNDA requests}."""
    keys = {each.pk for each in dossiers}
    of_version: dict[int, list[int]] = {}
    for each in dossiers:
        of_version.setdefault(each.product_version_id, []).append(each.pk)
    changes = ChangeRecord.objects.filter(dossier__in=keys).values_list("pk", "dossier_id")
    requests = CndaRequest.objects.filter(product_version__in=of_version)
    owners = {
        Dossier: {pk: [pk] for pk in keys},
        ChangeRecord: {pk: [dossier] for pk, dossier in changes},
        CndaRequest: {
            pk: of_version[version] for pk, version in requests.values_list("pk", "product_version")
        },
    }
    types = {ContentType.objects.get_for_model(model).pk: model for model in owners}
    products = {each.product_id for each in dossiers}
    rows = Deadline.objects.open().filter(product__in=products, subject_type__in=types)
    nearest: dict[int, Deadline] = {}
    for row in rows.order_by("due_on", "pk"):
        for pk in owners[types[row.subject_type_id]].get(row.subject_id, ()):
            nearest.setdefault(pk, row)
    return nearest


def sorts_of(query: QueryDict) -> dict[str, Sort]:
    """Return the columns that sort, with the query string of a click on each."""
    current, descending = sort_of(query)
    found = {}
    for name, (_field, label) in SORTS.items():
        here = name == current
        turned = f"-{name}" if here and not descending else name
        direction = ("descending" if descending else "ascending") if here else ""
        found[name] = Sort(label, changed_query(query, tri=turned), direction)
    return found


def next_page(query: QueryDict, **place) -> str:
    """Return the query string of the page before or after, "" for an empty cursor."""
    return "?" + changed_query(query, **place) if all(place.values()) else ""
