"""Fill the database with a large, plausible portfolio, to see how the site behaves under weight.

Rows are written in bulk, past the services: what a service would refuse is not made here, but no
journal and no due date of the rules is either. Never for data that people rely on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice

from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from apps.accounts.models import User
from apps.deadlines.models import Deadline
from apps.deadlines.services import target_of
from apps.deadlines.states import DeadlineStatus
from apps.dossiers.clock import cache_of, read_clock
from apps.dossiers.models import Dossier, ReviewEvent
from apps.dossiers.states import DossierState as S
from apps.dossiers.states import ReviewKind
from apps.frameworks.models import CatalogVersion, Dsr
from apps.products.models import Product, ProductMembership, ProductVersion, Publisher
from apps.products.states import Role
from apps.rules.book import DEADLINE_RULES
from apps.rules.counting import add_days, days_before

BATCH = 1000
PER_PRODUCT = 10  # dossiers
PER_DOSSIER = 10  # due dates
OPEN_PER_DOSSIER = 4
PEOPLE = 20
SPREAD = 400  # how far around today, in days, the facts and due dates lie
STATES = [S.BROUILLON, S.ELIGIBILITE, S.PREUVES, S.PREUVES, S.INSTRUCTION, S.INSTRUCTION]
STATES += [S.A_CORRIGER, S.REFERENCE, S.REFERENCE, S.REFUSE, S.ABANDONNE, S.SUSPENDU]
STORY = {
    S.INSTRUCTION: [ReviewKind.COMPLETE],
    S.A_CORRIGER: [ReviewKind.COMPLETE, ReviewKind.RETURNED],
    S.REFERENCE: [ReviewKind.COMPLETE, ReviewKind.DECIDED],
    S.REFUSE: [ReviewKind.COMPLETE, ReviewKind.DECIDED],
    S.SUSPENDU: [ReviewKind.COMPLETE, ReviewKind.DECIDED],
}
BEFORE_PROOFS = {S.BROUILLON, S.ELIGIBILITE, S.ABANDONNE}
NAMES = ["MediCab", "RadioFlow", "PharmaLink", "BioSuite", "SoinPlus", "Agenda Santé", "LaboNet"]


@dataclass(frozen=True)
class Ground:
    """What every seeded row hangs on."""

    people: list[User]
    dsrs: list[Dsr]
    catalog: CatalogVersion
    today: date


def lay_ground(*, catalog: CatalogVersion, password: str, today: date) -> Ground:
    """Return the people and the reference data; the first person leads every product."""
    secret = make_password(password)
    people = [
        User.objects.get_or_create(
            username=f"seed-{number}",
            defaults={
                "email": f"seed-{number}@example.org",
                "first_name": "Personne",
                "last_name": f"Numéro {number}",
                "password": secret,
            },
        )[0]
        for number in range(PEOPLE)
    ]
    dsrs = list(Dsr.objects.filter(pathway__track="segur").select_related("pathway"))
    return Ground(people, dsrs, catalog, today)


def seed(ground: Ground, dossiers: int) -> Iterator[int]:
    """Write `dossiers` dossiers with all that goes with them; yield how many are there so far."""
    written, start = 0, Product.objects.count()
    while written < dossiers:
        size = min(BATCH, dossiers - written)
        with transaction.atomic():
            products = _products(ground, start, -(-size // PER_PRODUCT))
            _dossiers(ground, products, size, written)
        start += len(products)
        written += size
        yield written


def _products(ground: Ground, start: int, count: int) -> list[Product]:
    publisher = Publisher.objects.get_or_create(name="Éditeur de charge")[0]
    products = Product.objects.bulk_create(
        Product(
            publisher=publisher,
            name=f"{NAMES[number % len(NAMES)]} {number}",
            nil=f"S{number:07}",
            responsible=ground.people[number % PEOPLE],
        )
        for number in range(start, start + count)
    )
    memberships = []
    for number, product in enumerate(products):
        chosen = {
            0: Role.LEAD,
            1 + number % (PEOPLE - 2): Role.CONTRIBUTOR,
            PEOPLE - 1: Role.READER,
        }
        memberships += [
            ProductMembership(product=product, user=ground.people[index], role=role)
            for index, role in chosen.items()
        ]
    ProductMembership.objects.bulk_create(memberships)
    return products


def _dossiers(ground: Ground, products: list[Product], size: int, written: int) -> None:
    versions = ProductVersion.objects.bulk_create(
        ProductVersion(product=product, label=label) for product in products for label in "12"
    )
    numbers = range(written, written + size)
    rows = [
        _dossier(ground, version, number)
        for number, version in zip(numbers, cycle(versions), strict=False)
    ]
    stories = [_story(dossier, ground) for dossier in rows]
    for dossier, events in zip(rows, stories, strict=True):
        for name, value in cache_of(read_clock(dossier, events, today=ground.today)).items():
            setattr(dossier, name, value)
    Dossier.objects.bulk_create(rows)
    for dossier, events in zip(rows, stories, strict=True):
        for event in events:
            event.dossier = dossier
    ReviewEvent.objects.bulk_create(event for events in stories for event in events)
    Deadline.objects.bulk_create(
        (due for dossier in rows for due in _dues(dossier, ground.today)), batch_size=BATCH
    )


def _dossier(ground: Ground, version: ProductVersion, number: int) -> Dossier:
    dsr = ground.dsrs[number % len(ground.dsrs)]
    opened_on = days_before(ground.today, SPREAD + number % SPREAD)
    step = (ground.today - opened_on) // 4
    state_on = opened_on + step
    state = STATES[number % len(STATES)]
    decided = state in (S.REFERENCE, S.REFUSE, S.SUSPENDU)
    expected = 20 + number % 300
    return Dossier(
        product=version.product,
        product_version=version,
        pathway=dsr.pathway,
        dsr=dsr,
        catalog=ground.catalog,
        state=state,
        state_on=state_on,
        opened_on=opened_on,
        eligibility_on=None if state == S.BROUILLON else opened_on,
        proofs_on=None if state in BEFORE_PROOFS else opened_on,
        instruction_on=state_on if state in STORY else None,
        decided_on=state_on + step if decided else None,
        responsible=ground.people[number % PEOPLE],
        proofs_blocking=expected,
        proofs_answered=expected * (number % 5) // 4,
        proofs_conform=expected // 2 if decided else 0,
    )


def _story(dossier: Dossier, ground: Ground) -> list[ReviewEvent]:
    """Return the facts of the review, the first recent enough for clocks of every state."""
    kinds = STORY.get(dossier.state, [])
    length = dossier.pathway.review_days
    begun_on = dossier.state_on
    if kinds == [ReviewKind.COMPLETE] or dossier.state == S.A_CORRIGER:
        begun_on = days_before(ground.today, 1 + dossier.proofs_blocking % (length + length // 4))
    days = [begun_on, dossier.decided_on or add_days(begun_on, 1)]
    return [
        ReviewEvent(kind=kind, occurred_on=min(on, ground.today), recorded_by=dossier.responsible)
        for kind, on in zip(kinds, days, strict=False)
    ]


def _dues(dossier: Dossier, today: date) -> Iterator[Deadline]:
    subject_type = ContentType.objects.get_for_model(Dossier)
    for index, rule in enumerate(islice(cycle(DEADLINE_RULES), PER_DOSSIER)):
        is_open = index < OPEN_PER_DOSSIER
        ahead = (dossier.pk * PER_DOSSIER + index) * 7 % SPREAD
        due_on = add_days(today, ahead) if is_open and index else days_before(today, ahead)
        yield Deadline(
            product=dossier.product,
            subject_type=subject_type,
            subject_id=dossier.pk,
            kind=rule.code,
            slot=f"seed-{index}",
            title=rule.label,
            url=dossier.get_absolute_url(),
            due_on=due_on,
            target_on=target_of(rule.code, due_on),
            status=DeadlineStatus.OPEN if is_open else DeadlineStatus.MET,
            closed_on=None if is_open else due_on,
            responsible=dossier.responsible,
        )
