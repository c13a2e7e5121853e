"""Load the reference data: pathways, couloirs, homologations, DSR, profiles, ladders, the guide.

Idempotent: a row found by its code is updated, a row that the file no longer names stays. Ladders
are only created: afterwards they belong to the administrators.
"""

import json

from django.conf import settings
from django.db import transaction

from apps.frameworks.models import (
    Couloir,
    Dispositif,
    Dsr,
    DsrMilestone,
    HomologationType,
    KnownProfile,
    Pathway,
    RequiredHomologation,
)
from apps.guide.loading import load_guide, read_guide
from apps.reminders.models import Ladder, LadderStep
from apps.rules.book import REVIEW_PERIOD

FIXTURES = settings.BASE_DIR / "fixtures"


@transaction.atomic
def load_all_reference() -> dict[str, int]:
    """Load the reference data and the guide of the project; return the counts of both."""
    reference = json.loads((FIXTURES / "reference.json").read_text(encoding="utf-8"))
    return load_reference(reference) | load_guide(read_guide(FIXTURES / "guide"))


@transaction.atomic
def load_reference(data: dict) -> dict[str, int]:
    """Write the content of `fixtures/reference.json`; return how many rows of each kind it named.

    A pathway gets the review period of the rule book when it is new; its days are data then.
    """
    for row in data["pathways"]:
        facts = {name: row[name] for name in ("name", "track", "review_basis", "binding_changes")}
        Pathway.objects.update_or_create(
            code=row["code"],
            defaults=facts,
            create_defaults=facts | {"review_days": REVIEW_PERIOD.amount},
        )
    for row in data["couloirs"]:
        couloir, _ = Couloir.objects.update_or_create(
            code=row["code"], defaults={"name": row["name"]}
        )
        for each in row["dispositifs"]:
            Dispositif.objects.update_or_create(
                code=each["code"], defaults={"couloir": couloir, "name": each["name"]}
            )
    for row in data["homologations"]:
        facts = {name: value for name, value in row.items() if name != "code"}
        HomologationType.objects.update_or_create(code=row["code"], defaults=facts)
    for row in data["profiles"]:
        KnownProfile.objects.update_or_create(
            name=row["name"], defaults={"meaning": row["meaning"]}
        )
    for row in data["dsrs"]:
        _load_dsr(row)
    for row in data["ladders"]:
        _load_ladder(row)
    return {name: len(rows) for name, rows in data.items()}


def _load_dsr(row: dict) -> None:
    dispositif = row.get("dispositif")
    dsr, _ = Dsr.objects.update_or_create(
        code=row["code"],
        defaults={
            "title": row["title"],
            "pathway": Pathway.objects.get(code=row["pathway"]),
            "dispositif": Dispositif.objects.get(code=dispositif) if dispositif else None,
            "wave": row.get("wave", ""),
        },
    )
    for code in row["homologations"]:
        RequiredHomologation.objects.get_or_create(
            dsr=dsr, homologation=HomologationType.objects.get(code=code)
        )
    for milestone in row.get("milestones", []):
        DsrMilestone.objects.update_or_create(
            dsr=dsr,
            name=milestone["name"],
            defaults={
                "due_on": milestone["due_on"],
                "expected_state": milestone.get("expected_state", ""),
            },
        )


def _load_ladder(row: dict) -> None:
    facts = {name: row[name] for name in ("repeat", "escalate_after", "optional") if name in row}
    ladder, created = Ladder.objects.get_or_create(kind=row["kind"], defaults=facts)
    if created:
        LadderStep.objects.bulk_create(
            LadderStep(ladder=ladder, days_before=stage, urgent=stage in row.get("urgent", []))
            for stage in row["stages"]
        )
