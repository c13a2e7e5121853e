"""Have stored files scanned again, now: after new signatures, or once the antivirus is back."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.evidence import scanning
from apps.evidence.models import Blob
from apps.evidence.states import ScanState

EVERY = 100


class Command(BaseCommand):
    """`manage.py rescan_evidence [--state infected] [--dry-run]`."""

    help = "Fait analyser de nouveau les fichiers déposés par l’antivirus"

    def add_arguments(self, parser):
        parser.add_argument("--state", choices=ScanState.values, default="", help="ceux-là seuls")
        parser.add_argument("--dry-run", action="store_true", help="dit seulement combien")

    def handle(self, *args, state, dry_run, **options):
        wanted = Blob.objects.filter(scan_state=state) if state else Blob.objects.all()
        if dry_run:
            self.stdout.write(_("%(count)d fichiers à analyser.") % {"count": wanted.count()})
            return
        if not settings.CLAMD_URL:
            raise CommandError(_("Aucun antivirus : donnez son adresse dans CLAMD_URL."))
        now = timezone.now()
        done = scanning.scan_pending(
            now=now,
            today=timezone.localdate(now),
            most=scanning.ask_again(wanted),
            progress=self._progress,
        )
        self.stdout.write(
            _("%(judged)d fichiers analysés, %(infected)d infectés.")
            % {"judged": done.judged, "infected": done.infected}
        )
        if not done.reachable:
            raise CommandError(_("L’antivirus ne répond pas : le reste attend son retour."))

    def _progress(self, judged: int) -> None:
        if judged % EVERY == 0:
            self.stderr.write(_("%(judged)d fichiers analysés…") % {"judged": judged})
