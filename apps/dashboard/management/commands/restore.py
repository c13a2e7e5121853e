"""Bring a backup back: check it, files, database, hold the reminders, read every file again."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.refusals import Refusal
from apps.dashboard import saving

EVERY = 500


class Command(BaseCommand):
    """`manage.py restore FOLDER [--yes]`, with the worker and beat stopped.

    Reminders that were due before now are held until an administrator lets them go: they may have
    been sent after the backup was made.
    """

    help = "Restaure une sauvegarde : fichiers, base, rappels retenus, puis vérification"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--yes", action="store_true", help="remplace une base déjà occupée")

    def handle(self, *args, folder, yes, **options):
        try:
            manifest = saving.check(folder, self._progress)
            if not yes:
                saving.refuse_occupied()
            saving.bring_back(folder, self._progress)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        call_command("migrate", interactive=False, verbosity=0)
        call_command("hold_reminders", before=timezone.now().isoformat(), stdout=self.stdout)
        call_command("verify_evidence", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write(_("La sauvegarde du %(at)s est restaurée.") % {"at": manifest["made_at"]})

    def _progress(self, done: int) -> None:
        if done % EVERY == 0:
            self.stderr.write(_("%(done)d fichiers lus…") % {"done": done})
