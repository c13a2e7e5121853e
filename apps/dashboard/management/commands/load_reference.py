"""Load the reference data and the guide; may be run again at any time."""

from django.core.management.base import BaseCommand

from apps.dashboard.reference import load_all_reference


class Command(BaseCommand):
    help = (
        "Charge les données de référence (couloirs, dispositifs, homologations, échelles, guide)."
    )

    def handle(self, *args, **options):
        counts = load_all_reference()
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
