"""Dossiers and due dates laid straight in the tables: the screens only read columns."""

from datetime import date

from django.contrib.contenttypes.models import ContentType

from apps.deadlines.models import Deadline
from apps.dossiers.models import Dossier
from apps.dossiers.states import DECIDED, IN_PREPARATION, UNDER_REVIEW
from apps.dossiers.states import DossierState as S
from apps.frameworks.models import CatalogVersion, Dsr
from apps.frameworks.tests.builders import make_catalog, make_dsr
from apps.products.journal import record
from apps.products.models import ProductVersion
from apps.products.tests.builders import make_member, make_product, make_version
from apps.rules import book

TODAY = date(2026, 3, 4)  # a Wednesday: its week ends on Sunday the 8th


def lay_dossier(version: ProductVersion, *, responsible=None, state=S.BROUILLON, **facts):
    """Return a saved dossier in that state, with the days that the state calls for."""
    dsr = facts.pop("dsr", None) or Dsr.objects.first() or make_dsr()
    reached = state in [*UNDER_REVIEW, *DECIDED, S.SUSPENDU]
    defaults = {
        "state_on": date(2026, 2, 2),
        "opened_on": date(2025, 11, 3),
        "eligibility_on": None if state == S.BROUILLON else date(2025, 11, 10),
        "proofs_on": date(2025, 11, 20) if reached or state == S.PREUVES else None,
        "instruction_on": date(2026, 1, 5) if reached else None,
        "decided_on": None if state in [*IN_PREPARATION, *UNDER_REVIEW] else date(2026, 2, 20),
    }
    return Dossier.objects.create(
        product=version.product,
        product_version=version,
        pathway=dsr.pathway,
        dsr=dsr,
        catalog=CatalogVersion.objects.first() or make_catalog(),
        responsible=responsible or version.product.responsible,
        state=state,
        **(defaults | facts),
    )


def lay_deadline(subject, due_on: date, *, title="Répondre au retour", **facts) -> Deadline:
    """Return an open due date of `subject`."""
    defaults = {
        "kind": book.RETURN_ANSWER.code,
        "responsible": subject.responsible,
        "url": subject.get_absolute_url(),
    }
    return Deadline.objects.create(
        product=subject.product,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        due_on=due_on,
        title=title,
        **(defaults | facts),
    )


def lay_many(team, count: int) -> list[Dossier]:
    """Return dossiers of as many products of the team, each with a date and an event by Bob."""
    dossiers = []
    for number in range(count):
        product = make_product(f"Produit {number:03}", responsible=team.alice, nil=f"7{number:03}")
        make_member(product, team.alice, "lead")
        dossier = lay_dossier(
            make_version(product),
            state=S.A_CORRIGER,
            clock_state="paused",
            clock_started_on=date(2026, 1, 5),
            clock_paused_on=date(2026, 1, 25),
        )
        lay_deadline(dossier, date(2026, 3, 1 + number % 28), title=f"Tâche {number}")
        record(dossier, "note", f"Fait {number}", by=team.bob, on=date(2026, 3, 1))
        dossiers.append(dossier)
    return dossiers
