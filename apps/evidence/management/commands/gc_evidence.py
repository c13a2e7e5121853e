"""Remove the stored contents that no document names, once they are old enough."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.templatetags.segurtrack import human_bytes
from apps.evidence.collecting import collect
from apps.evidence.store import sweep

MARGIN = 24  # hours: a deposit under way is never that old


class Command(BaseCommand):
    """`manage.py gc_evidence [--hours 24] [--dry-run]`."""

    help = "Efface du coffre les contenus qu’aucun document ne nomme"

    def add_arguments(self, parser):
        parser.add_argument("--hours", type=float, default=MARGIN, help="âge le plus jeune")
        parser.add_argument("--dry-run", action="store_true", help="n’efface rien")

    def handle(self, *args, hours, dry_run, **options):
        before = timezone.now() - timedelta(hours=hours)
        count = size = 0
        for each in collect(before=before, remove=not dry_run):
            count, size = count + 1, size + each.size
            self.stdout.write(f"{each.sha256} {human_bytes(each.size)}")
        words = _("%(count)d contenus à effacer, %(size)s.")
        if not dry_run:
            words = _("%(count)d contenus effacés, %(size)s ; %(swept)d dépôts interrompus.")
        swept = 0 if dry_run else sweep()
        self.stdout.write(words % {"count": count, "size": human_bytes(size), "swept": swept})
