"""Modifications for tests, made through the services on a dossier that has its award."""

from dataclasses import dataclass
from datetime import date

from apps.changes import services
from apps.changes.models import ChangeRecord
from apps.changes.states import ChangeState as S
from apps.cnda.tests.builders import make_file
from apps.dossiers.models import Dossier
from apps.dossiers.states import DossierState
from apps.frameworks.models import Requirement
from apps.frameworks.tests.builders import make_catalog, make_dsr, make_pathway
from apps.products.tests.builders import Team, make_team

AWARDED = date(2025, 12, 1)
KNOWN = date(2026, 1, 2)
ESTABLISHED = date(2026, 1, 5)
NOTIFIED = date(2026, 1, 15)
ASKED = date(2026, 1, 31)
ENDED = date(2026, 2, 20)
TODAY = date(2026, 3, 2)


@dataclass
class Case:
    """An awarded dossier, its people and its catalogue's requirements."""

    team: Team
    dossier: Dossier
    requirements: list[Requirement]


def make_dossier(team, *, dmn=True, state=None, decided_on=AWARDED, catalog=None) -> Dossier:
    """Return a dossier of the team's product, awarded unless `state` says otherwise."""
    pathway = make_pathway("DMN" if dmn else "SEGUR")
    dsr = pathway.dsrs.first() or make_dsr(f"DSR-{pathway.code}", pathway=pathway, homologations=())
    return Dossier.objects.create(
        product=team.product,
        product_version=team.version,
        pathway=pathway,
        dsr=dsr,
        catalog=catalog or make_catalog(label=f"1.{Dossier.objects.count()}"),
        state=state or (DossierState.CERTIFIE if dmn else DossierState.REFERENCE),
        state_on=decided_on or AWARDED,
        opened_on=date(2025, 9, 1),
        eligibility_on=date(2025, 9, 10),
        proofs_on=date(2025, 9, 20),
        instruction_on=date(2025, 10, 1),
        decided_on=decided_on,
        responsible=team.alice,
    )


def make_case(*, dmn=True, **facts) -> Case:
    """Return an awarded dossier of Alice's team: certified on the DMN pathway, or Ségur."""
    team = make_team(is_dmn=dmn)
    dossier = make_dossier(team, dmn=dmn, **facts)
    return Case(team, dossier, list(dossier.catalog.requirements.all()))


def record(case, **facts) -> ChangeRecord:
    """Record a modification as Bob, known on 2 January 2026."""
    facts = {
        "by": case.team.bob,
        "on": KNOWN,
        "today": TODAY,
        "title": "Nouveau moteur d’alertes",
        "responsible": case.team.alice,
    } | facts
    return services.record_change(case.dossier.pk, **facts)


def complete(case, change, **facts) -> ChangeRecord:
    """Give the modification all that a notice needs."""
    services.update_change(
        change.pk,
        by=case.team.bob,
        today=TODAY,
        nature="Les seuils d’alerte changent.",
        requirements=case.requirements[:1],
        **facts,
    )
    return services.attach_file(
        change.pk,
        make_file(case.team.product, by=case.team.bob, name="analyse.pdf"),
        by=case.team.bob,
        on=TODAY,
        today=TODAY,
    )


def change_at(case, state=S.A_EVALUER, **facts) -> ChangeRecord:
    """Return a modification brought to `state` by the services, on the days of this module."""
    change = record(case, **facts)
    act = {"by": case.team.alice, "today": TODAY}
    if state == S.SANS_IMPACT:
        services.dismiss_change(change.pk, on=ESTABLISHED, justification="Libellés seuls", **act)
    elif state != S.A_EVALUER:
        services.establish_impact(change.pk, on=ESTABLISHED, **act)
    if state not in (S.A_EVALUER, S.SANS_IMPACT, S.A_NOTIFIER):
        complete(case, change)
        services.notify_ans(change.pk, on=NOTIFIED, **act)
    if state == S.CLOSE:
        services.close_change(change.pk, on=ENDED, **act)
    if state in (S.NOUVELLE_DEMANDE, S.DEMANDE_DEPOSEE):
        services.require_new_request(change.pk, on=ASKED, **act)
    if state == S.DEMANDE_DEPOSEE:
        services.file_new_request(change.pk, on=ENDED, **act)
    return ChangeRecord.objects.get(pk=change.pk)
