from django.db import migrations

from apps.dossiers.models.manifest import digest_of

CHUNK = 500


def complete_lines(apps, schema_editor):
    """Write on the lines that are there what a line now says, and the digest of their rounds."""
    lines = apps.get_model("dossiers", "RoundItem").objects.select_related(
        "proof__catalog_proof__requirement", "version__blob"
    )
    filled = []
    for line in lines.order_by("pk").iterator(CHUNK):
        line.requirement = line.proof.catalog_proof.requirement.reference
        line.version_number = line.version.number
        line.size = line.version.blob.size
        filled.append(line)
    apps.get_model("dossiers", "RoundItem").objects.bulk_update(
        filled, ["requirement", "version_number", "size"], batch_size=CHUNK
    )


def seal_rounds(apps, schema_editor):
    """Give the rounds that are there their chapter, their moment, their header and their digest.

    The clock of their day was not kept: their header has no trace.
    """
    rounds = apps.get_model("dossiers", "Round").objects.select_related(
        "event",
        "recorded_by",
        "dossier__product__publisher",
        "dossier__product_version",
        "dossier__pathway",
        "dossier__dsr",
        "dossier__catalog__catalog",
    )
    for each in rounds.order_by("pk").iterator(CHUNK):
        dossier, event = each.dossier, each.event
        chapter = event.chapter if event else None
        each.chapter = chapter
        each.recorded_at = event.recorded_at if event else each.recorded_at
        person = each.recorded_by
        catalog = dossier.catalog
        each.facts = {
            "kind": event.kind if event else "early",
            "product": dossier.product.name,
            "publisher": dossier.product.publisher.name,
            "version": f"{dossier.product.name} {dossier.product_version.label}",
            "pathway": dossier.pathway.name,
            "dsr": dossier.dsr.code,
            "catalog": f"{catalog.catalog.name} – {catalog.label}",
            "chapter": chapter.name if chapter else "",
            "recorded_by": f"{person.first_name} {person.last_name}".strip() or person.username,
        }
        each.digest = digest_of(each, each.items.order_by("pk"))
        each.save()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("dossiers", "0004_round_manifests"),
    ]

    operations = [
        migrations.RunPython(complete_lines, migrations.RunPython.noop),
        migrations.RunPython(seal_rounds, migrations.RunPython.noop),
    ]
