"""Lay the demonstration team around a day: people, products, requests, dossiers, changes.

Everything goes through the services that the screens use, dated as it would have been, so the
demonstration is also a rehearsal of the rules. Days of `fixtures/demo.json` count from that day.
"""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth import get_user_model

from apps.cnda import services as cnda
from apps.dashboard.demo import DEMO_PASSWORD
from apps.dashboard.demo_dossiers import lay_dossier
from apps.dashboard.demo_files import pdf
from apps.evidence.services import store_file
from apps.evidence.states import EvidenceKind
from apps.frameworks.models import CatalogVersion, HomologationType
from apps.products.models import Component, Product, ProductMembership, ProductVersion, Publisher
from apps.rules.counting import add_days, days_before


@dataclass
class Stage:
    """Where the story is played: its day, its people by login, its catalogue."""

    today: date
    catalog: CatalogVersion
    people: dict = field(default_factory=dict)

    def day(self, offset: int) -> date:
        """Return the day `offset` days from today, negative for the past."""
        return add_days(self.today, offset) if offset >= 0 else days_before(self.today, -offset)


def lay_people(rows: list[dict]) -> dict:
    """Create the people of the demonstration; return them by login."""
    people = {}
    for row in rows:
        administrator = row.get("administrator", False)
        people[row["username"]] = get_user_model().objects.create_user(
            row["username"],
            row["email"],
            DEMO_PASSWORD,
            first_name=row["first_name"],
            last_name=row["last_name"],
            is_staff=administrator,
            is_superuser=administrator,
        )
    for row in rows:
        if manager := row.get("manager"):
            person = people[row["username"]]
            person.manager = people[manager]
            person.save()
    return people


def lay_product(stage: Stage, row: dict, publishers: dict[str, Publisher]) -> Product:
    """Create one product with all that hangs on it."""
    product = Product.objects.create(
        publisher=publishers[row["publisher"]],
        name=row["name"],
        nil=row["nil"] or None,
        convergence_reference=row.get("convergence_reference", ""),
        is_dmn=row.get("is_dmn", False),
        embeds_eai_engine=row.get("embeds_eai_engine", False),
        responsible=stage.people[row["responsible"]],
    )
    for login, role in row["members"].items():
        ProductMembership.objects.create(product=product, user=stage.people[login], role=role)
    versions = {
        label: ProductVersion.objects.create(product=product, label=label)
        for label in row["versions"]
    }
    for component in row.get("components", []):
        Component.objects.create(product=product, **component)
    requests = [
        (_lay_request(stage, product, versions[request["version"]], request), request)
        for request in row["cnda"]
    ]
    for dossier in row["dossiers"]:
        lay_dossier(stage, product, versions[dossier["version"]], dossier)
    for request, facts in requests:
        if "abandoned" in facts:
            _abandon(stage, request, on=stage.day(facts["abandoned"]))
    return product


def _lay_request(stage: Stage, product: Product, version: ProductVersion, row: dict):
    """Open a request as far as its row says, or declare the montage that replaces one."""
    by, day, today = product.responsible, stage.day, stage.today
    homologation = HomologationType.objects.get(code=row["homologation"])

    def deposit(kind: EvidenceKind, on: date):
        title = f"{kind.label} {homologation} {version.label}"
        name = f"{kind.value}-{homologation.code.lower()}.pdf"
        upload = pdf(name, f"{title} ({on})")
        return store_file(
            product, upload, by=by, kind=kind, title=title, document_on=on, today=today
        )

    if "montage" in row:
        return cnda.declare_montage(
            version.pk,
            by=by,
            on=day(row["declared"]),
            today=today,
            homologation=homologation,
            component=Component.objects.get(product=product, name=row["montage"]),
            proof=deposit(EvidenceKind.CNDA_LETTER, day(row["declared"])),
        )
    request = cnda.open_cnda_request(
        version.pk,
        by=by,
        on=day(row["opened"]),
        today=today,
        homologation=homologation,
        responsible=by,
    )
    for number, offset in enumerate(row["moves"]):
        cnda.advance_cnda_request(request.pk, by=by, on=day(offset), today=today)
        if number == 0:
            shot = deposit(EvidenceKind.CNDA_SCREENSHOT, day(offset))
            cnda.file_screenshot(
                request.pk,
                by=by,
                version=shot,
                on=day(offset),
                today=today,
                shows_software=True,
                shows_status=True,
                shows_expected_return=True,
            )
    if "letter" in row:
        on = day(row["letter"])
        for kind, file_it in (
            (EvidenceKind.CNDA_ATTESTATION, cnda.file_attestation),
            (EvidenceKind.CNDA_LETTER, cnda.file_letter),
        ):
            file_it(request.pk, by=by, version=deposit(kind, on), on=on, today=today)
    else:
        checked = row.get("checked", row["moves"][-1])
        expected = row.get("expected_return")
        cnda.record_check(
            request.pk,
            by=by,
            on=day(checked),
            today=today,
            expected_return_on=day(expected) if expected is not None else None,
        )
    return request


def _abandon(stage: Stage, request, *, on: date) -> None:
    reason = "Version remplacée avant la réponse du CNDA."
    by = request.product.responsible
    cnda.abandon_cnda_request(request.pk, by=by, on=on, today=stage.today, reason=reason)
