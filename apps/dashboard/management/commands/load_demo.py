"""Lay the demonstration around today, once; refused outside the demo mode."""

import json
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from apps.dashboard.demo_certificates import lay_certificates
from apps.dashboard.demo_story import Stage, lay_people, lay_product
from apps.frameworks.models import CatalogVersion
from apps.products.models import Product, Publisher

FIXTURES = settings.BASE_DIR / "fixtures"


class Command(BaseCommand):
    help = "Installe une équipe de démonstration autour d’aujourd’hui."

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="efface tout, puis recommence")

    def handle(self, *args, reset, **options):
        if settings.PRODUCTION:
            raise CommandError("La démonstration ne s’installe pas en production.")
        if reset:
            call_command("flush", interactive=False, verbosity=0)
            call_command("load_reference", stdout=self.stdout)
        if Product.objects.exists():
            self.stdout.write("Des produits existent déjà : rien n’est changé.")
            return
        data = json.loads((FIXTURES / "demo.json").read_text(encoding="utf-8"))
        with transaction.atomic():
            self._lay(data)

    def _lay(self, data: dict) -> None:
        people = lay_people(data["people"])
        catalog = data["catalog"]
        call_command(
            "import_rem",
            str(FIXTURES / catalog["file"]),
            framework=catalog["code"],
            label=catalog["label"],
            stdout=self.stdout,
        )
        version = CatalogVersion.objects.get(catalog__code=catalog["code"], label=catalog["label"])
        version.catalog.name = catalog["name"]
        version.catalog.save()
        stage = Stage(timezone.localdate(), version, people)
        publishers = {row["name"]: Publisher.objects.create(**row) for row in data["publishers"]}
        for number, row in enumerate(data["products"], start=1):
            lay_product(stage, row, publishers)
            if sys.stdout.isatty():
                self.stdout.write(f"  {number}/{len(data['products'])} {row['name']}")
        lay_certificates(stage, data["certificates"])
        self.stdout.write(f"{len(data['products'])} produits de démonstration installés.")
