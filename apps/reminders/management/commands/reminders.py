"""Plan and send the reminders of a day, or only say who would be told what."""

from datetime import date, datetime

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db.models import prefetch_related_objects
from django.utils import timezone

from apps.reminders import services
from apps.reminders.states import Purpose
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
        openings = services.openings_of(today=today)
        deadlines = [opening.deadline for opening in openings]
        prefetch_related_objects(deadlines, "product")
        routes = [opening.route for opening in openings]
        told = {route.person_id for route in routes}
        replaced = {route.on_behalf_of_id for route in routes} - {None}
        people = get_user_model().objects.in_bulk(told | replaced)
        for opening in openings:
            deadline, route = opening.deadline, opening.route
            absent = people.get(route.on_behalf_of_id)
            person = f"{people[route.person_id]}" + (f" (pour {absent})" if absent else "")
            self.stdout.write(
                f"{person} ← {deadline.title}, {deadline.product}, "
                f"au {deadline.due_on:%d/%m/%Y} ({_why(opening)}, {_how(opening)})"
            )
        self.stdout.write(f"Rappels à préparer au {today:%d/%m/%Y} : {len(openings)}.")


def _why(opening) -> str:
    if opening.purpose == Purpose.LADDER:
        return f"palier {services.stage_name(opening.stage)}"
    return str(Purpose(opening.purpose).label).lower()


def _how(opening) -> str:
    if opening.on_site:
        return "sur le site"
    return "à part" if opening.urgent else "au récapitulatif"


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
