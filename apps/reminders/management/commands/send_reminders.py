"""Plan and send the reminders of a day, or only say who would be told what."""

from datetime import date, datetime

from django.core.management.base import BaseCommand, CommandError
from django.db.models import prefetch_related_objects
from django.utils import timezone

from apps.reminders import services
from apps.rules.counting import PARIS


class Command(BaseCommand):
    help = "Prépare et envoie les rappels d’un jour ; --dry-run dit seulement qui serait prévenu."

    def add_arguments(self, parser):
        parser.add_argument(
            "--on", metavar="AAAA-MM-JJ", help="jour à considérer, aujourd’hui par défaut"
        )
        parser.add_argument("--dry-run", action="store_true", help="n’écrit rien, n’envoie rien")

    def handle(self, *args, on=None, dry_run=False, **options):
        now = _moment(on)
        today = timezone.localdate(now)
        self._say_who(today)
        if dry_run:
            return
        services.plan(today=today)
        run = services.send_due(now=now)
        self.stdout.write(
            f"Messages envoyés : {run.sent} ; échecs : {run.failed} ; "
            f"rappels annulés : {run.cancelled}."
        )
        if run.error:
            raise CommandError(f"L’envoi s’est arrêté, il reprendra au prochain tour : {run.error}")

    def _say_who(self, today: date) -> None:
        openings = services.reached_stages(today=today)
        deadlines = [opening.deadline for opening in openings]
        prefetch_related_objects(deadlines, "product", "responsible")
        for opening in openings:
            deadline = opening.deadline
            when = "à part" if opening.urgent else "au récapitulatif"
            self.stdout.write(
                f"{deadline.responsible} ← {deadline.title}, {deadline.product}, "
                f"au {deadline.due_on:%d/%m/%Y} (palier {opening.stage}, {when})"
            )
        self.stdout.write(f"Rappels à préparer au {today:%d/%m/%Y} : {len(openings)}.")


def _moment(on: str | None) -> datetime:
    """Return now, or the present hour of the day `on` in Paris."""
    now = timezone.localtime()
    if on is None:
        return now
    try:
        day = date.fromisoformat(on)
    except ValueError as error:
        raise CommandError(
            "--on attend une date écrite AAAA-MM-JJ, par exemple 2026-03-06."
        ) from error
    return datetime.combine(day, now.time(), tzinfo=PARIS)
