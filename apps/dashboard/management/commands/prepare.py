"""Make the demonstration ready to be opened: tables, reference data, demo team, catalogues."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from apps.dashboard.demo import DEMO_PASSWORD, DEMO_PEOPLE
from apps.dashboard.reference import load_all_reference


class Command(BaseCommand):
    help = "Prépare la démonstration : tables, données de référence, équipe, traductions."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="port que le site écoutera")
        parser.add_argument(
            "--reset", action="store_true", help="efface d’abord toutes les données"
        )

    def handle(self, *args, port, reset, **options):
        if not settings.DEMO:
            raise CommandError("Cette commande ne sert qu’au mode démonstration.")
        call_command("migrate", interactive=False, verbosity=0)
        self._compile_catalogues()
        if reset:
            call_command("load_demo", reset=True, stdout=self.stdout)
        else:
            load_all_reference()
            call_command("load_demo", stdout=self.stdout)
        self._say_where(port)

    def _compile_catalogues(self) -> None:
        """Compile the translations that changed; gettext itself need not be installed."""
        for folder in settings.LOCALE_PATHS:
            for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
                target = source.with_suffix(".mo")
                if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                    polib.pofile(str(source)).save_as_mofile(str(target))

    def _say_where(self, port: int) -> None:
        self.stdout.write(f"\nSegurTrack s’ouvre sur http://127.0.0.1:{port}")
        for login, what in DEMO_PEOPLE:
            self.stdout.write(f"  {login:<8} {what}")
        self.stdout.write(f"  mot de passe de tous : {DEMO_PASSWORD}\n\n")
