"""Measure the planning of reminders: `python -m tests.servers python -m bench.planning`.

A million open due dates, a thousand of which have reached a stage. Prints what the plan takes to
find them, to look again when all is told, and to write them, beside the bare SQL that selects the
same rows, in one run; and the plan that PostgreSQL makes of the query.
"""

import os
import statistics
import time
from datetime import date

from bench.__main__ import prepare

OPEN = int(os.environ.get("OPEN", "1000000"))
DUE = int(os.environ.get("DUE", "1000"))
ROUNDS = 15
TODAY = date(2026, 3, 3)
PEOPLE, PRODUCTS = 50, 20

BARE = """
SELECT d.id, d.product_id, d.responsible_id, d.kind, d.due_on, d.revision
FROM deadlines_deadline d
WHERE d.status = 'open' AND d.kind = %s AND d.due_on <= %s
AND EXISTS (SELECT 1 FROM products_productmembership m
            WHERE m.user_id = d.responsible_id AND m.product_id = d.product_id)
AND NOT EXISTS (SELECT 1 FROM reminders_reminder r
                WHERE r.deadline_id = d.id AND r.revision = d.revision
                AND r.person_id = d.responsible_id AND r.stage <= %s AND r.state <> 'cancelled')
ORDER BY d.due_on, d.id
"""

SEED = """
INSERT INTO deadlines_deadline (product_id, subject_type_id, subject_id, kind, slot, title, url,
    due_on, revision, sequence, status, responsible_id, explanation, updated_at)
SELECT products[1 + n %% {products}], %(type)s, n, kinds[1 + n %% array_length(kinds, 1)],
    'bench-' || n, 'Échéance ' || n, '',
    CASE WHEN n <= {due} THEN %(today)s::date + n %% 7
         ELSE %(today)s::date + 400 + n %% 700 END,
    1, 0, 'open', people[1 + (n / {products}) %% {people}], '', now()
FROM generate_series(1, {open}) n,
    (SELECT %(products)s::bigint[] products, %(people)s::bigint[] people,
            %(kinds)s::text[] kinds) given
"""


def main() -> None:
    """Seed, measure, print."""
    prepare()
    from django.core.management import call_command  # noqa: PLC0415 (the settings come first)
    from django.db import connection  # noqa: PLC0415 (the settings come first)

    from apps.reminders.models import Ladder, Reminder  # noqa: PLC0415 (the settings come first)
    from apps.reminders.plan import plan, reached_stages  # noqa: PLC0415
    from apps.rules.book import DEADLINE_RULES  # noqa: PLC0415 (the settings come first)

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    kinds = [rule.code for rule in DEADLINE_RULES if Ladder.objects.filter(kind=rule.code).exists()]
    seed(kinds)

    def bare() -> int:
        """Select the due rows of every kind, as anybody would by hand, in one go each."""
        with connection.cursor() as cursor:
            return sum(_rows(cursor, kind) for kind in kinds)

    def find() -> int:
        return len(reached_stages(today=TODAY))

    print(f"\n{OPEN} open due dates, {bare()} due and untold, {find()} found by the plan")
    floor = measured(bare)
    show("bare SQL that selects them", floor, floor)
    show("the plan finds them", measured(find), floor)
    start = time.perf_counter()
    opened = plan(today=TODAY)
    show(f"the plan writes them, once ({opened})", time.perf_counter() - start, floor)
    show("bare SQL, all told", measured(bare), floor)
    show("the plan, all told", measured(lambda: plan(today=TODAY)), floor)
    print(f"\nreminders written: {Reminder.objects.count()}")
    explain()


def seed(kinds: list[str]) -> None:
    """Fill the register by one INSERT … SELECT."""
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415 (the settings come first)

    from apps.accounts.models import User  # noqa: PLC0415 (the settings come first)
    from apps.products.models import Product, ProductMembership, Publisher  # noqa: PLC0415

    people = User.objects.bulk_create(
        User(username=f"bench-{n}", email=f"bench-{n}@example.org") for n in range(PEOPLE)
    )
    publisher = Publisher.objects.create(name="Banc")
    products = Product.objects.bulk_create(
        Product(name=f"Produit {n}", publisher=publisher, responsible=people[0])
        for n in range(PRODUCTS)
    )
    ProductMembership.objects.bulk_create(
        ProductMembership(product=product, user=person) for product in products for person in people
    )
    values = {
        "type": ContentType.objects.get_for_model(Product).pk,
        "products": [product.pk for product in products],
        "people": [person.pk for person in people],
        "kinds": kinds,
        "today": TODAY,
    }
    sizes = {"products": PRODUCTS, "people": PEOPLE, "due": DUE, "open": OPEN}
    with connection.cursor() as cursor:
        cursor.execute(SEED.format(**sizes), values)
        cursor.execute("VACUUM ANALYZE")


def _rows(cursor, kind: str) -> int:
    from apps.reminders.forecast import stages_for  # noqa: PLC0415 (the settings come first)
    from apps.reminders.stages import last_due  # noqa: PLC0415 (the settings come first)

    steps = EDGES.setdefault(kind, stages_for(kind).steps)
    cursor.execute(BARE, [kind, last_due(TODAY, steps[0]), steps[0]])
    return len(cursor.fetchall())


EDGES: dict[str, tuple[int, ...]] = {}


def measured(call) -> float:
    """Return the median of several rounds, in seconds."""
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def show(name: str, seconds: float, floor: float) -> None:
    """Print one line."""
    print(f"  {name:<36} {seconds * 1000:8.1f} ms  × {seconds / floor:5.2f}")


def explain() -> None:
    """Print how PostgreSQL reads the register for the plan."""
    from apps.reminders.models import Ladder  # noqa: PLC0415 (the settings come first)
    from apps.reminders.plan import untold  # noqa: PLC0415 (the settings come first)
    from apps.reminders.stages import stages_of  # noqa: PLC0415 (the settings come first)

    ladders = [stages_of(ladder) for ladder in Ladder.objects.prefetch_related("steps")]
    text = untold(ladders, TODAY).explain(analyze=True)
    print("\n".join(line for line in text.splitlines() if "Scan" in line or "Time" in line))


if __name__ == "__main__":
    main()
