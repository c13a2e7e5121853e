"""Fill the database with many dossiers, to measure and to look at long lists."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.dashboard.demo import DEMO_PASSWORD
from apps.dashboard.seeding import lay_ground, seed
from apps.dashboard.seeding_proofs import lay_catalog, lay_proofs
from apps.dossiers.models import Dossier

WITH_PROOFS = 20


class Command(BaseCommand):
    help = "Ajoute des dossiers de charge (produits, versions, échéances, preuves)."

    def add_arguments(self, parser):
        parser.add_argument("--dossiers", type=int, default=10_000, help="nombre de dossiers")
        parser.add_argument("--force", action="store_true", help="accepte le mode production")

    def handle(self, *args, dossiers, force, **options):
        if settings.PRODUCTION and not force:
            raise CommandError("Refusé en production : ces données ne sont pas réelles (--force).")
        if dossiers < 1:
            raise CommandError("Demandez au moins un dossier.")
        today = timezone.localdate()
        call_command("load_reference", stdout=self.stdout)
        ground = lay_ground(catalog=lay_catalog(), password=DEMO_PASSWORD, today=today)
        for written in seed(ground, dossiers):
            self.stdout.write(f"{written} / {dossiers} dossiers")
            self.stdout.flush()
        first = Dossier.objects.filter(catalog=ground.catalog).order_by("pk")[:WITH_PROOFS]
        lay_proofs(list(first), today=today)
        self.stdout.write(f"Comptes seed-0 à seed-19, mot de passe : {DEMO_PASSWORD}")
