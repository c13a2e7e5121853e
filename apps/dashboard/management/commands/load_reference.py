"""Load fixtures/reference.json; may be run again at any time."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand

from apps.dashboard.reference import load_reference


class Command(BaseCommand):
    help = "Charge les données de référence (couloirs, dispositifs, homologations, échelles)."

    def handle(self, *args, **options):
        path = settings.BASE_DIR / "fixtures" / "reference.json"
        counts = load_reference(json.loads(path.read_text(encoding="utf-8")))
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
