"""After a restore: hold what may have been told already, until an administrator decides."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.reminders import services


class Command(BaseCommand):
    help = "Retient les rappels dus jusqu’à un moment ; un administrateur les libère ou les annule."

    def add_arguments(self, parser):
        parser.add_argument("--before", required=True, metavar="AAAA-MM-JJTHH:MM")

    def handle(self, *args, before, **options):
        now = timezone.now()
        held = services.hold_reminders(before=_moment(before, now), at=now)
        self.stdout.write(_("Rappels retenus : %(held)s.") % {"held": held})


def _moment(text: str, now: datetime) -> datetime:
    """Return the aware moment; without an offset it is one of Paris."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            _("Le moment « %(text)s » n’en est pas un : AAAA-MM-JJTHH:MM.") % {"text": text}
        ) from error
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    if moment > now:
        raise CommandError(_("Le moment donné n’est pas encore venu."))
    return moment
