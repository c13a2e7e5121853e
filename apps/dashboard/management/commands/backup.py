"""Save the database, then the files, in a folder; people may go on working meanwhile."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.refusals import Refusal
from apps.core.templatetags.segurtrack import human_bytes
from apps.dashboard import saving

EVERY = 500


class Command(BaseCommand):
    """`manage.py backup FOLDER`; into the folder of an earlier backup only new files are copied."""

    help = "Sauvegarde la base, puis les fichiers, dans un dossier"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder, **options):
        try:
            manifest = saving.backup(folder, at=timezone.now(), progress=self._progress)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            _("Sauvegarde terminée : base %(base)s, %(count)d fichiers, %(size)s.")
            % {
                "base": human_bytes(manifest["database"]["bytes"]),
                "count": manifest["evidence"]["count"],
                "size": human_bytes(manifest["evidence"]["bytes"]),
            }
        )

    def _progress(self, done: int) -> None:
        if done % EVERY == 0:
            self.stderr.write(_("%(done)d fichiers copiés…") % {"done": done})
